/* SPDX-License-Identifier: MIT
 *
 * The lines at the edge of the screen: what is shown and how fast, messages and the command line, the keys. */
#include "app/actions.h"
#include "app/messages.h"
#include "panes/parts.h"

#include <stdio.h>
#include <string.h>

enum { PIECES = 7, LEFT_PIECES = 3, SEPARATION = 3, ADVICE_WIDE = 40 };

struct piece {
  char words[160];
  enum role role;
  unsigned attr;
  int rank; /* the highest goes first when there is no room */
};

/* "> 1 step/s", "|| paused"; in a field of fixed width. */
static void state_words(const struct app *app, char *out, size_t size) {
  char speed[32];
  if (app->running) {
    double rate = app_speed(app);
    snprintf(speed, sizeof speed, rate == 1 ? _("> %g step/s") : _("> %g steps/s"), rate);
  } else {
    snprintf(speed, sizeof speed, "%s", _("|| paused"));
  }
  snprintf(out, size, "%-12s", speed);
}

static void surface_words(const struct app *app, struct piece *name, struct piece *formula) {
  const struct dh_surface_spec *info = dh_surface_info(dh_run_initial(app->lane[0].run)->surface);
  text_copy(name->words, sizeof name->words, app->scene_title[0] ? app->scene_title : info->name);
  if (strcmp(name->words, info->formula) != 0) text_copy(formula->words, sizeof formula->words, info->formula);
}

/* Which lanes cannot be seen for want of room, with the key that goes there. */
static void hidden_words(const struct app *app, char *out, size_t size) {
  const struct layout *layout = &app->layout;
  out[0] = '\0';
  if (layout->shown >= app->lane_count) return;
  snprintf(out, size, _("lanes %d-%d of %d"), layout->first + 1, layout->first + layout->shown, app->lane_count);
}

static int pieces_width(const struct piece *pieces) {
  int width = 1;
  for (int i = 0; i < PIECES; i++)
    if (pieces[i].words[0]) width += text_columns(pieces[i].words) + SEPARATION;
  return width - SEPARATION + 1;
}

static void drop_piece(struct piece *pieces) {
  int last = -1;
  for (int i = 0; i < PIECES; i++)
    if (pieces[i].words[0] && (last < 0 || pieces[i].rank > pieces[last].rank)) last = i;
  if (last >= 0) pieces[last].words[0] = '\0';
}

static void fill_pieces(const struct app *app, struct piece *pieces) {
  char last[24];
  int digits = snprintf(last, sizeof last, "%ld", app_horizon(app));
  surface_words(app, &pieces[1], &pieces[2]);
  hidden_words(app, pieces[3].words, sizeof pieces[3].words);
  snprintf(pieces[4].words, sizeof pieces[4].words, _("step %*ld of %s"), digits, app->step, last);
  state_words(app, pieces[5].words, sizeof pieces[5].words);
  snprintf(pieces[6].words, sizeof pieces[6].words, "%s", _("? help"));
}

/* What is shown at the left; at the right what changes, so that it stands still while numbers grow. */
void pane_header(struct frame *frame, struct rect rect, const struct app *app) {
  struct piece pieces[PIECES] = {{.words = "downhill", .role = ROLE_ACCENT, .attr = ATTR_BOLD, .rank = 4},
                                 {.role = ROLE_TEXT, .attr = ATTR_BOLD, .rank = 2},
                                 {.role = ROLE_TEXT, .rank = 6},
                                 {.role = ROLE_WARN, .rank = 3},
                                 {.role = ROLE_TEXT, .attr = ATTR_BOLD, .rank = 0},
                                 {.role = ROLE_TEXT, .rank = 1},
                                 {.role = ROLE_ACCENT, .rank = 5}};
  if (rect.w < 1 || rect.h < 1) return;
  fill_pieces(app, pieces);
  while (pieces_width(pieces) > rect.w && pieces_width(pieces) > 0) drop_piece(pieces);
  int x = rect.x + 1, right = rect.x + rect.w - 1;
  for (int i = 0; i < LEFT_PIECES; i++) {
    if (!pieces[i].words[0]) continue;
    x += frame_text(frame, x, rect.y, right - x, pieces[i].words, pieces[i].role, pieces[i].attr) + SEPARATION;
  }
  for (int i = PIECES - 1; i >= LEFT_PIECES; i--) {
    if (!pieces[i].words[0]) continue;
    right -= text_columns(pieces[i].words);
    frame_text(frame, right, rect.y, rect.x + rect.w - right, pieces[i].words, pieces[i].role, pieces[i].attr);
    right -= SEPARATION;
  }
}

/* --- message and prompt --- */

static enum role tone_role(enum app_tone tone) {
  return tone == TONE_ERROR ? ROLE_BAD : tone == TONE_DONE ? ROLE_GOOD : ROLE_TEXT;
}

/* As much of a sentence as fits, cut after a whole word. */
static void draw_sentence(struct frame *frame, struct rect rect, const char *words, enum role role, unsigned attr) {
  char line[512];
  text_copy(line, sizeof line, words);
  while (text_columns(line) > rect.w) {
    char *blank = strrchr(line, ' ');
    if (!blank) {
      line[text_fit(line, rect.w)] = '\0';
      break;
    }
    *blank = '\0';
  }
  frame_text(frame, rect.x, rect.y, rect.w, line, role, attr);
}

/* Where the shown part of the text begins, so that the cursor is in view: a byte offset at a character's border. */
static size_t prompt_scroll(const struct app_prompt *prompt, int columns) {
  char before[APP_PROMPT];
  text_copy(before, (size_t)prompt->cursor + 1 < sizeof before ? (size_t)prompt->cursor + 1 : sizeof before,
            prompt->text);
  size_t from = 0, length;
  while (before[from] && text_columns(before + from) >= columns) {
    utf8_decode(before + from, strlen(before + from), &length);
    from += length;
  }
  return from;
}

static int columns_to(const char *string, size_t from, int byte) {
  char part[APP_PROMPT];
  if ((size_t)byte <= from) return 0;
  size_t length = (size_t)byte - from + 1;
  text_copy(part, length < sizeof part ? length : sizeof part, string + from);
  return text_columns(part);
}

static void draw_prompt(struct frame *frame, struct rect rect, const struct app *app) {
  const struct app_prompt *prompt = &app->prompt;
  int room = rect.w - 3;
  size_t from = prompt_scroll(prompt, room);
  frame_text(frame, rect.x, rect.y, 2, " :", ROLE_ACCENT, ATTR_BOLD);
  frame_text(frame, rect.x + 2, rect.y, room, prompt->text + from, ROLE_TEXT, ATTR_BOLD);
  int column = columns_to(prompt->text, from, prompt->cursor);
  const char *under = prompt->text + prompt->cursor;
  size_t length;
  uint32_t glyph = *under ? utf8_decode(under, strlen(under), &length) : ' ';
  frame_put(frame, rect.x + 2 + column, rect.y, glyph, frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, ATTR_REVERSE);
}

/* The prompt takes the message's line; what it is told stands below, on the key line, a caret under the place. */
static void draw_complaint(struct frame *frame, struct rect rect, const struct app *app) {
  const struct app_prompt *prompt = &app->prompt;
  enum role role = tone_role(app->message_tone);
  struct rect words = {rect.x + 2, rect.y, rect.w - 2, 1};
  if (prompt->error_column >= 0) {
    size_t from = prompt_scroll(prompt, rect.w - 3);
    int column = columns_to(prompt->text, from, prompt->error_column), width = text_columns(app->message);
    frame_put(frame, rect.x + 2 + column, rect.y, '^', frame_color(frame, role), FRAME_DEFAULT, ATTR_BOLD);
    words.x = rect.x + column + 4;
    words.w = rect.w - column - 4;
    if (words.w < width && column > width + 1) words = (struct rect){rect.x + 1, rect.y, column, 1};
  }
  draw_sentence(frame, words, app->message, role, 0);
}

/* With nothing to say, the advice for the selected lane, where advice is wanted and its own pane is too narrow. */
static void draw_idle(struct frame *frame, struct rect rect, const struct app *app) {
  char words[256];
  int place = app->selected - app->layout.first;
  if (app->layout.tiny || place < 0 || place >= app->layout.shown || app->layout.lane[place].advice.h == 0) return;
  if (app->layout.lane[place].advice.w >= ADVICE_WIDE) return; /* its pane says it */
  message_advice(&app->lane[app->selected].reading, app_spec(app, app->selected), words, sizeof words);
  if (words[0] == '\0') return;
  struct rect inside = {rect.x + 5, rect.y, rect.w - 6, 1};
  frame_printf(frame, rect.x + 1, rect.y, 3, part_lane_role(&app->lane[app->selected]), ATTR_BOLD, "%c",
               app->lane[app->selected].letter);
  draw_sentence(frame, inside, words, ROLE_TEXT, 0);
}

void pane_message(struct frame *frame, struct rect rect, const struct app *app) {
  if (rect.w < 4 || rect.h < 1) return;
  struct rect inside = {rect.x + 1, rect.y, rect.w - 2, 1};
  if (app->prompt.open) {
    frame_fill(frame, rect, ' ', frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, 0);
    draw_prompt(frame, rect, app);
  } else if (app->message[0]) {
    frame_fill(frame, rect, ' ', frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, 0);
    draw_sentence(frame, inside, app->message, tone_role(app->message_tone), ATTR_BOLD);
  } else {
    draw_idle(frame, rect, app);
  }
}

/* --- keys --- */

static void brief_key(const struct action *action, char *out) { key_name(action->keys[0], out); }

static int brief_width(const struct action *action) {
  char key[16];
  brief_key(action, key);
  return text_columns(key) + 1 + text_columns(action->brief) + 2;
}

/* Rows of the table as long as whole ones fit; room is kept for the last two, help and quit. */
void pane_keys(struct frame *frame, struct rect rect, const struct app *app) {
  int listed[64], count = 0, kept = 0, x = rect.x + 1;
  if (rect.w < 1 || rect.h < 1) return;
  if (app->prompt.open && app->message[0]) {
    draw_complaint(frame, rect, app);
    return;
  }
  for (int i = 0; i < action_count() && count < 64; i++)
    if (action_row(i)->brief) listed[count++] = i;
  for (int i = count > 2 ? count - 2 : 0; i < count; i++) kept += brief_width(action_row(listed[i]));
  for (int i = 0; i < count; i++) {
    const struct action *action = action_row(listed[i]);
    char key[16];
    int width = brief_width(action);
    if (i >= count - 2) kept -= width;
    if (x + width - 2 + kept > rect.x + rect.w) continue;
    brief_key(action, key);
    int used = frame_text(frame, x, rect.y, width, key, ROLE_ACCENT, ATTR_BOLD);
    frame_text(frame, x + used + 1, rect.y, width, action->brief, ROLE_TEXT, 0);
    x += width;
  }
}
