/* SPDX-License-Identifier: MIT
 *
 * downhill list: what there is to choose from, made from the registries. */
#include "app/messages.h"
#include "app/view.h"
#include "catalog/columns.h"
#include "catalog/scenes.h"
#include "commands/arguments.h"
#include "commands/keys.h"
#include "commands/output.h"
#include "commands/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Some formulas are longer than a screen is wide: they come last. */
static void list_surfaces(const struct catalog *catalog, struct text *out) {
  struct table table;
  table_begin(&table, _("name,start>,title,formula"));
  for (int i = 0; i < catalog_surface_count(catalog); i++) {
    const struct dh_surface_spec *info = dh_surface_info(catalog_surface(catalog, i));
    char start[64];
    int length = snprintf(start, sizeof start, "%g", info->start[0]);
    if (info->dim == 2) snprintf(start + length, sizeof start - (size_t)length, ",%g", info->start[1]);
    table_cell(&table, info->name);
    table_cell(&table, start);
    table_cell(&table, _(info->title));
    table_cell(&table, info->formula);
  }
  table_end(&table, out);
}

/* Those of ours; any other file will do as well. */
static void list_data(const struct catalog *catalog, struct text *out) {
  struct table table;
  table_begin(&table, _("name,rows>,columns,about"));
  for (int i = 0; catalog_data(i); i++) {
    struct dh_error error;
    char rows[24] = "";
    struct columns columns;
    struct text names = {0};
    if (!catalog_read_data(catalog, catalog_data(i), &columns, &error)) continue;
    snprintf(rows, sizeof rows, "%ld", columns.data.rows);
    for (int k = 0; k < columns.data.columns; k++)
      text_printf(&names, "%s%s", k > 0 ? " " : "", columns.data.column[k]);
    table_cell(&table, catalog_data(i));
    table_cell(&table, rows);
    table_text(&table, &names);
    table_cell(&table, columns.about[0] ? _(columns.about) : "");
    text_free(&names);
    columns_free(&columns);
  }
  table_end(&table, out);
}

static void list_optimizers(const struct catalog *catalog, struct text *out) {
  struct table table;
  table_begin(&table, _("name,parameters,title"));
  for (int i = 0; i < catalog_rule_count(catalog); i++) {
    const struct dh_rule_spec *info = dh_rule_info(catalog_rule(catalog, i));
    struct text parameters = {0};
    for (int k = 0; k < info->parameter_count; k++)
      text_printf(&parameters, "%s%s=%g", k > 0 ? " " : "", info->parameter[k].name, info->parameter[k].initial);
    table_cell(&table, info->name);
    table_text(&table, &parameters);
    table_cell(&table, _(info->title));
    text_free(&parameters);
  }
  table_end(&table, out);
}

/* "T_mult=1"; "T_max" alone where the default follows from the run. */
static void put_use(struct text *out, const struct dh_schedule_info *schedule, enum dh_parameter parameter) {
  double initial = (double)NAN;
  char value[48];
  dh_schedule_has(schedule, parameter, &initial);
  text_add(out, dh_parameter_row(parameter)->name);
  if (isnan(initial)) return;
  if (dh_parameter_row(parameter)->type == DH_TYPE_NUMBER)
    snprintf(value, sizeof value, "%g", initial);
  else
    dh_parameter_print(parameter, initial, value, sizeof value);
  text_printf(out, "=%s", value);
}

static void list_schedules(const struct catalog *catalog, struct text *out) {
  struct table table;
  (void)catalog;
  table_begin(&table, _("name,alias,title,parameters"));
  for (int i = 0; i < dh_schedule_count(); i++) {
    const struct dh_schedule_info *info = dh_schedule_info(i);
    struct text parameters = {0};
    for (int k = 0; k < info->use_count; k++) {
      if (k > 0) text_add(&parameters, " ");
      put_use(&parameters, info, info->uses[k].parameter);
    }
    table_cell(&table, info->name);
    table_cell(&table, info->alias);
    table_cell(&table, _(info->title));
    table_text(&table, &parameters);
    text_free(&parameters);
  }
  table_end(&table, out);
}

static void list_precisions(const struct catalog *catalog, struct text *out) {
  struct table table;
  (void)catalog;
  table_begin(&table, _("name,bits>,largest>,title"));
  for (int i = 0; i < DH_PRECISION_COUNT; i++) {
    const struct dh_precision_info *info = dh_precision_info((enum dh_precision)i);
    char bits[16];
    snprintf(bits, sizeof bits, "%d", info->digits);
    table_cell(&table, info->name);
    table_cell(&table, bits);
    table_number(&table, info->largest, 6);
    table_cell(&table, _(info->title));
  }
  table_end(&table, out);
}

static void list_parameters(const struct catalog *catalog, struct text *out) {
  struct table table;
  (void)catalog;
  table_begin(&table, _("name,alias,default>,scope,meaning"));
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)i);
    bool number = row->type != DH_TYPE_SURFACE && row->type != DH_TYPE_OPTIM && row->type != DH_TYPE_POINT &&
                  row->type != DH_TYPE_LIST;
    char initial[48] = "";
    if (number && !isnan(row->initial)) dh_parameter_print((enum dh_parameter)i, row->initial, initial, sizeof initial);
    table_cell(&table, row->name);
    table_cell(&table, row->alias);
    table_cell(&table, initial);
    table_cell(&table, row->scope == DH_SCOPE_SCENE ? _("scene") : _("lane"));
    table_cell(&table, _(row->help));
  }
  table_end(&table, out);
}

static void list_verdicts(const struct catalog *catalog, struct text *out) {
  struct table table;
  (void)catalog;
  table_begin(&table, _("name,on the screen,meaning"));
  for (int i = 0; i < DH_VERDICT_COUNT; i++) {
    table_cell(&table, dh_verdict_name((enum dh_verdict)i));
    table_cell(&table, message_verdict((enum dh_verdict)i));
    table_cell(&table, _(dh_verdict_words((enum dh_verdict)i)));
  }
  table_end(&table, out);
}

static void list_views(const struct catalog *catalog, struct text *out) {
  struct table table;
  (void)catalog;
  table_begin(&table, _("name,on the screen,meaning"));
  for (int i = 0; view_row(i); i++) {
    table_cell(&table, view_row(i)->name);
    table_cell(&table, _(view_row(i)->name));
    table_cell(&table, _(view_row(i)->help));
  }
  table_end(&table, out);
}

struct list_keys {
  struct table table;
  enum action_group group;
};

static void list_key(void *context, const char *keys, const char *help) {
  struct list_keys *list = context;
  table_cell(&list->table, action_group_title(list->group));
  table_cell(&list->table, keys);
  table_cell(&list->table, help);
}

static void list_keys(const struct catalog *catalog, struct text *out) {
  struct list_keys list;
  (void)catalog;
  table_begin(&list.table, _("group,keys,what they do"));
  for (int group = 0; group < GROUP_COUNT; group++) {
    list.group = (enum action_group)group;
    keys_each(list.group, list_key, &list);
  }
  table_end(&list.table, out);
}

static void list_scenes(const struct catalog *catalog, struct text *out) {
  struct table table;
  const struct scenes *scenes = catalog_scenes(catalog);
  table_begin(&table, _("name,title,what to watch"));
  for (int i = 0; i < scenes->count; i++) {
    table_cell(&table, scenes->file[i].name);
    table_cell(&table, _(scenes->file[i].title));
    table_cell(&table, scenes->file[i].watch[0] ? _(scenes->file[i].watch) : "");
  }
  table_end(&table, out);
}

/* Rates as they read back: "1e-5", 0. */
static void rate_cell(struct table *table, double low, double high) {
  char from[32], to[32];
  dh_number_print(low, from, sizeof from);
  dh_number_print(high, to, sizeof to);
  struct text cell = {0};
  text_printf(&cell, low < high ? "%s .. %s" : "%s", from, to);
  table_cell(table, text_string(&cell));
  text_free(&cell);
}

static void list_tasks(const struct catalog *catalog, struct text *out) {
  struct table table;
  const struct scenes *scenes = catalog_scenes(catalog);
  table_begin(&table, _("name,AdamW's rates,what to watch"));
  for (int i = 0; i < scenes->count; i++) {
    const struct scene_file *file = &scenes->file[i];
    if (!file->task.given) continue;
    table_cell(&table, file->name);
    rate_cell(&table, file->task.low, file->task.high);
    table_cell(&table, _(file->watch));
  }
  table_end(&table, out);
}

static const struct topic {
  const char *name, *help;
  void (*list)(const struct catalog *catalog, struct text *out);
} topics[] = {
    {"surfaces", N_("losses to descend, by name"), list_surfaces},
    {"data", N_("data sets to fit a model to"), list_data},
    {"optimizers", N_("update rules and their parameters"), list_optimizers},
    {"scenes", N_("demonstrations, several lanes each"), list_scenes},
    {"tasks", N_("usual learning rates of training tasks, a scene each"), list_tasks},
    {"schedules", N_("how the learning rate changes over the steps"), list_schedules},
    {"precisions", N_("number formats every operation is rounded to"), list_precisions},
    {"parameters", N_("everything that can be set"), list_parameters},
    {"verdicts", N_("what a run can be called"), list_verdicts},
    {"views", N_("what the screen can show"), list_views},
    {"keys", N_("what can be pressed on the screen"), list_keys},
};
enum { TOPICS = sizeof topics / sizeof *topics };

static void list_topics(struct text *out) {
  struct table table;
  table_begin(&table, _("topic,what it lists"));
  for (int i = 0; i < TOPICS; i++) {
    table_cell(&table, topics[i].name);
    table_cell(&table, _(topics[i].help));
  }
  table_end(&table, out);
}

static int unknown(const struct arguments *arguments, const char *name) {
  struct text names = {0};
  for (int i = 0; i < TOPICS; i++) text_printf(&names, "%s%s", i > 0 ? ", " : "", topics[i].name);
  complain(arguments->command, _("there is no topic '%s': choose %s"), name, text_string(&names));
  text_free(&names);
  return STATUS_USAGE;
}

static int run(const struct arguments *arguments) {
  struct output output;
  const struct topic *topic = NULL;
  const char *name = arguments->operand_count > 0 ? arguments->operand[0] : NULL;
  for (int i = 0; name && i < TOPICS; i++)
    if (strcmp(topics[i].name, name) == 0) topic = &topics[i];
  if (name && !topic) return unknown(arguments, name);
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (topic)
    topic->list(arguments->catalog, &output.text);
  else
    list_topics(&output.text);
  return output_close(&output);
}

const struct command command_list = {
    .name = "list",
    .summary =
        N_("surfaces, data, optimizers, scenes, tasks, schedules, precisions, parameters, verdicts, views, keys"),
    .operands = "[TOPIC]",
    .operands_max = 1,
    .values = {.listed = "list"},
    .own = TAKES(OWN_OUTPUT),
    .run = run,
};
