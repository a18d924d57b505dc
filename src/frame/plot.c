/* SPDX-License-Identifier: MIT */
#include "frame/plot.h"

#include "frame/axes.h"

#include <math.h>

enum {
  WIDTH = 800,
  LEFT = 80,
  RIGHT = 30,
  TOP = 60,
  PANEL = 240,
  GAP = 50,
  BOTTOM = 50,
  TICKS_MOST = 12,
  LEGEND_LINE = 20,
  FAINT = 0xE0E0E0,
  INK = 0x202020
};

/* Where a panel's curves are. */
struct area {
  double x, y, w, h;
};

static struct area area_of(int panel) {
  return (struct area){LEFT, TOP + panel * (PANEL + GAP), WIDTH - LEFT - RIGHT, PANEL};
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

static void line(struct text *out, double x0, double y0, double x1, double y1, unsigned rgb) {
  text_printf(out, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#%06x\"/>\n", x0, y0, x1, y1, rgb);
}

/* --- axes --- */

static double x_of(const struct plot *plot, struct area area, double x) { return area.x + x / plot->x_high * area.w; }

/* NaN where there is no place. */
static double y_of(const struct plot_panel *panel, struct area area, double y) {
  double low = panel->low, high = panel->high;
  if (panel->log) {
    if (!(y > 0)) return (double)NAN;
    y = log10(y);
    low = log10(low);
    high = log10(high);
  }
  return area.y + (1 - (y - low) / (high - low)) * area.h;
}

static void write_axes(const struct plot *plot, const struct plot_panel *panel, struct area area, bool last,
                       struct text *out) {
  double ticks[TICKS_MOST];
  char label[32];
  int count = (panel->log ? axes_log_ticks : axes_ticks)(panel->low, panel->high, 7, ticks);
  for (int i = 0; i < count; i++) {
    double y = y_of(panel, area, ticks[i]);
    axes_short(ticks[i], 4, label, sizeof label);
    line(out, area.x, y, area.x + area.w, y, FAINT);
    words(out, area.x - 8, y + 4, "end", INK, label);
  }
  count = axes_ticks(0, plot->x_high, 10, ticks);
  for (int i = 0; i < count; i++) {
    double x = x_of(plot, area, ticks[i]);
    axes_short(ticks[i], 7, label, sizeof label);
    line(out, x, area.y, x, area.y + area.h, FAINT);
    if (last) words(out, x, area.y + area.h + 18, "middle", INK, label);
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
  text_printf(out, "\" stroke=\"#%06x\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n", curve->rgb);
}

static void write_mark(const struct plot *plot, const struct plot_mark *mark, struct area area, struct text *out) {
  double x = x_of(plot, area, mark->x), y = area.y + area.h;
  text_printf(out, "<path d=\"M%.1f %.1fl5 9h-10z\" fill=\"#%06x\"><title>", x, y, mark->rgb);
  add_escaped(out, mark->label);
  text_add(out, "</title></path>\n");
}

static void write_legend(const struct plot_panel *panel, struct area area, struct text *out) {
  for (int i = 0; i < panel->curves; i++)
    words(out, area.x + area.w - 8, area.y + LEGEND_LINE * (i + 0.9), "end", panel->curve[i].rgb,
          panel->curve[i].label);
}

static void write_panel(const struct plot *plot, int index, struct text *out) {
  const struct plot_panel *panel = &plot->panel[index];
  struct area area = area_of(index);
  write_axes(plot, panel, area, index + 1 == plot->panels, out);
  text_printf(out, "<clipPath id=\"panel%d\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>\n",
              index, area.x, area.y, area.w, area.h);
  text_printf(out, "<g clip-path=\"url(#panel%d)\" fill=\"none\">\n", index);
  for (int i = 0; i < panel->curves; i++) write_curve(plot, panel, &panel->curve[i], area, out);
  text_add(out, "</g>\n");
  for (int i = 0; i < panel->marks; i++) write_mark(plot, &panel->mark[i], area, out);
  if (index == 0) write_legend(panel, area, out);
}

void plot_write_svg(const struct plot *plot, struct text *out) {
  int height = TOP + plot->panels * PANEL + (plot->panels - 1) * GAP + BOTTOM;
  text_printf(out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
              "font-family=\"'DejaVu Sans', Helvetica, Arial, 'Noto Sans CJK SC', sans-serif\" font-size=\"13\">\n",
              WIDTH, height, WIDTH, height);
  text_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, height);
  text_printf(out, "<g font-size=\"16\">");
  words(out, LEFT, 26, "start", INK, plot->title);
  text_add(out, "</g>\n");
  for (int i = 0; i < plot->panels; i++) write_panel(plot, i, out);
  words(out, WIDTH - RIGHT, height - 12, "end", INK, plot->x_title);
  text_add(out, "</svg>\n");
}
