/* SPDX-License-Identifier: MIT
 *
 * A hill in one dimension: the loss as a curve, the minima, the ball in flight above it. A step is a jump, so the ball
 * goes in an arc from point to point, and the tangent where it stands shows what the jump was computed from. */
#include "app/messages.h"
#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>

enum {
  GHOST_PERIOD = 3,
  FEET = 12,     /* earlier places that are still marked */
  AXIS_FROM = 8, /* rows from which one is spent on the axis */
  TICK_ROOM = 6, /* columns a tick's number needs */
  ARC_DOTS = 48, /* dots of a whole arc */
  TICKS_MOST = 24,
  DECADES = 6,  /* of a logarithmic axis, to each side */
  BIG_FROM = 36 /* columns from which the ball is three wide */
};
/* How high a flight rises above its chord: with its width, at most this share of the hill, at least this many rows. */
static const double arc_rise = 0.3, arc_share = 0.22, arc_least = 0.6;
/* Half of the tangent's length in columns, and as a share of the hill's width on large screens; one that is flatter
 * than this (the sine of its angle) lies on the bottom of the curve and would look like a mistake. */
static const double tangent_least = 2.5, tangent_most = 4, tangent_share = 0.08, tangent_flat = 0.3;

struct hill {
  struct frame *frame;
  struct canvas canvas;
  struct rect rect; /* the curve's part of the pane */
  const struct ground *ground;
  const struct camera *camera;
  bool letters; /* several lanes: a ball is its lane's letter */
  bool covered; /* no numbers */
  int lost;     /* lanes that are nowhere, so far */
  /* Of the lane that is drawn: */
  const struct lane *lane;
  int fg;     /* its colour */
  double arc; /* rows that its present flight rises */
};

static double hill_x(const struct hill *hill, double w) { return part_x(hill->rect, axis_place(&hill->camera->x, w)); }
static double hill_y(const struct hill *hill, double loss) {
  return part_y(hill->rect, axis_place(&hill->camera->y, loss));
}

static void draw_curve(struct hill *hill) {
  const struct samples *samples = hill->ground->samples;
  int fg = frame_color(hill->frame, ROLE_CURVE);
  double x0 = (double)NAN, y0 = (double)NAN;
  if (samples->height != 1) return;
  for (int i = 0; i < samples->width; i++) {
    double x = (i + 0.5) * hill->rect.w / samples->width, y = hill_y(hill, samples->value[i]);
    if (i > 0) canvas_line(&hill->canvas, x0, y0, x, y, fg);
    x0 = x;
    y0 = y;
  }
}

/* The curve's height at a point of the canvas, from the samples; NaN where there is none. */
static double ground(const struct hill *hill, double x) {
  const struct samples *samples = hill->ground->samples;
  if (samples->height != 1 || samples->width < 1 || !(x >= 0 && x <= hill->rect.w)) return (double)NAN;
  int i = part_cell(x * samples->width / hill->rect.w, samples->width);
  return hill_y(hill, samples->value[i]);
}

/* The flight at a share of its way: never below the ground. */
static double flight_y(const struct hill *hill, double x, double chord, double arc) {
  double floor = ground(hill, x);
  double y = floor < chord ? floor : chord;
  y -= arc * hill->arc;
  return y < 0.5 && chord >= 0 && arc > 0 ? fmax(y, 0.25) : y;
}

/* The way of the last jump, dotted, as far as the ball has come. */
static void draw_arc(struct hill *hill, const struct dh_row *from, const struct dh_row *to, double share, int fg) {
  double x0 = hill_x(hill, from->at[0]), x1 = hill_x(hill, to->at[0]);
  double y0 = hill_y(hill, from->loss), y1 = hill_y(hill, to->loss);
  if (!(fabs(x1 - x0) > 1)) return; /* a step within a cell needs no way */
  for (int i = 1; i < ARC_DOTS && i < share * ARC_DOTS; i++) {
    double s = (double)i / ARC_DOTS, x = x0 + s * (x1 - x0);
    canvas_dot(&hill->canvas, x, flight_y(hill, x, y0 + s * (y1 - y0), 4 * s * (1 - s)), fg);
  }
}

/* Where the run before the restart was: chords between its places, dashed, as far as single steps were kept. */
static void draw_ghost(struct hill *hill, const struct ghost *ghost) {
  int fg = frame_color(hill->frame, ROLE_GHOST);
  for (int i = 1; i < ghost->count; i++) {
    const struct dh_row *a = &ghost->row[i - 1], *b = &ghost->row[i];
    canvas_dashes(&hill->canvas, hill_x(hill, a->at[0]), hill_y(hill, a->loss), hill_x(hill, b->at[0]),
                  hill_y(hill, b->loss), fg, GHOST_PERIOD);
  }
}

static void draw_feet(struct hill *hill) {
  const struct dh_row *rows;
  int count = dh_run_recent(hill->lane->run, &rows), first = count > FEET ? count - FEET : 0;
  for (int i = first; i < count; i++) {
    double x = hill_x(hill, rows[i].at[0]), y = hill_y(hill, rows[i].loss);
    canvas_line(&hill->canvas, x, y, x, y + 0.3, hill->fg);
  }
}

/* d place / d value on an axis. */
static double axis_slope(const struct axis *axis, double value) {
  double d = 1e-6 * (axis->log ? axis->unit + fabs(value - axis->center) : axis->high - axis->low);
  return (axis_place(axis, value + d) - axis_place(axis, value - d)) / (2 * d);
}

static void draw_tangent(struct hill *hill, const struct dh_row *row) {
  double along = axis_slope(&hill->camera->x, row->at[0]) * hill->rect.w;
  double up = -axis_slope(&hill->camera->y, row->loss) * hill->rect.h * row->gradient[0];
  /* A row of cells is twice as high as a column is wide: the length is measured as the eye does. */
  double length = hypot(along, 2 * up);
  if (!isfinite(length) || !(length > 0)) return;
  if (fabs(2 * up) < tangent_flat * length) return;
  double half = fmin(fmax(tangent_least, tangent_share * hill->rect.w), tangent_most);
  double dx = along / length * half, dy = up / length * half;
  double x = hill_x(hill, row->at[0]), y = hill_y(hill, row->loss);
  canvas_line(&hill->canvas, x - dx, y - dy, x + dx, y + dy, frame_color(hill->frame, ROLE_TANGENT));
}

static void draw_minima(const struct hill *hill) {
  const struct dh_surface *surface = hill->ground->surface;
  const struct dh_surface_spec *info = dh_surface_info(surface);
  for (int i = 0; i < info->minimum_count; i++) {
    double x = axis_place(&hill->camera->x, info->minima[i].at[0]);
    double y = axis_place(&hill->camera->y, info->minima[i].value);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
    int column = hill->rect.x + part_cell(part_x(hill->rect, x), hill->rect.w);
    int row = hill->rect.y + part_cell(part_y(hill->rect, y), hill->rect.h);
    bool lowest = part_is_lowest(surface, i);
    frame_put(hill->frame, column, row, lowest ? frame_mark(hill->frame, MARK_STAR) : '+',
              frame_color(hill->frame, ROLE_STAR), FRAME_DEFAULT, lowest ? ATTR_BOLD : 0);
  }
}

/* Of several lanes each in a row of its own, as long as there are rows. */
static void draw_lost(struct hill *hill, const struct dh_row *row) {
  const struct dh_surface_spec *info = dh_surface_info(hill->ground->surface);
  char words[64], letter[4] = "";
  if (hill->letters) snprintf(letter, sizeof letter, "%c ", hill->lane->letter);
  snprintf(words, sizeof words, "%s%.40s = nan", letter, info->parameter[0]);
  if (!isnan(row->at[0])) snprintf(words, sizeof words, "%sloss = nan", letter);
  if (hill->covered) snprintf(words, sizeof words, "%s?", letter);
  int x = hill->rect.x + (hill->rect.w - text_columns(words)) / 2, y = hill->rect.h / 3 + hill->lost++;
  if (y >= hill->rect.h) return;
  part_whole(hill->frame, x < hill->rect.x ? hill->rect.x : x, hill->rect.y + y, hill->rect.w, words, ROLE_BAD,
             ATTR_BOLD);
}

static bool outside(const struct hill *hill, const double *at, double loss) {
  double x = axis_place(&hill->camera->x, *at), y = axis_place(&hill->camera->y, loss);
  return !(x >= 0 && x <= 1 && y >= 0 && y <= 1);
}

/* An arrow at the edge and the number that is too far: of where the ball lands, or of where it comes from. */
static void draw_outside(const struct hill *hill, const struct dh_row *to) {
  const struct dh_row *row = outside(hill, to->at, to->loss) ? to : &hill->lane->from;
  double x = axis_place(&hill->camera->x, row->at[0]), y = axis_place(&hill->camera->y, row->loss);
  const struct dh_surface_spec *info = dh_surface_info(hill->ground->surface);
  bool aside = x < 0 || x > 1;
  char number[24], words[64], letter[4] = "";
  if (hill->letters) snprintf(letter, sizeof letter, "%c ", hill->lane->letter);
  axes_short(aside ? row->at[0] : row->loss, 4, number, sizeof number);
  snprintf(words, sizeof words, "%s%.12s %s", letter, aside ? info->parameter[0] : _("loss"),
           hill->covered ? "?" : number);
  part_outside(hill->frame, hill->rect, x, y, words, part_lane_role(hill->lane));
}

/* The row for a lane's letter: above those of other lanes that are in its place. */
static int free_line(const struct hill *hill, int column, int line) {
  if (column >= hill->frame->cols || line >= hill->frame->rows) return line;
  for (; line > hill->rect.y; line--) {
    uint32_t glyph = hill->frame->cells[(size_t)line * (size_t)hill->frame->cols + (size_t)column].glyph;
    if (glyph < 'A' || glyph > 'Z') break;
  }
  return line;
}

static void draw_ball(struct hill *hill, const struct app *app, int lane) {
  double at[2], loss, arc;
  app_ball(app, lane, at, &loss, &arc);
  const struct dh_row *row = app_row(app, lane);
  if (isnan(row->at[0]) || isnan(row->loss) || isnan(at[0])) {
    draw_lost(hill, row);
    return;
  }
  if (outside(hill, at, loss)) {
    draw_outside(hill, row);
    return;
  }
  double x = hill_x(hill, at[0]), y = hill_y(hill, loss);
  if (arc > 0) y = flight_y(hill, x, y, arc);
  int column = part_cell(x, hill->rect.w), line = hill->rect.y + part_cell(y, hill->rect.h);
  if (hill->letters) {
    frame_put(hill->frame, hill->rect.x + column, free_line(hill, hill->rect.x + column, line),
              (uint32_t)hill->lane->letter, hill->fg, FRAME_DEFAULT, ATTR_BOLD);
    return;
  }
  frame_put(hill->frame, hill->rect.x + column, line, frame_mark(hill->frame, MARK_BALL), hill->fg, FRAME_DEFAULT,
            ATTR_BOLD);
  if (hill->rect.w < BIG_FROM) return;
  if (column > 0) frame_put(hill->frame, hill->rect.x + column - 1, line, '(', hill->fg, FRAME_DEFAULT, ATTR_BOLD);
  if (column + 1 < hill->rect.w)
    frame_put(hill->frame, hill->rect.x + column + 1, line, ')', hill->fg, FRAME_DEFAULT, ATTR_BOLD);
}

/* --- axis --- */

/* A number below its place, where that leaves a blank between it and its neighbours. */
static void draw_tick(struct frame *frame, struct rect rect, const struct axis *axis, double value) {
  char number[24];
  axes_short(value, axis->log ? 1 : 4, number, sizeof number);
  int width = text_columns(number), place = part_cell(part_x(rect, axis_place(axis, value)), rect.w);
  int x = rect.x + place - (number[0] == '-' ? width : width - 1) / 2;
  if (x < rect.x) x = rect.x;
  if (x + width > rect.x + rect.w) x = rect.x + rect.w - width;
  if (x > rect.x && !part_blank(frame, x - 1, rect.y, 1)) return;
  if (x + width < rect.x + rect.w && !part_blank(frame, x + width, rect.y, 1)) return;
  part_label(frame, rect, x, rect.y, number, ROLE_DIM);
}

/* The columns of the widest gap that is left in the row, and where it begins. */
static int widest_gap(const struct frame *frame, struct rect rect, int *begin) {
  int wide = 0;
  *begin = -1;
  for (int from = 0, x = 0; x <= rect.w; x++) {
    if (x < rect.w && part_blank(frame, rect.x + x, rect.y, 1)) continue;
    if (x - from >= wide) {
      wide = x - from;
      *begin = from;
    }
    from = x + 1;
  }
  return wide;
}

/* With a blank on both sides. */
static int log_width(void) { return text_columns(_("log")) + 2; }

/* "log" where it is seen: in the middle of the widest gap that is left, or else instead of the last number. */
static void draw_log(struct frame *frame, struct rect rect) {
  int begin, width = log_width(), wide = widest_gap(frame, rect, &begin), x = rect.x + begin + (wide - width + 1) / 2;
  if (wide < width) {
    int end = rect.x + rect.w;
    x = end - width;
    if (x < rect.x) return;
    while (end > x || (end > rect.x && !part_blank(frame, end - 1, rect.y, 1)))
      frame_put(frame, --end, rect.y, ' ', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  }
  frame_printf(frame, x, rect.y, width, ROLE_WARN, ATTR_BOLD, " %s ", _("log"));
}

/* The ends first, then that it is logarithmic, then the middle, which gives way where it leaves no gap for the word. */
static void draw_log_ends(struct frame *frame, struct rect rect, const struct axis *axis) {
  for (int middle = 1; middle >= 0; middle--) {
    frame_fill(frame, rect, ' ', FRAME_DEFAULT, FRAME_DEFAULT, 0);
    draw_tick(frame, rect, axis, axis_value(axis, 0));
    draw_tick(frame, rect, axis, axis_value(axis, 1));
    if (middle) draw_tick(frame, rect, axis, axis->center);
    int from, wide = widest_gap(frame, rect, &from);
    if (wide >= log_width()) break;
  }
}

static void draw_log_axis(struct frame *frame, struct rect rect, const struct axis *axis) {
  draw_log_ends(frame, rect, axis);
  draw_log(frame, rect);
  int last = (int)floor(log10(fmax(fabs(axis->high), fabs(axis->low)))), decades = 2 * DECADES;
  for (int power = last; power > last - decades; power--) {
    double value = pow(10, power);
    if (value < axis->high && fabs(value - axis->center) > axis->unit) draw_tick(frame, rect, axis, value);
    if (-value > axis->low && fabs(-value - axis->center) > axis->unit) draw_tick(frame, rect, axis, -value);
  }
}

static void draw_axis(struct frame *frame, struct rect rect, const struct axis *axis) {
  double values[TICKS_MOST];
  int most = rect.w / TICK_ROOM;
  if (axis->log) {
    draw_log_axis(frame, rect, axis);
    return;
  }
  if (most > TICKS_MOST) most = TICKS_MOST;
  int count = axes_ticks(axis->low, axis->high, most < 2 ? 2 : most, values);
  for (int i = 0; i < count; i++) draw_tick(frame, rect, axis, values[i]);
}

/* What belongs to the lane: its colour, and how high it flies. True if it flies now. */
static bool take_lane(struct hill *hill, const struct app *app, int lane) {
  hill->lane = &app->lane[lane];
  hill->fg = frame_color(hill->frame, part_lane_role(hill->lane));
  const struct dh_row *row = app_row(app, lane), *from = &hill->lane->from;
  double width = fabs(hill_x(hill, row->at[0]) - hill_x(hill, from->at[0]));
  hill->arc = fmin(fmax(arc_rise * width, arc_least), arc_share * hill->rect.h);
  return app->flight < 1 && from->step != row->step;
}

/* Tangent, marks of where it was, and the way of the present jump. */
static void draw_motion(struct hill *hill, const struct app *app, int lane) {
  bool flying = take_lane(hill, app, lane);
  const struct dh_row *row = app_row(app, lane), *from = &hill->lane->from;
  double at[2], loss, arc, share = 1;
  app_ball(app, lane, at, &loss, &arc);
  if (flying && row->at[0] != from->at[0]) share = (at[0] - from->at[0]) / (row->at[0] - from->at[0]);
  if (!app_covered(app)) draw_ghost(hill, &hill->lane->ghost);
  draw_tangent(hill, flying ? from : row);
  draw_feet(hill);
  draw_arc(hill, from, row, share, hill->fg);
}

void pane_hill_lanes(struct frame *frame, struct rect rect, const struct app *app, const struct ground *ground,
                     const int *lanes, int count) {
  if (rect.w < 1 || rect.h < 1) return;
  struct hill hill = {.frame = frame,
                      .rect = rect,
                      .ground = ground,
                      .camera = ground->camera,
                      .letters = count > 1,
                      .covered = app_covered(app)};
  bool axis = rect.h >= AXIS_FROM;
  if (axis) hill.rect.h--;
  if (canvas_begin(&hill.canvas, frame, hill.rect)) {
    draw_curve(&hill);
    for (int i = 0; i < count; i++) draw_motion(&hill, app, lanes[i]);
    canvas_end(&hill.canvas);
  }
  draw_minima(&hill);
  for (int i = 0; i < count; i++) {
    take_lane(&hill, app, lanes[i]);
    draw_ball(&hill, app, lanes[i]);
  }
  struct rect last = {rect.x, rect.y + rect.h - 1, rect.w, 1};
  if (axis)
    draw_axis(frame, last, &hill.camera->x);
  else if (hill.camera->x.log)
    draw_log(frame, last);
}

void pane_hill(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  const struct ground own = pane_ground(app, lane);
  pane_hill_lanes(frame, rect, app, &own, &lane, 1);
}
