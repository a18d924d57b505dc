/* SPDX-License-Identifier: MIT
 *
 * Lanes' titles: the rate, and what else is not as usual. */
#include "app/app.h"
#include "app/messages.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How a lane's title calls what is not as usual in it, most telling first. "" : the value says it all. */
static const struct {
  enum dh_parameter parameter;
  const char *label;
} title_rows[] = {
    {DH_OPTIM, ""},
    {DH_MOMENTUM, "m"},
    {DH_NESTEROV, "nesterov"},
    {DH_LR_SCHEDULER_TYPE, ""},
    {DH_WARMUP_RATIO, "w"},
    {DH_WARMUP_STEPS, "w"},
    {DH_PRECISION, ""},
    {DH_MAX_GRAD_NORM, "clip"},
    {DH_WEIGHT_DECAY, "wd"},
    {DH_BETA1, "b1"},
    {DH_BETA2, "b2"},
    {DH_DAMPENING, "damp"},
    {DH_AMSGRAD, "amsgrad"},
    {DH_EPS, "eps"},
    {DH_GRADIENT_NOISE, "noise"},
    {DH_PER_DEVICE_TRAIN_BATCH_SIZE, "bs"},
    {DH_GRADIENT_ACCUMULATION_STEPS, "acc"},
    {DH_NUM_DEVICES, "gpu"},
    {DH_GAMMA, "g"},
    {DH_NUM_CYCLES, "cyc"},
    {DH_PCT_START, "pct"},
    {DH_ALPHA, "a"},
    {DH_RHO, "rho"},
};

/* Schedules have long names and a lane is narrow. */
static const char *short_choice(enum dh_parameter parameter, int choice) {
  if (parameter == DH_LR_SCHEDULER_TYPE) return dh_schedule_info(choice)->brief;
  return dh_parameter_row(parameter)->choice(choice);
}

enum { TITLE_NUMBER = 8 };

/* No title is so long, and none needs memory that may not be there. */
struct title {
  char words[512];
  size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct title *title, const char *format, ...) {
  size_t left = sizeof title->words - title->length;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(title->words + title->length, left, format, arguments);
  va_end(arguments);
  if (length > 0) title->length += (size_t)length < left ? (size_t)length : left - 1;
}

static void title_part(const struct dh_spec *spec, enum dh_parameter parameter, const char *label,
                       struct title *title) {
  double value = dh_spec_number(spec, parameter);
  enum dh_type type = dh_parameter_row(parameter)->type;
  char number[48];
  if (parameter == DH_OPTIM) {
    add(title, " %s", message_rule(spec->rule));
  } else if (type == DH_TYPE_CHOICE) {
    add(title, " %s", short_choice(parameter, (int)value));
  } else if (type == DH_TYPE_FLAG) {
    add(title, " %s", label);
  } else if (parameter == DH_WARMUP_RATIO) {
    add(title, " %s%g%%", label, 100 * value);
  } else {
    /* A cell of a map or a suggestion has digits that nobody chose. */
    if (dh_parameter_print(parameter, value, number, sizeof number) > TITLE_NUMBER)
      snprintf(number, sizeof number, "%.4g", value);
    add(title, " %s%s", label,
        parameter != DH_LEARNING_RATE && number[0] == '0' && number[1] == '.' ? number + 1 : number);
  }
}

/* Is it set to something else than it would be by itself? */
static bool unusual(const struct dh_spec *spec, enum dh_parameter parameter) {
  if (parameter == DH_OPTIM) return strcmp(dh_rule_info(spec->rule)->name, "sgd") != 0;
  if (!dh_spec_applies(spec, parameter)) return false;
  struct dh_spec usual = *spec;
  dh_spec_unset(&usual, parameter);
  double value = dh_spec_number(spec, parameter), own = dh_spec_number(&usual, parameter);
  return value != own && !(isnan(value) && isnan(own));
}

void app_lane_title(const struct app *app, int lane, char *out, size_t size) {
  const struct dh_spec *spec = app_spec(app, lane);
  struct title title = {.length = 0};
  add(&title, "%c ", app->lane[lane].letter);
  if (!app->demo) title_part(spec, DH_LEARNING_RATE, "", &title);
  for (size_t i = 0; i < sizeof title_rows / sizeof title_rows[0]; i++) {
    enum dh_parameter parameter = title_rows[i].parameter;
    if (unusual(spec, parameter) || (app->demo && parameter == DH_PRECISION))
      title_part(spec, parameter, title_rows[i].label, &title);
  }
  text_copy(out, size, title.words);
}
