/* SPDX-License-Identifier: MIT
 *
 * What there is to say about schedules, in words and as JSON. */
#include "commands/schedule.h"

#include "app/messages.h"
#include "commands/json.h"
#include "commands/table.h"
#include "frame/axes.h"
#include "frame/writers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL = 8, WORDS_MIN = 20, RIGHT = 2, NUMBER = 32, PROMPT = 1, PLOT_ROWS_MIN = 9 };

/* The linear rule's base, and Goyal et al., 2017; Adam's root: Malladi et al., On the SDEs and scaling rules for
 * adaptive gradient algorithms, 2022. */
static const double base_rate = 1e-4, base_batch = 32;

static double linear_rule(double batch) { return base_rate * batch / base_batch; }
static double root_rule(double batch) { return base_rate * sqrt(batch / base_batch); }

/* --- the table --- */

static void put_rate(struct table *table, double rate) {
  char text[NUMBER];
  axes_short(rate, 4, text, sizeof text);
  table_cell(table, isnan(rate) ? "-" : text);
}

static void put_step(struct table *table, double step) {
  char text[NUMBER];
  snprintf(text, sizeof text, "%.0f", step);
  table_cell(table, isnan(step) ? "-" : text);
}

/* Where a rate stands that is in none of the ranges. */
static const char *beside_tasks(const struct plot_band *bands, int count, double rate) {
  bool above = rate > 0, below = rate > 0;
  for (int i = 0; i < count; i++) {
    above = above && rate > bands[i].high;
    below = below && (rate < bands[i].low || bands[i].high == 0);
  }
  return above ? _("above all") : below ? _("below all") : rate > 0 ? _("none") : "-";
}

/* "pre-training, LoRA": what a rate is usual for, or where it stands instead. */
static void put_task(struct table *table, const struct schedule_plan *plan, double rate) {
  struct plot_band bands[PLOT_BANDS_MAX];
  struct text names = {0};
  int count = schedule_tasks(plan, bands);
  for (int i = 0; i < count; i++)
    if (rate >= bands[i].low && rate <= bands[i].high)
      text_printf(&names, "%s%s", names.length > 0 ? _(", ") : "", bands[i].label);
  table_cell(table, names.length > 0 ? text_string(&names) : beside_tasks(bands, count, rate));
  text_free(&names);
}

static void put_name(struct table *table, const struct schedule_plan *plan, int index) {
  struct text name = {0};
  if (plan->count > 1) text_printf(&name, "%c ", 'A' + index);
  text_add(&name, plan->curve[index].name);
  table_cell(table, text_string(&name));
  text_free(&name);
}

/* What may be left out where there is no room. */
enum { COLUMN_PEAK_STEP = 1, COLUMN_TASK = 2 };

static void put_columns(struct text *out, const struct schedule_plan *plan, unsigned columns) {
  bool tasks = columns & COLUMN_TASK, steps = columns & COLUMN_PEAK_STEP;
  struct table table;
  struct text heading = {0};
  text_printf(&heading, "%s,%s>,%s>", _("schedule"), _("warmup"), _("peak"));
  if (steps) text_printf(&heading, ",%s>", _("at step"));
  text_printf(&heading, ",%s>,%s>", _("falls from"), _("last rate"));
  if (tasks) text_printf(&heading, ",%s", _("usual for"));
  table_begin(&table, text_string(&heading));
  text_free(&heading);
  for (int i = 0; i < plan->count; i++) {
    const struct schedule_curve *curve = &plan->curve[i];
    put_name(&table, plan, i);
    put_step(&table, curve->args.warmup_steps);
    put_rate(&table, curve->peak);
    if (steps) put_step(&table, curve->peak_step);
    put_step(&table, curve->fall_step);
    put_rate(&table, curve->last);
    if (tasks) put_task(&table, plan, curve->peak);
  }
  table_end(&table, out);
}

static int widest_line(const char *text) {
  int widest = 0;
  while (*text) {
    char line[512];
    size_t length = strcspn(text, "\n");
    text_copy(line, length + 1 < sizeof line ? length + 1 : sizeof line, text);
    int columns = text_columns(line);
    if (columns > widest) widest = columns;
    text += length + (text[length] == '\n');
  }
  return widest;
}

/* Does the peak say nothing about its step that the warmup does not? */
static bool peaks_end_warmups(const struct schedule_plan *plan) {
  bool all = true;
  for (int i = 0; i < plan->count; i++) all = all && plan->curve[i].peak_step == plan->curve[i].args.warmup_steps;
  return all;
}

/* As much as there is room for: without the step of the peak if the warmup says it, or what its rate is usual for,
 * whose ranges stand below. */
static void put_table(struct text *out, const struct schedule_plan *plan, int cols) {
  unsigned task = schedule_shows_tasks(plan) ? COLUMN_TASK : 0;
  const unsigned tries[] = {COLUMN_PEAK_STEP | task, peaks_end_warmups(plan) ? task : COLUMN_PEAK_STEP,
                            COLUMN_PEAK_STEP};
  enum { TRIES = sizeof tries / sizeof *tries };
  struct text table = {0};
  for (int i = 0; i < TRIES; i++) {
    text_clear(&table);
    put_columns(&table, plan, tries[i]);
    if (widest_line(text_string(&table)) <= cols) break;
  }
  text_add(out, text_string(&table));
  out->failed |= table.failed;
  text_free(&table);
}

/* --- words --- */

/* Behind a label, in as many lines as they need. */
static void put_words(struct text *out, int cols, const char *label, struct text *words) {
  int width = cols - RIGHT - LABEL > WORDS_MIN ? cols - RIGHT - LABEL : WORDS_MIN;
  const char *rest = text_string(words);
  while (*rest) {
    size_t whole = text_wrap(rest, width), fit = whole > 0 ? whole : text_fit(rest, width);
    text_pad(out, label, LABEL);
    text_append(out, rest, fit);
    text_add(out, "\n");
    rest += fit;
    rest += strspn(rest, " ");
    label = "";
  }
  out->failed |= words->failed;
  text_free(words);
}

static void say_rounding(struct text *words, const struct schedule_plan *plan) {
  struct dh_release other = DH_RELEASE, older = {4, 0};
  struct dh_training_steps differently;
  bool up = dh_release_counts_rest(plan->release);
  dh_training_count(&plan->training, up ? older : other, &differently);
  if (differently.updates == plan->steps.updates) return;
  text_printf(words,
              up ? _(", rounded up, as in Transformers %d.%d (before 4.52 down: %.0f steps)")
                 : _(", rounded down, as in Transformers %d.%d (since 4.52 up: %.0f steps)"),
              plan->release.major, plan->release.minor, differently.max_steps);
}

static void say_epoch(struct text *words, const struct schedule_plan *plan) {
  const struct dh_training *t = &plan->training;
  text_printf(words, _(" An epoch: %.0f examples / (%.0f x %.0f devices) = %.0f batches"), t->dataset_size,
              t->per_device_train_batch_size, t->num_devices, plan->steps.batches);
  if (t->gradient_accumulation_steps > 1)
    text_printf(words, _(", / %.0f accumulated = %.0f updates"), t->gradient_accumulation_steps, plan->steps.updates);
  say_rounding(words, plan);
  text_add(words, ".");
}

static void say_steps(struct text *words, const struct schedule_plan *plan) {
  const struct arguments *arguments = plan->arguments;
  double steps = plan->curve[0].args.max_steps;
  char epochs[NUMBER];
  if (plan->training.dataset_size == 0) {
    bool given = arguments->given[DH_MAX_STEPS] || arguments->own[OWN_STEPS];
    text_printf(words, given ? _("%.0f.") : _("%.0f: nothing was said about them."), steps);
    return;
  }
  if (arguments->given[DH_MAX_STEPS]) {
    axes_short(steps / plan->steps.updates, 3, epochs, sizeof epochs);
    text_printf(words, _("%.0f = %s epochs x %.0f updates: max_steps goes before num_train_epochs."), steps, epochs,
                plan->steps.updates);
  } else {
    axes_short(plan->training.num_train_epochs, 6, epochs, sizeof epochs);
    text_printf(words, _("%.0f = %s epochs x %.0f updates."), steps, epochs, plan->steps.updates);
  }
  say_epoch(words, plan);
}

static void say_batch(struct text *words, const struct schedule_plan *plan) {
  char linear[NUMBER], root[NUMBER];
  axes_short(linear_rule(plan->batch), 3, linear, sizeof linear);
  axes_short(root_rule(plan->batch), 3, root, sizeof root);
  text_printf(
      words,
      _("%.0f examples behind an update. The linear rule makes %s of 1e-4 at 32; it is SGD's. Adam is nearer to "
        "the root, %s. Both end at the stability limit."),
      plan->batch, linear, root);
}

static void say_defaults(struct text *words, const struct schedule_plan *plan) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    char value[64];
    if (!schedule_trainer_default(plan->arguments, parameter)) continue;
    dh_parameter_print(parameter, dh_spec_number(&plan->arguments->spec, parameter), value, sizeof value);
    text_printf(words, "%s%s %s", words->length > 0 ? _(", ") : "", dh_parameter_row(parameter)->name, value);
  }
  if (words->length > 0) text_add(words, _(": not given, so TrainingArguments' own."));
}

static void say_log(struct text *words, const struct schedule_plan *plan) {
  text_add(
      words,
      dh_release_logs_used_rate(plan->release)
          ? _("A Trainer logs the rate of update k as step k + 1 (before 4.51 the rate of the next update).")
          : _("A Trainer logs as step k the rate of update k, the next one (since 4.51 the rate of update k - 1)."));
}

/* "1e-4", as people write these rates. */
static void add_power(struct text *out, double rate) {
  int exponent = rate > 0 ? (int)floor(log10(rate)) : 0;
  if (rate > 0)
    text_printf(out, "%.0fe%d", rate / pow(10, exponent), exponent);
  else
    text_add(out, "0");
}

static void say_tasks(struct text *words, const struct schedule_plan *plan) {
  struct plot_band bands[PLOT_BANDS_MAX];
  if (!schedule_shows_tasks(plan)) return;
  int count = schedule_tasks(plan, bands);
  for (int i = 0; i < count; i++) {
    text_printf(words, "%s%s ", i > 0 ? _(", ") : "", bands[i].label);
    add_power(words, bands[i].low);
    if (!(bands[i].high > bands[i].low)) continue;
    text_add(words, _(" to "));
    add_power(words, bands[i].high);
  }
  text_add(words, _(", with AdamW."));
}

static void put_all_words(struct text *out, const struct schedule_plan *plan, int cols) {
  static const struct {
    const char *label;
    void (*say)(struct text *words, const struct schedule_plan *plan);
  } rows[] = {
      {N_("steps"), say_steps}, {N_("batch"), say_batch}, {N_("default"), say_defaults},
      {N_("usual"), say_tasks}, {N_("logged"), say_log},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct text words = {0};
    if (rows[i].say == say_batch && isnan(plan->batch)) continue;
    rows[i].say(&words, plan);
    put_words(out, cols, _(rows[i].label), &words);
  }
}

/* --- the page --- */

static int lines_of(const struct text *text) {
  int lines = 0;
  for (const char *c = text_string(text); *c; c++) lines += *c == '\n';
  return lines;
}

bool schedule_write_page(const struct schedule_plan *plan, int cols, int rows, enum look_glyphs glyphs,
                         enum look_colors colors, struct text *out) {
  struct frame frame;
  put_table(out, plan, cols);
  put_all_words(out, plan, cols);
  int left = rows - PROMPT - lines_of(out);
  left = left > PLOT_ROWS_MIN ? left : PLOT_ROWS_MIN;
  if (!frame_init(&frame, cols, left)) return false;
  frame.glyphs = glyphs;
  frame.theme = THEME_AUTO;
  frame.colors = colors;
  frame_clear(&frame);
  if (plan->arguments->steps > 0 && schedule_draw(plan, &frame, (struct rect){0, 0, cols - RIGHT, left}))
    (colors == COLOR_NONE ? frame_write_text : frame_write_ansi)(&frame, out);
  frame_free(&frame);
  return !out->failed;
}

/* --- JSON --- */

static void write_curve(struct text *out, const struct schedule_curve *curve) {
  text_add(out, "{");
  json_name(out, "lr_scheduler_type");
  json_string(out, curve->info->name);
  json_name(out, "value");
  json_string(out, curve->name);
  json_member(out, "warmup_steps", curve->args.warmup_steps);
  json_known(out, "peak", curve->peak);
  json_known(out, "peak_step", curve->peak_step);
  json_known(out, "fall_step", curve->fall_step);
  json_known(out, "last", curve->last);
  text_add(out, "}");
}

void schedule_write_summary(const struct schedule_plan *plan, struct text *out) {
  bool counted = plan->training.dataset_size > 0;
  struct text release = {0};
  text_printf(&release, "%d.%d", plan->release.major, plan->release.minor);
  text_add(out, "{");
  json_name(out, "trainer_version");
  json_string(out, text_string(&release));
  json_member(out, "max_steps", plan->curve[0].args.max_steps);
  json_known(out, "batches_per_epoch", counted ? plan->steps.batches : (double)NAN);
  json_known(out, "updates_per_epoch", counted ? plan->steps.updates : (double)NAN);
  json_known(out, "effective_batch", plan->batch);
  json_known(out, "linear_rule_lr", linear_rule(plan->batch));
  json_known(out, "root_rule_lr", root_rule(plan->batch));
  json_name(out, "schedules");
  text_add(out, "[");
  for (int i = 0; i < plan->count; i++) {
    if (i > 0) text_add(out, ",");
    write_curve(out, &plan->curve[i]);
  }
  text_add(out, "]}\n");
  text_free(&release);
}
