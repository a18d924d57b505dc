/* SPDX-License-Identifier: MIT */
#include "app/parameters.h"

#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Groups in their order: what every lane shares, what every lane has, and what belongs to its kinds. */
static const struct {
  enum dh_scope scope;
  enum dh_applies applies;
  const char *title; /* of the kind if it has a %s */
} groups[] = {
    {DH_SCOPE_SCENE, DH_APPLIES_ALWAYS, N_("All lanes")},         {DH_SCOPE_LANE, DH_APPLIES_ALWAYS, N_("Lane")},
    {DH_SCOPE_LANE, DH_APPLIES_OPTIM, N_("Optimizer")},           {DH_SCOPE_LANE, DH_APPLIES_SCHEDULE, N_("Schedule")},
    {DH_SCOPE_LANE, DH_APPLIES_FORMULA, N_("Noise and batches")}, {DH_SCOPE_LANE, DH_APPLIES_BATCH, NULL},
};
enum { GROUPS = sizeof groups / sizeof *groups };

static void put_title(const struct app *app, int group, char *out, size_t size) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  const char *title = _(groups[group].title);
  if (groups[group].applies == DH_APPLIES_OPTIM)
    snprintf(out, size, "%s %s", title, message_rule(spec->rule));
  else if (groups[group].applies == DH_APPLIES_SCHEDULE)
    snprintf(out, size, "%s %s", title, dh_schedule_name((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE)));
  else if (groups[group].scope == DH_SCOPE_LANE && groups[group].applies == DH_APPLIES_ALWAYS)
    snprintf(out, size, "%s %c", title, app->lane[app->selected].letter);
  else
    text_copy(out, size, title);
}

/* Of another optimizer or schedule there would be dozens. */
static bool is_shown(const struct dh_spec *spec, enum dh_parameter parameter) {
  enum dh_applies applies = dh_parameter_row(parameter)->applies;
  bool of_a_kind = applies == DH_APPLIES_OPTIM || applies == DH_APPLIES_SCHEDULE;
  return !of_a_kind || dh_spec_applies(spec, parameter) || dh_spec_given(spec, parameter);
}

int parameters_lines(const struct app *app, struct parameter_line lines[PARAMETER_LINES]) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  int count = 0;
  for (int group = 0; group < GROUPS; group++) {
    bool titled = groups[group].title == NULL;
    for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
      enum dh_parameter parameter = (enum dh_parameter)i;
      const struct dh_parameter_row *row = dh_parameter_row(parameter);
      if (row->scope != groups[group].scope || row->applies != groups[group].applies || !is_shown(spec, parameter))
        continue;
      if (!titled) put_title(app, group, lines[count++].title, sizeof lines[0].title);
      titled = true;
      lines[count].title[0] = '\0';
      lines[count++].parameter = parameter;
    }
  }
  return count;
}

/* One that has gone with its optimizer leaves the cursor at the row before it in the table. */
int parameters_selected(const struct app *app, const struct parameter_line *lines, int count) {
  int best = 1, nearest = -1;
  for (int i = 0; i < count; i++) {
    if (lines[i].title[0] != '\0') continue;
    int parameter = (int)lines[i].parameter;
    if (parameter > app->parameters.selected || parameter <= nearest) continue;
    nearest = parameter;
    best = i;
  }
  return best;
}

bool parameters_enter(struct app *app, struct dh_error *error) {
  (void)error;
  if (app->parameters.selected == DH_SURFACE) app->parameters.selected = DH_LEARNING_RATE;
  return true;
}
