/* SPDX-License-Identifier: MIT
 *
 * The plot of a training log: its losses, its rates below them, and a letter where each finding begins. */
#include "commands/diagnose.h"

#include "app/log_curve.h"
#include "app/messages.h"
#include "frame/writers.h"
#include "panes/figure.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS = 26, WORDS = 160, RIGHT = 2, PROMPT = 1 };
enum curve { CURVE_LOSS, CURVE_EVAL, CURVE_RATE, CURVES };
/* Losses that differ by more are seen together on a logarithmic axis only. */
static const double decades_apart = 100;

struct sheet {
  const struct patient *patient;
  struct log_curve curve[CURVES];
  struct plot_curve losses[2 + MARKS], rate;
  struct plot_mark mark[MARKS], line[MARKS]; /* with names, and without */
  char label[MARKS][WORDS];
  int marks;
  char title[WORDS];
  struct plot_panel panel[2];
  struct plot plot;
};

/* --- curves --- */

static const struct {
  enum dh_log_column column;
  const char *label;
  enum role role;
  char letter;
} curves[CURVES] = {
    [CURVE_LOSS] = {DH_LOG_LOSS, "loss", ROLE_DIM, 'A'},
    [CURVE_EVAL] = {DH_LOG_EVAL_LOSS, "eval_loss", ROLE_ACCENT, 'B'},
    [CURVE_RATE] = {DH_LOG_LEARNING_RATE, "learning_rate", ROLE_CURVE, 0},
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

static struct plot_curve curve_of(const struct sheet *sheet, enum curve curve, bool letter) {
  return (struct plot_curve){.label = curves[curve].label,
                             .role = curves[curve].role,
                             .x = sheet->curve[curve].step,
                             .y = sheet->curve[curve].value,
                             .count = sheet->curve[curve].count,
                             .letter = letter ? curves[curve].letter : '\0'};
}

/* --- axes --- */

/* A rate is seen from 0, where schedules end, and never by decades: the last row of a decay would take most of them. */
static void set_axis(struct plot_panel *panel, bool from_zero) {
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

/* --- findings --- */

/* Those that begin at the same step share a mark. */
static int mark_at(struct sheet *sheet, double step) {
  for (int i = 0; i < sheet->marks; i++)
    if (sheet->mark[i].x == step) return i;
  if (sheet->marks == MARKS) return -1;
  int index = sheet->marks++;
  sheet->mark[index] = (struct plot_mark){
      .x = step, .role = ROLE_WARN, .label = sheet->label[index], .key = (char)('a' + index), .upright = true};
  return index;
}

static bool add_marks(struct sheet *sheet) {
  const struct patient *patient = sheet->patient;
  bool good = true;
  for (int i = 0; i < patient->count; i++) {
    const struct dh_finding *finding = &patient->finding[i];
    int index = mark_at(sheet, patient->log.rows[finding->first].value[DH_LOG_STEP]);
    if (index < 0) continue;
    struct text words = {0};
    text_add(&words, sheet->label[index]);
    text_printf(&words, "%s%s", words.length > 0 ? _(", ") : "", message_finding_word(finding->kind));
    text_copy(sheet->label[index], WORDS, text_string(&words));
    good = good && !words.failed;
    text_free(&words);
    if (finding->weight == DH_FINDING_FAULT) sheet->mark[index].role = ROLE_BAD;
  }
  for (int i = 0; i < sheet->marks; i++) {
    sheet->line[i] = sheet->mark[i];
    sheet->line[i].label = "";
  }
  return good;
}

/* --- the plot --- */

static void set_panels(struct sheet *sheet) {
  bool both = sheet->curve[CURVE_LOSS].count > 0 && sheet->curve[CURVE_EVAL].count > 0;
  struct plot_panel *losses = &sheet->panel[0];
  *losses = (struct plot_panel){.title = _("loss"), .curve = sheet->losses, .mark = sheet->mark, .marks = sheet->marks};
  if (sheet->curve[CURVE_LOSS].count > 0) sheet->losses[losses->curves++] = curve_of(sheet, CURVE_LOSS, both);
  if (sheet->curve[CURVE_EVAL].count > 0) sheet->losses[losses->curves++] = curve_of(sheet, CURVE_EVAL, both);
  sheet->rate = curve_of(sheet, CURVE_RATE, false);
  sheet->panel[1] = (struct plot_panel){
      .title = _("learning rate"), .curve = &sheet->rate, .curves = 1, .mark = sheet->line, .marks = sheet->marks};
  set_axis(losses, false);
  set_axis(&sheet->panel[1], true);
  sheet->plot.panel = sheet->panel;
  sheet->plot.panels = sheet->curve[CURVE_RATE].count > 0 ? 2 : 1;
}

static struct sheet *sheet_create(const struct patient *patient) {
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (!sheet) return NULL;
  const struct dh_log *log = &patient->log;
  sheet->patient = patient;
  sheet->plot.x_title = _("steps");
  sheet->plot.x_high = log->count > 0 ? fmax(log->rows[log->count - 1].value[DH_LOG_STEP], 1) : 1;
  if (!make_curves(sheet) || !add_marks(sheet)) {
    sheet_destroy(sheet);
    return NULL;
  }
  set_panels(sheet);
  return sheet;
}

/* Names of marks beside each other would run into one another: they stand in the legend, as curves without points. */
static void name_in_legend(struct sheet *sheet) {
  struct plot_panel *losses = &sheet->panel[0];
  for (int i = 0; i < sheet->marks; i++)
    sheet->losses[losses->curves++] =
        (struct plot_curve){.label = sheet->label[i], .role = sheet->mark[i].role, .letter = sheet->mark[i].key};
  losses->mark = sheet->line;
}

bool diagnose_write_svg(const struct patient *patient, struct text *out) {
  struct sheet *sheet = sheet_create(patient);
  if (!sheet) return false;
  const char *slash = strrchr(patient->path, '/');
  text_clean(sheet->title, sizeof sheet->title, slash ? slash + 1 : patient->path);
  sheet->plot.title = sheet->title;
  name_in_legend(sheet);
  plot_write_svg(&sheet->plot, out);
  sheet_destroy(sheet);
  return !out->failed;
}

/* --- in characters --- */

/* "a diverged   b data noise", in lines of `cols` columns; how many. */
static int put_legend(const struct sheet *sheet, int cols, struct text *out) {
  int used = 0, lines = 0;
  for (int i = 0; i < sheet->marks; i++) {
    int columns = 2 + text_columns(sheet->label[i]);
    bool fits = used > 0 && used + 3 + columns <= cols;
    if (!fits) lines++;
    text_printf(out, "%s%c %s", fits ? "   " : used > 0 ? "\n  " : "  ", sheet->mark[i].key, sheet->label[i]);
    used = fits ? used + 3 + columns : 2 + columns;
  }
  if (lines > 0) text_add(out, "\n");
  return lines;
}

static bool put_figure(const struct sheet *sheet, const struct diagnose_look *look, int rows, struct text *out) {
  struct frame frame;
  if (!frame_init(&frame, look->cols, rows)) return false;
  frame.glyphs = look->glyphs;
  frame.theme = THEME_AUTO;
  frame.colors = look->colors;
  frame_clear(&frame);
  if (figure_draw(&frame, (struct rect){0, 0, look->cols - RIGHT, rows}, &sheet->plot))
    (look->colors == COLOR_NONE ? frame_write_text : frame_write_ansi)(&frame, out);
  frame_free(&frame);
  return true;
}

/* As high as the terminal, so that it can be seen at once when the page has gone by. */
bool diagnose_write_plot(const struct patient *patient, const struct diagnose_look *look, struct text *out) {
  struct sheet *sheet = sheet_create(patient);
  if (!sheet) return false;
  struct text legend = {0};
  int left = look->rows - PROMPT - 1 - put_legend(sheet, look->cols - RIGHT, &legend);
  int least = 1 + FIGURE_ROWS * sheet->plot.panels;
  text_add(out, "\n");
  bool good = put_figure(sheet, look, left > least ? left : least, out);
  text_add(out, text_string(&legend));
  good = good && !legend.failed;
  text_free(&legend);
  sheet_destroy(sheet);
  return good && !out->failed;
}
