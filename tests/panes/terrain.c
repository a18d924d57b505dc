/* SPDX-License-Identifier: MIT
 *
 * Surfaces of two parameters, from above and in perspective: nothing outside at any size, lanes by their letters, the
 * arrows, the legend, what a hill hides, and the keys of the relief. */
#include "panes/terrain.h"
#include "stage.h"

#include "app/scene.h"
#include "frame/canvas.h"

#include <math.h>

static const struct cell *cell_at(const struct frame *frame, int x, int y) {
  return &frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x];
}

static int count_glyph(const struct frame *frame, struct rect rect, uint32_t glyph) {
  int count = 0;
  for (int y = rect.y; y < rect.y + rect.h; y++)
    for (int x = rect.x; x < rect.x + rect.w; x++) count += cell_at(frame, x, y)->glyph == glyph;
  return count;
}

static bool has_text(const struct frame *frame, struct rect rect, const char *words) {
  for (int y = rect.y; y < rect.y + rect.h; y++)
    for (int x = rect.x; x + (int)strlen(words) <= rect.x + rect.w; x++) {
      size_t i = 0;
      while (words[i] && cell_at(frame, x + (int)i, y)->glyph == (unsigned char)words[i]) i++;
      if (!words[i]) return true;
    }
  return false;
}

/* --- nothing outside --- */

static const char *const scripts[] = {
    ":surface rosenbrock | @3",      ":surface rosenbrock | +30", /* one of them nan */
    ":surface himmelblau | o o @4",  ":surface log(x)+y^2 | @2",  ":surface sqrt(-1-x^2-y^2) | @1",
    ":surface exp(exp(3*x))+y | @1", ":surface 0*x+0*y+5 | @1",   ":surface saddle | ) ) @30",
    ":surface cliff_2d | ( ( ( @5",  ":surface ravine | n n @9",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

/* The pane in the middle of a larger frame: what is around it stays as it was. */
static void check_pane(struct stage *stage, struct samples *samples, int cols, int rows, int look) {
  enum { MARGIN = 3 };
  struct app *app = &stage->app;
  struct frame *frame = &stage->frame;
  const struct rect rect = {MARGIN, MARGIN, cols, rows};
  const struct ground own = pane_ground(app, 0), ground = {own.surface, own.camera, samples};
  int lanes[APP_LANES] = {0, 1, 2, 3, 4, 5};
  ck_assert(frame_resize(frame, cols + 2 * MARGIN, rows + 2 * MARGIN));
  frame->glyphs = (enum look_glyphs)(look % GLYPHS_COUNT);
  frame->colors = (enum look_colors)(look / GLYPHS_COUNT % 3);
  frame->theme = (enum look_theme)(look % THEME_COUNT);
  app->relief.on = look / 9 % 2;
  app->relief.turn = look * 25 % 360;
  app->relief.tilt = 20 + look % 66;
  frame_clear(frame);
  const struct cell blank = *cell_at(frame, 0, 0);
  samples_take(app, samples, ground.surface, ground.camera, rect);
  pane_terrain_lanes(frame, rect, app, &ground, lanes, app->lane_count);
  for (int y = 0; y < frame->rows; y++)
    for (int x = 0; x < frame->cols; x++) {
      const struct cell *cell = cell_at(frame, x, y);
      bool inside = x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
      bool same = cell->glyph == blank.glyph && cell->bg == blank.bg && cell->attr == blank.attr;
      if (!inside && !same) ck_abort_msg("%dx%d, look %d: U+%04X at %d,%d", cols, rows, look, cell->glyph, x, y);
      if (frame->glyphs == GLYPHS_ASCII && cell->glyph > '~') ck_abort_msg("U+%04X in ASCII", cell->glyph);
    }
}

START_TEST(nothing_is_drawn_outside) {
  struct stage stage;
  struct samples samples = {0};
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, scripts[_i]);
  int look = _i;
  for (int rows = 6; rows <= 90; rows += 12)
    for (int cols = 20; cols <= 300; cols += 35) check_pane(&stage, &samples, cols, rows, look += 7);
  for (int rows = 1; rows <= 6; rows++)
    for (int cols = 1; cols <= 9; cols++) check_pane(&stage, &samples, cols, rows, look += 7);
  samples_free(&samples);
  stage_close(&stage);
}
END_TEST

/* --- lanes --- */

static struct rect hill_of(const struct stage *stage, int place) { return stage->app.layout.lane[place].hill; }

/* All lanes on one ground: every letter is there once, on a terrain, a relief and a hill. */
START_TEST(lanes_share_a_ground) {
  static const char *const ways[] = {":surface himmelblau |", ":surface himmelblau | @3 T", "@3"};
  struct stage stage;
  int lanes[] = {0, 1, 2, 3};
  stage_open(&stage, 120, 40, GLYPHS_ASCII);
  stage_play(&stage, ways[_i]);
  const struct ground ground = pane_ground(&stage.app, 0);
  struct rect rect = hill_of(&stage, 0);
  frame_clear(&stage.frame);
  (_i == 2 ? pane_hill_lanes : pane_terrain_lanes)(&stage.frame, rect, &stage.app, &ground, lanes, 4);
  for (uint32_t letter = 'A'; letter <= 'D'; letter++) ck_assert_int_eq(count_glyph(&stage.frame, rect, letter), 1);
  stage_close(&stage);
}
END_TEST

/* Balls in one place stand above each other on a hill. */
START_TEST(letters_do_not_cover_each_other) {
  struct stage stage;
  int lanes[] = {0, 1, 2, 3};
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  const struct ground ground = pane_ground(&stage.app, 0);
  struct rect rect = hill_of(&stage, 0);
  frame_clear(&stage.frame);
  pane_hill_lanes(&stage.frame, rect, &stage.app, &ground, lanes, 4);
  for (uint32_t letter = 'A'; letter <= 'D'; letter++) ck_assert_int_eq(count_glyph(&stage.frame, rect, letter), 1);
  stage_close(&stage);
}
END_TEST

/* Each ball that is nowhere says so in a row of its own. */
START_TEST(lost_lanes_have_their_letters) {
  struct stage stage;
  int lanes[] = {0, 1, 2, 3};
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  stage_play(&stage, "! @130");
  const struct ground ground = pane_ground(&stage.app, 2);
  struct rect rect = hill_of(&stage, 0);
  frame_clear(&stage.frame);
  pane_hill_lanes(&stage.frame, rect, &stage.app, &ground, lanes, 4);
  ck_assert(has_text(&stage.frame, rect, "A w = nan"));
  ck_assert(has_text(&stage.frame, rect, "B w = nan"));
  ck_assert(has_text(&stage.frame, rect, "C w = nan"));
  stage_close(&stage);
}
END_TEST

/* A ball's letter stands out from the colour under it, in every theme: black or white, never a heat. */
START_TEST(a_ball_stands_out) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface rosenbrock | @2");
  for (int theme = 0; theme < THEME_COUNT; theme++)
    for (int relief = 0; relief < 2; relief++) {
      stage.app.theme = (enum look_theme)theme;
      stage.app.relief.on = relief;
      stage_draw(&stage);
      struct rect rect = hill_of(&stage, 0);
      int found = 0;
      for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++) {
          const struct cell *cell = cell_at(&stage.frame, x, y);
          if (cell->glyph != 'A') continue;
          found++;
          ck_assert(cell->bg == 16 || cell->bg == 231);
        }
      ck_assert_int_eq(found, 1);
    }
  stage_close(&stage);
}
END_TEST

/* --- the window --- */

static void row_text(const struct frame *frame, struct rect rect, int row, char *out) {
  size_t length = 0;
  for (int x = rect.x; x < rect.x + rect.w; x++)
    length += (size_t)utf8_encode(cell_at(frame, x, rect.y + row)->glyph, out + length);
  out[length] = '\0';
}

static bool begins(const char *line, const char *words) { return strncmp(line, words, strlen(words)) == 0; }

static bool ends(const char *line, const char *words) {
  return strlen(line) >= strlen(words) && strcmp(line + strlen(line) - strlen(words), words) == 0;
}

/* Far out the numbers do not all fit: those that do are whole, the ends of the first parameter before all others. */
START_TEST(numbers_of_the_window_are_whole) {
  struct stage stage;
  char line[512];
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, ":scene catapult| :goto 16|");
  stage_draw(&stage);
  struct rect rect = layout_picture(hill_of(&stage, 1));
  row_text(&stage.frame, rect, 0, line);
  ck_assert_msg(begins(line, "5.12e161 ") && ends(line, " log") && !strstr(line, "window"), "%s", line);
  row_text(&stage.frame, rect, rect.h - 1, line);
  ck_assert_msg(begins(line, "-5.12e161 ") && ends(line, " 5.12e161"), "%s", line);
  stage_close(&stage);
}
END_TEST

/* A mark beside a number would be a part of it. */
START_TEST(a_mark_is_no_digit) {
  struct stage stage;
  char line[512];
  int numbers = 0;
  stage_open(&stage, 60, 16, GLYPHS_BLOCK);
  stage_play(&stage, ":scene ravine_momentum|");
  for (int step = 0; step < 40; step++) {
    stage_step(&stage, 1);
    stage_draw(&stage);
    for (int place = 0; place < stage.app.layout.shown; place++) {
      struct rect rect = layout_picture(hill_of(&stage, place));
      row_text(&stage.frame, rect, rect.h - 1, line);
      size_t number = strspn(line, "-.,0123456789e");
      numbers += number > 0;
      ck_assert_msg(number == 0 || !strchr("sgABCD", line[number]), "step %d: %s", step + 1, line);
    }
  }
  ck_assert_int_gt(numbers, 60);
  stage_close(&stage);
}
END_TEST

/* --- arrows --- */

/* Plain descent goes against the gradient: one arrow. With momentum the step goes elsewhere: two. */
START_TEST(momentum_leaves_the_gradient) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface ravine | 3 @6");
  stage_draw(&stage);
  ck_assert_int_eq(count_glyph(&stage.frame, hill_of(&stage, 2), 's'), 1);
  ck_assert_int_eq(count_glyph(&stage.frame, hill_of(&stage, 2), 'g'), 0);
  stage_play(&stage, "r 2 M M M @6");
  stage_draw(&stage);
  ck_assert_int_eq(count_glyph(&stage.frame, hill_of(&stage, 1), 's'), 1);
  ck_assert_int_eq(count_glyph(&stage.frame, hill_of(&stage, 1), 'g'), 1);
  stage_close(&stage);
}
END_TEST

/* Of several lanes the selected one has arrows. */
START_TEST(one_lane_has_arrows) {
  struct stage stage;
  int lanes[] = {0, 1, 2, 3};
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface ravine | 3 @6");
  const struct ground ground = pane_ground(&stage.app, 0);
  frame_clear(&stage.frame);
  pane_terrain_lanes(&stage.frame, hill_of(&stage, 0), &stage.app, &ground, lanes, 4);
  ck_assert_int_eq(count_glyph(&stage.frame, hill_of(&stage, 0), 's'), 1);
  stage_close(&stage);
}
END_TEST

/* Where the step goes is not shown before the class has said it. */
START_TEST(a_covered_step_is_not_shown) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface ravine | 3 @6 h");
  stage_draw(&stage);
  ck_assert(app_covered(&stage.app));
  ck_assert_int_eq(count_glyph(&stage.frame, hill_of(&stage, 2), 's'), 0);
  stage_close(&stage);
}
END_TEST

/* --- legend --- */

START_TEST(the_legend_says_what_levels_are) {
  static const enum look_glyphs glyphs[] = {GLYPHS_BRAILLE, GLYPHS_ASCII};
  for (int look = 0; look < 2; look++)
    for (int relief = 0; relief < 2; relief++) {
      struct stage stage;
      stage_open(&stage, 200, 60, glyphs[look]);
      stage_play(&stage, ":surface rosenbrock | @1");
      stage.app.relief.on = relief;
      stage_draw(&stage);
      struct rect hill = hill_of(&stage, 0), row = {hill.x, hill.y + hill.h - 1, hill.w, 1};
      ck_assert_int_lt(layout_picture(hill).h, hill.h);
      for (int k = 0; k < SAMPLES_BORDERS; k++) {
        char number[32];
        snprintf(number, sizeof number, glyphs[look] == GLYPHS_ASCII ? "%d:%g" : "%.0d%g",
                 glyphs[look] == GLYPHS_ASCII ? k + 1 : 0, stage.app.lane[0].samples.border[k]);
        ck_assert_msg(has_text(&stage.frame, row, number), "no %s", number);
      }
      stage_close(&stage);
    }
}
END_TEST

START_TEST(a_small_lane_has_no_legend) {
  for (int cols = 1; cols < 60; cols++)
    for (int rows = 1; rows < 30; rows++) {
      struct rect picture = layout_picture((struct rect){2, 3, cols, rows});
      ck_assert(picture.x == 2 && picture.y == 3 && picture.w == cols);
      ck_assert_int_eq(picture.h, cols >= 40 && rows >= 12 ? rows - 1 : rows);
    }
}
END_TEST

/* --- relief --- */

static struct rect const picture = {0, 0, 80, 30};

/* A relief of a typed surface, on its usual window -5..5. */
static void open_relief(struct stage *stage, struct samples *samples, struct relief *relief, const char *surface,
                        int turn, int tilt) {
  char script[128];
  const struct relief_view view = {true, turn, tilt};
  stage_open(stage, 80, 24, GLYPHS_BRAILLE);
  snprintf(script, sizeof script, ":surface %s |", surface);
  stage_play(stage, script);
  const struct lane *lane = &stage->app.lane[0];
  memset(samples, 0, sizeof *samples);
  samples_take(&stage->app, samples, dh_run_initial(lane->run)->surface, &lane->camera, picture);
  ck_assert(relief_begin(relief, &stage->frame, layout_picture(picture), samples, &view));
}

static void close_relief(struct stage *stage, struct samples *samples, struct relief *relief) {
  relief_end(relief);
  samples_free(samples);
  stage_close(stage);
}

static enum sight sight(const struct relief *relief, double x, double y) {
  double at_x, at_y;
  return relief_point(relief, (struct spot){x, y}, &at_x, &at_y);
}

/* A wall across the middle hides what is behind it, as long as one does not look from above. */
START_TEST(a_wall_hides_what_is_behind) {
  struct stage stage;
  struct samples samples;
  struct relief relief;
  open_relief(&stage, &samples, &relief, "exp(-4*y^2)+0*x", 0, 25);
  ck_assert_int_eq(sight(&relief, 0.5, 0.2), SIGHT_CLEAR);
  ck_assert_int_eq(sight(&relief, 0.5, 0.5), SIGHT_CLEAR);
  ck_assert_int_eq(sight(&relief, 0.5, 0.65), SIGHT_HIDDEN);
  close_relief(&stage, &samples, &relief);
  open_relief(&stage, &samples, &relief, "exp(-4*y^2)+0*x", 180, 25);
  ck_assert_int_eq(sight(&relief, 0.5, 0.35), SIGHT_HIDDEN);
  ck_assert_int_eq(sight(&relief, 0.5, 0.8), SIGHT_CLEAR);
  close_relief(&stage, &samples, &relief);
  open_relief(&stage, &samples, &relief, "exp(-4*y^2)+0*x", 0, 85);
  ck_assert_int_eq(sight(&relief, 0.5, 0.65), SIGHT_CLEAR);
  close_relief(&stage, &samples, &relief);
}
END_TEST

/* One looks into a bowl from every side: its floor is never behind its near wall. */
START_TEST(a_bowl_is_open) {
  for (int turn = 0; turn < 360; turn += 15) {
    struct stage stage;
    struct samples samples;
    struct relief relief;
    open_relief(&stage, &samples, &relief, "x^2+y^2", turn, 25);
    ck_assert_int_eq(sight(&relief, 0.5, 0.5), SIGHT_CLEAR);
    ck_assert_int_eq(sight(&relief, 0.4, 0.6), SIGHT_CLEAR);
    close_relief(&stage, &samples, &relief);
  }
}
END_TEST

/* Also where ground is turned away and there is none to be seen, unless that is far from what is. */
START_TEST(what_is_on_a_relief_stands_on_ground) {
  for (int turn = 0; turn < 360; turn += 30) {
    struct stage stage;
    struct samples samples;
    struct relief relief;
    open_relief(&stage, &samples, &relief, "sin(x)+y^2", turn, 25);
    int w = relief.rect.w * relief.dots_x;
    for (int i = 0; i <= 20; i++)
      for (int k = 8; k <= 12; k++) {
        double x, y;
        ck_assert_int_ne(relief_point(&relief, (struct spot){i / 20.0, k / 20.0}, &x, &y), SIGHT_NONE);
        int column = (int)(x * relief.dots_x), row = (int)(y * relief.dots_y);
        ck_assert_int_ne(relief.level[row * w + column], 255);
      }
    close_relief(&stage, &samples, &relief);
  }
}
END_TEST

/* The near wall of a bowl is cut away, so that one looks in; what lies on it is not in front of what is seen there. */
START_TEST(nothing_hangs_where_a_wall_is_cut_away) {
  static const double near[4][2] = {{0.5, 0.05}, {0.95, 0.5}, {0.5, 0.95}, {0.05, 0.5}};
  for (int side = 0; side < 4; side++) {
    struct stage stage;
    struct samples samples;
    struct relief relief;
    open_relief(&stage, &samples, &relief, "x^2+y^2", 90 * side, 20);
    ck_assert_int_eq(sight(&relief, near[side][0], near[side][1]), SIGHT_HIDDEN);
    ck_assert_int_eq(sight(&relief, 1 - near[side][0], 1 - near[side][1]), SIGHT_CLEAR);
    close_relief(&stage, &samples, &relief);
  }
}
END_TEST

/* Every corner is on the picture from everywhere, and the net has no hole. */
START_TEST(a_relief_fits_and_is_whole) {
  for (int turn = 0; turn < 360; turn += 20)
    for (int tilt = 20; tilt <= 85; tilt += 13) {
      struct stage stage;
      struct samples samples;
      struct relief relief;
      open_relief(&stage, &samples, &relief, "x+y", turn, tilt);
      for (int i = 0; i <= 100; i++) {
        double x, y;
        struct spot spot = {i % 11 / 10.0, i / 11 / 10.0};
        ck_assert_int_ne(relief_point(&relief, spot, &x, &y), SIGHT_NONE);
        ck_assert(x >= 0 && x <= picture.w && y >= 0 && y <= picture.h);
      }
      int w = relief.rect.w * relief.dots_x, h = relief.rect.h * relief.dots_y, holes = 0;
      for (int y = 1; y + 1 < h; y++)
        for (int x = 1; x + 1 < w; x++) {
          const unsigned char *level = &relief.level[y * w + x];
          holes += level[0] == 255 && level[-1] != 255 && level[1] != 255 && level[-w] != 255 && level[w] != 255;
        }
      ck_assert_msg(holes == 0, "%d holes at %d, %d", holes, turn, tilt);
      close_relief(&stage, &samples, &relief);
    }
}
END_TEST

/* A cliff has all its levels, lowest at its foot, however few samples it has. */
START_TEST(a_cliff_shows_its_levels) {
  struct stage stage;
  struct samples samples;
  struct relief relief;
  open_relief(&stage, &samples, &relief, "tanh(1000*y)+0.01*y+0*x", 0, 25);
  int w = relief.rect.w * relief.dots_x, h = relief.rect.h * relief.dots_y;
  for (int y = 1, column = w / 2; y < h; y++) {
    int above = relief.level[(y - 1) * w + column], below = relief.level[y * w + column];
    if (above != 255 && below != 255) ck_assert_msg(above >= below && above - below < 3, "%d above %d", above, below);
  }
  close_relief(&stage, &samples, &relief);
}
END_TEST

/* What is no number is not there, and infinity is as high as anything. */
START_TEST(nan_is_a_hole_in_a_relief) {
  struct stage stage;
  struct samples samples;
  struct relief relief;
  open_relief(&stage, &samples, &relief, "log(x)+y^2", 0, 60);
  ck_assert_int_eq(sight(&relief, 0.2, 0.5), SIGHT_NONE);
  ck_assert_int_eq(sight(&relief, 0.8, 0.5), SIGHT_CLEAR);
  close_relief(&stage, &samples, &relief);
  open_relief(&stage, &samples, &relief, "exp(exp(3*x))+y", 90, 60);
  ck_assert_int_ne(sight(&relief, 0.9, 0.5), SIGHT_NONE);
  close_relief(&stage, &samples, &relief);
}
END_TEST

static bool same_picture(const struct frame *a, const struct frame *b) {
  for (int i = 0; i < a->cols * a->rows; i++) {
    const struct cell *x = &a->cells[i], *y = &b->cells[i];
    if (x->glyph != y->glyph || x->fg != y->fg || x->bg != y->bg || x->attr != y->attr) return false;
  }
  return true;
}

/* Dots of the picture differ when it is turned, and are the same after a whole turn by keys. */
START_TEST(arrows_turn_a_relief) {
  struct stage stage;
  struct frame first;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface rosenbrock | T .");
  long step = stage.app.step;
  double rate = app_row(&stage.app, 1)->rate;
  stage.app.message[0] = '\0';
  stage_draw(&stage);
  frame_init(&first, 80, 24);
  memcpy(first.cells, stage.frame.cells, 80 * 24 * sizeof *first.cells);
  for (int press = 0; press < 72; press++) {
    if (press > 0) ck_assert(!same_picture(&first, &stage.frame));
    stage_play(&stage, "Left");
    stage_draw(&stage);
  }
  ck_assert(same_picture(&first, &stage.frame));
  stage_play(&stage, "Up");
  stage_draw(&stage);
  ck_assert(!same_picture(&first, &stage.frame));
  ck_assert(stage.app.step == step && app_row(&stage.app, 1)->rate == rate);
  for (int press = 0; press < 50; press++) stage_play(&stage, press < 25 ? "Up" : "Down");
  ck_assert(stage.app.relief.tilt > 0 && stage.app.relief.tilt < 90);
  frame_free(&first);
  stage_close(&stage);
}
END_TEST

/* While arrows turn, time and rate have their other keys; from above, and on a hill, arrows are theirs again. */
START_TEST(keys_come_back) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "T");
  ck_assert_ptr_nonnull(strstr(stage.app.message, "two parameters"));
  ck_assert(!app_in_relief(&stage.app));
  stage_play(&stage, ":surface rosenbrock | T . k");
  ck_assert(app_in_relief(&stage.app));
  ck_assert_int_eq(stage.app.step, 1);
  stage_draw(&stage);
  ck_assert(has_text(&stage.frame, stage.app.layout.keys, ". step"));
  stage_play(&stage, "Right");
  ck_assert_int_eq(stage.app.step, 1);
  stage_play(&stage, "T Right");
  ck_assert_int_eq(stage.app.step, 2);
  stage_play(&stage, "T :surface parabola | Right");
  ck_assert(!app_in_relief(&stage.app));
  ck_assert_int_eq(stage.app.step, 1);
  stage_close(&stage);
}
END_TEST

/* A start is placed on the map, with the arrows, on the picture and not on its legend. */
START_TEST(placing_is_done_from_above) {
  struct stage stage;
  stage_open(&stage, 200, 60, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface himmelblau | T P");
  ck_assert(!app_in_relief(&stage.app));
  stage.app.placing.at[1] = stage.app.lane[0].camera.y.low;
  stage_draw(&stage);
  struct rect hill = hill_of(&stage, 0), ground = layout_picture(hill);
  ck_assert_int_lt(ground.h, hill.h);
  ck_assert_int_eq(count_glyph(&stage.frame, (struct rect){hill.x, hill.y + ground.h - 1, hill.w, 1}, '+'), 1);
  ck_assert_int_eq(count_glyph(&stage.frame, (struct rect){hill.x, hill.y + ground.h, hill.w, 1}, '+'), 0);
  stage_play(&stage, "Esc");
  ck_assert(app_in_relief(&stage.app));
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("panes/terrain");
  TCase *tests = tcase_create("terrain");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, nothing_is_drawn_outside, 0, SCRIPTS);
  tcase_add_loop_test(tests, lanes_share_a_ground, 0, 3);
  tcase_add_test(tests, letters_do_not_cover_each_other);
  tcase_add_test(tests, lost_lanes_have_their_letters);
  tcase_add_test(tests, a_ball_stands_out);
  tcase_add_test(tests, numbers_of_the_window_are_whole);
  tcase_add_test(tests, a_mark_is_no_digit);
  tcase_add_test(tests, momentum_leaves_the_gradient);
  tcase_add_test(tests, one_lane_has_arrows);
  tcase_add_test(tests, a_covered_step_is_not_shown);
  tcase_add_test(tests, the_legend_says_what_levels_are);
  tcase_add_test(tests, a_small_lane_has_no_legend);
  tcase_add_test(tests, a_wall_hides_what_is_behind);
  tcase_add_test(tests, a_bowl_is_open);
  tcase_add_test(tests, what_is_on_a_relief_stands_on_ground);
  tcase_add_test(tests, nothing_hangs_where_a_wall_is_cut_away);
  tcase_add_test(tests, a_relief_fits_and_is_whole);
  tcase_add_test(tests, a_cliff_shows_its_levels);
  tcase_add_test(tests, nan_is_a_hole_in_a_relief);
  tcase_add_test(tests, arrows_turn_a_relief);
  tcase_add_test(tests, keys_come_back);
  tcase_add_test(tests, placing_is_done_from_above);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
