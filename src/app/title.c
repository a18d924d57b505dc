/* SPDX-License-Identifier: MIT
 *
 * Lanes' titles: the rate, and what else is not as usual. */
#include "app/app.h"
#include "app/messages.h"
#include "app/options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a class meets first stands first, and shortly: there are some twenty columns. "" : the value says it all.
 * Whatever else the table of parameters has comes behind by its name, as long as a title is one. */
static const struct brief {
  enum dh_parameter parameter;
  const char *label;
} briefs[] = {
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

enum { BRIEFS = sizeof briefs / sizeof *briefs, TITLE_NUMBER = 8, TITLE_MOST = 40 };

static bool has_brief(enum dh_parameter parameter) {
  for (int i = 0; i < BRIEFS; i++)
    if (briefs[i].parameter == parameter) return true;
  return false;
}

static void title_part(const struct dh_spec *spec, enum dh_parameter parameter, const char *label, struct text *title) {
  double value = dh_spec_number(spec, parameter);
  enum dh_type type = dh_parameter_row(parameter)->type;
  char number[48];
  if (parameter == DH_OPTIM) {
    text_printf(title, " %s", message_rule(spec->rule));
  } else if (type == DH_TYPE_CHOICE) {
    text_printf(title, " %s", short_choice(parameter, (int)value));
  } else if (type == DH_TYPE_FLAG) {
    text_printf(title, " %s", label);
  } else if (parameter == DH_WARMUP_RATIO) {
    text_printf(title, " %s%g%%", label, 100 * value);
  } else {
    /* A cell of a map or a suggestion has digits that nobody chose. */
    if (dh_parameter_print(parameter, value, number, sizeof number) > TITLE_NUMBER)
      snprintf(number, sizeof number, "%.4g", value);
    text_printf(title, " %s%s", label,
                parameter != DH_LEARNING_RATE && number[0] == '0' && number[1] == '.' ? number + 1 : number);
  }
}

/* Is it set to something else than it would be by itself? */
static bool unusual(const struct dh_spec *spec, enum dh_parameter parameter) {
  if (parameter == DH_OPTIM) return strcmp(dh_rule_info(spec->rule)->name, "sgd") != 0;
  if (!dh_spec_applies(spec, parameter)) return false;
  if (dh_parameter_row(parameter)->type == DH_TYPE_LIST) return dh_spec_given(spec, parameter);
  struct dh_spec usual = *spec;
  dh_spec_unset(&usual, parameter);
  double value = dh_spec_number(spec, parameter), own = dh_spec_number(&usual, parameter);
  return value != own && !(isnan(value) && isnan(own));
}

static void named_part(const struct dh_spec *spec, enum dh_parameter parameter, struct text *title) {
  const char *name = dh_parameter_row(parameter)->name;
  char value[256];
  option_print(spec, parameter, value, sizeof value);
  if (title->length + strlen(name) + strlen(value) + 2 <= TITLE_MOST) text_printf(title, " %s %s", name, value);
}

void app_lane_title(const struct app *app, int lane, char *out, size_t size) {
  const struct dh_spec *spec = app_spec(app, lane);
  struct text title = {0};
  text_char(&title, (uint32_t)app->lane[lane].letter);
  text_add(&title, " ");
  if (!app->demo) title_part(spec, DH_LEARNING_RATE, "", &title);
  for (int i = 0; i < BRIEFS; i++) {
    enum dh_parameter parameter = briefs[i].parameter;
    if (unusual(spec, parameter) || (app->demo && parameter == DH_PRECISION))
      title_part(spec, parameter, briefs[i].label, &title);
  }
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    bool own = dh_parameter_row(parameter)->scope == DH_SCOPE_LANE && parameter != DH_LEARNING_RATE;
    if (own && !has_brief(parameter) && unusual(spec, parameter)) named_part(spec, parameter, &title);
  }
  text_copy(out, size, text_string(&title));
  text_free(&title);
}
