/* SPDX-License-Identifier: MIT
 *
 * Lanes' titles: the rate, and what else is not as usual; no two the same where lanes differ. */
#include "app/app.h"
#include "app/messages.h"
#include "app/options.h"

#include <math.h>
#include <stdarg.h>
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

enum { BRIEFS = sizeof briefs / sizeof *briefs, TITLE_NUMBER = 8, TITLE_MOST = 40, TITLE_VALUE = 40 };

/* Kinds say what is seen, also where all lanes share one; numbers that all share tell nothing apart. */
static bool is_kind(enum dh_parameter parameter) {
  enum dh_type type = dh_parameter_row(parameter)->type;
  return type == DH_TYPE_OPTIM || type == DH_TYPE_CHOICE;
}

static bool all_share(const struct app *app, enum dh_parameter parameter) {
  char value[2][TITLE_VALUE];
  option_print(app_spec(app, 0), parameter, value[0], sizeof value[0]);
  for (int i = 1; i < app->lane_count; i++) {
    option_print(app_spec(app, i), parameter, value[1], sizeof value[1]);
    if (strcmp(value[0], value[1]) != 0) return false;
  }
  return app->lane_count > 1;
}

static bool has_brief(enum dh_parameter parameter) {
  for (int i = 0; i < BRIEFS; i++)
    if (briefs[i].parameter == parameter) return true;
  return false;
}

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

/* "noise500", but a rate is 1.0. */
static bool is_whole(enum dh_parameter parameter, double value) {
  return parameter != DH_LEARNING_RATE && fabs(value) < 1e4 && value == floor(value);
}

/* Of a rate what the steps are taken with: the linear rule may make more of it. */
static double number_of(const struct dh_spec *spec, enum dh_parameter parameter) {
  struct dh_schedule_args args;
  if (parameter != DH_LEARNING_RATE) return dh_spec_number(spec, parameter);
  dh_spec_schedule(spec, &args);
  return args.learning_rate;
}

static void title_part(const struct dh_spec *spec, enum dh_parameter parameter, const char *label,
                       struct title *title) {
  double value = number_of(spec, parameter);
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
    if (dh_parameter_print(parameter, value, number, sizeof number) > TITLE_NUMBER || is_whole(parameter, value))
      snprintf(number, sizeof number, "%.4g", value);
    add(title, " %s%s", label,
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

static void named_part(const struct dh_spec *spec, enum dh_parameter parameter, struct title *title) {
  const char *name = dh_parameter_row(parameter)->name;
  char value[256];
  option_print(spec, parameter, value, sizeof value);
  if (title->length + strlen(name) + strlen(value) + 2 <= TITLE_MOST) add(title, " %s %s", name, value);
}

static bool tells(const struct app *app, const struct dh_spec *spec, enum dh_parameter parameter) {
  if (app->demo && parameter == DH_PRECISION) return true;
  return unusual(spec, parameter) && (is_kind(parameter) || !all_share(app, parameter));
}

/* What is not as usual, most telling first. */
static void usual_parts(const struct app *app, const struct dh_spec *spec, struct title *title) {
  for (int i = 0; i < BRIEFS; i++) {
    enum dh_parameter parameter = briefs[i].parameter;
    if (tells(app, spec, parameter)) title_part(spec, parameter, briefs[i].label, title);
  }
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    bool own = dh_parameter_row(parameter)->scope == DH_SCOPE_LANE && parameter != DH_LEARNING_RATE;
    if (own && !has_brief(parameter) && tells(app, spec, parameter)) named_part(spec, parameter, title);
  }
}

static void rate_part(const struct app *app, const struct dh_spec *spec, struct title *title) {
  if (!app->demo) title_part(spec, DH_LEARNING_RATE, "", title);
}

/* --- lanes that would be called the same --- */

static bool same_parts(const struct app *app, int a, int b) {
  struct title text[2] = {{.length = 0}, {.length = 0}};
  const int lanes[2] = {a, b};
  for (int i = 0; i < 2; i++) {
    rate_part(app, app_spec(app, lanes[i]), &text[i]);
    usual_parts(app, app_spec(app, lanes[i]), &text[i]);
  }
  return strcmp(text[0].words, text[1].words) == 0;
}

static const char *part_name(enum dh_parameter parameter) {
  for (int i = 0; i < BRIEFS; i++)
    if (briefs[i].parameter == parameter && briefs[i].label[0]) return briefs[i].label;
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  return row->alias && text_columns(row->alias) < text_columns(row->name) ? row->alias : row->name;
}

/* What a lane has otherwise than one of the same title, " eta_min=0.01": by whatever tells them apart, and with all
 * digits. */
static void other_parts(const struct app *app, int lane, bool *told, int other, struct title *title) {
  const struct dh_spec *own = app_spec(app, lane), *theirs = app_spec(app, other);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    char value[2][TITLE_VALUE];
    if (told[i] || dh_parameter_row(parameter)->scope != DH_SCOPE_LANE) continue;
    if (!dh_spec_applies(own, parameter) && !dh_spec_applies(theirs, parameter)) continue;
    option_print(own, parameter, value[0], sizeof value[0]);
    option_print(theirs, parameter, value[1], sizeof value[1]);
    if (strcmp(value[0], value[1]) == 0) continue;
    told[i] = true;
    add(title, " %s=", part_name(parameter));
    for (const char *c = value[0][0] ? value[0] : "-"; *c; c++)
      if (*c != ' ') add(title, "%c", *c); /* a part is one word */
  }
}

/* The rate, what tells it from lanes of the same title, what is neither as usual nor the same everywhere. */
void app_lane_title(const struct app *app, int lane, char *out, size_t size) {
  const struct dh_spec *spec = app_spec(app, lane);
  struct title title = {.length = 0};
  bool told[DH_PARAMETER_COUNT] = {false};
  add(&title, "%c ", app->lane[lane].letter);
  rate_part(app, spec, &title);
  for (int other = 0; other < app->lane_count; other++)
    if (other != lane && !dh_spec_same(spec, app_spec(app, other)) && same_parts(app, lane, other))
      other_parts(app, lane, told, other, &title);
  usual_parts(app, spec, &title);
  text_copy(out, size, title.words);
}
