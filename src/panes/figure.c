/* SPDX-License-Identifier: MIT */
#include "panes/figure.h"

#include "frame/axes.h"
#include "panes/chart.h"

#include <math.h>
#include <stdlib.h>

enum {
  LEFT = 8 /* numbers, and the axis */,
  TICKS = 5,
  CURVE_MIN = 44 /* columns that a curve keeps where bands have names */,
  APART = 3 /* rows between curves that are far enough apart for a letter */,
  GUIDE = 3 /* one dot in so many */,
  COLUMNS_MOST = 1024
};

struct sheet {
  struct frame *frame;
  const struct plot *plot;
  const struct plot_panel *panel;
  struct rect rect;           /* of all panels; then of one: a line for its title, the curves, a line for the axis */
  struct rect curve;          /* of the curves */
  int bars;                   /* columns at the right for bands, */
  int names;                  /* and behind them for their names */
  bool keyed;                 /* bands are told by letters, for their bars stand side by side or have no names */
  int column[PLOT_BANDS_MAX]; /* of each band of the panel: plot_band_columns() */
  struct chart chart;
};

/* --- the right edge --- */

static int names_width(const struct plot *plot) {
  int width = 0;
  for (int i = 0; i < plot->panels; i++)
    for (int k = 0; k < plot->panel[i].bands; k++) {
      int columns = text_columns(plot->panel[i].band[k].label);
      width = columns > width ? columns : width;
    }
  return width > 0 ? width + 3 : 0;
}

/* Where a panel begins, of so many rows: each has the least, and of the rest a strip half as much as others. */
static int first_row(const struct plot *plot, int rows, int panel) {
  int parts = 0, before = 0, rest = rows - FIGURE_ROWS * plot->panels;
  for (int i = 0; i < plot->panels; i++) parts += plot->panel[i].strip ? 1 : 2;
  for (int i = 0; i < panel; i++) before += plot->panel[i].strip ? 1 : 2;
  return FIGURE_ROWS * panel + rest * before / parts;
}

/* Rows that panel `index` has its curves in: without its title and its axis. */
static struct rect panel_rect(const struct sheet *sheet, int index) {
  struct rect all = sheet->rect;
  int top = first_row(sheet->plot, all.h, index), bottom = first_row(sheet->plot, all.h, index + 1);
  return (struct rect){all.x, all.y + top, all.w, bottom - top};
}
enum { AROUND = 2 };

static int most_columns(const struct sheet *sheet) {
  int most = 0, column[PLOT_BANDS_MAX];
  for (int i = 0; i < sheet->plot->panels; i++) {
    int columns = plot_band_columns(&sheet->plot->panel[i], panel_rect(sheet, i).h - AROUND, column);
    most = columns > most ? columns : most;
  }
  return most;
}

static bool need_keys(const struct sheet *sheet) {
  bool need = sheet->names == 0;
  for (int i = 0; i < sheet->plot->panels; i++)
    need = need || plot_bands_need_keys(&sheet->plot->panel[i], panel_rect(sheet, i).h - AROUND);
  return need;
}

/* Panels have their curves above each other, so all leave the same margin. */
static void measure(struct sheet *sheet) {
  int width = sheet->rect.w - LEFT, names = names_width(sheet->plot), bars = most_columns(sheet);
  sheet->names = width - bars - 1 - names >= CURVE_MIN ? names : 0;
  sheet->keyed = need_keys(sheet);
  if (bars > 0) bars++;
  sheet->bars = width - bars >= FIGURE_COLS ? bars : 0;
}

/* --- axes --- */

static void draw_numbers(const struct sheet *sheet) {
  double tick[TICKS];
  int most = sheet->curve.h / 2 < 2 ? 2 : sheet->curve.h / 2 > TICKS ? TICKS : sheet->curve.h / 2, taken = -1;
  int count = (sheet->panel->log ? axes_log_ticks : axes_ticks)(sheet->panel->low, sheet->panel->high, most, tick);
  for (int i = 0; i < count; i++) {
    char number[LEFT];
    int row = chart_row(&sheet->chart, tick[i]);
    if (row == taken) continue;
    axes_number(tick[i], LEFT - 1, number);
    frame_text(sheet->frame, sheet->rect.x, row, LEFT - 1, number, ROLE_DIM, 0);
    taken = row;
  }
}

static void draw_frame(const struct sheet *sheet) {
  struct rect curve = sheet->curve;
  frame_vline(sheet->frame, curve.x - 1, curve.y, curve.h + 1, ROLE_DIM);
  frame_hline(sheet->frame, curve.x - 1, curve.y + curve.h, curve.w + 1, ROLE_DIM);
}

/* Beside the title; without one its letter is explained elsewhere. */
static bool has_name(const struct plot_curve *curve) { return curve->letter && curve->label[0]; }

static int legend_width(const struct plot_panel *panel) {
  int width = 0;
  for (int i = 0; i < panel->curves; i++)
    if (has_name(&panel->curve[i])) width += 2 + text_columns(panel->curve[i].label) + 2;
  return width > 0 ? width - 2 : 0;
}

/* Above the names of bands. */
static void draw_bands_title(const struct sheet *sheet, int x) {
  const struct plot_panel *panel = sheet->panel;
  if (sheet->names == 0 || panel->bands == 0 || !panel->bands_title) return;
  part_whole(sheet->frame, x, sheet->rect.y, sheet->rect.x + sheet->rect.w - x, panel->bands_title, ROLE_DIM, 0);
}

/* The title, and what the letters mean, which goes before it; as many as there is room for. */
static void draw_title(const struct sheet *sheet) {
  enum { BETWEEN = 3 };
  int x = sheet->curve.x, end = sheet->rect.x + sheet->rect.w, y = sheet->rect.y, legend = legend_width(sheet->panel);
  int names = sheet->curve.x + sheet->curve.w + sheet->bars + 1;
  bool crowded = text_columns(sheet->panel->title) + BETWEEN + legend > end - x;
  if (!crowded || legend == 0 || legend > end - x)
    x += frame_text(sheet->frame, x, y, end - x, sheet->panel->title, ROLE_DIM, 0) + BETWEEN;
  if (legend == 0 || x + legend < names) draw_bands_title(sheet, names);
  for (int i = 0; i < sheet->panel->curves; i++) {
    const struct plot_curve *curve = &sheet->panel->curve[i];
    if (!has_name(curve)) continue;
    if (x + 2 + text_columns(curve->label) > end) return;
    frame_put(sheet->frame, x, y, (uint32_t)curve->letter, frame_color(sheet->frame, curve->role), FRAME_DEFAULT,
              ATTR_BOLD);
    x += 2 + frame_text(sheet->frame, x + 2, y, end - x - 2, curve->label, curve->role, 0) + 2;
  }
}

/* --- curves --- */

static void draw_curve(struct chart *chart, const struct plot_curve *curve) {
  chart_lift(chart, frame_color(chart->frame, curve->role));
  for (int i = 0; i < curve->count; i++) {
    if (curve->stairs && i > 0) chart_to(chart, curve->x[i], curve->y[i - 1]);
    chart_to(chart, curve->x[i], curve->y[i]);
  }
}

static void draw_curves(struct sheet *sheet) {
  struct chart *chart = &sheet->chart;
  const struct plot_panel *panel = sheet->panel;
  bool open = chart_begin(chart, sheet->curve, 0);
  for (int i = 0; open && i < panel->marks; i++)
    if (panel->mark[i].upright && isfinite(panel->mark[i].x))
      chart_upright(chart, panel->mark[i].x, frame_color(sheet->frame, panel->mark[i].role), GUIDE);
  for (int i = 0; open && i < panel->curves; i++) draw_curve(chart, &panel->curve[i]);
  chart_end(chart);
  for (int i = 0; i < panel->curves; i++) draw_curve(chart, &panel->curve[i]);
}

/* The value at x, between its points along a straight line. */
static double value_at(const struct plot_curve *curve, double x) {
  int low = 0, high = curve->count - 1;
  if (high < 0 || x < curve->x[0] || x > curve->x[high]) return (double)NAN;
  while (high - low > 1) {
    int middle = low + (high - low) / 2;
    if (curve->x[middle] <= x)
      low = middle;
    else
      high = middle;
  }
  double width = curve->x[high] - curve->x[low];
  if (curve->stairs || !(width > 0)) return curve->y[x >= curve->x[high] ? high : low];
  return curve->y[low] + (curve->y[high] - curve->y[low]) * ((x - curve->x[low]) / width);
}

/* Rows between two curves, as far as that makes a difference; NaN where one of them cannot be seen. What is drawn in
 * one row is not apart: letters of curves that are the same stand side by side then, not on one another. */
static double apart(const struct sheet *sheet, double a, double b) {
  double from = chart_place(&sheet->chart.scale, a), to = chart_place(&sheet->chart.scale, b);
  if (!(from >= 0 && from <= 1)) return (double)NAN;
  double rows = isfinite(to) ? fmin(fabs(from - to) * sheet->curve.h, APART) : APART;
  return rows < 1 ? 0 : rows;
}

static double x_at(const struct sheet *sheet, int column) {
  const struct plot *plot = sheet->plot;
  return plot->x_low + (plot->x_high - plot->x_low) * (column + 0.25) / (sheet->curve.w - 0.5);
}

/* The column in which a curve can best be told from the others, near to one of its own where several are as good. */
static int letter_column(const struct sheet *sheet, int which) {
  const struct plot_panel *panel = sheet->panel;
  int own = sheet->curve.w * (which + 1) / (panel->curves + 1), best = -1;
  double most = 0;
  for (int column = 0; column < sheet->curve.w; column++) {
    double x = x_at(sheet, column), least = APART;
    double value = value_at(&panel->curve[which], x);
    for (int i = 0; i < panel->curves; i++) {
      double rows = apart(sheet, value, i == which ? (double)INFINITY : value_at(&panel->curve[i], x));
      least = rows < least || isnan(rows) ? rows : least;
      if (isnan(rows)) break;
    }
    if (isnan(least) || least < most || (least == most && best >= 0 && abs(column - own) >= abs(best - own))) continue;
    most = least;
    best = column;
  }
  return best;
}

static void draw_letters(const struct sheet *sheet) {
  for (int i = 0; i < sheet->panel->curves; i++) {
    const struct plot_curve *curve = &sheet->panel->curve[i];
    int column = curve->letter ? letter_column(sheet, i) : -1;
    if (column < 0) continue;
    double x = x_at(sheet, column);
    frame_put(sheet->frame, sheet->curve.x + column, chart_row(&sheet->chart, value_at(curve, x)),
              (uint32_t)curve->letter, frame_color(sheet->frame, curve->role), FRAME_DEFAULT, ATTR_BOLD);
  }
}

/* --- marks --- */

/* With `gap` blank columns on either side, for it is no part of a curve. */
static bool put_label(const struct sheet *sheet, const struct plot_mark *mark, int x, int y, int gap) {
  return part_blank(sheet->frame, x - gap, y, text_columns(mark->label) + 2 * gap) &&
         part_label(sheet->frame, sheet->curve, x, y, mark->label, mark->role);
}

/* As far up as there is room for it, right or left of the line. */
static void draw_label(const struct sheet *sheet, const struct plot_mark *mark, int x) {
  int left = x - 1 - text_columns(mark->label);
  for (int gap = 1; gap >= 0; gap--)
    for (int y = sheet->curve.y; y < sheet->curve.y + sheet->curve.h; y++)
      if (put_label(sheet, mark, x + 2, y, gap) || put_label(sheet, mark, left, y, gap)) return;
}

/* The nearest column in which there is no letter yet; where there is none, its own. */
static int free_column(bool *taken, int columns, int column) {
  if (columns > COLUMNS_MOST) return column;
  for (int away = 0; away < columns; away++)
    for (int side = 1; side >= -1; side -= 2) {
      int at = column + side * away;
      if (at < 0 || at >= columns || taken[at]) continue;
      taken[at] = true;
      return at;
    }
  return column;
}

static void draw_marks(const struct sheet *sheet) {
  struct rect curve = sheet->curve;
  bool taken[COLUMNS_MOST] = {false};
  for (int i = 0; i < sheet->panel->marks; i++) {
    const struct plot_mark *mark = &sheet->panel->mark[i];
    if (!isfinite(mark->x)) continue;
    int column = chart_column(&sheet->chart, mark->x);
    uint32_t glyph = mark->key ? (uint32_t)mark->key : frame_mark(sheet->frame, MARK_UP);
    frame_put(sheet->frame, curve.x + (mark->key ? free_column(taken, curve.w, column) : column), curve.y + curve.h,
              glyph, frame_color(sheet->frame, mark->role), FRAME_DEFAULT, mark->hollow ? 0 : ATTR_BOLD);
    if (mark->upright) draw_label(sheet, mark, curve.x + column);
  }
}

/* --- bands --- */

/* Rows of a band on the frame. False if it is beyond the axis, or is none. */
static bool band_rows(const struct sheet *sheet, const struct plot_band *band, int *top, int *bottom) {
  double low = chart_place(&sheet->chart.scale, band->low), high = chart_place(&sheet->chart.scale, band->high);
  if (!(low <= 1) || !(high >= 0)) return false;
  *top = high > 1 ? sheet->curve.y : chart_row(&sheet->chart, band->high);
  *bottom = low < 0 ? sheet->curve.y + sheet->curve.h - 1 : chart_row(&sheet->chart, band->low);
  return true;
}

static void draw_bar(const struct sheet *sheet, int index) {
  const struct plot_band *band = &sheet->panel->band[index];
  int top, bottom, color = frame_color(sheet->frame, band->role);
  int x = sheet->curve.x + sheet->curve.w + 1 + sheet->column[index];
  if (!band_rows(sheet, band, &top, &bottom)) return;
  uint32_t glyph = frame_mark(sheet->frame, MARK_VBAR);
  for (int y = top; y <= bottom; y++) frame_put(sheet->frame, x, y, glyph, color, FRAME_DEFAULT, 0);
  if (band->key && sheet->keyed)
    frame_put(sheet->frame, x, (top + bottom) / 2, (uint32_t)band->key, color, FRAME_DEFAULT, ATTR_BOLD);
}

/* Is the bar's own letter beside its name? */
static bool key_is_beside(const struct sheet *sheet, int index, int y) {
  int top, bottom;
  return band_rows(sheet, &sheet->panel->band[index], &top, &bottom) && (top + bottom) / 2 == y &&
         sheet->column[index] == sheet->bars - 2;
}

/* "p pre-training" where a letter tells whose bar it is, and an arrow where there is none on the axis. */
static void draw_name(const struct sheet *sheet, int index, int line) {
  const struct plot_band *band = &sheet->panel->band[index];
  int x = sheet->curve.x + sheet->curve.w + sheet->bars + 1, y = sheet->curve.y + line;
  uint32_t glyph = sheet->keyed && !key_is_beside(sheet, index, y) ? (uint32_t)band->key : 0;
  if (sheet->column[index] < 0) glyph = frame_mark(sheet->frame, band->low > sheet->panel->high ? MARK_UP : MARK_DOWN);
  if (glyph) frame_put(sheet->frame, x, y, glyph, frame_color(sheet->frame, band->role), FRAME_DEFAULT, ATTR_BOLD);
  if (glyph) x += 2;
  frame_text(sheet->frame, x, y, sheet->rect.x + sheet->rect.w - x, band->label, band->role, 0);
}

static void draw_bands(struct sheet *sheet) {
  int line[PLOT_BANDS_MAX];
  plot_band_lines(sheet->panel, sheet->curve.h, line);
  plot_band_columns(sheet->panel, sheet->curve.h, sheet->column);
  for (int i = 0; i < sheet->panel->bands; i++) {
    const struct plot_band *band = &sheet->panel->band[i];
    if (isnan(band->low) || isnan(band->high)) continue;
    if (sheet->bars > 0) draw_bar(sheet, i);
    if (sheet->names > 0 && line[i] >= 0) draw_name(sheet, i, line[i]);
  }
}

/* --- panels --- */

static void draw_panel(struct sheet *sheet, const struct plot_panel *panel, struct rect rect) {
  sheet->panel = panel;
  sheet->rect = rect;
  sheet->curve = (struct rect){rect.x + LEFT, rect.y + 1, rect.w - LEFT - sheet->bars - sheet->names, rect.h - AROUND};
  sheet->chart = (struct chart){.frame = sheet->frame,
                                .rect = sheet->curve,
                                .begin = sheet->plot->x_low,
                                .steps = sheet->plot->x_high,
                                .dense = true};
  sheet->chart.scale = (struct chart_scale){.log = panel->log,
                                            .base = panel->log ? 0 : panel->low,
                                            .low = panel->log ? log10(panel->low) : panel->low,
                                            .high = panel->log ? log10(panel->high) : panel->high};
  draw_frame(sheet);
  draw_curves(sheet);
  draw_numbers(sheet);
  draw_title(sheet);
  draw_letters(sheet);
  draw_marks(sheet);
  draw_bands(sheet);
}

/* The number of steps that the axis ends with is one of its numbers where it is a round one. */
static void draw_steps(const struct sheet *sheet, struct rect rect) {
  struct rect row = {sheet->curve.x, rect.y + rect.h - 1, sheet->curve.w, 1};
  part_whole(sheet->frame, rect.x, row.y, LEFT - 2, sheet->plot->x_title, ROLE_DIM, 0);
  chart_steps_axis(sheet->frame, row, 0, sheet->plot->x_low, sheet->plot->x_high);
}

bool figure_draw(struct frame *frame, struct rect rect, const struct plot *plot) {
  struct sheet sheet = {.frame = frame, .plot = plot};
  int head = plot->title ? 1 : 0, rows = rect.h - 1 - head;
  if (plot->panels < 1 || rect.w < LEFT + FIGURE_COLS || rows < FIGURE_ROWS * plot->panels) return false;
  sheet.rect = (struct rect){rect.x, rect.y + head, rect.w, rows};
  measure(&sheet);
  struct rect before = frame->clip;
  frame_clip(frame, rect);
  if (head) frame_text(frame, rect.x, rect.y, rect.w, plot->title, ROLE_TEXT, ATTR_BOLD);
  const struct sheet whole = sheet;
  for (int i = 0; i < plot->panels; i++) draw_panel(&sheet, &plot->panel[i], panel_rect(&whole, i));
  draw_steps(&sheet, rect);
  frame_clip(frame, before);
  return true;
}
