/* SPDX-License-Identifier: MIT
 *
 * The card at the end, above the screen: where it hides least of what the class has just seen. */
#include "app/messages.h"
#include "panes/parts.h"

#include <string.h>

/* --- its lines --- */

/* The next line of a text; false at its end. */
static bool next_line(const char **text, char *line, size_t size) {
  if (**text == '\0') return false;
  size_t length = strcspn(*text, "\n");
  text_copy(line, length + 1 < size ? length + 1 : size, *text);
  *text += length + ((*text)[length] == '\n');
  return true;
}

/* Lines too long for the screen go on in the next one. */
static void break_lines(const struct text *lines, int columns, struct text *out) {
  char line[256];
  const char *text = text_string(lines);
  while (next_line(&text, line, sizeof line)) {
    char *rest = line;
    while (text_columns(rest) > columns) {
      size_t fit = text_wrap(rest, columns);
      if (fit == 0) break; /* one word, wider than the screen */
      text_append(out, rest, fit);
      text_add(out, "\n");
      rest += fit + strspn(rest + fit, " ");
    }
    text_printf(out, "%s\n", rest);
  }
}

/* Blanks that only align columns, taken out where the lines do not fit. */
static void squeeze(struct text *text) {
  size_t to = 0;
  for (size_t from = 0; from < text->length; from++)
    if (text->data[from] != ' ' || from < 2 || text->data[from - 1] != ' ' || text->data[from - 2] != ' ')
      text->data[to++] = text->data[from];
  if (text->data) text->data[to] = '\0';
  text->length = to;
}

static int card_width(const struct text *lines, int *count) {
  char line[256];
  const char *text = text_string(lines);
  int width = 0;
  for (*count = 0; next_line(&text, line, sizeof line); (*count)++)
    if (text_columns(line) > width) width = text_columns(line);
  return width;
}

/* Lines that only part others, taken out. */
static void close_up(const struct text *lines, struct text *out) {
  const char *text = text_string(lines);
  char line[256];
  while (next_line(&text, line, sizeof line))
    if (line[0]) text_printf(out, "%s\n", line);
}

/* --- its place --- */

/* A box where the card might stand. */
struct spot {
  const struct frame *frame; /* everything else is drawn on it already */
  struct rect box;
};

static struct rect shared(struct rect a, struct rect b) {
  int left = a.x > b.x ? a.x : b.x, right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
  int top = a.y > b.y ? a.y : b.y, bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
  return (struct rect){left, top, right > left ? right - left : 0, bottom > top ? bottom - top : 0};
}

/* How many cells of a rectangle would be hidden that are not blank. */
static int overlap(const struct spot *spot, struct rect rect) {
  struct rect both = shared(spot->box, rect);
  int cells = 0;
  for (int y = both.y; y < both.y + both.h; y++)
    for (int x = both.x; x < both.x + both.w; x++) cells += !part_blank(spot->frame, x, y, 1);
  return cells;
}

/* The results come first, then where the balls are, mostly in the lower half; then the losses, of which the card has
 * but the last, and what else is said. */
enum { WORDS = 64, PICTURE = 4, LOSS = 3, HINTS = 2, NUMBERS = 1 };

/* A picture is seen as a whole, its sky with it. */
static int hidden_of_picture(struct rect picture, const struct spot *spot) {
  struct rect lower = {picture.x, picture.y + picture.h / 2, picture.w, picture.h - picture.h / 2};
  struct rect all = shared(spot->box, picture), below = shared(spot->box, lower);
  return PICTURE * (all.w * all.h + below.w * below.h);
}

static int hidden_of_lane(const struct lane_layout *lane, const struct spot *spot) {
  return WORDS * overlap(spot, lane->word) + hidden_of_picture(lane->hill, spot) + LOSS * overlap(spot, lane->loss) +
         HINTS * (overlap(spot, lane->gauge) + overlap(spot, lane->advice)) + NUMBERS * overlap(spot, lane->schedule);
}

static int hidden(const struct app *app, const struct spot *spot) {
  const struct layout *layout = &app->layout;
  int sum = NUMBERS * overlap(spot, layout->equation);
  if (app->message[0]) sum += WORDS * overlap(spot, layout->message);
  if (app->view == VIEW_OVERLAY) {
    const struct race_layout *race = &layout->race;
    return sum + WORDS * overlap(spot, race->ranking) + hidden_of_picture(race->picture, spot) +
           LOSS * overlap(spot, race->loss);
  }
  int lanes = app->view == VIEW_FOCUS ? 1 : layout->shown;
  for (int place = 0; place < lanes; place++) sum += hidden_of_lane(&layout->lane[place], spot);
  for (int i = 0; i < FOCUS_CHARTS && app->view == VIEW_FOCUS; i++)
    sum += NUMBERS * overlap(spot, layout->focus.chart[i]);
  return sum;
}

/* Between the header and the keys; of places that hide as little the lowest in the middle. *least: what it hides. */
static struct rect place(const struct frame *frame, const struct app *app, int columns, int lines, int *least) {
  const struct layout *layout = &app->layout;
  int w = columns + 4 < layout->cols ? columns + 4 : layout->cols;
  int h = lines + 2 < layout->rows ? lines + 2 : layout->rows;
  int centre = (layout->cols - w) / 2, last = layout->message.y + 1 - h, first = last < 1 ? 0 : 1;
  if (last < 0) last = 0;
  const int columns_of[] = {centre, layout->cols - w - 1, 1};
  struct rect best = {centre, last, w, h};
  *least = hidden(app, &(struct spot){frame, best});
  for (int y = last; y >= first; y--)
    for (int i = 0; i < 3; i++) {
      const struct spot spot = {frame, {columns_of[i] < 0 ? 0 : columns_of[i], y, w, h}};
      int hides = spot.box.x + w <= layout->cols ? hidden(app, &spot) : *least;
      if (hides >= *least) continue;
      best = spot.box;
      *least = hides;
    }
  return best;
}

/* Lines above the last give way when there are too many: the last says how to go on. */
void pane_card(struct frame *frame, const struct app *app) {
  char line[256];
  int count, closed_count, title = text_columns(app->card_title) + 2, room = frame->cols - 4;
  struct text lines = {0}, closed = {0};
  text_add(&lines, text_string(&app->card));
  if (card_width(&lines, &count) > room) {
    squeeze(&lines);
    struct text broken = {0};
    break_lines(&lines, room, &broken);
    text_free(&lines);
    lines = broken;
  }
  int width = card_width(&lines, &count);
  if (width < title) width = title;
  close_up(&lines, &closed);
  card_width(&closed, &closed_count);
  int hides, hides_closed;
  struct rect box = place(frame, app, width, count, &hides);
  struct rect small = place(frame, app, width, closed_count, &hides_closed);
  bool close = hides_closed < hides;
  if (close) count = closed_count;
  struct rect inside = part_window_at(frame, close ? small : box, app->card_title);
  const char *text = text_string(close ? &closed : &lines);
  for (int i = 0, y = 0; next_line(&text, line, sizeof line); i++) {
    if (y == inside.h - 1 && i < count - 1) continue;
    if (y < inside.h) part_whole(frame, inside.x, inside.y + y++, inside.w, line, ROLE_TEXT, 0);
  }
  text_free(&lines);
  text_free(&closed);
}
