/* SPDX-License-Identifier: MIT
 *
 * Several training logs beside each other: a table, and one picture of them all. */
#include "commands/diagnose.h"

#include "app/log_curve.h"
#include "app/messages.h"
#include "commands/table.h"
#include "panes/figure.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 64, WORDS = 160, LANES = ROLE_LANE_END - ROLE_LANE + 1 };

/* --- names --- */

/* What is behind the last slash but so many. */
static const char *tail_of(const char *path, int slashes) {
  const char *at = path + strlen(path);
  while (at > path && (at[-1] != '/' || slashes-- > 0)) at--;
  return at;
}

/* As much of its path as tells it from the others': trainings write files of the same name in folders of their own. */
static const char *name_of(const struct patient *patients, int count, int index) {
  const char *path = patients[index].path;
  for (int slashes = 0;; slashes++) {
    const char *name = tail_of(path, slashes);
    bool alone = true;
    for (int i = 0; i < count && alone; i++)
      alone = strcmp(patients[i].path, path) == 0 || strcmp(tail_of(patients[i].path, slashes), name) != 0;
    if (alone || name == path) return name;
  }
}

/* Capitals, so that they are none of findings. */
static char letter_of(int index) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return index < (int)sizeof letters - 1 ? letters[index] : '*';
}

static void add_name(const struct patient *patients, int count, int index, struct text *out) {
  char name[NAME];
  const char *given = name_of(patients, count, index);
  text_clean(name, sizeof name, strcmp(given, "-") == 0 ? _("standard input") : given);
  text_add(out, name);
}

/* --- the table --- */

static void add_kinds(const struct patient *patient, struct text *out) {
  size_t before = out->length;
  for (int i = 0; i < patient->count; i++) {
    const struct dh_finding *finding = &patient->finding[i];
    bool again = false;
    for (int k = 0; k < i; k++) again = again || patient->finding[k].kind == finding->kind;
    if (!again && finding->weight == DH_FINDING_FAULT)
      text_printf(out, "%s%s", out->length > before ? _(", ") : "", message_finding_word(finding));
  }
  if (out->length == before) text_add(out, patient->summary.judged ? _("nothing") : _("too few rows"));
}

/* A column's lowest and last number. */
struct extent {
  bool written;
  double lowest, last; /* NaN: there is no number, or it is none */
};

static struct extent extent_of(const struct dh_log *log, enum dh_log_column column) {
  struct extent extent = {false, (double)NAN, (double)NAN};
  for (size_t i = 0; i < log->count; i++) {
    if (!dh_log_has(&log->rows[i], column)) continue;
    extent.written = true;
    extent.last = log->rows[i].value[column];
    extent.lowest = fmin(extent.lowest, extent.last);
  }
  return extent;
}

/* What was never written is not what was no number. */
static void put_number(struct table *table, double value, int digits, bool written) {
  if (written && !isnan(value))
    table_number(table, value, digits);
  else
    table_cell(table, written ? "NaN" : "-");
}

static void put_row(struct table *table, const struct patient *patients, int count, int index, bool evaluated) {
  const struct patient *patient = &patients[index];
  const struct dh_log_summary *summary = &patient->summary;
  struct extent loss = extent_of(&patient->log, DH_LOG_LOSS), eval = extent_of(&patient->log, DH_LOG_EVAL_LOSS);
  struct text name = {0}, kinds = {0};
  char rows[24];
  text_printf(&name, "%c ", letter_of(index));
  add_name(patients, count, index, &name);
  add_kinds(patient, &kinds);
  snprintf(rows, sizeof rows, "%zu", patient->log.count);
  table_text(table, &name);
  table_cell(table, rows);
  put_number(table, summary->first, 4, loss.written);
  put_number(table, summary->best, 4, loss.written);
  put_number(table, summary->last, 4, loss.written);
  if (evaluated) put_number(table, eval.lowest, 4, eval.written);
  if (evaluated) put_number(table, eval.last, 4, eval.written);
  put_number(table, summary->peak_rate, 3, extent_of(&patient->log, DH_LOG_LEARNING_RATE).written);
  table_text(table, &kinds);
  text_free(&name);
  text_free(&kinds);
}

void diagnose_compare(struct text *out, const struct patient *patients, int count) {
  struct table table;
  bool evaluated = false;
  for (int i = 0; i < count; i++) evaluated = evaluated || extent_of(&patients[i].log, DH_LOG_EVAL_LOSS).written;
  table_begin(&table, evaluated ? _("log,rows>,first>,lowest>,last>,lowest eval>,last eval>,peak rate>,what is wrong")
                                : _("log,rows>,first>,lowest>,last>,peak rate>,what is wrong"));
  for (int i = 0; i < count; i++) put_row(&table, patients, count, i, evaluated);
  table_end(&table, out);
}

/* --- the picture --- */

/* The most important first, for a low terminal leaves the last one out. */
static const struct {
  enum dh_log_column column;
  const char *title;
} panels[] = {
    {DH_LOG_LOSS, N_("loss")},
    {DH_LOG_LEARNING_RATE, N_("learning rate")},
    {DH_LOG_EVAL_LOSS, "eval_loss"},
};
enum { PANELS = sizeof panels / sizeof *panels };

struct sheet {
  const struct patient *patients;
  int count;
  struct log_curve *curve;  /* of each panel, `count` of them */
  struct plot_curve *drawn; /* as many */
  struct plot_note *note;   /* `count` and one more */
  char (*words)[WORDS];
  bool lacks_numbers;
  struct plot_panel panel[PANELS];
  struct plot plot;
};

static void sheet_free(struct sheet *sheet) {
  for (int i = 0; sheet->curve && i < PANELS * sheet->count; i++) log_curve_free(&sheet->curve[i]);
  free(sheet->curve);
  free(sheet->drawn);
  free(sheet->note);
  free(sheet->words);
}

static bool make_curve(struct sheet *sheet, int panel, int log) {
  const struct patient *patient = &sheet->patients[log];
  int index = panel * sheet->count + log;
  struct log_curve *curve = &sheet->curve[index];
  if (!log_curve_make(curve, &patient->log, patient->finding, patient->count, panels[panel].column)) return false;
  for (int i = 0; i < curve->count; i++) sheet->lacks_numbers = sheet->lacks_numbers || isnan(curve->value[i]);
  sheet->drawn[index] = (struct plot_curve){.label = "",
                                            .role = (enum role)(ROLE_LANE + log % LANES),
                                            .x = curve->step,
                                            .y = curve->value,
                                            .count = curve->count,
                                            .letter = letter_of(log)};
  return true;
}

/* From 0, unless the highest of one log would be on another's floor: then by decades, down to where a decay has done
 * its work. */
static void set_rates_axis(struct plot_panel *panel, const struct log_curve *curve) {
  static const double peaks_apart = 10, decayed = 0.01;
  double lowest = HUGE_VAL, highest = 0;
  for (int i = 0; i < panel->curves; i++) {
    if (!(curve[i].most > 0)) continue;
    lowest = fmin(lowest, curve[i].most);
    highest = fmax(highest, curve[i].most);
  }
  diagnose_axis(panel, true);
  if (!(highest > peaks_apart * lowest)) return;
  panel->log = true;
  panel->low = fmax(decayed * lowest, DBL_MIN);
  panel->high = highest < DBL_MAX / 2 ? 1.2 * highest : highest;
}

/* What no log has has no panel. */
static void add_panel(struct sheet *sheet, int which) {
  bool any = false;
  for (int i = 0; i < sheet->count; i++) any = any || sheet->curve[which * sheet->count + i].count > 0;
  if (!any) return;
  struct plot_panel *panel = &sheet->panel[sheet->plot.panels++];
  *panel = (struct plot_panel){.title = _(panels[which].title),
                               .strip = panel != sheet->panel,
                               .curve = sheet->drawn + (ptrdiff_t)which * sheet->count,
                               .curves = sheet->count};
  if (panels[which].column == DH_LOG_LEARNING_RATE)
    set_rates_axis(panel, sheet->curve + (ptrdiff_t)which * sheet->count);
  else
    diagnose_axis(panel, false);
}

/* "nan.json: NaN, spike" */
static bool add_note(struct sheet *sheet, int log) {
  struct text words = {0};
  add_name(sheet->patients, sheet->count, log, &words);
  text_add(&words, ": ");
  add_kinds(&sheet->patients[log], &words);
  text_copy(sheet->words[log], WORDS, text_string(&words));
  bool good = !words.failed;
  text_free(&words);
  sheet->note[sheet->plot.notes++] =
      (struct plot_note){letter_of(log), (enum role)(ROLE_LANE + log % LANES), sheet->words[log]};
  return good;
}

static void widen_axis(struct plot *plot, const struct dh_log *log) {
  double begin, end;
  log_curve_axis(log, &begin, &end);
  plot->x_low = fmin(plot->x_low, begin);
  plot->x_high = fmax(plot->x_high, end);
}

static bool fill_sheet(struct sheet *sheet) {
  bool good = true;
  sheet->plot = (struct plot){.title = _("training logs"),
                              .x_title = _("steps"),
                              .x_low = HUGE_VAL,
                              .x_high = -HUGE_VAL,
                              .panel = sheet->panel,
                              .note = sheet->note};
  for (int log = 0; good && log < sheet->count; log++) {
    for (int panel = 0; good && panel < PANELS; panel++) good = make_curve(sheet, panel, log);
    good = good && add_note(sheet, log);
    widen_axis(&sheet->plot, &sheet->patients[log].log);
  }
  for (int panel = 0; good && panel < PANELS; panel++) add_panel(sheet, panel);
  if (sheet->plot.panels == 0) sheet->panel[sheet->plot.panels++] = (struct plot_panel){.title = _("loss"), .high = 1};
  if (sheet->lacks_numbers) sheet->note[sheet->plot.notes++] = (struct plot_note){'x', ROLE_BAD, _("not a number")};
  return good;
}

/* Whatever it returns, sheet_free() it. */
static bool sheet_init(struct sheet *sheet, const struct patient *patients, int count) {
  size_t logs = (size_t)count;
  *sheet = (struct sheet){.patients = patients, .count = count};
  sheet->curve = calloc(PANELS * logs, sizeof *sheet->curve);
  sheet->drawn = calloc(PANELS * logs, sizeof *sheet->drawn);
  sheet->note = calloc(logs + 1, sizeof *sheet->note);
  sheet->words = calloc(logs, sizeof *sheet->words);
  return sheet->curve && sheet->drawn && sheet->note && sheet->words && fill_sheet(sheet);
}

bool diagnose_compare_svg(const struct patient *patients, int count, struct text *out) {
  struct sheet sheet;
  bool good = sheet_init(&sheet, patients, count);
  if (good) plot_write_svg(&sheet.plot, out);
  sheet_free(&sheet);
  return good && !out->failed;
}

bool diagnose_compare_plot(const struct patient *patients, int count, const struct diagnose_look *look,
                           struct text *out) {
  struct sheet sheet;
  bool good = sheet_init(&sheet, patients, count);
  if (good) {
    struct text legend = {0};
    int lines = diagnose_legend(sheet.plot.note, sheet.plot.notes, look, &legend);
    sheet.plot.title = NULL;
    text_add(out, "\n");
    good = diagnose_figure(&sheet.plot, look, diagnose_figure_rows(&sheet.plot, look, lines), out);
    text_add(out, text_string(&legend));
    good = good && !legend.failed;
    text_free(&legend);
  }
  sheet_free(&sheet);
  return good && !out->failed;
}
