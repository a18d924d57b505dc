/* SPDX-License-Identifier: MIT
 *
 * All balls on one surface, one letter each, and how they stand: lanes keep their rows, so that only what changes in
 * them moves. */
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RANK = 5, NUMBER = 8, WORD = 11, NAME_LEAST = 9, CELL = 12, CELL_NUMBER = 7, STEPS_FROM = 6 };

/* --- ranking --- */

/* What counts: how far the loss is above the lowest known one, or the loss itself. */
static double gap_of(const struct app *app, int lane) {
  double best = dh_surface_best(app_spec(app, lane)->surface), loss = app_row(app, lane)->loss;
  return isnan(best) ? loss : loss - best;
}

/* NaN is behind everything. */
static bool is_before(double a, double b) { return isnan(b) ? !isnan(a) : a < b; }

static int rank_of(const struct app *app, int lane) {
  int rank = 1;
  for (int i = 0; i < app->lane_count; i++) rank += is_before(gap_of(app, i), gap_of(app, lane));
  return rank;
}

/* What tells the lane apart, behind its letter: as many whole words as fit. */
static void lane_name(const struct app *app, int lane, int columns, char *out, size_t size) {
  char title[96];
  app_lane_title(app, lane, title, sizeof title);
  text_copy(out, size, title[0] ? title + 1 + strspn(title + 1, " ") : "");
  out[text_wrap(out, columns)] = '\0';
}

/* Columns, with the blank behind them; 0: not shown. The word has the rest. */
struct columns {
  int name; /* what tells lanes apart */
  int loss, gap;
};

static struct columns columns_of(const struct app *app, struct rect rect) {
  bool known = !isnan(dh_surface_best(app_spec(app, 0)->surface));
  int rest = rect.w - RANK - (NUMBER + 1) - WORD - 1;
  struct columns columns = {.gap = known ? NUMBER + 1 : 0, .loss = known ? 0 : NUMBER + 1};
  if (known && rest > NAME_LEAST + NUMBER + 1) {
    columns.loss = NUMBER + 1;
    rest -= columns.loss;
  }
  columns.name = rest > NAME_LEAST ? rest : 0;
  return columns;
}

static void put_number(struct frame *frame, int x, int y, double value, int columns) {
  char number[NUMBER + 1];
  axes_number(value, NUMBER, number);
  if (columns > 0) frame_text(frame, x, y, NUMBER, number, ROLE_TEXT, ATTR_BOLD);
}

/* 0: covered. */
static void put_rank(struct frame *frame, int x, int y, int rank) {
  if (rank == 0)
    frame_text(frame, x, y, 1, "?", ROLE_DIM, 0);
  else
    frame_printf(frame, x, y, 1, rank == 1 ? ROLE_GOOD : ROLE_TEXT, rank == 1 ? ATTR_BOLD : 0, "%d", rank);
}

static void draw_row(struct frame *frame, struct rect row, const struct app *app, int lane) {
  const struct lane *shown = &app->lane[lane];
  const struct columns columns = columns_of(app, row);
  char name[96];
  bool covered = app_covered(app), selected = lane == app->selected && app->lane_count > 1;
  int rank = covered ? 0 : rank_of(app, lane), x = row.x;
  if (selected) frame_text(frame, x, row.y, 1, ">", ROLE_ACCENT, ATTR_BOLD);
  put_rank(frame, x + 1, row.y, rank);
  frame_printf(frame, x + 3, row.y, 1, part_lane_role(shown), ATTR_BOLD, "%c", shown->letter);
  x += RANK;
  lane_name(app, lane, columns.name - 1, name, sizeof name);
  frame_text(frame, x, row.y, columns.name, name, ROLE_TEXT, 0);
  x += columns.name;
  if (!covered) put_number(frame, x, row.y, app_row(app, lane)->loss, columns.loss);
  x += columns.loss;
  if (!covered) put_number(frame, x, row.y, gap_of(app, lane), columns.gap);
  x += columns.gap;
  part_whole(frame, x, row.y, row.x + row.w - x, part_word(app, lane), part_word_role(app, lane), ATTR_BOLD);
}

static int put_head(struct frame *frame, int x, int y, const char *words, int columns) {
  if (columns > 0) frame_text(frame, x + NUMBER - text_columns(words), y, NUMBER, words, ROLE_DIM, 0);
  return x + columns;
}

static void draw_heads(struct frame *frame, struct rect row, const struct app *app) {
  const struct columns columns = columns_of(app, row);
  int x = row.x + RANK;
  part_whole(frame, x, row.y, columns.name, _("rate"), ROLE_DIM, 0);
  x = put_head(frame, x + columns.name, row.y, _("loss"), columns.loss);
  put_head(frame, x, row.y, _("gap"), columns.gap);
}

/* Below a narrow picture: rank, letter and number, beside each other. */
static void draw_cells(struct frame *frame, struct rect rect, const struct app *app) {
  int across = rect.w / CELL > 0 ? rect.w / CELL : 1;
  for (int lane = 0; lane < app->lane_count && lane / across < rect.h; lane++) {
    char number[CELL_NUMBER + 1];
    int x = rect.x + lane % across * CELL, y = rect.y + lane / across;
    axes_number(gap_of(app, lane), CELL_NUMBER, number);
    put_rank(frame, x, y, app_covered(app) ? 0 : rank_of(app, lane));
    frame_printf(frame, x + 1, y, 1, part_lane_role(&app->lane[lane]), ATTR_BOLD, "%c", app->lane[lane].letter);
    if (!app_covered(app)) frame_text(frame, x + 3, y, CELL_NUMBER, number, ROLE_TEXT, ATTR_BOLD);
  }
}

static void draw_ranking(struct frame *frame, const struct app *app) {
  struct rect rect = app->layout.race.ranking;
  if (rect.h < app->lane_count + 1) {
    draw_cells(frame, rect, app);
    return;
  }
  draw_heads(frame, (struct rect){rect.x, rect.y, rect.w, 1}, app);
  for (int lane = 0; lane < app->lane_count; lane++)
    draw_row(frame, (struct rect){rect.x, rect.y + 1 + lane, rect.w, 1}, app, lane);
}

/* --- losses --- */

static void draw_curves(struct chart *chart, const struct app *app) {
  for (int lane = 0; lane < app->lane_count; lane++) {
    const struct chart_quantity loss = loss_quantity(app, lane);
    chart_past(chart, &loss, frame_color(chart->frame, part_lane_role(&app->lane[lane])));
  }
}

static void draw_losses(struct frame *frame, struct rect rect, const struct app *app) {
  struct chart chart = {.frame = frame,
                        .scale = loss_scale(app, 0, app->lane_count),
                        .steps = chart_steps(app),
                        .covered = app_covered(app)};
  if (rect.w < 1 || rect.h < 1) return;
  int gutter = chart_gutter(&chart.scale, rect);
  if (rect.h >= STEPS_FROM)
    chart_steps_axis(frame, (struct rect){rect.x, rect.y + --rect.h, rect.w, 1}, gutter, 0, chart.steps);
  part_whole(frame, rect.x, rect.y - 1, rect.w, app->log_loss ? _(" loss  log ") : _(" loss "), ROLE_TEXT, 0);
  chart_begin(&chart, rect, gutter);
  draw_curves(&chart, app);
  chart_end(&chart);
  draw_curves(&chart, app);
  for (int lane = 0; lane < app->lane_count; lane++) {
    chart.fg = frame_color(frame, part_lane_role(&app->lane[lane]));
    chart_head(&chart, app_row(app, lane), app_row(app, lane)->loss, (uint32_t)app->lane[lane].letter);
  }
  if (gutter > 0) chart_bounds(&chart, true);
}

/* --- all of it --- */

static void draw_borders(struct frame *frame, const struct race_layout *race) {
  struct rect picture = race->picture, ranking = race->ranking;
  frame_box(frame, race->box, ROLE_DIM, NULL);
  if (ranking.x > picture.x)
    frame_vline(frame, ranking.x - 1, race->box.y, race->box.h, ROLE_DIM);
  else
    frame_hline(frame, ranking.x - 1, ranking.y - 1, ranking.w + 2, ROLE_DIM);
  if (race->loss.h > 0) frame_hline(frame, race->loss.x - 1, race->loss.y - 1, race->loss.w + 2, ROLE_DIM);
}

/* The selected lane last: it is drawn over the others. */
static void draw_picture(struct frame *frame, struct rect rect, const struct app *app) {
  const struct dh_surface *surface = app_spec(app, app->selected)->surface;
  const struct ground ground = {surface, &app->race.camera, &app->race.samples};
  int lanes[APP_LANES], count = 0;
  for (int i = 0; i < app->lane_count; i++)
    if (i != app->selected) lanes[count++] = i;
  lanes[count++] = app->selected;
  bool flat = dh_surface_info(surface)->dim == 1;
  frame_clip(frame, rect);
  (flat ? pane_hill_lanes : pane_terrain_lanes)(frame, rect, app, &ground, lanes, count);
  pane_cursor(frame, rect, app, ground.camera);
  frame_unclip(frame);
}

/* What the balls are ranked by is said where it is shown. */
static void draw_title(struct frame *frame, struct rect rect, const struct app *app) {
  static const char *const titles[] = {N_(" ranking by gap = loss above the lowest "),
                                       N_(" ranking: gap = loss - lowest "), N_(" gap = loss - lowest "),
                                       N_(" ranking ")};
  enum { TITLES = sizeof titles / sizeof *titles };
  bool known = !isnan(dh_surface_best(app_spec(app, 0)->surface));
  for (int i = known ? 0 : TITLES - 1; i < TITLES; i++)
    if (part_whole(frame, rect.x, rect.y - 1, rect.w, _(titles[i]), ROLE_TEXT, 0)) return;
}

void pane_race(struct frame *frame, const struct app *app) {
  const struct race_layout *race = &app->layout.race;
  draw_borders(frame, race);
  draw_picture(frame, race->picture, app);
  draw_ranking(frame, app);
  draw_losses(frame, race->loss, app);
  pane_equation(frame, app->layout.equation, app);
  draw_title(frame, race->ranking, app);
}
