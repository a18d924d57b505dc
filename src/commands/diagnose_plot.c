/* SPDX-License-Identifier: MIT
 *
 * The plot of a training log: its losses, its rates below them, and a letter where each finding begins. */
#include "commands/diagnose.h"

#include "app/messages.h"
#include "frame/writers.h"
#include "panes/figure.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  COLUMNS = 1024 /* of points: more than a picture has pixels or a terminal dots */,
  EACH = 3 /* points of a column: its lowest, its highest, a NaN */,
  POINTS = COLUMNS * EACH,
  MARKS = 26,
  WORDS = 160,
  RIGHT = 2,
  PROMPT = 1
};
enum curve { CURVE_LOSS, CURVE_EVAL, CURVE_RATE, CURVES };
/* Losses that differ by more are seen together on a logarithmic axis only. */
static const double decades_apart = 100;

struct sheet {
  const struct patient *patient;
  double x[CURVES][POINTS], y[CURVES][POINTS];
  int count[CURVES];
  double low, high; /* of the finite values of a panel */
  struct plot_curve losses[2 + MARKS], rate;
  struct plot_mark mark[MARKS], line[MARKS]; /* with names, and without */
  char label[MARKS][WORDS];
  int marks;
  char title[WORDS];
  struct plot_panel panel[2];
  struct plot plot;
};

/* --- values --- */

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

/* A Trainer writes 0.0 for a loss that is NaN. */
static bool is_hidden_nan(const struct patient *patient, size_t row, enum dh_log_column column) {
  if (column != DH_LOG_LOSS || patient->log.rows[row].value[column] != 0) return false;
  for (int i = 0; i < patient->count; i++) {
    const struct dh_finding *finding = &patient->finding[i];
    if (finding->kind == DH_FINDING_NAN && row >= finding->first && row <= finding->last) return true;
  }
  return false;
}

static double value_of(const struct patient *patient, size_t row, enum dh_log_column column) {
  return is_hidden_nan(patient, row, column) ? (double)NAN : patient->log.rows[row].value[column];
}

/* --- points --- */

/* What one column of points keeps. */
struct extremes {
  size_t row[EACH]; /* of the lowest, the highest, the last NaN */
  bool has[EACH];
};

static void extremes_take(struct extremes *extremes, const struct patient *patient, size_t row,
                          enum dh_log_column column) {
  double value = value_of(patient, row, column);
  bool wanted[EACH] = {
      !isnan(value) && (!extremes->has[0] || value < value_of(patient, extremes->row[0], column)),
      !isnan(value) && (!extremes->has[1] || value > value_of(patient, extremes->row[1], column)),
      isnan(value),
  };
  for (int i = 0; i < EACH; i++) {
    if (!wanted[i]) continue;
    extremes->row[i] = row;
    extremes->has[i] = true;
  }
}

static int by_row(const void *a, const void *b) {
  size_t first = *(const size_t *)a, second = *(const size_t *)b;
  return (first > second) - (first < second);
}

/* As points, in the order of the log, each row once; there is nothing in it afterwards. */
static void extremes_put(struct extremes *extremes, struct sheet *sheet, enum curve curve) {
  size_t row[EACH];
  int count = 0;
  for (int i = 0; i < EACH; i++)
    if (extremes->has[i]) row[count++] = extremes->row[i];
  if (count > 1) qsort(row, (size_t)count, sizeof *row, by_row);
  for (int i = 0; i < count; i++) {
    if (i > 0 && row[i] == row[i - 1]) continue;
    int at = sheet->count[curve]++;
    sheet->x[curve][at] = sheet->patient->log.rows[row[i]].value[DH_LOG_STEP];
    sheet->y[curve][at] = value_of(sheet->patient, row[i], curves[curve].column);
  }
  *extremes = (struct extremes){.has = {false}};
}

static int column_of(const struct sheet *sheet, size_t row) {
  double place = sheet->patient->log.rows[row].value[DH_LOG_STEP] / sheet->plot.x_high;
  return (int)fmin(fmax(place * (COLUMNS - 1), 0), COLUMNS - 1);
}

static void add_points(struct sheet *sheet, enum curve curve) {
  const struct dh_log *log = &sheet->patient->log;
  struct extremes extremes = {.has = {false}};
  int open = -1;
  for (size_t row = 0; row < log->count; row++) {
    if (!dh_log_has(&log->rows[row], curves[curve].column)) continue;
    int column = column_of(sheet, row);
    if (column != open) extremes_put(&extremes, sheet, curve);
    extremes_take(&extremes, sheet->patient, row, curves[curve].column);
    open = column;
  }
  extremes_put(&extremes, sheet, curve);
}

static struct plot_curve curve_of(const struct sheet *sheet, enum curve curve, bool letter) {
  return (struct plot_curve){.label = curves[curve].label,
                             .role = curves[curve].role,
                             .x = sheet->x[curve],
                             .y = sheet->y[curve],
                             .count = sheet->count[curve],
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

static void add_marks(struct sheet *sheet) {
  const struct patient *patient = sheet->patient;
  for (int i = 0; i < patient->count; i++) {
    const struct dh_finding *finding = &patient->finding[i];
    int index = mark_at(sheet, patient->log.rows[finding->first].value[DH_LOG_STEP]);
    if (index < 0) continue;
    struct text words = {0};
    text_add(&words, sheet->label[index]);
    text_printf(&words, "%s%s", words.length > 0 ? _(", ") : "", message_finding_word(finding->kind));
    text_copy(sheet->label[index], WORDS, text_string(&words));
    text_free(&words);
    if (finding->weight == DH_FINDING_FAULT) sheet->mark[index].role = ROLE_BAD;
  }
  for (int i = 0; i < sheet->marks; i++) {
    sheet->line[i] = sheet->mark[i];
    sheet->line[i].label = "";
  }
}

/* --- the plot --- */

static void set_panels(struct sheet *sheet) {
  bool both = sheet->count[CURVE_LOSS] > 0 && sheet->count[CURVE_EVAL] > 0;
  struct plot_panel *losses = &sheet->panel[0];
  *losses = (struct plot_panel){.title = _("loss"), .curve = sheet->losses, .mark = sheet->mark, .marks = sheet->marks};
  if (sheet->count[CURVE_LOSS] > 0) sheet->losses[losses->curves++] = curve_of(sheet, CURVE_LOSS, both);
  if (sheet->count[CURVE_EVAL] > 0) sheet->losses[losses->curves++] = curve_of(sheet, CURVE_EVAL, both);
  sheet->rate = curve_of(sheet, CURVE_RATE, false);
  sheet->panel[1] = (struct plot_panel){
      .title = _("learning rate"), .curve = &sheet->rate, .curves = 1, .mark = sheet->line, .marks = sheet->marks};
  set_axis(losses, false);
  set_axis(&sheet->panel[1], true);
  sheet->plot.panel = sheet->panel;
  sheet->plot.panels = sheet->count[CURVE_RATE] > 0 ? 2 : 1;
}

static struct sheet *sheet_create(const struct patient *patient) {
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (!sheet) return NULL;
  const struct dh_log *log = &patient->log;
  sheet->patient = patient;
  sheet->plot.x_title = _("steps");
  sheet->plot.x_high = log->count > 0 ? fmax(log->rows[log->count - 1].value[DH_LOG_STEP], 1) : 1;
  for (int i = 0; i < CURVES; i++) add_points(sheet, (enum curve)i);
  add_marks(sheet);
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
  free(sheet);
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
  free(sheet);
  return good && !out->failed;
}
