/* SPDX-License-Identifier: MIT
 *
 * The panel of a lesson and the list, at every size: nothing outside, nothing over the lanes, every word to be read,
 * and while a question is open nothing that answers it. */
#include "app/lesson.h"
#include "app/messages.h"
#include "app/view.h"
#include "stage.h"

static struct stage stage;

static void setup(void) { stage_open(&stage, 80, 24, GLYPHS_BRAILLE); }
static void teardown(void) { stage_close(&stage); }

static void open_beat(int lesson, unsigned beat) {
  struct lesson_trouble trouble;
  ck_assert_msg(lesson_open(&stage.app, catalog_lesson(stage.catalog, lesson), beat, &trouble), "%s", trouble.words);
}

static bool is_inside(struct rect inner, struct rect outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
         inner.y + inner.h <= outer.y + outer.h;
}

static bool overlap(struct rect a, struct rect b) {
  return a.w > 0 && b.w > 0 && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* Everything on the screen, or in a rectangle of it, as one text; rows end in a newline. */
static void read_rect(struct rect rect, struct text *out) {
  const struct frame *frame = &stage.frame;
  for (int y = rect.y; y < rect.y + rect.h; y++) {
    for (int x = rect.x; x < rect.x + rect.w; x++) {
      uint32_t glyph = frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x].glyph;
      if (glyph) text_char(out, glyph);
    }
    text_add(out, "\n");
  }
}

static bool shows(const char *words) {
  struct text text = {0};
  stage_draw(&stage);
  read_rect((struct rect){0, 0, stage.frame.cols, stage.frame.rows}, &text);
  bool found = strstr(text_string(&text), words) != NULL;
  text_free(&text);
  return found;
}

/* --- layout --- */

/* Whatever the view is. */
START_TEST(the_panel_stands_beside_every_view) {
  open_beat(3, 2);
  for (int id = 0; id < VIEW_COUNT; id++) {
    if (id == VIEW_LESSONS) continue;
    ck_assert(stage.app.layout.panel.w > 0);
    view_open(&stage.app, (enum view_id)id);
    for (int cols = 40; cols <= 300; cols += 4)
      for (int rows = 12; rows <= 90; rows += 3) {
        stage_resize(&stage, cols, rows);
        const struct layout *layout = &stage.app.layout;
        ck_assert_msg(!overlap(layout->panel, layout->equation) && !overlap(layout->panel, layout->lanes) &&
                          !overlap(layout->panel, layout->focus.box) && !overlap(layout->panel, layout->race.box),
                      "view %d at %dx%d", id, cols, rows);
        stage_draw(&stage);
      }
  }
}
END_TEST

START_TEST(the_panel_leaves_the_lanes_their_room) {
  open_beat(3, 2);
  for (int cols = 20; cols <= 300; cols++)
    for (int rows = 6; rows <= 90; rows++) {
      app_resize(&stage.app, cols, rows);
      const struct layout *layout = &stage.app.layout;
      struct rect screen = {0, 0, cols, rows}, panel = layout->panel;
      if (layout->tiny) {
        ck_assert_int_eq(panel.w, 0);
        continue;
      }
      bool good = is_inside(panel, screen) && is_inside(layout->panel_text, panel) && is_inside(layout->body, screen) &&
                  is_inside(layout->lanes, layout->body) && !overlap(panel, layout->body) &&
                  !overlap(panel, layout->message) && !overlap(panel, layout->equation) && layout->panel_text.h >= 2 &&
                  layout->panel_text.w >= 30;
      ck_assert_msg(good, "%dx%d", cols, rows);
      for (int place = 0; place < layout->shown; place++) {
        const struct lane_layout *lane = &layout->lane[place];
        ck_assert_msg(is_inside(lane->box, layout->lanes) && is_inside(lane->hill, lane->box) && lane->hill.h >= 2,
                      "%dx%d: lane %d", cols, rows, place);
      }
    }
}
END_TEST

START_TEST(at_80x24_a_hill_has_eight_rows) {
  for (int i = 0; i < catalog_lesson_count(stage.catalog); i++)
    for (unsigned k = 0; k < catalog_lesson(stage.catalog, i)->file->beats_count; k++) {
      stage_resize(&stage, 80, 24);
      open_beat(i, k);
      const struct layout *layout = &stage.app.layout;
      int picture = stage.app.view == VIEW_FINDER ? layout->finder.chart.h : layout->lane[0].hill.h;
      ck_assert_msg(picture >= 8, "lesson %d, beat %u: %d", i + 1, k + 1, picture);
      stage_resize(&stage, 120, 40);
      ck_assert_int_eq(stage.app.layout.panel.w, 45);
      if (stage.app.view == VIEW_COMPARE) ck_assert_int_eq(layout->shown, stage.app.lane_count);
    }
}
END_TEST

/* --- what is drawn --- */

/* All pages of the panel, the words separated by single blanks. */
static void read_pages(struct text *out) {
  int pages = lesson_pages(&stage.app);
  for (int page = 0; page < pages; page++) {
    stage.app.lessons->page = page;
    stage_draw(&stage);
    read_rect(stage.app.layout.panel_text, out);
  }
  stage.app.lessons->page = 0;
}

static void check_words(const char *text, const char *shown, const char *what) {
  struct text words = {0};
  char one[256];
  if (!text) return;
  lesson_words(&stage.app, text, &words);
  for (const char *at = text_string(&words); *at; at += strspn(at, " ")) {
    size_t length = strcspn(at, " ");
    text_copy(one, length + 1 < sizeof one ? length + 1 : sizeof one, at);
    ck_assert_msg(strstr(shown, one) != NULL, "%s: '%s' is not to be read", what, one);
    at += length;
  }
  text_free(&words);
}

static void check_beat(const struct lesson_beat *beat, const char *what) {
  struct text shown = {0};
  read_pages(&shown);
  const char *all = text_string(&shown);
  for (unsigned i = 0; i < beat->text_count; i++) check_words(beat->text[i], all, what);
  if (beat->predict) {
    check_words(beat->predict->question, all, what);
    for (unsigned i = 0; i < beat->predict->choices_count; i++) check_words(beat->predict->choices[i].text, all, what);
  }
  if (lesson_is_at(&stage.app, LESSON_ANSWERED)) check_words(beat->reveal, all, what);
  text_free(&shown);
}

START_TEST(every_word_can_be_read) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 16}, {40, 12}, {112, 12}, {111, 50}, {300, 90}};
  for (int i = 0; i < catalog_lesson_count(stage.catalog); i++)
    for (unsigned k = 0; k < catalog_lesson(stage.catalog, i)->file->beats_count; k++)
      for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        char what[64];
        snprintf(what, sizeof what, "lesson %d, beat %u at %dx%d", i + 1, k + 1, sizes[size][0], sizes[size][1]);
        stage_resize(&stage, sizes[size][0], sizes[size][1]);
        open_beat(i, k);
        check_beat(lesson_beat(&stage.app), what);
        lesson_hand(&stage.app, 0, 1);
        lesson_reveal(&stage.app);
        lesson_skip(&stage.app);
        check_beat(lesson_beat(&stage.app), what);
      }
}
END_TEST

/* At the usual sizes a beat is one page until something is answered: nobody has to look for the question. */
START_TEST(a_beat_is_one_page) {
  static const int sizes[][2] = {{80, 24}, {120, 40}};
  for (int i = 0; i < catalog_lesson_count(stage.catalog); i++)
    for (unsigned k = 0; k < catalog_lesson(stage.catalog, i)->file->beats_count; k++)
      for (int size = 0; size < 2; size++) {
        stage_resize(&stage, sizes[size][0], sizes[size][1]);
        open_beat(i, k);
        ck_assert_msg(lesson_pages(&stage.app) == 1, "lesson %d, beat %u at %dx%d", i + 1, k + 1, sizes[size][0],
                      sizes[size][1]);
      }
}
END_TEST

/* Nobody begins to read in the middle of a sentence. */
START_TEST(pages_begin_with_paragraphs) {
  for (int i = 0; i < catalog_lesson_count(stage.catalog); i++)
    for (unsigned k = 0; k < catalog_lesson(stage.catalog, i)->file->beats_count; k++) {
      struct lesson_line lines[LESSON_LINES_MAX];
      open_beat(i, k);
      lesson_reveal(&stage.app);
      lesson_skip(&stage.app);
      int count = lesson_lines(&stage.app, lines), pages = lesson_pages(&stage.app), read = 0;
      for (int page = 0, first; page < pages; page++) {
        int shown = lesson_page(lines, count, stage.app.layout.panel_text.h, page, &first);
        ck_assert_msg(lines[first].begins && first <= read, "lesson %d, beat %u, page %d", i + 1, k + 1, page + 1);
        ck_assert_int_le(shown, stage.app.layout.panel_text.h);
        read = first + shown;
      }
      ck_assert_int_eq(read, count);
    }
}
END_TEST

static struct rect drawn_within(struct rect rect) {
  for (int y = 0; y < stage.frame.rows; y++)
    for (int x = 0; x < stage.frame.cols; x++) {
      bool inside = x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
      bool blank = stage.frame.cells[(size_t)y * (size_t)stage.frame.cols + (size_t)x].glyph == ' ';
      if (!inside && !blank) return (struct rect){x, y, 1, 1};
    }
  return (struct rect){0};
}

START_TEST(nothing_is_drawn_outside) {
  open_beat(1, 3);
  lesson_hand(&stage.app, 2, 1);
  for (int cols = 20; cols <= 300; cols += 7)
    for (int rows = 6; rows <= 90; rows += 3) {
      stage_resize(&stage, cols, rows);
      stage.app.lessons->page = lesson_pages(&stage.app) - 1;
      stage.frame.glyphs = stage.app.glyphs = (enum look_glyphs)(cols % GLYPHS_COUNT);
      frame_clear(&stage.frame);
      pane_lesson(&stage.frame, stage.app.layout.panel, &stage.app);
      struct rect out = drawn_within(stage.app.layout.panel);
      ck_assert_msg(out.w == 0, "%dx%d: the panel at %d,%d", cols, rows, out.x, out.y);
    }
}
END_TEST

START_TEST(the_list_fits_every_size) {
  app_key(&stage.app, 'l');
  int count = catalog_lesson_count(stage.catalog);
  for (int cols = 40; cols <= 300; cols += 3)
    for (int rows = 12; rows <= 90; rows += 2) {
      stage_resize(&stage, cols, rows);
      stage.app.lessons->cursor = rows % count;
      frame_clear(&stage.frame);
      pane_lessons(&stage.frame, &stage.app);
      struct rect out = drawn_within(stage.app.layout.body);
      ck_assert_msg(out.w == 0, "%dx%d: the list at %d,%d", cols, rows, out.x, out.y);
      const char *title = catalog_lesson(stage.catalog, stage.app.lessons->cursor)->file->title;
      if (cols >= 60) ck_assert_msg(shows(title), "%dx%d: %s", cols, rows, title);
    }
}
END_TEST

/* --- the cover --- */

START_TEST(an_open_question_is_not_answered_on_the_screen) {
  stage_resize(&stage, 120, 40);
  open_beat(0, 2); /* where does it land? */
  for (int press = 0; press < 3; press++) app_key(&stage.app, 'i');
  ck_assert_int_eq(stage.app.detail, 4); /* there is room for all panes: 5 looks the same */
  stage.app.message[0] = '\0';
  ck_assert(!shows("= 2.6") && !shows("rate x curvature") && !shows(" y "));
  lesson_hand(&stage.app, 1, 1);
  lesson_reveal(&stage.app);
  stage_pass(&stage, 3);
  ck_assert(shows("= 2.6") && shows("w <-") && shows("rate x curvature"));
}
END_TEST

/* The answer is told in words and by a sign, not by colour alone; so is a guess that was wrong. */
START_TEST(the_answer_is_ticked) {
  open_beat(0, 1);
  ck_assert(shows("1  to the right") && shows("Enter answer") && !shows("Space run"));
  lesson_hand(&stage.app, 1, 1);
  ck_assert(shows("2  to the left  (1 hand)"));
  lesson_reveal(&stage.app);
  lesson_skip(&stage.app);
  stage.app.glyphs = GLYPHS_BRAILLE;
  ck_assert(shows("✓1  to the right  (this came true)") && shows("✗2  to the left  (1 hand: wrong)"));
  ck_assert(shows("Wrong: it came differently."));
  stage.app.glyphs = GLYPHS_ASCII;
  ck_assert(shows("*1  to the right") && shows("x2  to the left"));
}
END_TEST

START_TEST(a_right_guess_is_called_right) {
  open_beat(0, 1);
  lesson_hand(&stage.app, 0, 1);
  lesson_reveal(&stage.app);
  lesson_skip(&stage.app);
  ck_assert(shows("1  to the right  (1 hand: right)") && shows("Right: you saw it coming."));
  ck_assert(!shows("wrong") && !shows("Wrong"));
}
END_TEST

/* Behind the last page there is none to go to. */
START_TEST(the_end_is_announced) {
  const struct lesson *lesson = catalog_lesson(stage.catalog, 0);
  open_beat(0, 0);
  stage_draw(&stage);
  ck_assert(shows("Enter next") && !shows("Enter end"));
  open_beat(0, lesson->file->beats_count - 1);
  stage_draw(&stage);
  ck_assert(shows("Enter end") && !shows("next"));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("panes/lesson");
  TCase *t = tcase_create("lesson");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, the_panel_leaves_the_lanes_their_room);
  tcase_add_test(t, the_panel_stands_beside_every_view);
  tcase_add_test(t, at_80x24_a_hill_has_eight_rows);
  tcase_add_test(t, every_word_can_be_read);
  tcase_add_test(t, a_beat_is_one_page);
  tcase_add_test(t, pages_begin_with_paragraphs);
  tcase_add_test(t, nothing_is_drawn_outside);
  tcase_add_test(t, the_list_fits_every_size);
  tcase_add_test(t, an_open_question_is_not_answered_on_the_screen);
  tcase_add_test(t, the_answer_is_ticked);
  tcase_add_test(t, the_end_is_announced);
  tcase_add_test(t, a_right_guess_is_called_right);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"
