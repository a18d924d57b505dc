/* SPDX-License-Identifier: MIT
 *
 * The ground in perspective: the grid of samples as a net of triangles over a square, each dot of the picture taken by
 * what is nearest to the eye. The loss is drawn by rank, the share of the picture that is lower, so that the walls of a
 * narrow valley do not flatten its floor. Triangles that turn their back are left out: at the near edge the ground is
 * cut open, and one looks into a bowl instead of at its outside.
 *
 * The square reaches from -1 to 1; x goes to the right, y away, z up. `turn` turns it about z, `tilt` is how high the
 * eye is above the horizon. */
#include "app/messages.h"
#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/terrain.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTHING = 255, WIRES_LEAST = 6, WIRES_MOST = 28, WIRE_COLUMNS = 5, STAND_CELLS = 4 };
/* The height of the relief, how far away the eye is, how much an axis may be stretched to fill the picture, and how
 * much nearer than what is seen a thing on the ground may be missed. */
static const double high = 0.8, eye = 4.5, stretch_most = 2.2, near_enough = 0.06;
/* Rounding must not leave a dot between two triangles to neither; in dots squared. */
static const double on_edge = 1e-9;

struct place {
  double x, y, depth; /* in dots, and away from the eye */
  double rise;
};

static struct place project(const struct relief *relief, double x, double y, double rise) {
  double z = high * (rise - 0.5);
  double across = x * relief->turn_cos + y * relief->turn_sin, along = y * relief->turn_cos - x * relief->turn_sin;
  double up = z * relief->tilt_cos + along * relief->tilt_sin;
  double away = along * relief->tilt_cos - z * relief->tilt_sin, share = eye / (eye + away);
  return (struct place){relief->middle_x + relief->scale_x * across * share,
                        relief->middle_y - relief->scale_y * up * share, away, rise};
}

/* --- fitting --- */

struct extent {
  double left, right, top, bottom;
};

static void set_turn(struct relief *relief, double degrees) {
  relief->turn_cos = cos(degrees * acos(-1.0) / 180);
  relief->turn_sin = sin(degrees * acos(-1.0) / 180);
}

/* What the box takes, however it is turned, so that it does not breathe while it turns. */
static struct extent find_extent(struct relief *relief) {
  enum { APART = 5, QUARTER = 90 };
  struct extent extent = {0, 0, 0, 0};
  relief->scale_x = relief->scale_y = 1;
  relief->middle_x = relief->middle_y = 0;
  for (int turn = 0; turn < QUARTER; turn += APART) {
    set_turn(relief, turn);
    for (int corner = 0; corner < 8; corner++) {
      struct place place = project(relief, corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : 0);
      extent.left = fmin(extent.left, place.x);
      extent.right = fmax(extent.right, place.x);
      extent.top = fmin(extent.top, place.y);
      extent.bottom = fmax(extent.bottom, place.y);
    }
  }
  return extent;
}

/* As large as fits, each axis stretched no more than so much; a dot of braille and half a block are square. */
static void fit(struct relief *relief) {
  struct extent extent = find_extent(relief);
  double w = relief->rect.w * relief->dots_x, h = relief->rect.h * relief->dots_y;
  double wide = w / (extent.right - extent.left), tall = h / (extent.bottom - extent.top);
  relief->scale_x = fmin(wide, stretch_most * tall);
  relief->scale_y = fmin(tall, stretch_most * wide);
  relief->middle_x = w / 2 - relief->scale_x * (extent.left + extent.right) / 2;
  relief->middle_y = h / 2 - relief->scale_y * (extent.top + extent.bottom) / 2;
}

/* --- the net --- */

/* Twice the area of a triangle, negative where the corners run the other way round. */
static double area(const struct place *a, const struct place *b, double x, double y) {
  return (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);
}

static int at_least(double v) { return v > 0 ? (int)v : 0; }
static int at_most(double v, int most) { return v < most ? (int)v : most; }

static unsigned char level_of(const struct samples *samples, double rise) {
  unsigned char level = 0;
  while (level < SAMPLES_BORDERS && rise > samples->border_rise[level]) level++;
  return level;
}

/* Dots whose middle lies in the triangle and that nothing nearer has taken. */
static void fill(struct relief *relief, const struct place *a, const struct place *b, const struct place *c) {
  double whole = area(a, b, c->x, c->y);
  if (!(whole > 0)) return;
  int w = relief->rect.w * relief->dots_x, h = relief->rect.h * relief->dots_y;
  int left = at_least(fmin(fmin(a->x, b->x), c->x) - 0.5), right = at_most(fmax(fmax(a->x, b->x), c->x) + 0.5, w - 1);
  int top = at_least(fmin(fmin(a->y, b->y), c->y) - 0.5), bottom = at_most(fmax(fmax(a->y, b->y), c->y) + 0.5, h - 1);
  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++) {
      double u = area(b, c, x + 0.5, y + 0.5), v = area(c, a, x + 0.5, y + 0.5), t = area(a, b, x + 0.5, y + 0.5);
      if (u < -on_edge || v < -on_edge || t < -on_edge) continue;
      double depth = ((u * a->depth + v * b->depth + t * c->depth)) / whole;
      size_t dot = (size_t)y * (size_t)w + (size_t)x;
      if (depth >= relief->depth[dot]) continue;
      relief->depth[dot] = depth;
      relief->level[dot] = level_of(relief->samples, (u * a->rise + v * b->rise + t * c->rise) / whole);
    }
}

/* The sample at a column and row, as a point of the net. */
static struct place net_point(const struct relief *relief, int x, int y) {
  const struct samples *samples = relief->samples;
  double rise = samples->rise[(size_t)y * (size_t)samples->width + (size_t)x];
  return project(relief, 2 * (x + 0.5) / samples->width - 1, 1 - 2 * (y + 0.5) / samples->height, rise);
}

static void project_row(const struct relief *relief, int y, struct place *row) {
  for (int x = 0; x < relief->samples->width; x++) row[x] = net_point(relief, x, y);
}

static void fill_net(struct relief *relief, struct place *upper, struct place *lower) {
  const struct samples *samples = relief->samples;
  project_row(relief, 0, upper);
  for (int y = 0; y + 1 < samples->height; y++) {
    project_row(relief, y + 1, lower);
    for (int x = 0; x + 1 < samples->width; x++) {
      fill(relief, &upper[x], &upper[x + 1], &lower[x]);
      fill(relief, &upper[x + 1], &lower[x + 1], &lower[x]);
    }
    struct place *spare = upper;
    upper = lower;
    lower = spare;
  }
}

bool relief_begin(struct relief *relief, const struct frame *frame, struct rect rect, const struct samples *samples,
                  const struct relief_view *view) {
  bool wires = frame->colors == COLOR_NONE && frame->glyphs == GLYPHS_BRAILLE;
  *relief = (struct relief){.rect = rect, .samples = samples, .dots_x = wires ? 2 : 1, .dots_y = wires ? 4 : 2};
  size_t dots = (size_t)(rect.w * relief->dots_x) * (size_t)(rect.h * relief->dots_y);
  struct place *rows = malloc(2 * (size_t)samples->width * sizeof *rows);
  relief->depth = malloc(dots * (sizeof *relief->depth + 1));
  if (!rows || !relief->depth) {
    free(rows);
    relief_end(relief);
    return false;
  }
  relief->level = (unsigned char *)(relief->depth + dots);
  memset(relief->level, NOTHING, dots);
  for (size_t i = 0; i < dots; i++) relief->depth[i] = HUGE_VAL;
  relief->tilt_cos = cos(view->tilt * acos(-1.0) / 180);
  relief->tilt_sin = sin(view->tilt * acos(-1.0) / 180);
  fit(relief);
  set_turn(relief, view->turn);
  fill_net(relief, rows, rows + samples->width);
  free(rows);
  return true;
}

void relief_end(struct relief *relief) {
  free(relief->depth);
  relief->depth = NULL;
}

/* --- things on it --- */

/* A spot among the four samples around it: the upper left one, and how far it is from there. */
struct among {
  int column, row, next;
  double u, v;
};

static struct among find_among(const struct samples *samples, struct spot spot) {
  double x = fmin(fmax(spot.x * samples->width - 0.5, 0), samples->width - 1);
  double y = fmin(fmax((1 - spot.y) * samples->height - 0.5, 0), samples->height - 1);
  int column = (int)fmin(x, samples->width - 2), row = (int)fmin(y, samples->height - 2);
  if (column < 0) column = 0;
  return (struct among){column, row, samples->width > 1, x - column, y - row};
}

/* The height there; NaN where a sample is missing. */
static double rise_at(const struct samples *samples, const struct among *among) {
  const double *upper = samples->rise + (size_t)among->row * (size_t)samples->width + (size_t)among->column;
  const double *lower = upper + samples->width;
  double u = among->u, v = among->v;
  return (1 - v) * ((1 - u) * upper[0] + u * upper[among->next]) + v * ((1 - u) * lower[0] + u * lower[among->next]);
}

/* Does the triangle of the net there turn its back? It is left out, and what lies on it would hang in the air in front
 * of what is seen instead. */
static bool turned_away(const struct relief *relief, const struct among *among) {
  int x = among->column, y = among->row;
  struct place right = net_point(relief, x + among->next, y), below = net_point(relief, x, y + 1);
  bool first = among->u + among->v < 1;
  struct place third = first ? net_point(relief, x, y) : net_point(relief, x + among->next, y + 1);
  double turned = first ? area(&third, &right, below.x, below.y) : area(&right, &third, below.x, below.y);
  return turned < 0;
}

/* Is what is seen at a place nearer than the thing there? */
static bool hidden(const struct relief *relief, struct place place) {
  int w = relief->rect.w * relief->dots_x, h = relief->rect.h * relief->dots_y;
  size_t dot = (size_t)part_cell(place.y, h) * (size_t)w + (size_t)part_cell(place.x, w);
  return place.depth > relief->depth[dot] + near_enough;
}

/* Where ground is turned away, and at the very edge of the square, there is none to stand on: what is nearest. */
static void stand(const struct relief *relief, struct place *place) {
  int w = relief->rect.w * relief->dots_x, h = relief->rect.h * relief->dots_y;
  int column = part_cell(place->x, w), row = part_cell(place->y, h), best = INT_MAX, far = STAND_CELLS * relief->dots_y;
  if (relief->level[(size_t)row * (size_t)w + (size_t)column] != NOTHING) return;
  for (int y = row - far < 0 ? 0 : row - far; y <= row + far && y < h; y++)
    for (int x = column - far < 0 ? 0 : column - far; x <= column + far && x < w; x++) {
      int apart = (x - column) * (x - column) + (y - row) * (y - row);
      if (apart >= best || relief->level[(size_t)y * (size_t)w + (size_t)x] == NOTHING) continue;
      best = apart;
      place->x = x + 0.5;
      place->y = y + 0.5;
      place->depth = relief->depth[(size_t)y * (size_t)w + (size_t)x];
    }
}

enum sight relief_point(const struct relief *relief, struct spot spot, double *x, double *y) {
  const struct among among = find_among(relief->samples, spot);
  double rise = rise_at(relief->samples, &among);
  if (isnan(rise)) return SIGHT_NONE;
  struct place place = project(relief, 2 * spot.x - 1, 2 * spot.y - 1, rise);
  bool away = turned_away(relief, &among);
  stand(relief, &place);
  *x = place.x / relief->dots_x;
  *y = place.y / relief->dots_y;
  return away || hidden(relief, place) ? SIGHT_HIDDEN : SIGHT_CLEAR;
}

/* --- drawing --- */

/* One thread of the net, along a row or a column of samples, where it is seen. */
static void draw_wire(const struct relief *relief, struct canvas *canvas, int x, int y, int dx, int dy) {
  const struct samples *samples = relief->samples;
  double x0 = (double)NAN, y0 = (double)NAN;
  for (; x < samples->width && y < samples->height; x += dx, y += dy) {
    struct place place = net_point(relief, x, y);
    bool seen = !isnan(place.x) && !isnan(place.y) && !hidden(relief, place);
    double x1 = seen ? place.x / relief->dots_x : (double)NAN, y1 = place.y / relief->dots_y;
    canvas_line(canvas, x0, y0, x1, y1, FRAME_DEFAULT);
    x0 = x1;
    y0 = y1;
  }
}

static void draw_wires(const struct relief *relief, struct frame *frame) {
  const struct samples *samples = relief->samples;
  int wires = relief->rect.w / WIRE_COLUMNS;
  struct canvas canvas;
  if (wires < WIRES_LEAST) wires = WIRES_LEAST;
  if (wires > WIRES_MOST) wires = WIRES_MOST;
  if (!canvas_begin(&canvas, frame, relief->rect)) return;
  for (int i = 0; i <= wires; i++) {
    draw_wire(relief, &canvas, (samples->width - 1) * i / wires, 0, 0, 1);
    draw_wire(relief, &canvas, 0, (samples->height - 1) * i / wires, 1, 0);
  }
  canvas_end(&canvas);
}

/* --- the box it stands in --- */

/* The three corners that are seen of its bottom: the nearest one, and those along the two axes from it. */
struct corners {
  double x[3], y[3];
};
enum { NEAREST, ALONG_X, ALONG_Y };

static struct corners find_corners(const struct relief *relief) {
  /* Away from the eye is x times -sin(turn) and y times cos(turn). */
  double x = (relief->turn_sin > 0 ? 1 : -1) * (1 - 1.0 / relief->samples->width);
  double y = (relief->turn_cos > 0 ? -1 : 1) * (1 - 1.0 / relief->samples->height);
  return (struct corners){{x, -x, x}, {y, y, -y}};
}

static double corner_rise(const struct samples *samples, double x, double y) {
  return samples->rise[(y > 0 ? 0 : (size_t)(samples->height - 1) * (size_t)samples->width) +
                       (x > 0 ? (size_t)samples->width - 1 : 0)];
}

static void draw_edge(const struct relief *relief, struct canvas *canvas, struct place from, struct place to) {
  int fg = frame_color(canvas->frame, ROLE_DIM);
  canvas_line(canvas, from.x / relief->dots_x, from.y / relief->dots_y, to.x / relief->dots_x, to.y / relief->dots_y,
              fg);
}

/* Is the ground seen in a cell? */
static bool is_taken(const struct relief *relief, int column, int row) {
  int w = relief->rect.w * relief->dots_x;
  for (int y = row * relief->dots_y; y < (row + 1) * relief->dots_y; y++)
    for (int x = column * relief->dots_x; x < (column + 1) * relief->dots_x; x++)
      if (relief->level[(size_t)y * (size_t)w + (size_t)x] != NOTHING) return true;
  return false;
}

/* Edges only where nothing else is seen. */
static void clear_taken(const struct relief *relief, struct canvas *canvas) {
  struct rect rect = relief->rect;
  for (int y = 0; y < rect.h; y++)
    for (int x = 0; x < rect.w; x++)
      if (is_taken(relief, x, y) || !part_blank(canvas->frame, rect.x + x, rect.y + y, 1))
        canvas->dots[(size_t)y * (size_t)rect.w + (size_t)x] = 0;
}

static void draw_box(const struct relief *relief, struct frame *frame, const struct corners *corners) {
  struct place bottom[3];
  struct canvas canvas;
  if (!canvas_begin(&canvas, frame, relief->rect)) return;
  for (int i = 0; i < 3; i++) {
    double x = corners->x[i], y = corners->y[i], rise = corner_rise(relief->samples, x, y);
    bottom[i] = project(relief, x, y, 0);
    draw_edge(relief, &canvas, bottom[i], project(relief, x, y, isnan(rise) ? 0 : rise));
  }
  draw_edge(relief, &canvas, bottom[NEAREST], bottom[ALONG_X]);
  draw_edge(relief, &canvas, bottom[NEAREST], bottom[ALONG_Y]);
  clear_taken(relief, &canvas);
  canvas_end(&canvas);
}

/* Below a corner, moved inwards at the picture's edges. */
static void label_corner(const struct relief *relief, struct frame *frame, struct place place, const char *words) {
  struct rect rect = relief->rect;
  int columns = text_columns(words), x = (int)floor(place.x / relief->dots_x) - columns / 2;
  int y = (int)floor(place.y / relief->dots_y) + 1;
  if (x + columns > rect.w) x = rect.w - columns;
  if (x < 0) x = 0;
  if (y > rect.h - 1) y = rect.h - 1;
  for (int i = 0; i < columns; i++)
    if (x + i >= rect.w || is_taken(relief, x + i, y)) return;
  part_label(frame, rect, rect.x + x, rect.y + y, words, ROLE_DIM);
}

static void label_box(const struct terrain *terrain, const struct corners *corners) {
  const struct relief *relief = terrain->relief;
  const struct camera *camera = terrain->ground->camera;
  const struct dh_surface_spec *info = dh_surface_info(terrain->ground->surface);
  for (int i = 0; i < 3; i++) {
    char x[16], y[16], words[64];
    axes_short(corners->x[i] > 0 ? camera->x.high : camera->x.low, 3, x, sizeof x);
    axes_short(corners->y[i] > 0 ? camera->y.high : camera->y.low, 3, y, sizeof y);
    if (i == NEAREST) snprintf(words, sizeof words, "%s,%s", x, y);
    if (i == ALONG_X) snprintf(words, sizeof words, "%.8s=%s", info->parameter[0], x);
    if (i == ALONG_Y) snprintf(words, sizeof words, "%.8s=%s", info->parameter[1], y);
    label_corner(relief, terrain->frame, project(relief, corners->x[i], corners->y[i], 0), words);
  }
}

static void draw_ground(const struct relief *relief, struct frame *frame) {
  if (relief->dots_x > 1) {
    draw_wires(relief, frame);
    return;
  }
  canvas_heat(frame, relief->rect, relief->level);
  if (frame->glyphs == GLYPHS_ASCII && frame->colors != COLOR_NONE)
    canvas_heat_digits(frame, relief->rect, relief->level);
}

void relief_draw(const struct terrain *terrain) {
  const struct corners corners = find_corners(terrain->relief);
  draw_ground(terrain->relief, terrain->frame);
  label_box(terrain, &corners);
  draw_box(terrain->relief, terrain->frame, &corners);
}
