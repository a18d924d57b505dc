/* SPDX-License-Identifier: MIT
 *
 * Every view of the registry, swept over sizes from 20x6 to 300x90 in several moods of the program: lines at the edges
 * stay as they are, words are whole, ASCII is ASCII, no colours are none, and words do not move while numbers change.
 */
#include "stage.h"

#include "app/view.h"

#include <ctype.h>
#include <stdio.h>

/* One lane and six, one parameter and two, lanes that are infinite or NaN, from the side. */
static const char *const moods[] = {"@3",
                                    "n n @6 i i",
                                    "X X X @2",
                                    "! @130",
                                    ":surface rosenbrock | @5",
                                    ":surface ravine | T n n @2",
                                    ":surface sqrt(-1-x^2) | @3"};
enum { MOODS = sizeof moods / sizeof *moods, SIZES = 40 };

/* The sizes that are asked for most, then some of all others. */
static void size_of(int i, int *cols, int *rows) {
  static const int usual[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 16}, {40, 12}, {39, 11}, {20, 6}, {300, 90}};
  enum { USUAL = sizeof usual / sizeof *usual };
  *cols = i < USUAL ? usual[i][0] : 20 + i * 37 % 281;
  *rows = i < USUAL ? usual[i][1] : 6 + i * 23 % 85;
}

static void open_mood(struct stage *stage, int index, const char **view) {
  char line[64];
  *view = view_row(index / MOODS)->name;
  snprintf(line, sizeof line, ":view %s | +3", *view);
  stage_open(stage, 80, 24, GLYPHS_ASCII);
  stage_play(stage, moods[index % MOODS]);
  if (index / MOODS == VIEW_LOG) stage_log(stage);
  stage_play(stage, line);
  stage->app.overlay = OVERLAY_NONE;
  stage->app.message[0] = '\0';
}

static void resize(struct stage *stage, int i) {
  int cols, rows;
  size_of(i, &cols, &rows);
  stage_resize(stage, cols, rows);
  app_work(&stage->app, 100000);
}

/* --- lines at the edges --- */

typedef void line_pane(struct frame *frame, struct rect rect, const struct app *app);

static bool same_line(struct stage *stage, struct frame *alone, line_pane *draw, struct rect rect) {
  frame_clear(alone);
  draw(alone, rect, &stage->app);
  for (int y = rect.y; y < rect.y + rect.h; y++)
    for (int x = 0; x < rect.w; x++) {
      int at = y * alone->cols + rect.x + x;
      if (alone->cells[at].glyph != stage->frame.cells[at].glyph) return false;
    }
  return true;
}

/* Nothing of a view lies in the lines above and below it. */
START_TEST(a_view_stays_in_its_body) {
  struct stage stage;
  struct frame alone;
  const char *view;
  open_mood(&stage, _i, &view);
  ck_assert(frame_init(&alone, 80, 24));
  alone.glyphs = GLYPHS_ASCII;
  for (int i = 0; i < SIZES; i++) {
    resize(&stage, i);
    stage_draw(&stage);
    ck_assert(frame_resize(&alone, stage.frame.cols, stage.frame.rows));
    const struct layout *layout = &stage.app.layout;
    if (layout->tiny) continue;
    bool good = same_line(&stage, &alone, pane_header, layout->header) &&
                same_line(&stage, &alone, pane_message, layout->message) &&
                same_line(&stage, &alone, pane_keys, layout->keys);
    ck_assert_msg(good, "%s, '%s' at %dx%d: something is in the lines around it", view, moods[_i % MOODS],
                  stage.frame.cols, stage.frame.rows);
  }
  frame_free(&alone);
  stage_close(&stage);
}
END_TEST

START_TEST(plain_is_plain) {
  struct stage stage;
  const char *view;
  open_mood(&stage, _i, &view);
  stage.frame.colors = COLOR_NONE;
  for (int i = 0; i < SIZES; i++) {
    resize(&stage, i);
    stage_draw(&stage);
    for (int k = 0; k < stage.frame.cols * stage.frame.rows; k++) {
      const struct cell *cell = &stage.frame.cells[k];
      if (cell->glyph >= ' ' && cell->glyph <= '~' && cell->fg == FRAME_DEFAULT && cell->bg == FRAME_DEFAULT) continue;
      ck_abort_msg("%s, '%s' at %dx%d: U+%04X, colours %d and %d", view, moods[_i % MOODS], stage.frame.cols,
                   stage.frame.rows, cell->glyph, cell->fg, cell->bg);
    }
  }
  stage_close(&stage);
}
END_TEST

/* --- words --- */

enum { WORD = 40, WORDS = 4000 };
struct word {
  char text[WORD];
  int at;   /* cell */
  char end; /* what stands behind it */
};
struct words {
  int count;
  struct word word[WORDS];
};

static uint32_t glyph(const struct frame *frame, int at) { return frame->cells[at].glyph; }

static bool is_letter(uint32_t glyph) { return glyph < 128 && (isalpha((int)glyph) || glyph == '_'); }

/* Marks of a curve or of many runs are letters too: one letter again and again is no word. */
static bool is_marks(const char *text) { return strspn(text, (const char[]){text[0], '\0'}) == strlen(text); }

/* Runs of letters that are words, `least` and longer. */
static void find_words(const struct frame *frame, int least, struct words *words) {
  for (int y = 0; y < frame->rows; y++)
    for (int x = 0, length = 0; x <= frame->cols; x++) {
      int at = y * frame->cols + x;
      if (x < frame->cols && is_letter(glyph(frame, at))) {
        length++;
        continue;
      }
      if (length >= least && length < WORD && words->count < WORDS) {
        struct word *word = &words->word[words->count++];
        for (int i = 0; i < length; i++) word->text[i] = (char)glyph(frame, at - length + i);
        word->text[length] = '\0';
        word->at = at - length;
        word->end = x < frame->cols && glyph(frame, at) < 128 ? (char)glyph(frame, at) : ' ';
        if (is_marks(word->text)) words->count--;
      }
      length = 0;
    }
}

static int times(const struct words *words, const char *text, int *at) {
  int count = 0;
  for (int i = 0; i < words->count; i++)
    if (strcmp(words->word[i].text, text) == 0) count++, *at = words->word[i].at;
  return count;
}

/* What a schedule is called where there is no room. */
static bool is_brief(const char *text) {
  for (int i = 0; i < dh_schedule_count(); i++)
    if (strcmp(dh_schedule_info(i)->brief, text) == 0) return true;
  return false;
}

/* The beginning of a word of the vocabulary that is none itself. */
static const char *is_cut(const struct words *vocabulary, const char *text) {
  int at;
  if (is_brief(text)) return NULL;
  if (times(vocabulary, text, &at) > 0) return NULL;
  for (int i = 0; i < vocabulary->count; i++)
    if (strncmp(vocabulary->word[i].text, text, strlen(text)) == 0) return vocabulary->word[i].text;
  return NULL;
}

/* What is said on a screen with much room, is said whole or not at all on a smaller one. */
START_TEST(words_are_whole) {
  struct stage stage;
  const char *view;
  struct words *vocabulary = calloc(1, sizeof *vocabulary), *words = calloc(1, sizeof *words);
  int cut = 0;
  open_mood(&stage, _i, &view);
  stage.app.glyphs = GLYPHS_BRAILLE; /* in ASCII pictures are letters */
  for (int i = 0; i < 3; i++) {
    static const int large[][2] = {{300, 90}, {200, 60}, {120, 40}};
    stage_resize(&stage, large[i][0], large[i][1]);
    app_work(&stage.app, 100000);
    stage_draw(&stage);
    find_words(&stage.frame, 3, vocabulary);
  }
  for (int i = 0; i < SIZES; i++) {
    resize(&stage, i);
    stage_draw(&stage);
    if (stage.app.layout.tiny) continue;
    words->count = 0;
    find_words(&stage.frame, 3, words);
    for (int k = 0; k < words->count; k++) {
      const char *whole = words->word[k].end == '.' ? NULL : is_cut(vocabulary, words->word[k].text);
      if (!whole) continue;
      fprintf(stderr, "%s, '%s' at %dx%d: '%s' of '%s'\n", view, moods[_i % MOODS], stage.frame.cols, stage.frame.rows,
              words->word[k].text, whole);
      cut++;
    }
  }
  ck_assert_msg(cut == 0, "%s, '%s': %d words are cut", view, moods[_i % MOODS], cut);
  free(vocabulary);
  free(words);
  stage_close(&stage);
}
END_TEST

/* From step to step a word that is there once before and after stays in its place. */
START_TEST(words_stay) {
  enum { STEPS = 8 };
  struct stage stage;
  const char *view;
  struct words *before = calloc(1, sizeof *before), *after = calloc(1, sizeof *after);
  int moved = 0;
  open_mood(&stage, _i, &view);
  stage.app.glyphs = GLYPHS_BRAILLE; /* in ASCII pictures are letters */
  for (int i = 0; i < 3; i++) {
    resize(&stage, i);
    before->count = 0;
    for (int step = 0; step < STEPS; step++) {
      after->count = 0;
      stage_draw(&stage);
      find_words(&stage.frame, 4, after);
      for (int k = 0; k < after->count; k++) {
        const struct word *word = &after->word[k];
        int at = 0, now = 0;
        if (times(before, word->text, &at) != 1 || times(after, word->text, &now) != 1 || at == now) continue;
        fprintf(stderr, "%s, '%s' at %dx%d: '%s' moves by %d,%d\n", view, moods[_i % MOODS], stage.frame.cols,
                stage.frame.rows, word->text, now % stage.frame.cols - at % stage.frame.cols,
                now / stage.frame.cols - at / stage.frame.cols);
        moved++;
      }
      struct words *last = before;
      before = after;
      after = last;
      app_step(&stage.app);
      stage.app.message[0] = '\0';
    }
  }
  ck_assert_msg(moved == 0, "%s, '%s': %d words move", view, moods[_i % MOODS], moved);
  free(before);
  free(after);
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("sweep");
  TCase *tests = tcase_create("sweep");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_view_stays_in_its_body, 0, VIEW_COUNT * MOODS);
  tcase_add_loop_test(tests, plain_is_plain, 0, VIEW_COUNT * MOODS);
  tcase_add_loop_test(tests, words_are_whole, 0, VIEW_COUNT * MOODS);
  tcase_add_loop_test(tests, words_stay, 0, VIEW_COUNT * MOODS);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
