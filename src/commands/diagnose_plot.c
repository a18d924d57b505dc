/* SPDX-License-Identifier: MIT
 *
 * The plot of a training log: its losses, its rates and gradient norms below them, and where each finding begins the
 * letter that it has on the page. */
#include "commands/diagnose.h"

#include "app/log_curve.h"
#include "app/log_view.h"
#include "app/messages.h"
#include "frame/writers.h"
#include "panes/figure.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS = DH_FINDINGS_MAX, WORDS = 160, RIGHT = 2, PROMPT = 1 };
enum curve { CURVE_LOSS, CURVE_EVAL, CURVE_RATE, CURVE_NORM, CURVES };
enum { PANELS_ALWAYS = 2, PANELS_MOST = 3 };
/* Losses that differ by more are seen together on a logarithmic axis only. */
static const double decades_apart = 100;
/* So many times their median, and gradient norms have blown up: on a linear axis all but that would be its floor. */
static const double blown_up = 10;
/* What is lower than this share of the highest is left to the floor of a logarithmic axis: twelve decades. */
static const double deepest = 1e-12;

struct sheet {
  const struct patient *patient;
  struct log_curve curve[CURVES];
  struct plot_curve drawn[CURVES];
  struct plot_mark mark[MARKS], line[MARKS]; /* with names, and without */
  struct plot_note note[MARKS + 1];
  char words[MARKS][WORDS];
  char title[WORDS];
  struct plot_panel panel[PANELS_MOST];
  struct plot plot;
};

/* --- curves --- */

static const struct {
  enum dh_log_column column;
  const char *label;
  enum role role;
  char letter;
} curves[CURVES] = {
    [CURVE_LOSS] = {DH_LOG_LOSS, "loss", ROLE_LANE, 'A'},
    [CURVE_EVAL] = {DH_LOG_EVAL_LOSS, "eval_loss", ROLE_LANE + 1, 'B'},
    [CURVE_RATE] = {DH_LOG_LEARNING_RATE, "", ROLE_CURVE, 0},
    [CURVE_NORM] = {DH_LOG_GRAD_NORM, "", ROLE_CURVE, 0},
};

static bool make_curves(struct sheet *sheet) {
  const struct patient *patient = sheet->patient;
  bool good = true;
  for (int i = 0; i < CURVES; i++)
    good = log_curve_make(&sheet->curve[i], &patient->log, patient->finding, patient->count, curves[i].column) && good;
  return good;
}

static void sheet_destroy(struct sheet *sheet) {
  for (int i = 0; i < CURVES; i++) log_curve_free(&sheet->curve[i]);
  free(sheet);
}

/* One of several in its panel has a name there. Those of a panel stand behind one another in `drawn`. */
static_assert((int)CURVE_EVAL == CURVE_LOSS + 1, "they share a panel");
static void add_curve(struct sheet *sheet, struct plot_panel *panel, enum curve curve, bool several) {
  if (sheet->curve[curve].count == 0) return;
  sheet->drawn[curve] = (struct plot_curve){.label = several ? curves[curve].label : "",
                                            .role = curves[curve].role,
                                            .x = sheet->curve[curve].step,
                                            .y = sheet->curve[curve].value,
                                            .count = sheet->curve[curve].count,
                                            .letter = several ? curves[curve].letter : '\0'};
  if (panel->curves++ == 0) panel->curve = &sheet->drawn[curve];
}

/* --- axes --- */

/* A rate is seen from 0, where schedules end, and never by decades: the last row of a decay would take most of them. */
void diagnose_axis(struct plot_panel *panel, bool from_zero) {
  double low = (double)INFINITY, high = -(double)INFINITY;
  for (int i = 0; i < panel->curves; i++)
    for (int k = 0; k < panel->curve[i].count; k++) {
      double y = panel->curve[i].y[k];
      if (!isfinite(y)) continue;
      low = fmin(low, y);
      high = fmax(high, y);
    }
  const double most = DBL_MAX / 4; /* from one end to the other is a number still */
  low = fmin(fmax(low, -most), most);
  high = fmin(fmax(high, -most), most);
  if (low > high) low = 0, high = 1; /* nothing is finite */
  if (from_zero) low = fmin(low, 0), high = fmax(high, 0);
  panel->log = low > 0 && high / low > decades_apart;
  double margin = high > low ? 0.05 * (high - low) : fmax(0.1 * fabs(high), DBL_MIN);
  panel->low = panel->log ? low / 1.2 : low >= 0 ? fmax(low - margin, 0) : low - margin;
  panel->high = panel->log ? high * 1.2 : high + margin;
  if (!(panel->high > panel->low)) panel->high = panel->low + 1;
}

static void set_norm_axis(struct plot_panel *panel, const struct log_curve *curve) {
  double high = fmin(curve->most, DBL_MAX / 4), low = fmax(curve->positive, high * deepest);
  panel->log = high > blown_up * curve->middle && low < high;
  if (!panel->log) {
    diagnose_axis(panel, true);
    return;
  }
  panel->low = low / 1.2;
  panel->high = high * 1.2;
}

/* --- findings --- */

static void add_mark(struct sheet *sheet, int index) {
  const struct patient *patient = sheet->patient;
  const struct dh_finding *finding = &patient->finding[index];
  bool fault = finding->weight == DH_FINDING_FAULT;
  enum role role = fault ? ROLE_BAD : ROLE_DIM;
  sheet->mark[index] = (struct plot_mark){.x = patient->log.rows[finding->first].value[DH_LOG_STEP],
                                          .role = role,
                                          .label = message_finding_word(finding),
                                          .key = log_view_letter(index),
                                          .upright = fault,
                                          .hollow = !fault};
  sheet->line[index] = sheet->mark[index];
  sheet->line[index].label = "";
}

/* "! spike, step 450", or without where it is. */
static bool add_note(struct sheet *sheet, int index, bool brief) {
  const struct dh_finding *finding = &sheet->patient->finding[index];
  struct text words = {0};
  if (brief)
    text_printf(&words, "%s%s", diagnose_sign(finding), message_finding_word(finding));
  else
    diagnose_head(&words, sheet->patient, finding);
  text_copy(sheet->words[index], WORDS, text_string(&words));
  sheet->note[index] = (struct plot_note){sheet->mark[index].key, sheet->mark[index].role, sheet->words[index]};
  bool good = !words.failed;
  text_free(&words);
  return good;
}

static bool add_marks(struct sheet *sheet, bool brief) {
  bool good = true;
  for (int i = 0; i < sheet->patient->count; i++) {
    add_mark(sheet, i);
    good = add_note(sheet, i, brief) && good;
  }
  sheet->plot.note = sheet->note;
  sheet->plot.notes = sheet->patient->count;
  return good;
}

/* --- the plot --- */

static struct plot_panel *add_panel(struct sheet *sheet, const char *title) {
  struct plot_panel *panel = &sheet->panel[sheet->plot.panels++];
  *panel = (struct plot_panel){.title = title, .strip = true, .mark = sheet->line, .marks = sheet->patient->count};
  return panel;
}

/* Losses are what is looked at; what goes with them is seen in strips. */
static void set_panels(struct sheet *sheet) {
  bool loss = sheet->curve[CURVE_LOSS].count > 0, eval = sheet->curve[CURVE_EVAL].count > 0;
  struct plot_panel *losses = add_panel(sheet, !loss && eval ? curves[CURVE_EVAL].label : _("loss")), *panel;
  losses->strip = false;
  losses->mark = sheet->mark;
  add_curve(sheet, losses, CURVE_LOSS, eval);
  add_curve(sheet, losses, CURVE_EVAL, loss);
  diagnose_axis(losses, false);
  if (sheet->curve[CURVE_RATE].count > 0) {
    add_curve(sheet, panel = add_panel(sheet, _("learning rate")), CURVE_RATE, false);
    diagnose_axis(panel, true);
  }
  if (sheet->curve[CURVE_NORM].count > 0) {
    add_curve(sheet, panel = add_panel(sheet, _("gradient norm")), CURVE_NORM, false);
    set_norm_axis(panel, &sheet->curve[CURVE_NORM]);
  }
  sheet->plot.panel = sheet->panel;
}

static bool lacks_numbers(const struct sheet *sheet) {
  for (int i = 0; i < CURVES; i++)
    for (int k = 0; k < sheet->curve[i].count; k++)
      if (isnan(sheet->curve[i].value[k])) return true;
  return false;
}

static struct sheet *sheet_create(const struct patient *patient, bool brief) {
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (!sheet) return NULL;
  sheet->patient = patient;
  sheet->plot.x_title = _("steps");
  log_curve_axis(&patient->log, &sheet->plot.x_low, &sheet->plot.x_high);
  if (!make_curves(sheet) || !add_marks(sheet, brief)) {
    sheet_destroy(sheet);
    return NULL;
  }
  set_panels(sheet);
  if (lacks_numbers(sheet)) sheet->note[sheet->plot.notes++] = (struct plot_note){'x', ROLE_BAD, _("not a number")};
  return sheet;
}

/* Names of marks beside each other would run into one another, and a curve through what stands in its panel: they are
 * below the picture, with what a cross is. */
bool diagnose_write_svg(const struct patient *patient, struct text *out) {
  struct sheet *sheet = sheet_create(patient, false);
  if (!sheet) return false;
  const char *slash = strrchr(patient->path, '/');
  text_clean(sheet->title, sizeof sheet->title, slash ? slash + 1 : patient->path);
  sheet->plot.title = sheet->title;
  sheet->panel[0].mark = sheet->line;
  plot_write_svg(&sheet->plot, out);
  sheet_destroy(sheet);
  return !out->failed;
}

/* --- in characters --- */

int diagnose_legend(const struct plot_note *notes, int count, const struct diagnose_look *look, struct text *out) {
  enum { MARGIN = 2, APART = 3 };
  int used = 0, lines = 0, cols = look->cols - RIGHT;
  for (int i = 0; i < count; i++) {
    int columns = 2 + text_columns(notes[i].words);
    bool fits = used > 0 && used + APART + columns <= cols;
    if (!fits && lines++ > 0) text_add(out, "\n");
    text_printf(out, "%*s%c %s", fits ? APART : MARGIN, "", notes[i].letter, notes[i].words);
    used = fits ? used + APART + columns : MARGIN + columns;
  }
  if (lines > 0) text_add(out, "\n");
  return lines;
}

bool diagnose_figure(const struct plot *plot, const struct diagnose_look *look, int rows, struct text *out) {
  struct frame frame;
  if (!frame_init(&frame, look->cols, rows)) return false;
  frame.glyphs = look->glyphs;
  frame.theme = THEME_AUTO;
  frame.colors = look->colors;
  frame_clear(&frame);
  if (figure_draw(&frame, (struct rect){0, 0, look->cols - RIGHT, rows}, plot))
    (look->colors == COLOR_NONE ? frame_write_text : frame_write_ansi)(&frame, out);
  frame_free(&frame);
  return true;
}

int diagnose_figure_rows(struct plot *plot, const struct diagnose_look *look, int legend) {
  int left = look->rows - PROMPT - 1 - legend;
  while (plot->panels > PANELS_ALWAYS && left < 1 + FIGURE_ROWS * plot->panels) plot->panels--;
  int least = 1 + FIGURE_ROWS * plot->panels;
  return left > least ? left : least;
}

/* As high as the terminal, so that it can be seen at once when the page has gone by. */
bool diagnose_write_plot(const struct patient *patient, const struct diagnose_look *look, struct text *out) {
  struct sheet *sheet = sheet_create(patient, true);
  if (!sheet) return false;
  struct text legend = {0};
  int lines = diagnose_legend(sheet->note, sheet->plot.notes, look, &legend);
  text_add(out, "\n");
  bool good = diagnose_figure(&sheet->plot, look, diagnose_figure_rows(&sheet->plot, look, lines), out);
  text_add(out, text_string(&legend));
  good = good && !legend.failed;
  text_free(&legend);
  sheet_destroy(sheet);
  return good && !out->failed;
}
