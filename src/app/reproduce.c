/* SPDX-License-Identifier: MIT
 *
 * The command line that reproduces a lane: `downhill run` with everything that was given. A lane
 * that was changed on its way is its journal too, which only a file holds: then it is `downhill replay`. */
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"
#include "app/shell.h"

#include <string.h>

static void put_names(struct text *out, const struct dh_surface_spec *surface) {
  char names[2 * DH_NAME_MAX + 2];
  text_copy(names, sizeof names, surface->parameter[0]);
  if (surface->dim == 2) {
    size_t length = strlen(names);
    names[length++] = ',';
    text_copy(names + length, sizeof names - length, surface->parameter[1]);
  }
  shell_option(out, "params", names);
}

/* Is it said on the command line? What it would be anyway, or does nothing, is not. */
static bool is_said(const struct dh_spec *spec, enum dh_parameter parameter) {
  const struct dh_surface_spec *surface = dh_surface_info(spec->surface);
  switch (parameter) {
  case DH_SURFACE:
    return false;
  case DH_START:
    return memcmp(spec->start, surface->start, (size_t)surface->dim * sizeof *spec->start) != 0;
  case DH_OPTIM:
    return strcmp(dh_rule_info(spec->rule)->name, "sgd") != 0;
  case DH_LEARNING_RATE:
  case DH_MAX_STEPS:
    return true;
  default:
    return dh_spec_given(spec, parameter) && dh_spec_applies(spec, parameter);
  }
}

static void put_parameters(struct text *out, const struct dh_spec *spec) {
  char value[512];
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (!is_said(spec, parameter)) continue;
    const char *rule = dh_rule_info(spec->rule)->name; /* one that was typed has any length */
    option_print(spec, parameter, value, sizeof value);
    shell_option(out, dh_parameter_row(parameter)->name, parameter == DH_OPTIM ? rule : value);
  }
}

/* What holds from the first update on; false if something was changed later, up to the last step. */
static bool first_spec(const struct dh_run *run, long last, struct dh_spec *spec) {
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  *spec = *dh_run_initial(run);
  for (int i = 0; i < count && journal[i].step <= last; i++) {
    if (journal[i].step > 0) return false;
    dh_spec_apply(spec, &journal[i].setting);
  }
  return true;
}

void reproduce(const struct app *app, int lane, struct text *command, struct text *before) {
  const struct dh_run *run = app->lane[lane].run;
  struct dh_spec spec;
  long steps = app->step > 0 ? app->step : app_horizon(app);
  if (!first_spec(run, steps, &spec)) {
    text_printf(before, _("%c was changed on its way. Write that to a file with\n:save scene.yaml\nand then\n"),
                app->lane[lane].letter);
    text_printf(command, "downhill replay scene.yaml --lane %c --steps %ld", app->lane[lane].letter, steps);
    return;
  }
  text_add(command, "downhill run");
  const struct dh_surface_spec *surface = dh_surface_info(spec.surface);
  shell_surface(command, surface);
  if (dh_surface_is_typed(surface)) put_names(command, surface);
  put_parameters(command, &spec);
  text_printf(command, " --steps %ld", steps);
}
