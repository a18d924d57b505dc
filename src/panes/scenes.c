/* SPDX-License-Identifier: MIT
 *
 * Boxes for teaching: the list of scenes with what there is to watch in the chosen one, and the command line of a
 * lane. */
#include "catalog/scenes.h"
#include "app/messages.h"
#include "app/scene.h"
#include "panes/parts.h"

#include <stdio.h>
#include <string.h>

enum { INDENT = 2, WATCH_LINES = 2, WATCH_WIDTH = 72, COMMAND_WIDTH = 72, LEAST_ROWS = 4 };

/* A title may tell how it ends. */
static const char *called(const struct app *app, const struct scene_file *file) {
  return app_covered(app) ? file->name : _(file->title);
}

static int widest_title(const struct app *app, const struct scenes *scenes) {
  int width = 0;
  for (int i = 0; i < scenes->count; i++) {
    int columns = text_columns(called(app, &scenes->file[i]));
    if (columns > width) width = columns;
  }
  return width;
}

/* Its key, what it is called; the chosen one reversed. */
static void draw_scene(struct frame *frame, struct rect row, const char *words, int index, bool chosen) {
  unsigned attr = chosen ? ATTR_REVERSE : 0;
  if (chosen) frame_fill(frame, row, ' ', frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, attr);
  char key = scenes_key_of(index);
  if (key) frame_printf(frame, row.x + 1, row.y, 1, ROLE_ACCENT, ATTR_BOLD | attr, "%c", key);
  frame_text(frame, row.x + 4, row.y, row.w - 4, words, ROLE_TEXT, attr);
}

/* There are more than are seen, "3 more v" where the row has room for it. */
static void draw_more(struct frame *frame, struct rect inside, int row, int hidden, enum mark way) {
  char words[32];
  if (inside.w < 1 || row < 0 || hidden < 1) return;
  snprintf(words, sizeof words, _("%d more"), hidden);
  int end = inside.x + inside.w - 1, x = end - 1 - text_columns(words);
  if (x > inside.x && part_blank(frame, x - 1, inside.y + row, end - x))
    frame_text(frame, x, inside.y + row, end - x, words, ROLE_WARN, ATTR_BOLD);
  frame_put(frame, end, inside.y + row, frame_mark(frame, way), frame_color(frame, ROLE_WARN), FRAME_DEFAULT,
            ATTR_BOLD);
}

/* Of so many lines: what is left for the list when the watch has its own, and a blank one above them if the list does
 * not need it. */
static int list_rows(int lines, int count, int *watch) {
  *watch = lines >= LEAST_ROWS + WATCH_LINES ? WATCH_LINES : 0;
  int rows = lines - *watch;
  return *watch > 0 && rows > count ? rows - 1 : rows;
}

void pane_scenes(struct frame *frame, const struct app *app) {
  const struct scenes *scenes = catalog_scenes(app->catalog);
  int count = scenes->count, chosen = app->overlay_line < count ? app->overlay_line : count - 1,
      width = widest_title(app, scenes) + 5;
  if (width < WATCH_WIDTH) width = WATCH_WIDTH;
  struct rect inside = part_window(frame, width, count + 1 + WATCH_LINES, _("scenes"));
  int watch, rows = list_rows(inside.h, count, &watch), top = chosen - rows / 2;
  if (top > count - rows) top = count - rows;
  if (top < 0) top = 0;
  for (int i = 0; i < rows && top + i < count; i++)
    draw_scene(frame, (struct rect){inside.x, inside.y + i, inside.w, 1}, called(app, &scenes->file[top + i]), top + i,
               top + i == chosen);
  draw_more(frame, inside, 0, top, MARK_UP);
  draw_more(frame, inside, rows - 1, count - top - rows, MARK_DOWN);
  struct rect below = {inside.x + 1, inside.y + inside.h - watch, inside.w - 2, watch};
  const char *words = scenes->file[chosen].watch;
  if (watch > 0 && words[0] && !app_covered(app)) part_words(frame, below, _(words), ROLE_TEXT, ATTR_BOLD);
  const char *footer = text_columns(_(" its key, or Up Down and Enter; Esc closes ")) <= inside.w
                           ? _(" its key, or Up Down and Enter; Esc closes ")
                           : _(" key, Enter, Esc ");
  part_whole(frame, inside.x, inside.y + inside.h, inside.w, footer, ROLE_DIM, 0);
}

/* Bytes of the next line: up to a newline, else whole words, else as much as fits: nothing is left out. */
static size_t line_length(const char *text, int columns) {
  size_t fit = text_fit(text, columns), line = strcspn(text, "\n"), words = text_wrap(text, columns);
  if (line <= fit) return line;
  return words > 0 ? words : fit > 0 ? fit : 1;
}

/* Lines that go on are indented. */
static int wrap(const char *text, int columns, struct text *out) {
  int lines = 0;
  bool goes_on = false;
  while (*text) {
    int indent = goes_on ? INDENT : 0;
    size_t length = line_length(text, columns - indent);
    text_printf(out, "%*s", indent, "");
    text_append(out, text, length);
    text_add(out, "\n");
    text += length;
    goes_on = *text && *text != '\n';
    text += *text == '\n' || *text == ' ';
    lines++;
  }
  return lines;
}

void pane_command(struct frame *frame, const struct app *app) {
  struct text lines = {0};
  int room = frame->cols - 4 < COMMAND_WIDTH ? frame->cols - 4 : COMMAND_WIDTH;
  if (room <= INDENT) room = INDENT + 1;
  int count = wrap(text_string(&app->card), room, &lines);
  struct rect inside = part_window(frame, room, count, app->card_title);
  int last = count > inside.h ? count - inside.h : 0, top = app->overlay_line < last ? app->overlay_line : last;
  const char *line = text_string(&lines);
  for (int i = 0; i < top + inside.h && *line; i++) {
    size_t length = strcspn(line, "\n");
    char shown[512]; /* a frame's width at most */
    text_copy(shown, length + 1 < sizeof shown ? length + 1 : sizeof shown, line);
    if (i >= top) frame_text(frame, inside.x, inside.y + i - top, inside.w, shown, ROLE_TEXT, ATTR_BOLD);
    line += length + 1;
  }
  const char *footer = last == 0 ? _(" any key closes ") : top < last ? _(" Down shows more ") : _(" Up goes back ");
  part_whole(frame, inside.x, inside.y + inside.h, inside.w, footer, ROLE_DIM, 0);
  text_free(&lines);
}
