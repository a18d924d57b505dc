/* SPDX-License-Identifier: MIT
 *
 * What the panel of a lesson says now, as lines. */
#include "app/lesson.h"
#include "app/messages.h"

#include <stdio.h>
#include <string.h>

/* Lines being gathered. */
struct page {
  const struct app *app;
  struct lesson_line *lines;
  int count, columns;
  bool roomy; /* a blank line between two paragraphs */
};

/* Rows from which on a page is roomy: by the screen and not by what it says, so that it never closes up in front of the
 * reader. */
enum { ROOMY = 16 };

/* A text over as many lines as it takes; all but the first are indented by what stands before it. */
static void put_words(struct page *page, enum lesson_line_kind kind, int choice, const char *before,
                      const char *words) {
  int indent = text_columns(before), room = page->columns - indent;
  if (page->roomy && choice < 1 && page->count > 0 && page->count < LESSON_LINES_MAX)
    page->lines[page->count++] = (struct lesson_line){.kind = kind, .choice = -1};
  for (bool first = true; *words && page->count < LESSON_LINES_MAX && room > 0; first = false) {
    size_t fit = text_wrap(words, room), length;
    if (fit == 0) fit = text_fit(words, room);
    if (fit == 0) utf8_decode(words, strlen(words), &fit); /* not even one character: it is cut when drawn */
    struct lesson_line *line = &page->lines[page->count++];
    *line = (struct lesson_line){.kind = kind, .choice = first ? choice : -1, .begins = first};
    length = (size_t)snprintf(line->words, sizeof line->words, "%*s", first ? 0 : indent, "");
    if (first) length = (size_t)snprintf(line->words, sizeof line->words, "%s", before);
    size_t left = sizeof line->words - length;
    text_copy(line->words + length, fit + 1 < left ? fit + 1 : left, words);
    words += fit;
    words += strspn(words, " ");
  }
}

/* The same for a text of the lesson, with its numbers. */
static void put(struct page *page, enum lesson_line_kind kind, const char *before, const char *text) {
  struct text words = {0};
  if (!text) return;
  lesson_words(page->app, text, &words);
  put_words(page, kind, -1, before, text_string(&words));
  text_free(&words);
}

/* Said in words, and not by colour alone: whether it came true, and who thought so. */
static void put_outcome(struct text *out, int hands, bool answered, bool right) {
  if (right && hands == 0) text_add(out, _("  (this came true)"));
  if (hands == 0) return;
  if (!answered)
    text_printf(out, hands == 1 ? _("  (%d hand)") : _("  (%d hands)"), hands);
  else if (right)
    text_printf(out, hands == 1 ? _("  (%d hand: right)") : _("  (%d hands: right)"), hands);
  else
    text_printf(out, hands == 1 ? _("  (%d hand: wrong)") : _("  (%d hands: wrong)"), hands);
}

static void put_choice(struct page *page, int choice) {
  const struct app_lessons *lessons = page->app->lessons;
  struct text words = {0};
  char before[16];
  int hands = lessons->hands[choice];
  bool answered = lessons->stage == LESSON_ANSWERED, right = answered && lessons->answer == choice;
  enum lesson_line_kind kind = right ? LINE_RIGHT : !answered ? LINE_CHOICE : hands > 0 ? LINE_MISSED : LINE_WRONG;
  snprintf(before, sizeof before, "%d  ", choice + 1);
  lesson_words(page->app, lesson_beat(page->app)->predict->choices[choice].text, &words);
  put_outcome(&words, hands, answered, right);
  put_words(page, kind, choice, before, text_string(&words));
  text_free(&words);
}

/* How well the class guessed; a single guess is told as one. */
static void put_score(struct page *page) {
  const struct app_lessons *lessons = page->app->lessons;
  int all = 0, right = lessons->answer < 0 ? 0 : lessons->hands[lessons->answer];
  char words[96];
  for (int i = 0; i < LESSON_CHOICES_MAX; i++) all += lessons->hands[i];
  if (lessons->answer < 0)
    snprintf(words, sizeof words, "%s", _("None of these came true."));
  else if (all > 1)
    snprintf(words, sizeof words, _("%d of %d saw it coming."), right, all);
  else if (all == 1)
    snprintf(words, sizeof words, "%s", right ? _("Right: you saw it coming.") : _("Wrong: it came differently."));
  else
    return;
  put_words(page, right > 0 ? LINE_DONE : LINE_MISSED, -1, "", words);
}

static void put_question(struct page *page, const struct lesson_predict *predict) {
  put(page, LINE_QUESTION, "", predict->question);
  for (unsigned i = 0; i < predict->choices_count; i++) put_choice(page, (int)i);
}

int lesson_lines(const struct app *app, struct lesson_line *lines) {
  const struct lesson_beat *beat = lesson_beat(app);
  struct rect text = app->layout.panel_text;
  if (!beat || text.w < 1) return 0;
  enum lesson_stage stage = app->lessons->stage;
  struct page page = {.app = app, .lines = lines, .columns = text.w, .roomy = text.h >= ROOMY};
  for (unsigned i = 0; i < beat->text_count; i++) put(&page, LINE_TEXT, "", beat->text[i]);
  if (beat->predict) put_question(&page, beat->predict);
  if (stage == LESSON_RUNNING) put_words(&page, LINE_TASK, -1, "", _("Watch ..."));
  if (stage == LESSON_ANSWERED) put_score(&page);
  if (app->lessons->hint && stage != LESSON_REACHED) put(&page, LINE_HINT, _("Hint: "), beat->hint);
  if (stage == LESSON_REACHED) put(&page, LINE_DONE, "", beat->done ? beat->done : N_("Done."));
  if (stage == LESSON_ANSWERED || stage == LESSON_REACHED) put(&page, LINE_REVEAL, "", beat->reveal);
  return page.count;
}

/* --- pages --- */

/* The line ends with a sentence, or with what brackets and quotes it. */
static bool ends_sentence(const char *words) {
  size_t length = strlen(words);
  while (length > 0 && strchr(" )\"'", words[length - 1])) length--;
  return length > 0 && strchr(".?!:", words[length - 1]);
}

/* Where the page that begins at `first` ends, there being lines behind it. */
static int page_end(const struct lesson_line *lines, int first, int rows) {
  for (int i = first + rows; i > first; i--)
    if (lines[i].begins) return i;
  for (int i = first + rows; i > first + 1; i--)
    if (ends_sentence(lines[i - 1].words)) return i;
  return first + rows;
}

int lesson_page(const struct lesson_line *lines, int count, int rows, int page, int *first) {
  int end = 0;
  for (*first = 0; page > 0 && count - *first > rows; page--) *first = page_end(lines, *first, rows);
  if (count - *first > rows) {
    end = page_end(lines, *first, rows);
  } else { /* what was on the page before may be read on */
    end = count;
    for (int i = count > rows ? count - rows : 0; i < *first; i++)
      if (lines[i].begins) *first = i;
  }
  return end - *first;
}

int lesson_pages(const struct app *app) {
  struct lesson_line lines[LESSON_LINES_MAX];
  struct rect text = app->layout.panel_text;
  if (text.h < 1 || text.w < 1) return 1;
  int count = lesson_lines(app, lines), pages = 1;
  for (int first = 0; count - first > text.h; pages++) first = page_end(lines, first, text.h);
  return pages;
}
