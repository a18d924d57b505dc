/* SPDX-License-Identifier: MIT
 *
 * The views of one lane alone and of all on one surface, at every size and in every mood: nothing leaves the body, no
 * border is written over, words are whole, numbers keep their places. */
#include "stage.h"

#include "app/messages.h"
#include "panes/digits.h"
#include "panes/worked.h"

#include <ctype.h>
#include <math.h>

static const char *const scripts[] = {
    "@4",
    "! @16",
    ":optim adam | @3 :lr 0.5 | @3 d d @4 L",
    "n n @6 Tab @2",
    "X X X @5",
    ":surface rosenbrock | :optim nadam | @12",
    ":surface 1/x | @3",
    ":surface sqrt(-1-x^2) | @3",
    ":surface 0*x+1 | @3",
    ":surface himmelblau | n n @30 L",
    ":optim rprop | @4 m m",
    "+60",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

static const struct cell *cell_at(const struct frame *frame, int x, int y) {
  return &frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x];
}

static void row_text(const struct frame *frame, struct rect rect, int row, char *out, size_t size) {
  size_t length = 0;
  for (int x = rect.x; x < rect.x + rect.w && length + 5 < size; x++) {
    uint32_t glyph = cell_at(frame, x, rect.y + row)->glyph;
    if (glyph) length += (size_t)utf8_encode(glyph, out + length);
  }
  out[length] = '\0';
}

static bool rect_has(const struct frame *frame, struct rect rect, const char *words) {
  for (int row = 0; row < rect.h; row++) {
    char line[2048];
    row_text(frame, rect, row, line, sizeof line);
    if (strstr(line, words)) return true;
  }
  return false;
}

static void show_view(struct stage *stage, const char *view) {
  char script[64];
  snprintf(script, sizeof script, ":view %s", view);
  stage_play(stage, script);
  stage->app.message[0] = '\0';
  stage->app.overlay = OVERLAY_NONE;
}

/* --- sizes --- */

static bool is_border(uint32_t glyph) { return (glyph >= 0x2500 && glyph < 0x2580) || strchr("+-|", (int)glyph); }

static void check_inside(struct stage *stage, const char *what) {
  struct rect body = stage->app.layout.body;
  struct rect box = stage->app.view == VIEW_FOCUS ? stage->app.layout.focus.box : stage->app.layout.race.box;
  frame_clear(&stage->frame);
  (stage->app.view == VIEW_FOCUS ? pane_focus : pane_race)(&stage->frame, &stage->app);
  for (int y = 0; y < stage->frame.rows; y++)
    for (int x = 0; x < stage->frame.cols; x++)
      if ((y < body.y || y >= body.y + body.h) && cell_at(&stage->frame, x, y)->glyph != ' ')
        ck_abort_msg("%s: drawn outside at %d,%d", what, x, y);
  for (int y = box.y; y < box.y + box.h; y++)
    for (int side = 0; side < 2; side++)
      if (!is_border(cell_at(&stage->frame, side ? box.x + box.w - 1 : box.x, y)->glyph))
        ck_abort_msg("%s: the border is broken in row %d", what, y);
  int bottom = box.y + box.h - 1;
  for (int x = box.x; x < box.x + box.w; x++)
    if (!is_border(cell_at(&stage->frame, x, bottom)->glyph)) ck_abort_msg("%s: no lower edge at %d", what, x);
}

/* The line between picture and charts is whole. */
static void check_divider(const struct stage *stage, const char *what) {
  struct rect right = stage->app.layout.focus.right;
  for (int y = right.y; stage->app.view == VIEW_FOCUS && right.w > 0 && y < right.y + right.h; y++)
    if (!is_border(cell_at(&stage->frame, right.x - 1, y)->glyph)) ck_abort_msg("%s: no line in row %d", what, y);
}

START_TEST(views_stay_in_their_body) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, scripts[_i]);
  for (int view = 0; view < 3; view++) {
    show_view(&stage, view == 1 ? "overlay" : "focus");
    stage.app.focus.big = view == 2;
    for (int cols = 40; cols <= 300; cols += cols < 100 ? 7 : 41)
      for (int rows = 12; rows <= 90; rows += rows < 40 ? 3 : 19)
        for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs += 2) {
          char what[128];
          snprintf(what, sizeof what, "'%s' in view %d at %dx%d, %s", scripts[_i], view, cols, rows,
                   look_glyphs_name(glyphs));
          stage_resize(&stage, cols, rows);
          stage.app.glyphs = stage.frame.glyphs = (enum look_glyphs)glyphs;
          check_inside(&stage, what);
          check_divider(&stage, what);
        }
  }
  stage_close(&stage);
}
END_TEST

START_TEST(ascii_means_ascii) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 16}, {40, 12}, {39, 11}, {20, 6}, {1, 1}};
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, scripts[_i]);
  for (int view = 0; view < 3; view++) {
    show_view(&stage, view == 1 ? "overlay" : "focus");
    stage.app.focus.big = view == 2;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
      stage_resize(&stage, sizes[size][0], sizes[size][1]);
      stage_draw(&stage);
      for (int i = 0; i < stage.frame.cols * stage.frame.rows; i++)
        if (stage.frame.cells[i].glyph < ' ' || stage.frame.cells[i].glyph > '~')
          ck_abort_msg("'%s' at %dx%d: U+%04X", scripts[_i], sizes[size][0], sizes[size][1],
                       stage.frame.cells[i].glyph);
    }
  }
  stage_close(&stage);
}
END_TEST

/* --- the update line by line --- */

static double evaluate(const char *text) {
  struct dh_error error;
  struct dh_graph *graph = dh_graph_create();
  int node = dh_graph_parse(graph, text, NULL, 0, &error);
  ck_assert_msg(node >= 0, "'%s' is no formula", text);
  const struct dh_output output = {node, -1};
  const struct dh_program_spec spec = {.outputs = &output, .output_count = 1, .precision = DH_FP64};
  struct dh_program *program = dh_program_create(graph, &spec, &error);
  ck_assert_ptr_nonnull(program);
  double *registers = aligned_alloc(64, (size_t)(dh_program_registers(program) + 1) * DH_SLOTS * sizeof *registers);
  dh_program_load(program, registers);
  dh_program_run(program, registers, 1);
  double value = registers[(size_t)dh_program_output(program, 0) * DH_SLOTS];
  free(registers);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
  return value;
}

/* What a line says, computed as a class would with all digits, is what the line assigns. */
static void check_numbers(const struct app *app, const char *rule) {
  struct worked worked;
  ck_assert(worked_begin(&worked, app, app->selected));
  worked.digits = 17;
  for (int i = 0; i < app->focus.lines.count; i++)
    for (int axis = 0; axis < worked.surface->dim; axis++) {
      const struct update_line *line = &app->focus.lines.line[i];
      struct text text = {0};
      worked_text(&worked, line->line, line->text, axis, &text);
      double value = evaluate(text_string(&text)), expected = worked.value[line->line][axis];
      ck_assert_msg(fabs(value - expected) <= 1e-9 * fmax(1e-3, fabs(expected)), "%s: %s = %s is %g, not %g", rule,
                    line->target, text_string(&text), value, expected);
      text_free(&text);
    }
}

START_TEST(every_rule_adds_up_line_by_line) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  for (int plane = 0; plane < 2; plane++)
    for (int i = 0; i < catalog_rule_count(stage.catalog); i++) {
      const struct dh_rule_spec *rule = dh_rule_info(catalog_rule(stage.catalog, i));
      char script[256];
      snprintf(script, sizeof script, ":surface %s | :optim %s", plane ? "himmelblau" : "(x-5)^2", rule->name);
      stage_play(&stage, script);
      snprintf(script, sizeof script, ":max_grad_norm 1.5");
      if (i % 2) stage_play(&stage, script);
      show_view(&stage, "focus");
      for (int step = 0; step < 8; step++) {
        check_numbers(&stage.app, rule->name);
        stage_step(&stage, 1);
      }
    }
  stage_close(&stage);
}
END_TEST

/* A row is a whole line of the update, or none: the name first, its number in a fixed field, the border untouched. */
static void check_rows(struct stage *stage, const char *rule) {
  const struct update_lines *lines = &stage->app.focus.lines;
  struct rect rect = stage->app.layout.focus.rule;
  int dim = dh_surface_info(app_spec(&stage->app, 0)->surface)->dim, parts = lines->count - 1;
  int shown = rect.h - dim < parts ? rect.h - dim : parts;
  stage_draw(stage);
  for (int i = 0; i < shown; i++) {
    char line[1024];
    const char *name = lines->line[parts - shown + i].target;
    row_text(&stage->frame, rect, i, line, sizeof line);
    ck_assert_msg(strncmp(line + 1, name, strlen(name)) == 0 && line[1 + strlen(name)] == ' ', "%s: row %d is '%s'",
                  rule, i, line);
  }
  for (int i = shown < 0 ? 0 : shown; i < rect.h; i++)
    ck_assert_msg(rect_has(&stage->frame, (struct rect){rect.x, rect.y + i, rect.w, 1}, "<- "), "%s: no update", rule);
}

START_TEST(rows_are_whole_lines_of_the_update) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 16}, {40, 12}, {44, 18}};
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  for (int plane = 0; plane < 2; plane++)
    for (int i = 0; i < catalog_rule_count(stage.catalog); i++) {
      const char *rule = dh_rule_info(catalog_rule(stage.catalog, i))->name;
      char script[128];
      snprintf(script, sizeof script, ":surface %s | :optim %s | @3", plane ? "himmelblau" : "parabola", rule);
      stage_play(&stage, script);
      show_view(&stage, "focus");
      for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        stage_resize(&stage, sizes[size][0], sizes[size][1]);
        check_rows(&stage, rule);
      }
    }
  stage_close(&stage);
}
END_TEST

/* Two digits of 0.999 are 1, and 1 - 1^t would be nothing. */
START_TEST(settings_are_said_as_they_are) {
  struct stage stage;
  stage_open(&stage, 64, 16, GLYPHS_BRAILLE);
  stage_play(&stage, ":optim adam | @15");
  show_view(&stage, "focus");
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, stage.app.layout.focus.rule, "= 0.999 x 0."));
  ck_assert(!rect_has(&stage.frame, stage.app.layout.focus.rule, "(1 - 1)"));
  stage_close(&stage);
}
END_TEST

/* --- fixed fields --- */

/* Column of the last character of the first field in a row: where numbers end. */
static int field_end(const struct frame *frame, struct rect row) {
  char line[1024];
  row_text(frame, row, 0, line, sizeof line);
  const char *equals = strstr(line, " = ");
  return equals ? (int)(equals - line) : -1;
}

START_TEST(numbers_keep_their_place) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, ":optim adam |");
  show_view(&stage, "focus");
  int before = -1;
  for (int step = 0; step < 40; step++) {
    stage_draw(&stage);
    struct rect rule = stage.app.layout.focus.rule;
    ck_assert_int_eq(rule.h, 4);
    for (int row = 0; row < 3; row++) {
      int end = field_end(&stage.frame, (struct rect){rule.x, rule.y + row, rule.w, 1});
      ck_assert_int_gt(end, 0);
      if (before >= 0 && row == 0) ck_assert_int_eq(end, before);
      if (row == 0) before = end;
    }
    stage_step(&stage, 1);
  }
  stage_close(&stage);
}
END_TEST

START_TEST(the_ranking_keeps_its_columns) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  show_view(&stage, "overlay");
  struct rect ranking = stage.app.layout.race.ranking;
  for (int step = 0; step < 60; step++) {
    stage_draw(&stage);
    for (int lane = 0; lane < 4; lane++) {
      char line[256];
      row_text(&stage.frame, ranking, 1 + lane, line, sizeof line);
      const char *word = strstr(line, message_verdict(stage.app.lane[lane].word));
      ck_assert_msg(word && word - line == ranking.w - 12, "step %d: '%s'", step, line);
      ck_assert_int_eq(line[3], 'A' + lane);
      ck_assert(isdigit((unsigned char)line[1]));
    }
    stage_step(&stage, 1);
  }
  stage_close(&stage);
}
END_TEST

/* --- what is said --- */

START_TEST(a_nan_is_behind_everything) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "! @16");
  show_view(&stage, "overlay");
  stage_draw(&stage);
  struct rect ranking = stage.app.layout.race.ranking;
  ck_assert(isnan(app_row(&stage.app, 0)->loss));
  ck_assert(rect_has(&stage.frame, (struct rect){ranking.x, ranking.y + 1, ranking.w, 1}, " 4 A"));
  ck_assert(rect_has(&stage.frame, (struct rect){ranking.x, ranking.y + 1, ranking.w, 1}, "nan"));
  ck_assert(rect_has(&stage.frame, stage.app.layout.race.picture, "A w = nan"));
  stage_close(&stage);
}
END_TEST

START_TEST(charts_say_nan_and_inf) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "! @8 1");
  show_view(&stage, "focus");
  stage_draw(&stage);
  struct rect loss = stage.app.layout.focus.chart[FOCUS_LOSS], title = {loss.x, loss.y - 1, loss.w, 1};
  ck_assert(rect_has(&stage.frame, title, "loss inf"));
  stage_play(&stage, ":goto 20");
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, title, "loss nan"));
  ck_assert(rect_has(&stage.frame, loss, "x"));
  stage_play(&stage, "B");
  stage_draw(&stage);
  ck_assert(stage.app.layout.focus.big.h > 0);
  stage_close(&stage);
}
END_TEST

/* Every letter is in the picture or at its edge, also where two are in one place. */
START_TEST(all_letters_are_on_the_surface) {
  static const char *const ways[] = {"", "@4", "@30", "n n @3", ":surface himmelblau | n n @9"};
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, ways[_i]);
  show_view(&stage, "overlay");
  stage_draw(&stage);
  bool flat = dh_surface_info(app_spec(&stage.app, 0)->surface)->dim == 1;
  for (int lane = 0; lane < stage.app.lane_count; lane++) {
    const char letter[] = {stage.app.lane[lane].letter, '\0'};
    bool covered = !flat && lane != stage.app.selected; /* on a terrain a letter may be below another */
    ck_assert_msg(covered || rect_has(&stage.frame, stage.app.layout.race.picture, letter), "'%s': no %s", ways[_i],
                  letter);
  }
  stage_close(&stage);
}
END_TEST

START_TEST(changes_are_marked_with_what_was_changed) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "@10 :lr 0.3 | @10 d d @10");
  show_view(&stage, "focus");
  stage_draw(&stage);
  struct rect loss = stage.app.layout.focus.chart[FOCUS_LOSS];
  ck_assert(rect_has(&stage.frame, loss, "lr 0.3"));
  ck_assert(rect_has(&stage.frame, loss, "cosine"));
  stage_play(&stage, "0 :lr 0.3 | @4"); /* before the first step nothing was changed */
  stage_draw(&stage);
  ck_assert(!rect_has(&stage.frame, loss, "lr 0.3"));
  stage_close(&stage);
}
END_TEST

START_TEST(the_limit_is_named_with_its_source) {
  struct stage stage;
  stage_open(&stage, 200, 60, GLYPHS_BRAILLE);
  stage_play(&stage, ":optim adam | @3");
  show_view(&stage, "focus");
  stage_draw(&stage);
  struct rect title = stage.app.layout.focus.chart[FOCUS_STABILITY];
  title = (struct rect){title.x, title.y - 1, title.w, 1};
  ck_assert(rect_has(&stage.frame, title, "rate x preconditioned curvature"));
  ck_assert(rect_has(&stage.frame, title, "of limit 38 "));
  ck_assert(rect_has(&stage.frame, stage.app.layout.lane[0].gauge, "of limit 38"));
  ck_assert(rect_has(&stage.frame, stage.app.layout.lane[0].gauge, "limit: J. M. Cohen et al."));
  stage_play(&stage, ":optim signsgd | @3");
  stage.app.message[0] = '\0';
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, title, "no simple limit"));
  ck_assert(rect_has(&stage.frame, stage.app.layout.lane[0].gauge, "no simple limit: every step is as long"));
  stage_close(&stage);
}
END_TEST

/* --- digits --- */

START_TEST(digits_fit_their_field) {
  static const double values[] = {0, 1, 0.1, 2.6, -1.23456, 1e-5, 1.7e308, -3e-300, NAN, INFINITY, -INFINITY, 12345678};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    for (int scale = 0; scale < 4; scale++)
      for (int columns = 1; columns < 120; columns += 3) {
        char number[32];
        if (digits_fit(values[i], columns, scale, number, sizeof number)) {
          ck_assert_int_le(digits_width(number, scale), columns);
          ck_assert_int_gt(digits_width(number, scale), 0);
        }
      }
}
END_TEST

/* Five rows, and every character that numbers are written with has a shape of its own. */
START_TEST(every_digit_has_a_shape) {
  static const char letters[] = "0123456789.-einfa";
  struct frame frame;
  char seen[sizeof letters][DIGITS_ROWS * 8];
  ck_assert(frame_init(&frame, 8, DIGITS_ROWS));
  frame.glyphs = GLYPHS_ASCII;
  for (size_t i = 0; letters[i]; i++) {
    const char number[] = {letters[i], '\0'};
    frame_clear(&frame);
    digits_draw(&frame, 0, 0, number, 1, ROLE_TEXT);
    for (int k = 0; k < DIGITS_ROWS * 8; k++) seen[i][k] = (char)frame.cells[k].glyph;
    ck_assert_ptr_nonnull(memchr(seen[i], '#', DIGITS_ROWS * 8));
    for (size_t k = 0; k < i; k++) ck_assert_int_ne(memcmp(seen[i], seen[k], DIGITS_ROWS * 8), 0);
  }
  frame_free(&frame);
}
END_TEST

START_TEST(the_back_row_sees_the_rate) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  show_view(&stage, "focus");
  stage_play(&stage, "B");
  stage_draw(&stage);
  struct rect big = stage.app.layout.focus.big;
  ck_assert(rect_has(&stage.frame, big, "######        ##")); /* the upper row of 0.1 */
  ck_assert(rect_has(&stage.frame, big, "learning rate"));
  int rows = 0;
  for (int row = 0; row < big.h; row++)
    rows += rect_has(&stage.frame, (struct rect){big.x, big.y + row, big.w, 1}, "##");
  ck_assert_int_eq(rows, 2 * DIGITS_ROWS);
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("focus");
  TCase *tests = tcase_create("focus");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, views_stay_in_their_body, 0, SCRIPTS);
  tcase_add_loop_test(tests, ascii_means_ascii, 0, SCRIPTS);
  tcase_add_test(tests, every_rule_adds_up_line_by_line);
  tcase_add_test(tests, rows_are_whole_lines_of_the_update);
  tcase_add_test(tests, settings_are_said_as_they_are);
  tcase_add_test(tests, numbers_keep_their_place);
  tcase_add_test(tests, the_ranking_keeps_its_columns);
  tcase_add_test(tests, a_nan_is_behind_everything);
  tcase_add_test(tests, charts_say_nan_and_inf);
  tcase_add_loop_test(tests, all_letters_are_on_the_surface, 0, 5);
  tcase_add_test(tests, changes_are_marked_with_what_was_changed);
  tcase_add_test(tests, the_limit_is_named_with_its_source);
  tcase_add_test(tests, digits_fit_their_field);
  tcase_add_test(tests, every_digit_has_a_shape);
  tcase_add_test(tests, the_back_row_sees_the_rate);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
