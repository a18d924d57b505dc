/* SPDX-License-Identifier: MIT
 *
 * Words on the screen that could be taken for something else, or that have to say what they mean. */
#include "stage.h"

#include "app/messages.h"

static struct stage stage;

static void setup(void) { stage_open(&stage, 80, 24, GLYPHS_BRAILLE); }

static void teardown(void) { stage_close(&stage); }

static void row_text(struct rect rect, int row, char *out, size_t size) {
  size_t length = 0;
  for (int x = rect.x; x < rect.x + rect.w && length + 5 < size; x++) {
    uint32_t glyph = stage.frame.cells[(size_t)(rect.y + row) * (size_t)stage.frame.cols + (size_t)x].glyph;
    if (glyph) length += (size_t)utf8_encode(glyph, out + length);
  }
  out[length] = '\0';
}

static bool has(struct rect rect, const char *words) {
  char line[1024];
  for (int row = 0; row < rect.h; row++) {
    row_text(rect, row, line, sizeof line);
    if (strstr(line, words)) return true;
  }
  return false;
}

static struct rect whole(void) { return (struct rect){0, 0, stage.frame.cols, stage.frame.rows}; }

static const int sizes[][2] = {{60, 24}, {80, 24}, {100, 30}, {120, 40}, {200, 60}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Beside a lane's own rate "rate 0.5" alone would be taken for it. */
START_TEST(advice_is_an_order_or_has_its_key) {
  static const char *const scripts[] = {"i @6", "i @60", "i :surface rosenbrock | @8", "i ! @4",
                                        "i :precision bf16 | @200"};
  char line[1024];
  int drawn = 0;
  for (int size = 0; size < SIZES; size++) {
    teardown();
    setup();
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    stage_play(&stage, scripts[_i]);
    stage_draw(&stage);
    for (int place = 0; place < stage.app.layout.shown; place++) {
      struct rect advice = stage.app.layout.lane[place].advice;
      bool selected = stage.app.layout.first + place == stage.app.selected;
      text_clear(&stage.app.card);
      for (int row = 0; row < advice.h; row++) {
        row_text(advice, row, line, sizeof line);
        for (size_t last = strlen(line); last > 0 && line[last - 1] == ' ';) line[--last] = '\0';
        text_printf(&stage.app.card, "%s", line);
      }
      const char *words = text_string(&stage.app.card);
      if (!words[strspn(words, " ")]) continue;
      drawn++;
      /* One form, the key before it where it acts. */
      bool key = strstr(words, "y ->") != NULL, order = strstr(words, "set ") || strstr(words, "use ");
      ck_assert_msg(strstr(words, "-> ") && key == selected && !order, "'%s' at %d", words, sizes[size][0]);
    }
  }
  ck_assert_int_gt(drawn, 0);
}
END_TEST

/* One sign for one thing in one place: numbers have x, but beside a parameter x what formulas have. */
START_TEST(products_have_one_sign) {
  static const struct {
    const char *script, *sign, *other;
  } cases[] = {{":surface (w-5)^2 | :lr 1e200 | @1", " x ", " * "},
               {":surface (x-5)^2 | :lr 1e200 | @1", " * ", " x "}};
  stage_play(&stage, cases[_i].script);
  stage_draw(&stage);
  ck_assert_msg(strstr(stage.app.message, "overflows"), "%s", stage.app.message);
  ck_assert_msg(strstr(stage.app.message, cases[_i].sign), "%s", stage.app.message);
  ck_assert_msg(!strstr(stage.app.message, cases[_i].other), "%s", stage.app.message);
  char line[1024];
  row_text(stage.app.layout.equation, 0, line, sizeof line);
  const char *right = strstr(line, "<-");
  ck_assert_msg(right && strstr(right, cases[_i].sign) && !strstr(right, cases[_i].other), "%s", line);
}
END_TEST

START_TEST(a_gap_is_explained_where_it_is_shown) {
  for (int size = 0; size < SIZES; size++) {
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    while (stage.app.view != VIEW_OVERLAY) app_key(&stage.app, 'v');
    stage_draw(&stage);
    ck_assert_msg(!has(whole(), " gap ") || has(whole(), "loss - lowest") || has(whole(), "loss above the lowest"),
                  "race at %d", sizes[size][0]);
    app_key(&stage.app, 'g');
    stage_pass(&stage, 1);
    stage_draw(&stage);
    ck_assert_msg(!has(whole(), "of the gap") || has(whole(), "(loss -"), "map at %d", sizes[size][0]);
    app_key(&stage.app, KEY_CODE_ESCAPE);
  }
  stage_play(&stage, ":surface 0*x+1 |"); /* whose lowest is not known */
  while (stage.app.view != VIEW_OVERLAY) app_key(&stage.app, 'v');
  stage_draw(&stage);
  ck_assert(!has(whole(), "gap"));
}
END_TEST

/* Below a bar its marks are explained, all or none. */
START_TEST(the_gauge_s_caption_is_whole) {
  int explained = 0;
  stage_play(&stage, _i == 0 ? "i" : _i == 1 ? "i n n" : "i M M M");
  for (int cols = 60; cols <= 200; cols++) {
    stage_resize(&stage, cols, 45);
    stage_draw(&stage);
    for (int place = 0; place < stage.app.layout.shown; place++) {
      struct rect gauge = stage.app.layout.lane[place].gauge;
      char bar[1024], words[1024] = "";
      row_text(gauge, 0, bar, sizeof bar);
      if (gauge.h > 1) row_text(gauge, 1, words, sizeof words);
      if (!strstr(bar, "|") || gauge.h < 2) continue;
      ck_assert_msg(strstr(words, "1% ") && strstr(words, "10% ") && strstr(words, "100% "), "%d: '%s'", cols, words);
      explained++;
    }
  }
  ck_assert_int_gt(explained, 100);
}
END_TEST

/* What only grows is told how to be seen, in one place, instead of by a row of arrows. */
START_TEST(a_loss_that_only_grows_has_words) {
  int at = -1;
  for (int step = 0; step < 60; step++) {
    stage_step(&stage, 1);
    stage.app.overlay = OVERLAY_NONE;
    stage_draw(&stage);
    char line[1024];
    int arrows = 0;
    row_text(stage.app.layout.lane[3].loss, 0, line, sizeof line);
    for (const char *c = line; *c; c++) arrows += *c == '^';
    const char *words = strstr(line, "L: log axis");
    if (!words && at < 0) continue;
    ck_assert_msg(words && (at < 0 || words - line == at), "step %d: '%s'", step, line);
    ck_assert_msg(arrows == (step < 50 ? 1 : 2) || (step > 40 && step < 56), "step %d: '%s'", step, line);
    at = (int)(words - line);
  }
  ck_assert_int_ge(at, 0);
  stage_play(&stage, "L");
  stage_draw(&stage);
  ck_assert(!has(stage.app.layout.lane[3].loss, "L: log"));
}
END_TEST

/* While rates are tried, their numbers have headings. */
START_TEST(what_is_tried_has_a_heading) {
  stage_resize(&stage, 60, 16);
  stage_play(&stage, "f f +0.7");
  stage_draw(&stage);
  struct rect found = stage.app.layout.finder.found;
  ck_assert(has(found, "now"));
  ck_assert(has(found, "rate eta*lambda"));
}
END_TEST

/* The end card of a small screen leaves the lanes' words to be read. */
START_TEST(a_card_leaves_the_words) {
  stage_resize(&stage, 60, 16);
  stage_play(&stage, "+60");
  ck_assert_int_eq(stage.app.overlay, OVERLAY_CARD);
  stage_draw(&stage);
  ck_assert(has(stage.app.layout.lane[0].word, "slow"));
  ck_assert(has(stage.app.layout.lane[1].word, "converged"));
  ck_assert(has(whole(), "Space goes on"));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("words");
  TCase *tests = tcase_create("words");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, advice_is_an_order_or_has_its_key, 0, 5);
  tcase_add_loop_test(tests, products_have_one_sign, 0, 2);
  tcase_add_test(tests, a_gap_is_explained_where_it_is_shown);
  tcase_add_loop_test(tests, the_gauge_s_caption_is_whole, 0, 3);
  tcase_add_test(tests, a_loss_that_only_grows_has_words);
  tcase_add_test(tests, what_is_tried_has_a_heading);
  tcase_add_test(tests, a_card_leaves_the_words);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
