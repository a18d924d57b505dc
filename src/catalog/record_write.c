/* SPDX-License-Identifier: MIT */
#include "catalog/record.h"

#include "catalog/setting.h"

#include <string.h>

/* Every text in double quotes: then nothing in it can mean something to YAML. */
static void write_quoted(struct text *out, const char *string) {
  text_add(out, "\"");
  for (const char *at = string; *at; at++) {
    unsigned char c = (unsigned char)*at;
    if (c == '"' || c == '\\')
      text_printf(out, "\\%c", c);
    else if (c < 0x20 || c == 0x7F)
      text_printf(out, "\\x%02X", c);
    else
      text_append(out, at, 1);
  }
  text_add(out, "\"");
}

void record_write_setting(struct text *out, const struct dh_setting *setting) {
  const struct dh_parameter_row *row = dh_parameter_row(setting->parameter);
  char value[256] = "";
  text_printf(out, "%s=", row->name);
  if (setting->unset)
    text_add(out, RECORD_UNSET);
  else if (setting->parameter == DH_OPTIM)
    text_add(out, dh_rule_info(setting->rule)->name);
  else if (row->type == DH_TYPE_LIST && dh_parameter_print_list(&setting->list, value, sizeof value) > 0)
    text_add(out, value);
  else if (dh_parameter_print(setting->parameter, setting->value, value, sizeof value) > 0)
    text_add(out, value);
}

/* The same as a value of YAML: in quotes where it is more than a name and a number. */
static void write_setting(struct text *out, const struct dh_setting *setting) {
  struct text plain = {0};
  record_write_setting(&plain, setting);
  if (setting->parameter == DH_OPTIM && dh_rule_info(setting->rule)->typed)
    write_quoted(out, text_string(&plain));
  else
    text_add(out, text_string(&plain));
  out->failed |= plain.failed;
  text_free(&plain);
}

/* The given numbers of one scope, as "[a=1, b=2]"; in a lane the optimizer comes first. */
static void write_settings(struct text *out, const struct dh_spec *spec, enum dh_scope scope) {
  const char *separator = "";
  text_add(out, "settings: [");
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    struct dh_setting setting = {.parameter = (enum dh_parameter)i, .rule = spec->rule};
    bool said = setting.parameter == DH_OPTIM || dh_spec_given(spec, setting.parameter);
    if (dh_parameter_row(setting.parameter)->scope != scope || !said || !record_can_set(setting.parameter)) continue;
    setting.value = spec->value[i];
    setting.list = spec->milestones;
    text_add(out, separator);
    write_setting(out, &setting);
    separator = ", ";
  }
  text_add(out, "]\n");
}

static void write_field(struct text *out, const char *name, const char *value) {
  text_printf(out, "%s: ", name);
  write_quoted(out, value);
  text_add(out, "\n");
}

static void write_fit(struct text *out, const struct dh_fit *fit) {
  struct dh_fit_word words[DH_FIT_WORDS];
  char number[32];
  for (int i = 0, count = dh_fit_words(fit, words); i < count; i++) {
    if (!words[i].value) dh_number_print(words[i].number, number, sizeof number);
    write_field(out, words[i].name, words[i].value ? words[i].value : number);
  }
}

static void write_scene(struct text *out, const struct dh_spec *spec, long step) {
  const struct dh_surface_spec *surface = dh_surface_info(spec->surface);
  bool typed = dh_surface_is_typed(surface);
  if (typed && surface->fit)
    write_fit(out, surface->fit);
  else
    write_field(out, "surface", surface->name);
  if (typed)
    text_printf(out, "parameters: \"%s%s%s\"\n", surface->parameter[0], surface->dim > 1 ? "," : "",
                surface->dim > 1 ? surface->parameter[1] : "");
  text_add(out, "start: [");
  for (int i = 0; i < surface->dim; i++) {
    char value[32];
    dh_number_print(spec->start[i], value, sizeof value);
    text_printf(out, "%s%s", i > 0 ? ", " : "", value);
  }
  text_printf(out, "]\nstep: %ld\n", step);
  write_settings(out, spec, DH_SCOPE_SCENE);
}

static void write_lane(struct text *out, const struct record_lane *lane) {
  text_add(out, "  - name: ");
  write_quoted(out, lane->name);
  text_add(out, "\n    ");
  write_settings(out, &lane->spec, DH_SCOPE_LANE);
  if (lane->journal_count > 0) text_add(out, "    journal:\n");
  for (int i = 0; i < lane->journal_count; i++) {
    text_printf(out, "      - {step: %ld, setting: ", lane->journal[i].step);
    write_setting(out, &lane->journal[i].setting);
    text_add(out, "}\n");
  }
}

static void write_task(struct text *out, const struct record_task *task) {
  char low[32], high[32];
  if (!task->given) return;
  dh_number_print(task->low, low, sizeof low);
  dh_number_print(task->high, high, sizeof high);
  text_printf(out, "task:\n  rates: [%s, %s]\n  ", low, high);
  write_field(out, "called", task->called);
  text_add(out, "  ");
  write_field(out, "below", task->below);
  text_add(out, "  ");
  write_field(out, "above", task->above);
}

/* What is as usual is not said. */
static void write_presentation(struct text *out, const struct record *record) {
  char speed[32];
  if (record->title[0]) write_field(out, "title", record->title);
  if (record->watch[0]) write_field(out, "watch", record->watch);
  if (record->selected > 0) write_field(out, "selected", record->lane[record->selected].name);
  dh_number_print(record->speed, speed, sizeof speed);
  if (record->speed > 0 && record->speed != 1) text_printf(out, "speed: %s\n", speed);
  if (record->log_loss) text_add(out, "log_loss: true\n");
  write_task(out, &record->task);
  if (record->demonstration) text_add(out, "demonstration: true\n");
}

void record_write(const struct record *record, struct text *out) {
  text_printf(out, "downhill: %d\n", RECORD_VERSION);
  if (record->lane_count == 0) return;
  write_presentation(out, record);
  write_scene(out, &record->lane[0].spec, record->step);
  text_add(out, "lanes:\n");
  for (int i = 0; i < record->lane_count; i++) write_lane(out, &record->lane[i]);
}
