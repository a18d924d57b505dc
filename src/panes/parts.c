/* SPDX-License-Identifier: MIT
 *
 * What several panes need: colours of lanes and verdicts, text that is never cut inside a word, arrows at an edge. */
#include "panes/parts.h"

#include "app/actions.h"
#include "app/messages.h"
#include "app/task.h"
#include "frame/axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum role part_lane_role(const struct lane *lane) {
  return (enum role)(ROLE_LANE + (lane->letter - 'A') % (ROLE_LANE_END - ROLE_LANE + 1));
}

enum role part_verdict_role(enum dh_verdict verdict) {
  static const enum role roles[DH_VERDICT_COUNT] = {
      [DH_VERDICT_READY] = ROLE_DIM,      [DH_VERDICT_FROZEN] = ROLE_DIM,       [DH_VERDICT_STALLED] = ROLE_WARN,
      [DH_VERDICT_SLOW] = ROLE_WARN,      [DH_VERDICT_CONVERGING] = ROLE_GOOD,  [DH_VERDICT_ZIGZAG] = ROLE_GOOD,
      [DH_VERDICT_RINGING] = ROLE_GOOD,   [DH_VERDICT_OSCILLATING] = ROLE_WARN, [DH_VERDICT_NOISY] = ROLE_WARN,
      [DH_VERDICT_DIVERGING] = ROLE_BAD,  [DH_VERDICT_OVERFLOW] = ROLE_BAD,     [DH_VERDICT_NAN] = ROLE_BAD,
      [DH_VERDICT_CONVERGED] = ROLE_GOOD, [DH_VERDICT_SADDLE] = ROLE_WARN,      [DH_VERDICT_PLATEAU] = ROLE_WARN,
      [DH_VERDICT_LOCAL] = ROLE_WARN,
  };
  return roles[verdict];
}

struct ground pane_ground(const struct app *app, int lane) {
  const struct lane *own = &app->lane[lane];
  return (struct ground){dh_run_initial(own->run)->surface, app_camera(app, lane), &own->samples};
}

const char *part_word(const struct app *app, int lane) {
  return app_covered(app) ? _("covered") : task_word(app, lane);
}

enum role part_word_role(const struct app *app, int lane) {
  enum dh_verdict word = app->lane[lane].word;
  bool arrived = word == DH_VERDICT_NOISY && task_of_lane(app, lane) && !task_is_high(app, lane);
  return app_covered(app) ? ROLE_DIM : arrived ? ROLE_GOOD : part_verdict_role(word);
}

bool part_is_lowest(const struct dh_surface *surface, int minimum) {
  double best = dh_surface_best(surface), value = dh_surface_info(surface)->minima[minimum].value;
  return value <= best + 1e-9 * (1 + fabs(best));
}

bool part_whole(struct frame *frame, int x, int y, int columns, const char *string, enum role role, unsigned attr) {
  if (text_columns(string) > columns) return false;
  frame_text(frame, x, y, columns, string, role, attr);
  return true;
}

bool part_blank(const struct frame *frame, int x, int y, int columns) {
  if (x < 0 || y < 0 || x + columns > frame->cols || y >= frame->rows) return false;
  for (int i = 0; i < columns; i++)
    if (frame->cells[(size_t)y * (size_t)frame->cols + (size_t)(x + i)].glyph != ' ') return false;
  return true;
}

bool part_label(struct frame *frame, struct rect rect, int x, int y, const char *string, enum role role) {
  int columns = text_columns(string);
  if (x < rect.x || y < rect.y || y >= rect.y + rect.h || x + columns > rect.x + rect.w) return false;
  if (!part_blank(frame, x, y, columns)) return false;
  frame_text(frame, x, y, columns, string, role, 0);
  return true;
}

void part_band(struct frame *frame, int left, int right, int y) {
  if (left == right) left--, right++;
  for (int x = left; x <= right; x++) {
    uint32_t glyph = x == left ? '[' : x == right ? ']' : '=';
    frame_put(frame, x, y, glyph, frame_color(frame, ROLE_GOOD), FRAME_DEFAULT, ATTR_BOLD);
  }
}

static int count_lines(const char *string, int columns) {
  int lines = 0;
  while (*string) {
    size_t fit = text_wrap(string, columns);
    if (fit == 0) return -1;
    lines++;
    string += fit;
    while (*string == ' ') string++;
  }
  return lines;
}

bool part_words(struct frame *frame, struct rect rect, const char *string, enum role role, unsigned attr) {
  int lines = count_lines(string, rect.w);
  if (lines < 0 || lines > rect.h) return false;
  for (int y = rect.y; *string; y++) {
    char line[512];
    size_t fit = text_wrap(string, rect.w);
    text_copy(line, fit + 1 < sizeof line ? fit + 1 : sizeof line, string);
    frame_text(frame, rect.x, y, rect.w, line, role, attr);
    string += fit;
    while (*string == ' ') string++;
  }
  return true;
}

int part_title(struct frame *frame, const struct app *app, int lane, struct rect box) {
  char title[96], framed[104];
  bool selected = lane == app->selected && app->lane_count > 1;
  app_lane_title(app, lane, title, sizeof title);
  title[text_wrap(title, box.w - 4)] = '\0';
  snprintf(framed, sizeof framed, selected ? "[%s]" : " %s ", title);
  return frame_text(frame, box.x + 1, box.y, box.w - 1, framed, part_lane_role(&app->lane[lane]),
                    ATTR_BOLD | (selected ? (unsigned)ATTR_REVERSE : 0U));
}

const char *part_number(double x, char field[PART_NUMBER + 1]) {
  axes_number(x, PART_NUMBER, field);
  while (*field == ' ') field++;
  return field;
}

int part_sentences(struct frame *frame, struct rect rect, const char *string, enum role role) {
  char words[1024];
  text_copy(words, sizeof words, string);
  while (words[0] && !part_words(frame, rect, words, role, 0)) {
    size_t last = 0, end = 0;
    while (words[end]) {
      last = end;
      end += text_sentence(words + end);
      end += strspn(words + end, " ");
    }
    words[last] = '\0';
  }
  return count_lines(words, rect.w);
}

double part_x(struct rect rect, double place) { return place * rect.w; }
double part_y(struct rect rect, double place) { return (1 - place) * rect.h; }

int part_cell(double point, int cells) {
  if (!(point > 0)) return 0;
  return point >= cells ? cells - 1 : (int)point;
}

void part_past(const struct dh_run *run, void (*visit)(const struct dh_row *row, void *context), void *context) {
  const struct dh_rows past = dh_run_rows(run);
  for (int i = 0; i < past.count; i++) visit(dh_rows_at(&past, i), context);
}

/* Move a label along its edge to the nearest place where it covers nothing; where there is none it stays. */
static bool beside(const struct frame *frame, struct rect rect, int *column, int *row, int width, bool across) {
  int most = across ? rect.w : rect.h;
  for (int away = 0; away < most; away++)
    for (int side = -1; side <= 1; side += 2) {
      int x = *column + (across ? side * away : 0), y = *row + (across ? 0 : side * away);
      if (x < 0 || x + width > rect.w || y < rect.y || y >= rect.y + rect.h) continue;
      if (!part_blank(frame, rect.x + x, y, width)) continue;
      *column = x;
      *row = y;
      return true;
    }
  return false;
}

/* Only the arrow at the edge, its words where the row is free. */
static bool apart(struct frame *frame, struct rect rect, int column, int row, const char *words, uint32_t arrow,
                  enum role role) {
  int width = text_columns(words) + 2; /* with a blank on both sides */
  for (int away = 1; away < rect.w; away++)
    for (int side = -1; side <= 1; side += 2) {
      int x = side < 0 ? column - away - width + 1 : column + away;
      if (x < 0 || x + width > rect.w || !part_blank(frame, rect.x + x, row, width)) continue;
      frame_put(frame, rect.x + column, row, arrow, frame_color(frame, role), FRAME_DEFAULT, ATTR_BOLD);
      frame_text(frame, rect.x + x + 1, row, width, words, role, ATTR_BOLD);
      return true;
    }
  return false;
}

void part_outside(struct frame *frame, struct rect rect, double x, double y, const char *words, enum role role) {
  char label[64], arrow[8];
  enum mark mark = x < 0 ? MARK_LEFT : x > 1 ? MARK_RIGHT : y > 1 ? MARK_UP : MARK_DOWN;
  arrow[utf8_encode(frame_mark(frame, mark), arrow)] = '\0';
  int row = rect.y + part_cell(part_y(rect, y), rect.h), column = part_cell(part_x(rect, x), rect.w);
  bool before = mark == MARK_RIGHT || column + 2 + text_columns(words) > rect.w;
  snprintf(label, sizeof label, "%s %s", before ? words : arrow, before ? arrow : words);
  int width = text_columns(label), start = before ? column + 1 - width : column;
  if (start < 0) { /* no room for the number: the arrow alone */
    snprintf(label, sizeof label, "%s", arrow);
    start = column;
  }
  if (!beside(frame, rect, &start, &row, text_columns(label), mark == MARK_UP || mark == MARK_DOWN) &&
      apart(frame, rect, column, row, words, frame_mark(frame, mark), role))
    return;
  frame_text(frame, rect.x + start, row, rect.w - start, label, role, ATTR_BOLD);
}

bool part_advised(const struct app *app) {
  enum { WIDE_ENOUGH = 40 }; /* from here on the advice's own pane holds the sentence */
  const struct layout *layout = &app->layout;
  int place = app->selected - layout->first;
  if (layout->tiny || app_covered(app) || place < 0 || place >= layout->shown) return false;
  struct rect advice = layout->lane[place].advice;
  return advice.h > 0 && advice.w < WIDE_ENOUGH && app->lane[app->selected].reading.advice.kind != DH_ADVICE_NONE;
}

void part_explain(struct frame *frame, struct rect rect, const char *sign, const char *words) {
  frame_text(frame, rect.x, rect.y, rect.w < PART_KEYS - 1 ? rect.w : PART_KEYS - 1, sign, ROLE_ACCENT, ATTR_BOLD);
  struct rect right = {rect.x + PART_KEYS, rect.y, rect.w - PART_KEYS, 1};
  if (part_words(frame, right, words, ROLE_TEXT, 0)) return;
  char first[160];
  text_copy(first, sizeof first, words);
  first[text_wrap(first, right.w)] = '\0';
  part_whole(frame, right.x, right.y, right.w, first, ROLE_TEXT, 0);
}

void part_action(struct frame *frame, struct rect rect, const struct action *action) {
  char keys[48];
  message_keys(action->keys_shown, action->keys[0], keys, sizeof keys);
  part_explain(frame, rect, keys, _(action->help));
}

struct rect part_window(struct frame *frame, int columns, int lines, const char *title) {
  int w = columns + 4 < frame->cols ? columns + 4 : frame->cols, h = lines + 2 < frame->rows ? lines + 2 : frame->rows;
  return part_window_at(frame, (struct rect){(frame->cols - w) / 2, (frame->rows - h) / 2, w, h}, title);
}

struct rect part_window_at(struct frame *frame, struct rect box, const char *title) {
  frame_fill(frame, box, ' ', frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, 0);
  frame_box(frame, box, ROLE_TEXT, NULL);
  int room = box.w - 4;
  if (text_columns(title) + 2 <= room) frame_printf(frame, box.x + 2, box.y, room, ROLE_TEXT, ATTR_BOLD, " %s ", title);
  return (struct rect){box.x + 2, box.y + 1, box.w > 4 ? box.w - 4 : 0, box.h > 2 ? box.h - 2 : 0};
}
