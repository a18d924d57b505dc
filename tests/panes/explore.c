/* SPDX-License-Identifier: MIT
 *
 * The finder and the map on the screen: inside the body at every size, in every glyph set and theme; what must be said
 * is said; and nothing moves that stands for the same. */
#include "stage.h"

#include "app/actions.h"
#include "app/finder_view.h"
#include "app/map_view.h"
#include "app/map_window.h"
#include "app/messages.h"
#include "panes/map_colors.h"

#include <math.h>

static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 16}, {40, 12}, {39, 11},
                               {47, 13}, {73, 19},  {71, 30},  {20, 6},  {1, 1}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static const char *const scripts[] = {
    "f f",
    "f f +0.5",
    "f f +3",
    "f +3 Down",
    ":surface rosenbrock | f f +3",
    ":surface sqrt(-1-x^2) | f +3",
    ":surface 0*x | f f +3",
    ":optim adam | f +3",
    "g",
    "g +1",
    "g +1 Up Up + + Right",
    ":surface rosenbrock | g g g g +1 - L",
    ":surface 1/x - 1/x | g +1 + + +",
    ":gradient_noise 2 | g +1 :map batch | +1",
    ":map x=w:-1e300:1e300 y=lr:1e-300:1 | +1",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

static const struct cell *cell_at(const struct frame *frame, int x, int y) {
  return &frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x];
}

static void row_text(const struct frame *frame, struct rect rect, int row, char *out) {
  size_t length = 0;
  for (int x = rect.x; x < rect.x + rect.w; x++) {
    uint32_t glyph = cell_at(frame, x, rect.y + row)->glyph;
    if (glyph) length += (size_t)utf8_encode(glyph, out + length);
  }
  out[length] = '\0';
}

static bool has(const struct stage *stage, struct rect rect, const char *words) {
  char line[4096];
  for (int row = 0; row < rect.h; row++) {
    row_text(&stage->frame, rect, row, line);
    if (strstr(line, words)) return true;
  }
  return false;
}

static struct rect body(const struct stage *stage) { return stage->app.layout.body; }

/* --- everywhere --- */

static void check_size(struct stage *stage, const char *what, int glyphs, int theme) {
  const struct rect inside = body(stage);
  stage->frame.glyphs = stage->app.glyphs = (enum look_glyphs)glyphs;
  stage->frame.theme = stage->app.theme = (enum look_theme)theme;
  stage->frame.colors = (enum look_colors)(theme % 3);
  frame_clear(&stage->frame);
  if (!stage->app.layout.tiny) (stage->app.view == VIEW_MAP ? pane_map : pane_finder)(&stage->frame, &stage->app);
  for (int y = 0; y < stage->frame.rows; y++)
    for (int x = 0; x < stage->frame.cols; x++) {
      const struct cell *cell = cell_at(&stage->frame, x, y);
      bool in = x >= inside.x && x < inside.x + inside.w && y >= inside.y && y < inside.y + inside.h;
      if (!in && cell->glyph != ' ')
        ck_abort_msg("%s, %dx%d: left the body", what, stage->frame.cols, stage->frame.rows);
      if (glyphs == GLYPHS_ASCII && (cell->glyph < ' ' || cell->glyph > '~'))
        ck_abort_msg("%s, %dx%d: U+%04X", what, stage->frame.cols, stage->frame.rows, cell->glyph);
    }
}

/* Before the next slice, too, when what was computed is of another size. */
START_TEST(they_stay_in_the_body) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, scripts[_i]);
  for (int size = 0; size < SIZES; size++)
    for (int worked = 0; worked < 2; worked++) {
      stage_resize(&stage, sizes[size][0], sizes[size][1]);
      if (worked) stage_pass(&stage, 0.2);
      for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++)
        for (int theme = 0; theme < THEME_COUNT; theme++) check_size(&stage, scripts[_i], glyphs, theme);
    }
  stage_close(&stage);
}
END_TEST

/* The key line begins with the view's own keys, and is made of whole ones. */
START_TEST(the_key_line_is_the_view_s) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, _i == 0 ? "f" : "g");
  for (int cols = 40; cols <= 200; cols++) {
    char line[1024], rest[1024];
    stage_resize(&stage, cols, 24);
    stage_draw(&stage);
    row_text(&stage.frame, stage.app.layout.keys, 0, line);
    text_copy(rest, sizeof rest, line);
    for (int i = 0; i < action_count(); i++) {
      char words[64], key[16];
      if (!action_row(i)->brief || !action_row(i)->brief[0]) continue;
      key_label(action_row(i)->keys[0], key);
      snprintf(words, sizeof words, "%s %s", key, action_row(i)->brief);
      char *found = strstr(rest, words);
      if (found) memset(found, ' ', strlen(words));
    }
    static const char *const left[] = {"k j rate", "k rate"}; /* where the arrows are taken */
    for (int i = 0; i < 2; i++) {
      char *rate = strstr(rest, left[i]);
      if (rate) memset(rate, ' ', strlen(left[i]));
    }
    for (char *pair = strstr(rest, _i == 0 ? " Up " : " Left "); pair; pair = NULL) memset(pair, ' ', _i == 0 ? 4 : 6);
    ck_assert_msg(strspn(rest, " ") == strlen(rest), "%d: '%s' leaves '%s'", cols, line, rest);
    if (cols >= 60) ck_assert_ptr_nonnull(strstr(line, _i == 0 ? "Enter take it" : "+ closer"));
    if (cols >= 100) ck_assert_ptr_nonnull(strstr(line, "Esc lanes"));
  }
  stage_close(&stage);
}
END_TEST

/* --- the finder --- */

static void open_finder(struct stage *stage, int cols, int rows, const char *script) {
  stage_open(stage, cols, rows, GLYPHS_BRAILLE);
  stage_play(stage, script);
  stage_draw(stage);
}

/* On a noiseless parabola the range test notices nothing until 8.3; the view says why, and what to try. */
START_TEST(it_says_why_it_misses_the_edge) {
  struct stage stage;
  open_finder(&stage, 80, 24, "f f +3");
  const struct finder_layout *layout = &stage.app.layout.finder;
  ck_assert(has(&stage, layout->words, "at rate 8.32"));
  ck_assert(has(&stage, layout->words, "8.32 times the true limit, 1"));
  ck_assert(has(&stage, layout->words, "the ball was at the bottom"));
  ck_assert(has(&stage, layout->words, "f gives each rate a fresh ball"));
  ck_assert(!has(&stage, layout->words, "--"));
  ck_assert(has(&stage, layout->found, "V valley"));
  ck_assert(has(&stage, layout->found, "L true limit"));
  ck_assert(has(&stage, layout->title, "done"));
  ck_assert(has(&stage, layout->chart, "X") && has(&stage, layout->chart, "V") && has(&stage, layout->chart, "L"));
  stage_close(&stage);
}
END_TEST

/* Rates at every size that has room for a table. */
START_TEST(suggestions_have_their_rates) {
  struct stage stage;
  open_finder(&stage, 80, 24, ":surface rosenbrock | f f +3");
  for (int size = 0; size < SIZES; size++) {
    if (sizes[size][0] < 60) continue;
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    stage_draw(&stage);
    const struct finder_view *view = stage.app.finder;
    ck_assert_int_ge(view->found_count, 5);
    for (int i = 0; i < 5; i++) {
      char words[64];
      snprintf(words, sizeof words, "%c %s", view->found[i].letter, view->found[i].name);
      ck_assert_msg(has(&stage, stage.app.layout.finder.found, words), "%dx%d: %s", sizes[size][0], sizes[size][1],
                    words);
    }
  }
  stage_close(&stage);
}
END_TEST

/* What stands still while it is drawn: both axes. */
START_TEST(axes_do_not_move_meanwhile) {
  struct stage stage;
  char before[64][64] = {{0}}, now[64];
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, _i == 0 ? "f f" : "f");
  for (int frame = 0; frame < 40; frame++) {
    stage_pass(&stage, 0.04);
    stage_draw(&stage);
    struct rect chart = stage.app.layout.finder.chart, left = {chart.x, chart.y, 8, chart.h};
    for (int row = 0; row < left.h; row++) {
      row_text(&stage.frame, left, row, now);
      if (frame > 0) ck_assert_str_eq(now, before[row]);
      text_copy(before[row], sizeof before[row], now);
    }
  }
  stage_close(&stage);
}
END_TEST

/* --- the map --- */

static void check_panel(struct stage *stage) {
  const struct map_view *view = stage->app.map;
  struct rect panel = stage->app.layout.map.panel;
  const struct map_shown *shown = map_view_at(view, view->cursor[0], view->cursor[1]);
  char value[40];
  ck_assert_msg(has(stage, panel, message_verdict(shown->cell.verdict)), "%dx%d: %s", stage->frame.cols,
                stage->frame.rows, message_verdict(shown->cell.verdict));
  ck_assert(has(stage, panel, "all "));
  snprintf(value, sizeof value, "%.*g", map_axis_digits(&view->map.axis[0]),
           dh_map_value(&view->map.axis[0], view->cursor[0]));
  ck_assert_msg(has(stage, panel, value), "%dx%d: no %s", stage->frame.cols, stage->frame.rows, value);
}

START_TEST(the_cursor_s_cell_in_words) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, _i == 0 ? "g +1" : ":surface rosenbrock | g +1");
  for (int size = 0; size < SIZES; size++) {
    if (sizes[size][0] < 40 || sizes[size][1] < 12) continue;
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    stage_pass(&stage, 1);
    for (int i = 0; i < 5; i++) {
      stage_play(&stage, i % 2 ? "Right Right Right" : "Up Up");
      stage_pass(&stage, 0.2); /* at an edge the window has moved */
      stage_draw(&stage);
      check_panel(&stage);
    }
  }
  stage_close(&stage);
}
END_TEST

START_TEST(shades_are_told_in_words) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "g +1");
  stage_draw(&stage);
  struct rect panel = stage.app.layout.map.panel;
  const struct map_tally *tally = &stage.app.map->tally;
  int groups = 0;
  for (int i = 0; i < MAP_GROUPS; i++) {
    if (tally->group[i].cells == 0) continue;
    groups++;
    ck_assert(has(&stage, panel, map_group_name(tally, (enum map_group)i)));
  }
  ck_assert_int_ge(groups, 3);
  ck_assert(has(&stage, panel, "60 steps a cell"));
  stage_close(&stage);
}
END_TEST

/* Two cells to a character, each in its own colour. */
START_TEST(half_blocks_are_cells) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "g +1 Home");
  stage.frame.colors = COLOR_256;
  stage_draw(&stage);
  struct rect plot = stage.app.layout.map.plot;
  int halves = 0;
  for (int row = 0; row < plot.h - 1; row++) /* lanes and cursor stand in the last */
    for (int x = 0; x < plot.w; x++) {
      const struct cell *cell = cell_at(&stage.frame, plot.x + x, plot.y + row);
      int y = 2 * (plot.h - 1 - row);
      int upper = map_ink(&stage.frame, map_view_at(stage.app.map, x, y + 1)->rank);
      int lower = map_ink(&stage.frame, map_view_at(stage.app.map, x, y)->rank);
      ck_assert_int_eq(cell->bg, lower);
      ck_assert_int_eq(cell->glyph, upper == lower ? ' ' : 0x2580);
      if (upper != lower) ck_assert_int_eq(cell->fg, upper);
      halves += upper != lower;
    }
  ck_assert_int_gt(halves, 20);
  stage_close(&stage);
}
END_TEST

START_TEST(lanes_stand_where_they_are) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "g +1");
  stage_draw(&stage);
  static const char *const letters[] = {"A", "B", "C", "D"};
  for (int i = 0; i < 4; i++) ck_assert(has(&stage, stage.app.layout.map.plot, letters[i]));
  stage_play(&stage, ":weight_decay 0.1 | +1");
  stage_draw(&stage);
  ck_assert(has(&stage, stage.app.layout.map.plot, "B"));
  ck_assert(!has(&stage, stage.app.layout.map.plot, "D"));
  stage_close(&stage);
}
END_TEST

/* Where four digits are not enough the ticks are differences, and the name says to what. */
START_TEST(deep_axes_can_be_read) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "g +1 Right Right Right Right Right Right Right Up Up Up Up Up");
  for (int i = 0; i < 14; i++) stage_play(&stage, "+");
  stage_pass(&stage, 1);
  stage_draw(&stage);
  ck_assert(has(&stage, stage.app.layout.map.below, "learning_rate - 0."));
  ck_assert(has(&stage, stage.app.layout.map.name_up, "momentum - 0."));
  ck_assert(has(&stage, stage.app.layout.map.panel, "x16384"));
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("explore");
  TCase *tests = tcase_create("explore");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, they_stay_in_the_body, 0, SCRIPTS);
  tcase_add_loop_test(tests, the_key_line_is_the_view_s, 0, 2);
  tcase_add_test(tests, it_says_why_it_misses_the_edge);
  tcase_add_test(tests, suggestions_have_their_rates);
  tcase_add_loop_test(tests, axes_do_not_move_meanwhile, 0, 2);
  tcase_add_loop_test(tests, the_cursor_s_cell_in_words, 0, 2);
  tcase_add_test(tests, shades_are_told_in_words);
  tcase_add_test(tests, half_blocks_are_cells);
  tcase_add_test(tests, lanes_stand_where_they_are);
  tcase_add_test(tests, deep_axes_can_be_read);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
