/* SPDX-License-Identifier: MIT
 *
 * Lessons: the panel beside the lanes, and the list of them. */
#include "app/lesson.h"

#include "app/messages.h"
#include "panes/parts.h"

#include <stdio.h>
#include <string.h>

/* --- the panel --- */

struct look {
  enum role role;
  unsigned attr;
};

static struct look line_look(enum lesson_line_kind kind) {
  static const struct look looks[] = {
      [LINE_TEXT] = {ROLE_TEXT, 0},           [LINE_QUESTION] = {ROLE_ACCENT, ATTR_BOLD},
      [LINE_CHOICE] = {ROLE_TEXT, 0},         [LINE_RIGHT] = {ROLE_GOOD, ATTR_BOLD},
      [LINE_WRONG] = {ROLE_DIM, 0},           [LINE_MISSED] = {ROLE_BAD, 0},
      [LINE_TASK] = {ROLE_ACCENT, ATTR_BOLD}, [LINE_HINT] = {ROLE_WARN, 0},
      [LINE_DONE] = {ROLE_GOOD, ATTR_BOLD},   [LINE_REVEAL] = {ROLE_TEXT, 0},
  };
  return looks[kind];
}

/* In the margin: what came true and what did not, and which choices hands are up for. */
static void draw_margin(struct frame *frame, int x, int y, const struct lesson_line *line,
                        const struct app_lessons *lessons) {
  bool ascii = frame->glyphs == GLYPHS_ASCII;
  uint32_t sign = 0;
  if (line->choice >= 0 && line->kind == LINE_RIGHT) sign = ascii ? '*' : 0x2713;
  if (line->choice >= 0 && line->kind == LINE_MISSED) sign = ascii ? 'x' : 0x2717;
  if (line->choice >= 0 && line->kind == LINE_CHOICE && lessons->hands[line->choice] > 0)
    sign = frame_mark(frame, MARK_RIGHT);
  enum role role = line->kind == LINE_CHOICE ? ROLE_ACCENT : line_look(line->kind).role;
  if (sign) frame_put(frame, x, y, sign, frame_color(frame, role), FRAME_DEFAULT, ATTR_BOLD);
}

/* Its number in the list, 0 if it is not there. */
static int number_of(const struct app *app, const struct lesson *lesson) {
  for (int i = 0; i < catalog_lesson_count(app->catalog); i++)
    if (catalog_lesson(app->catalog, i) == lesson) return i + 1;
  return 0;
}

/* "1  The step" at the left, as much of it as fits, "3 of 8" at the right. */
static void draw_head(struct frame *frame, struct rect panel, const struct app *app, int pages) {
  const struct app_lessons *lessons = app->lessons;
  const struct lesson_file *file = lessons->lesson->file;
  char place[48], title[160];
  if (pages > 1)
    snprintf(place, sizeof place, _(" %u of %u, page %d of %d "), lessons->beat + 1, file->beats_count,
             lessons->page + 1, pages);
  else
    snprintf(place, sizeof place, _(" %u of %u "), lessons->beat + 1, file->beats_count);
  int number = number_of(app, lessons->lesson), length = number > 0 ? snprintf(title, sizeof title, " %d ", number) : 0;
  snprintf(title + length, sizeof title - (size_t)length, " %s ", _(file->title));
  frame_hline(frame, panel.x, panel.y, panel.w, ROLE_DIM);
  int right = panel.x + panel.w - 1 - text_columns(place), room = right - panel.x - 2;
  if (text_columns(title) > room) {
    title[text_fit(title, room)] = '\0';
    char *blank = strrchr(title, ' ');
    if (blank) blank[1] = '\0';
  }
  frame_text(frame, panel.x + 1, panel.y, room, title, ROLE_TEXT, ATTR_BOLD);
  frame_text(frame, right, panel.y, panel.x + panel.w - right, place, ROLE_DIM, 0);
}

void pane_lesson(struct frame *frame, struct rect panel, const struct app *app) {
  if (panel.h < 1 || panel.w < 3 || !lesson_beat(app)) return;
  struct lesson_line lines[LESSON_LINES_MAX];
  struct rect inside = app->layout.panel_text;
  if (inside.h < 1) return;
  int count = lesson_lines(app, lines), pages = lesson_pages(app), top;
  count = lesson_page(lines, count, inside.h, app->lessons->page, &top);
  frame_fill(frame, panel, ' ', frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, 0);
  draw_head(frame, panel, app, pages);
  for (int i = 0; i < count; i++) {
    const struct lesson_line *line = &lines[top + i];
    struct look look = line_look(line->kind);
    frame_text(frame, inside.x, inside.y + i, inside.w, line->words, look.role, look.attr);
    draw_margin(frame, inside.x - 1, inside.y + i, line, app->lessons);
  }
}

/* --- the list --- */

enum {
  BAR = 10,
  NARROW = 64,       /* columns: narrower, there is no bar */
  TITLE = 32,        /* columns of a title where its lesson's summary stands beside it */
  SUMMARY_LEAST = 60 /* narrower, a summary is more lines than the eye takes in between two titles */
};

/* "######....  6 of 10" */
static void draw_done(struct frame *frame, struct rect row, int done, int beats) {
  char words[32];
  snprintf(words, sizeof words, _("%2d of %2d"), done, beats);
  int x = row.x + row.w - 1 - text_columns(words);
  enum role role = done == beats ? ROLE_GOOD : done > 0 ? ROLE_ACCENT : ROLE_DIM;
  frame_text(frame, x, row.y, row.w, words, role, 0);
  if (row.w < NARROW) return;
  x -= BAR + 1;
  for (int i = 0; i < BAR; i++)
    frame_put(frame, x + i, row.y, i * beats < done * BAR ? '#' : '.', frame_color(frame, role), FRAME_DEFAULT, 0);
}

/* What each lesson is about, beside its title where there is room for it. */
static void draw_summary(struct frame *frame, struct rect room, const char *summary) {
  struct rect words = {room.x + TITLE, room.y, room.w - TITLE - 2, room.h > 2 ? 2 : room.h};
  if (words.w >= SUMMARY_LEAST) part_words(frame, words, _(summary), ROLE_DIM, 0);
}

static void draw_row(struct frame *frame, struct rect row, const struct app *app, int index) {
  const struct lesson *lesson = catalog_lesson(app->catalog, index);
  bool chosen = index == app->lessons->cursor;
  int done = lesson_done(app, lesson), beats = (int)lesson->file->beats_count;
  int taken = row.w < NARROW ? 10 : 10 + BAR + 10;
  char line[200];
  frame_printf(frame, row.x + 2, row.y, 4, chosen ? ROLE_ACCENT : ROLE_DIM, ATTR_BOLD, "%2d", index + 1);
  text_copy(line, sizeof line, _(lesson->file->title));
  int room = row.w - 7 - taken;
  struct rect title = {row.x + 6, row.y, room, 1};
  draw_summary(frame, (struct rect){title.x, title.y, room, row.h}, lesson->file->summary);
  if (!part_words(frame, title, line, ROLE_TEXT, chosen ? ATTR_BOLD : 0)) {
    line[text_wrap(line, room)] = '\0';
    frame_text(frame, title.x, title.y, room, line, ROLE_TEXT, chosen ? ATTR_BOLD : 0);
  }
  if (row.w >= NARROW) {
    char minutes[24];
    snprintf(minutes, sizeof minutes, _("%2d min"), lesson->minutes);
    frame_text(frame, row.x + row.w - taken, row.y, 9, minutes, ROLE_DIM, 0);
  }
  draw_done(frame, row, done, beats);
  if (chosen)
    frame_put(frame, row.x, row.y, frame_mark(frame, MARK_RIGHT), frame_color(frame, ROLE_ACCENT), FRAME_DEFAULT,
              ATTR_BOLD);
}

/* What the chosen lesson is about, below a line. */
static void draw_about(struct frame *frame, struct rect rect, const struct app *app) {
  const struct lesson *lesson = catalog_lesson(app->catalog, app->lessons->cursor);
  if (rect.h < 2) return;
  frame_hline(frame, rect.x, rect.y, rect.w, ROLE_DIM);
  struct rect words = {rect.x + 2, rect.y + 1, rect.w - 4, rect.h - 1};
  struct text about = {0};
  text_add(&about, _(lesson->file->summary));
  if (lesson->route) text_printf(&about, _(" On the short route: %d minutes."), lesson->route);
  if (!part_words(frame, words, text_string(&about), ROLE_TEXT, 0))
    part_words(frame, words, _(lesson->file->summary), ROLE_TEXT, 0);
  text_free(&about);
}

/* Rows for each of `count` lessons where all can be seen: up to two and a free one. */
static int row_height(int rows, int count) {
  int height = count > 0 ? rows / count : 1;
  return height < 1 ? 1 : height > 3 ? 3 : height;
}

void pane_lessons(struct frame *frame, const struct app *app) {
  struct rect list = app->layout.lessons.list;
  int count = catalog_lesson_count(app->catalog);
  if (list.h < 2 || !app->lessons) return;
  frame_text(frame, list.x + 2, list.y, list.w - 4, _("Lessons"), ROLE_TEXT, ATTR_BOLD | ATTR_UNDERLINE);
  int rows = list.h - 2, gap = row_height(rows, count), shown = rows / gap, top = app->lessons->cursor - shown / 2;
  if (top > count - shown) top = count - shown;
  if (top < 0) top = 0;
  for (int i = 0; i < shown && top + i < count; i++)
    draw_row(frame, (struct rect){list.x + 1, list.y + 2 + i * gap, list.w - 2, gap}, app, top + i);
  if (count > 0) draw_about(frame, app->layout.lessons.about, app);
}
