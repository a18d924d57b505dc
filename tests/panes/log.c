/* SPDX-License-Identifier: MIT
 *
 * The view of a training log: words for all that was found, axes that follow the data, numbers that stand still.
 */
#include "stage.h"

#include "app/diagnosis.h"
#include "frame/writers.h"

#include <math.h>

static struct stage stage;
static struct text screen;

static void setup(void) {
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_log(&stage);
  stage.app.message[0] = '\0';
}

static void teardown(void) {
  text_free(&screen);
  stage_close(&stage);
}

static void draw(void) {
  stage_draw(&stage);
  stage.frame.colors = COLOR_NONE;
  text_clear(&screen);
  frame_write_text(&stage.frame, &screen);
}

static bool is_seen(const char *words) { return strstr(text_string(&screen), words) != NULL; }

static void open_log(struct dh_log log) {
  struct dh_error error;
  ck_assert(log_view_open(&stage.app, "made.json", &log, &error));
  stage.app.message[0] = '\0';
}

static uint32_t glyph(int x, int y) {
  return stage.frame.cells[(size_t)y * (size_t)stage.frame.cols + (size_t)x].glyph;
}

/* --- what was found --- */

static const int sizes[][2] = {{60, 16}, {80, 24}, {120, 40}, {200, 60}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Behind "a !" stands something. */
static void check_heads(enum dh_finding_kind kind) {
  const struct rect panel = stage.app.layout.log.panel;
  int heads = 0;
  for (int y = panel.y; y < panel.y + panel.h; y++) {
    uint32_t sign = glyph(panel.x + 4, y);
    bool head = glyph(panel.x + 3, y) == ' ' && glyph(panel.x + 1, y) == ' ' && (sign == '!' || sign == '-') &&
                glyph(panel.x + 2, y) >= 'a' && glyph(panel.x + 2, y) <= 'z' && glyph(panel.x + 5, y) == ' ';
    if (!head) continue;
    heads++;
    ck_assert_msg(glyph(panel.x + 6, y) != ' ', "kind %d has no title at %dx%d:\n%s", kind, stage.app.cols,
                  stage.app.rows, text_string(&screen));
  }
  ck_assert_int_ge(heads, 1);
}

/* Whatever is found, and however narrow the panel is: the chosen one with all the words of its title. */
START_TEST(no_title_is_blank) {
  struct log_view *view = stage.app.log;
  ck_assert_int_ge(view->count, 2);
  stage_resize(&stage, sizes[_i][0], sizes[_i][1]);
  for (int kind = 0; kind < DH_FINDING_COUNT; kind++)
    for (view->chosen = 0; view->chosen < 2; view->chosen++) {
      for (int i = 0; i < view->count; i++) view->finding[i].kind = (enum dh_finding_kind)kind;
      draw();
      check_heads((enum dh_finding_kind)kind);
      struct text title = {0};
      char words[128], *rest = words;
      message_finding_title(&view->log, &view->finding[view->chosen], &title);
      text_copy(words, sizeof words, text_string(&title));
      for (char *word; (word = strtok_r(rest, " ", &rest));)
        ck_assert_msg(is_seen(word), "no '%s' of '%s' in\n%s", word, text_string(&title), text_string(&screen));
      text_free(&title);
    }
}
END_TEST

/* --- axes --- */

/* The number at the right end of a row of a chart. */
static double bound_at(int y, struct rect chart) {
  char word[32] = "";
  int end = chart.x + chart.w, from = end;
  while (from > chart.x && glyph(from - 1, y) != ' ') from--;
  for (int x = from; x < end; x++) word[x - from] = (char)glyph(x, y);
  return strtod(word, NULL);
}

static const struct {
  double most;
  bool log;
} norms[] = {{1.2, false}, {5, false}, {9, false}, {21, true}, {300, true}, {123456, true}, {4e9, true}};

/* Norms of about 1 with one that is `most`: the axis ends a little above it, by decades if that is far away. */
START_TEST(the_axis_of_norms_ends_where_they_do) {
  struct dh_log log = made_log(200);
  for (size_t i = 0; i < log.count; i++)
    log.rows[i].value[DH_LOG_GRAD_NORM] = i == 90 ? norms[_i].most : i % 2 ? 1.1 : 1;
  open_log(log);
  for (int size = 1; size < SIZES; size++) { /* the smallest has no room for that chart */
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    draw();
    struct rect chart = stage.app.layout.log.chart[LOG_GRADIENT];
    ck_assert_int_gt(chart.h, 1);
    double high = bound_at(chart.y, chart), low = bound_at(chart.y + chart.h - 1, chart);
    ck_assert_msg(high >= norms[_i].most && high <= 1.2 * norms[_i].most, "%g for %g", high, norms[_i].most);
    if (norms[_i].log) ck_assert_msg(low <= 1 && low >= 0.8, "%g", low);
    bool told = glyph(chart.x + chart.w - 1, chart.y - 1) == 'g'; /* "log" at the end of its title */
    ck_assert_int_eq(told, norms[_i].log);
  }
}
END_TEST

/* --- numbers --- */

static int column_of(const char *words) {
  const char *at = strstr(text_string(&screen), words), *line = at;
  if (!at) return -1;
  while (line > text_string(&screen) && line[-1] != '\n') line--;
  return (int)(at - line);
}

/* Step, loss, rate and gradient norm are told at every size, and do not move while the cursor does. */
START_TEST(numbers_stand_still) {
  static const char *const large[] = {"step ", " loss ", " learning rate ", " gradient norm ", "row ", " epoch "};
  static const char *const small[] = {"step ", " loss ", " lr ", " grad_norm ", "row ", " epoch "};
  enum { NAMES = sizeof large / sizeof *large };
  struct dh_log log = made_log(200);
  log.rows[120].value[DH_LOG_GRAD_NORM] = 1.2345678e-7;
  log.rows[121].value[DH_LOG_LOSS] = 123456.7;
  log.rows[122].value[DH_LOG_LOSS] = (double)NAN;
  log.rows[123].has &= ~(1U << DH_LOG_LEARNING_RATE);
  open_log(log);
  stage_resize(&stage, sizes[_i][0], sizes[_i][1]);
  const char *const *names = sizes[_i][1] < 20 ? small : large;
  int first[NAMES], last_epoch = -1;
  for (size_t row = 0; row < 200; row++) {
    log_view_go(stage.app.log, row);
    stage.app.log->chosen = 0;
    draw();
    for (int i = 0; i < NAMES; i++) {
      int column = column_of(names[i]);
      ck_assert_msg(column >= 0, "no '%s' at row %zu:\n%s", names[i], row, text_string(&screen));
      if (row == 0) first[i] = column;
      ck_assert_msg(column == first[i], "'%s' moves at row %zu:\n%s", names[i], row, text_string(&screen));
    }
    last_epoch = column_of(" epoch ");
  }
  ck_assert_int_eq(last_epoch, first[NAMES - 1]);
}
END_TEST

/* A Trainer's 0 is told as what it stands for. */
START_TEST(a_loss_that_is_none_is_not_zero) {
  struct dh_log log = made_log(200);
  log.rows[60].value[DH_LOG_LOSS] = 0;
  log.rows[60].value[DH_LOG_GRAD_NORM] = (double)NAN;
  open_log(log);
  log_view_go(stage.app.log, 60);
  ck_assert(isnan(log_view_value(stage.app.log, DH_LOG_LOSS)));
  draw();
  ck_assert(is_seen("loss    nan"));
}
END_TEST

/* --- help --- */

START_TEST(help_is_about_the_log) {
  static const char *const others[] = {"Learning rate", "larger rate", "map: every cell", "camera",
                                       "restart",       "Verdicts",    "the ball",        "momentum"};
  stage_resize(&stage, 120, 60);
  app_key(&stage.app, '?');
  draw();
  const char *first = strstr(text_string(&screen), "Training log");
  ck_assert_ptr_nonnull(first);
  ck_assert_msg(strstr(first, "choose what was found") && strstr(first, "Program"), "%s", first);
  ck_assert(first < strstr(text_string(&screen), "Program") && is_seen("where what was found begins"));
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) ck_assert_msg(!is_seen(others[i]), "%s", others[i]);
  app_key(&stage.app, KEY_CODE_ESCAPE);
  app_key(&stage.app, KEY_CODE_ESCAPE);
  app_key(&stage.app, '?');
  draw();
  ck_assert(is_seen("Time") && is_seen("larger rate"));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("panes/log");
  TCase *t = tcase_create("log");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_loop_test(t, no_title_is_blank, 0, SIZES);
  tcase_add_loop_test(t, the_axis_of_norms_ends_where_they_do, 0, sizeof norms / sizeof *norms);
  tcase_add_loop_test(t, numbers_stand_still, 0, SIZES);
  tcase_add_test(t, a_loss_that_is_none_is_not_zero);
  tcase_add_test(t, help_is_about_the_log);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"
