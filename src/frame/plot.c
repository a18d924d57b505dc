/* SPDX-License-Identifier: MIT */
#include "frame/plot.h"

#include "frame/axes.h"
#include "frame/writers.h"

#include <math.h>
#include <stdio.h>

enum {
  WIDTH = 800,
  LEFT = 80,
  RIGHT = 30,
  NAMES = 170, /* wide, where bands have theirs */
  TOP = 60,
  PANEL = 240,
  GAP = 50,
  BOTTOM = 50,
  TICKS_MOST = 12,
  LEGEND_LINE = 20,
  NAME_LINE = 17,
  LETTER = 8, /* about as wide, a little more */
  BAR = 6,
  LEAST_BAR = 3,
  LOST_APART = 9,
  FAINT = 0xE0E0E0,
  PAPER = 0xFFFFFF,
  INK = 0x202020
};

/* Where a panel's curves are. */
struct area {
  double x, y, w, h;
};

static int height_of(const struct plot_panel *panel) { return panel->strip ? PANEL / 2 : PANEL; }

static struct area area_of(const struct plot *plot, int panel) {
  int right = RIGHT, top = TOP;
  for (int i = 0; i < plot->panels; i++)
    if (plot->panel[i].bands > 0) right = NAMES;
  for (int i = 0; i < panel; i++) top += height_of(&plot->panel[i]) + GAP;
  return (struct area){LEFT, top, WIDTH - LEFT - right, height_of(&plot->panel[panel])};
}

/* The picture is for paper. */
static unsigned rgb_of(enum role role) {
  const struct frame paper = {.theme = THEME_LIGHT, .colors = COLOR_256};
  int color = frame_color(&paper, role);
  return color == FRAME_DEFAULT ? 0 : frame_rgb(color);
}

static void add_escaped(struct text *out, const char *string) {
  for (; *string; string++) {
    if (*string == '<')
      text_add(out, "&lt;");
    else if (*string == '>')
      text_add(out, "&gt;");
    else if (*string == '&')
      text_add(out, "&amp;");
    else
      text_append(out, string, 1);
  }
}

static void words(struct text *out, double x, double y, const char *anchor, unsigned rgb, const char *string) {
  text_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#%06x\">", x, y, anchor, rgb);
  add_escaped(out, string);
  text_add(out, "</text>\n");
}

/* With a rim of paper, so that it can be read on a curve. */
static void rimmed(struct text *out, double x, double y, const char *anchor, unsigned rgb, const char *string) {
  text_printf(out, "<g paint-order=\"stroke\" stroke=\"#%06x\" stroke-width=\"4\">", PAPER);
  words(out, x, y, anchor, rgb, string);
  text_add(out, "</g>\n");
}

static void line(struct text *out, double x0, double y0, double x1, double y1, unsigned rgb) {
  text_printf(out, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#%06x\"/>\n", x0, y0, x1, y1, rgb);
}

/* --- axes --- */

static double x_of(const struct plot *plot, struct area area, double x) {
  return area.x + (x - plot->x_low) / (plot->x_high - plot->x_low) * area.w;
}

double plot_place(const struct plot_panel *panel, double value) {
  double low = panel->low, high = panel->high;
  if (panel->log) {
    if (!(value > 0)) return (double)NAN;
    value = log10(value);
    low = log10(low);
    high = log10(high);
  }
  return (value - low) / (high - low);
}

/* NaN where there is no place. */
static double y_of(const struct plot_panel *panel, struct area area, double y) {
  return area.y + (1 - plot_place(panel, y)) * area.h;
}

static void write_axes(const struct plot *plot, const struct plot_panel *panel, struct area area, bool last,
                       struct text *out) {
  double ticks[TICKS_MOST];
  char label[32];
  int count = (panel->log ? axes_log_ticks : axes_ticks)(panel->low, panel->high, panel->strip ? 4 : 7, ticks);
  for (int i = 0; i < count; i++) {
    double y = y_of(panel, area, ticks[i]);
    axes_short(ticks[i], 4, label, sizeof label);
    line(out, area.x, y, area.x + area.w, y, FAINT);
    words(out, area.x - 8, y + 4, "end", INK, label);
  }
  count = axes_ticks(plot->x_low, plot->x_high, 10, ticks);
  for (int i = 0; i < count; i++) {
    double x = x_of(plot, area, ticks[i]);
    axes_short(ticks[i], 7, label, sizeof label);
    line(out, x, area.y, x, area.y + area.h, FAINT);
    if (last) words(out, x, area.y + area.h + 22, "middle", INK, label);
  }
  text_printf(out, "<path d=\"M%.1f %.1fV%.1fH%.1f\" fill=\"none\" stroke=\"#%06x\"/>\n", area.x, area.y,
              area.y + area.h, area.x + area.w, INK);
  words(out, area.x, area.y - 10, "start", INK, panel->title);
}

/* --- curves --- */

/* Far outside is cut at a distance that no viewer has trouble with. */
static double near(double y, struct area area) { return fmin(fmax(y, area.y - 1e4), area.y + area.h + 1e4); }

static void write_curve(const struct plot *plot, const struct plot_panel *panel, const struct plot_curve *curve,
                        struct area area, struct text *out) {
  char pen = 'M';
  text_add(out, "<path d=\"");
  for (int i = 0; i < curve->count; i++) {
    double y = y_of(panel, area, curve->y[i]);
    if (!isfinite(y)) {
      pen = 'M';
      continue;
    }
    if (curve->stairs && pen == 'L') text_printf(out, "H%.2f", x_of(plot, area, curve->x[i]));
    text_printf(out, "%c%.2f %.2f", pen, x_of(plot, area, curve->x[i]), near(y, area));
    pen = 'L';
  }
  text_printf(out, "\" stroke=\"#%06x\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n", rgb_of(curve->role));
}

static bool has_nan(const struct plot_panel *panel) {
  for (int i = 0; i < panel->curves; i++)
    for (int k = 0; k < panel->curve[i].count; k++)
      if (isnan(panel->curve[i].y[k])) return true;
  return false;
}

/* What has no place on any axis, at its edge and no closer than can be told apart: where a curve is not a number a
 * cross on the floor, where it is endless an arrow. */
static void write_lost(const struct plot *plot, const struct plot_curve *curve, struct area area, struct text *out) {
  double before = -(double)INFINITY;
  for (int i = 0; i < curve->count; i++) {
    double x = x_of(plot, area, curve->x[i]), y = curve->y[i], bottom = area.y + area.h;
    if (isfinite(y) || !isfinite(x) || x - before < LOST_APART) continue;
    unsigned rgb = rgb_of(isnan(y) ? ROLE_BAD : curve->role);
    before = x;
    if (isnan(y))
      text_printf(out, "<path d=\"M%.1f %.1fl6 6m-6 0l6 -6\" stroke=\"#%06x\" stroke-width=\"1.5\"/>\n", x - 3,
                  bottom - 10, rgb);
    else
      text_printf(out, "<path d=\"M%.1f %.1fl3 %dh-6z\" fill=\"#%06x\"/>\n", x, y > 0 ? area.y : bottom, y > 0 ? 8 : -8,
                  rgb);
  }
}

/* Of curves that are named elsewhere, each at a place of its own, as far as the curve goes there. */
static void write_letter(const struct plot *plot, const struct plot_panel *panel, int index, struct area area,
                         struct text *out) {
  const struct plot_curve *curve = &panel->curve[index];
  double part = (index + 1.0) / (panel->curves + 1), nearest = (double)INFINITY;
  double wanted = plot->x_low + (plot->x_high - plot->x_low) * part;
  int at = -1;
  for (int i = 0; i < curve->count; i++) {
    double place = plot_place(panel, curve->y[i]), away = fabs(curve->x[i] - wanted);
    if (!(place >= 0 && place <= 1) || !(away < nearest)) continue;
    nearest = away;
    at = i;
  }
  if (at < 0 || !curve->letter || curve->label[0]) return;
  const char letter[] = {curve->letter, '\0'};
  rimmed(out, x_of(plot, area, curve->x[at]), y_of(panel, area, curve->y[at]) + 5, "middle", rgb_of(curve->role),
         letter);
}

/* --- marks --- */

/* Its key, and of an upright one the name too, above the axis, on the side where there is more room. */
/* Names of marks stand on lines above the axis, so that none is on another. */
enum { KEYS = 64 };
struct keys {
  double from[KEYS], to[KEYS]; /* pixels */
  int line[KEYS];
  int count, lowest; /* the line that they begin on */
};

static int key_line(struct keys *keys, double from, double to) {
  int line = keys->lowest;
  for (int i = 0; i < keys->count; i++) { /* each line that is taken sends it one up, and what is there is seen again */
    if (keys->line[i] != line || from > keys->to[i] || to < keys->from[i]) continue;
    line++;
    i = -1;
  }
  if (keys->count == KEYS) return line;
  keys->from[keys->count] = from;
  keys->to[keys->count] = to;
  keys->line[keys->count++] = line;
  return line;
}

static void write_key(const struct plot_mark *mark, double x, struct area area, struct keys *keys, struct text *out) {
  bool left = x > area.x + area.w / 2;
  struct text name = {0};
  if (mark->key) text_printf(&name, "%c ", mark->key);
  if (mark->upright) text_add(&name, mark->label);
  double width = LETTER * text_columns(text_string(&name)), at = left ? x - 5 : x + 5;
  int line = key_line(keys, left ? at - width : at, left ? at : at + width);
  rimmed(out, at, area.y + area.h - 6 - NAME_LINE * line, left ? "end" : "start", rgb_of(mark->role),
         text_string(&name));
  text_free(&name);
}

static void write_mark(const struct plot *plot, const struct plot_mark *mark, struct area area, struct keys *keys,
                       struct text *out) {
  double x = x_of(plot, area, mark->x), y = area.y + area.h;
  unsigned rgb = rgb_of(mark->role);
  if (!isfinite(x)) return;
  if (mark->upright)
    text_printf(out, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#%06x\" stroke-dasharray=\"4 4\"/>\n", x, area.y, y, rgb);
  if (mark->upright || mark->key) write_key(mark, x, area, keys, out);
  text_printf(out, "<path d=\"M%.1f %.1fl5 9h-10z\" fill=\"#%06x\" stroke=\"#%06x\"><title>", x, y,
              mark->hollow ? PAPER : rgb, rgb);
  add_escaped(out, mark->label);
  text_add(out, "</title></path>\n");
}

/* Pixels of a curve's name with its letter, and what keeps it from the next. */
static double legend_width(const struct plot_curve *curve) {
  return LETTER * (text_columns(curve->label) + (curve->letter ? 3 : 0)) + LEGEND_LINE;
}

bool plot_legend_is_above(const struct plot_panel *panel) {
  double width = LETTER * text_columns(panel->title) + LEGEND_LINE;
  for (int i = 0; i < panel->curves; i++) width += legend_width(&panel->curve[i]);
  return width <= WIDTH - LEFT - NAMES;
}

static void write_legend(const struct plot_panel *panel, struct area area, struct text *out) {
  bool above = plot_legend_is_above(panel);
  double x = area.x + area.w - (above ? 0 : 8);
  for (int i = panel->curves - 1; i >= 0; i--) {
    const struct plot_curve *curve = &panel->curve[i];
    struct text label = {0};
    if (!curve->label[0]) continue;
    if (curve->letter) text_printf(&label, "%c  ", curve->letter);
    text_add(&label, curve->label);
    double y = above ? area.y - 10 : area.y + LEGEND_LINE * (i + 0.9);
    words(out, x, y, "end", rgb_of(curve->role), text_string(&label));
    if (above) x -= legend_width(curve);
    text_free(&label);
  }
}

/* --- bands --- */

static double inside(double place) { return fmin(fmax(place, 0), 1); }

/* What has no logarithm lies below a logarithmic axis. */
static double band_end(const struct plot_panel *panel, double value) {
  double place = plot_place(panel, value);
  return isnan(place) && value <= 0 ? -1 : place;
}

/* Bands that are no ranges of numbers have no place. */
static double band_middle(const struct plot_panel *panel, const struct plot_band *band) {
  return (inside(band_end(panel, band->low)) + inside(band_end(panel, band->high))) / 2;
}

void plot_band_lines(const struct plot_panel *panel, int lines, int line[PLOT_BANDS_MAX]) {
  int order[PLOT_BANDS_MAX], count = 0;
  for (int i = 0; i < panel->bands; i++) { /* the highest first */
    int at = count++;
    double middle = band_middle(panel, &panel->band[i]);
    for (; at > 0 && band_middle(panel, &panel->band[order[at - 1]]) < middle; at--) order[at] = order[at - 1];
    order[at] = i;
  }
  int before = -1;
  for (int i = 0; i < count; i++) {
    int wanted = (int)fmin((1 - band_middle(panel, &panel->band[order[i]])) * lines, lines - 1);
    before = line[order[i]] = wanted > before ? wanted : before + 1;
  }
  for (int i = count - 1, after = lines; i >= 0; i--) { /* back up, as far as there is room */
    if (line[order[i]] >= after) line[order[i]] = after - 1;
    after = line[order[i]];
    if (after < 0) line[order[i]] = -1, after = 0;
  }
}

/* The lines that its bar takes, counted from the top. False: none. */
static bool band_span(const struct plot_panel *panel, const struct plot_band *band, int lines, int *top, int *bottom) {
  double low = band_end(panel, band->low), high = band_end(panel, band->high);
  if (!(low <= 1) || !(high >= 0)) return false;
  *top = (int)lround((1 - inside(high)) * (lines - 1));
  *bottom = (int)lround((1 - inside(low)) * (lines - 1));
  return true;
}

static bool column_is_free(const struct plot_panel *panel, int lines, const int column[PLOT_BANDS_MAX], int index,
                           int wanted) {
  int top, bottom, other_top, other_bottom;
  if (!band_span(panel, &panel->band[index], lines, &top, &bottom)) return true;
  for (int i = 0; i < index; i++) {
    if (column[i] != wanted || !band_span(panel, &panel->band[i], lines, &other_top, &other_bottom)) continue;
    if (top <= other_bottom + 1 && bottom + 1 >= other_top) return false;
  }
  return true;
}

int plot_band_columns(const struct plot_panel *panel, int lines, int column[PLOT_BANDS_MAX]) {
  int count = 0, top, bottom;
  for (int i = 0; i < panel->bands; i++) {
    column[i] = -1;
    if (!band_span(panel, &panel->band[i], lines, &top, &bottom)) continue;
    column[i] = 0;
    while (!column_is_free(panel, lines, column, i, column[i])) column[i]++;
    if (column[i] >= count) count = column[i] + 1;
  }
  return count;
}

bool plot_bands_need_keys(const struct plot_panel *panel, int lines) {
  int line[PLOT_BANDS_MAX], column[PLOT_BANDS_MAX], top, bottom;
  bool need = plot_band_columns(panel, lines, column) > 1;
  plot_band_lines(panel, lines, line);
  for (int i = 0; i < panel->bands; i++)
    if (column[i] >= 0 && band_span(panel, &panel->band[i], lines, &top, &bottom))
      need = need || line[i] < top || line[i] > bottom;
  return need;
}

/* Across the panel, faintly, and beside it. */
static void write_bar(const struct plot_panel *panel, int index, struct area area, int column, struct text *out) {
  const struct plot_band *band = &panel->band[index];
  double low = inside(band_end(panel, band->low)), high = inside(band_end(panel, band->high));
  double top = area.y + (1 - high) * area.h, height = fmax((high - low) * area.h, LEAST_BAR);
  if (top > area.y + area.h - height) top = area.y + area.h - height;
  unsigned rgb = rgb_of(band->role);
  text_printf(out,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#%06x\" fill-opacity=\"0.1\"/>\n"
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"#%06x\"/>\n",
              area.x, top, area.w, height, rgb, area.x + area.w + 8 + (BAR + 3) * column, top, BAR, height, rgb);
}

/* A name has its own bar beside it where that is the only one, else its color; an arrow where it is beyond the axis. */
static void write_bands(const struct plot_panel *panel, struct area area, struct text *out) {
  int line[PLOT_BANDS_MAX], column[PLOT_BANDS_MAX], lines = (int)area.h / NAME_LINE;
  plot_band_lines(panel, lines, line);
  double names = area.x + area.w + 14 + (BAR + 3) * plot_band_columns(panel, lines, column);
  for (int i = 0; i < panel->bands; i++) {
    const struct plot_band *band = &panel->band[i];
    bool above = band_end(panel, band->low) > 1;
    if (isnan(band->low) || isnan(band->high) || line[i] < 0) continue;
    double x = names, y = area.y + area.h / lines * (line[i] + 0.5) + LETTER / 2.0;
    if (column[i] >= 0) {
      write_bar(panel, i, area, column[i], out);
    } else {
      text_printf(out, "<path d=\"M%.1f %.1fl4 %dh-8z\" fill=\"#%06x\"/>\n", x + 4, above ? y - 9 : y, above ? 9 : -9,
                  rgb_of(band->role));
      x += 14;
    }
    words(out, x, y, "start", rgb_of(band->role), band->label);
  }
  if (panel->bands > 0 && panel->bands_title) words(out, names, area.y - 10, "start", INK, panel->bands_title);
}

/* --- panels --- */

static void write_panel(const struct plot *plot, int index, struct text *out) {
  const struct plot_panel *panel = &plot->panel[index];
  struct keys keys = {.lowest = has_nan(panel) ? 1 : 0};
  struct area area = area_of(plot, index);
  write_bands(panel, area, out);
  write_axes(plot, panel, area, index + 1 == plot->panels, out);
  text_printf(out, "<clipPath id=\"panel%d\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>\n",
              index, area.x, area.y, area.w, area.h);
  text_printf(out, "<g clip-path=\"url(#panel%d)\" fill=\"none\">\n", index);
  for (int i = 0; i < panel->curves; i++) write_curve(plot, panel, &panel->curve[i], area, out);
  text_add(out, "</g>\n");
  for (int i = 0; i < panel->curves; i++) write_lost(plot, &panel->curve[i], area, out);
  for (int i = 0; i < panel->curves; i++) write_letter(plot, panel, i, area, out);
  for (int i = 0; i < panel->marks; i++) write_mark(plot, &panel->mark[i], area, &keys, out);
  if (index == 0) write_legend(panel, area, out);
}

static void write_notes(const struct plot *plot, double y, struct text *out) {
  for (int i = 0; i < plot->notes; i++, y += LEGEND_LINE) {
    const char letter[] = {plot->note[i].letter, '\0'};
    words(out, LEFT, y, "start", rgb_of(plot->note[i].role), letter);
    words(out, LEFT + LEGEND_LINE, y, "start", INK, plot->note[i].words);
  }
}

void plot_write_svg(const struct plot *plot, struct text *out) {
  struct area last = area_of(plot, plot->panels - 1);
  int foot = (int)(last.y + last.h) + BOTTOM, height = foot + (plot->notes > 0 ? LEGEND_LINE * (plot->notes + 1) : 0);
  text_printf(out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
              "font-family=\"'DejaVu Sans', Helvetica, Arial, 'Noto Sans CJK SC', sans-serif\" font-size=\"13\">\n",
              WIDTH, height, WIDTH, height);
  text_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", WIDTH, height, PAPER);
  text_printf(out, "<g font-size=\"16\">");
  words(out, LEFT, 26, "start", INK, plot->title ? plot->title : "");
  text_add(out, "</g>\n");
  for (int i = 0; i < plot->panels; i++) write_panel(plot, i, out);
  words(out, WIDTH - RIGHT, foot - 12, "end", INK, plot->x_title);
  write_notes(plot, foot + LEGEND_LINE, out);
  text_add(out, "</svg>\n");
}
