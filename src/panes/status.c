/* SPDX-License-Identifier: MIT
 *
 * The lines at the edge of the screen: what is shown and how fast, messages and the command line, the keys. */
#include "app/actions.h"
#include "app/lesson.h"
#include "app/log_view.h"
#include "app/messages.h"
#include "app/view.h"
#include "panes/parts.h"

#include <stdio.h>
#include <string.h>

enum { PIECES = 7, FORMULA = 2, LEFT_PIECES = 3, SEPARATION = 3, NARROW = 50 /* columns */ };

struct piece {
  char words[160];
  enum role role;
  unsigned attr;
  int rank; /* the lowest is sure of its room */
  bool left_out;
};

/* "> 1 step/s", "|| paused"; in a field of fixed width. On a narrow screen "> 1/s", "paused". */
static void state_words(const struct app *app, char *out, size_t size) {
  char speed[32];
  bool narrow = app->layout.cols < NARROW, running = app->running && !view_stands(app);
  if (running && narrow) {
    snprintf(speed, sizeof speed, "> %g/s", app_speed(app));
  } else if (running) {
    double rate = app_speed(app);
    snprintf(speed, sizeof speed, rate == 1 ? _("> %g step/s") : _("> %g steps/s"), rate);
  } else {
    snprintf(speed, sizeof speed, "%s", narrow ? _("paused") : _("|| paused"));
  }
  int blanks = (narrow ? 6 : 12) - text_columns(speed);
  snprintf(out, size, "%s%*s", speed, blanks > 0 ? blanks : 0, "");
}

static void surface_words(const struct app *app, struct piece *name, struct piece *formula) {
  const struct dh_surface_spec *info = dh_surface_info(dh_run_initial(app->lane[0].run)->surface);
  bool titled = app->scene_title[0] && !app_covered(app); /* a title may tell how it ends */
  text_copy(name->words, sizeof name->words, titled ? _(app->scene_title) : info->name);
  /* What was fitted by hand is called by its file. */
  const char *path = info->fit && strcmp(name->words, info->formula) == 0 ? info->fit->data.name : NULL;
  if (path) text_clean(name->words, sizeof name->words, strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
  if (strcmp(name->words, info->formula) != 0) text_copy(formula->words, sizeof formula->words, info->formula);
}

/* Which lanes cannot be seen for want of room, with the key that goes there. */
static void hidden_words(const struct app *app, char *out, size_t size) {
  const struct layout *layout = &app->layout;
  out[0] = '\0';
  if (layout->shown >= app->lane_count || app->view != VIEW_COMPARE) return;
  snprintf(out, size, _("lanes %d-%d of %d"), layout->first + 1, layout->first + layout->shown, app->lane_count);
}

static int pieces_width(const struct piece *pieces) {
  int width = 1;
  for (int i = 0; i < PIECES; i++)
    if (pieces[i].words[0] && !pieces[i].left_out) width += text_columns(pieces[i].words) + SEPARATION;
  return width - SEPARATION + 1;
}

/* By rank, every piece that has room beside those before it. */
static void choose_pieces(struct piece *pieces, int columns) {
  for (int i = 0; i < PIECES; i++) pieces[i].left_out = true;
  for (int rank = 0; rank < PIECES; rank++)
    for (int i = 0; i < PIECES; i++) {
      if (pieces[i].rank != rank) continue;
      pieces[i].left_out = false;
      if (pieces_width(pieces) > columns) pieces[i].left_out = true;
    }
}

/* A training log has steps of its own. */
static void log_pieces(const struct log_view *view, struct piece *pieces) {
  char last[24];
  int digits = snprintf(last, sizeof last, "%.0f", log_view_step(view, view->log.count - 1));
  text_copy(pieces[1].words, sizeof pieces[1].words, view->name);
  snprintf(pieces[4].words, sizeof pieces[4].words, _("step %*ld of %s"), digits, (long)log_view_step(view, view->row),
           last);
}

static void fill_pieces(const struct app *app, struct piece *pieces) {
  char last[24];
  int digits = snprintf(last, sizeof last, "%ld", app_horizon(app));
  snprintf(pieces[6].words, sizeof pieces[6].words, "%s", _("? help"));
  if (app->view == VIEW_LOG) {
    log_pieces(app->log, pieces);
    return;
  }
  surface_words(app, &pieces[1], &pieces[FORMULA]);
  hidden_words(app, pieces[3].words, sizeof pieces[3].words);
  snprintf(pieces[4].words, sizeof pieces[4].words, _("step %*ld of %s"), digits, app->step, last);
  state_words(app, pieces[5].words, sizeof pieces[5].words);
}

/* What is shown at the left; at the right what changes, so that it stands still while numbers grow. */
static void header_pieces(const struct app *app, struct piece *pieces, int columns) {
  static const struct piece kinds[PIECES] = {{.words = "downhill", .role = ROLE_ACCENT, .attr = ATTR_BOLD, .rank = 5},
                                             {.role = ROLE_TEXT, .attr = ATTR_BOLD, .rank = 4},
                                             {.role = ROLE_TEXT, .rank = 2},
                                             {.role = ROLE_WARN, .rank = 3},
                                             {.role = ROLE_TEXT, .attr = ATTR_BOLD, .rank = 0},
                                             {.role = ROLE_TEXT, .rank = 1},
                                             {.role = ROLE_ACCENT, .rank = 6}};
  memcpy(pieces, kinds, sizeof kinds);
  if (app->scene_title[0]) { /* says more than the formula, as a surface's name does not */
    pieces[1].rank = kinds[FORMULA].rank;
    pieces[FORMULA].rank = kinds[1].rank;
  }
  fill_pieces(app, pieces);
  choose_pieces(pieces, columns);
}

void pane_header(struct frame *frame, struct rect rect, const struct app *app) {
  struct piece pieces[PIECES];
  if (rect.w < 1 || rect.h < 1) return;
  header_pieces(app, pieces, rect.w);
  int x = rect.x + 1, right = rect.x + rect.w - 1;
  for (int i = 0; i < LEFT_PIECES; i++) {
    if (!pieces[i].words[0] || pieces[i].left_out) continue;
    x += frame_text(frame, x, rect.y, right - x, pieces[i].words, pieces[i].role, pieces[i].attr) + SEPARATION;
  }
  for (int i = PIECES - 1; i >= LEFT_PIECES; i--) {
    if (!pieces[i].words[0] || pieces[i].left_out) continue;
    right -= text_columns(pieces[i].words);
    frame_text(frame, right, rect.y, rect.x + rect.w - right, pieces[i].words, pieces[i].role, pieces[i].attr);
    right -= SEPARATION;
  }
}

/* The formula at the right end of a line that is not full, when the header had no room for it. */
static void draw_formula(struct frame *frame, struct rect rect, const struct app *app) {
  struct piece pieces[PIECES];
  header_pieces(app, pieces, app->layout.header.w);
  if (!pieces[FORMULA].left_out || !pieces[FORMULA].words[0]) return;
  int width = text_columns(pieces[FORMULA].words), x = rect.x + rect.w - 1 - width;
  if (part_blank(frame, x - SEPARATION, rect.y, SEPARATION))
    part_label(frame, rect, x, rect.y, pieces[FORMULA].words, ROLE_TEXT);
}

/* --- message and prompt --- */

static enum role tone_role(enum app_tone tone) {
  return tone == TONE_ERROR ? ROLE_BAD : tone == TONE_DONE ? ROLE_GOOD : ROLE_TEXT;
}

/* As much of a sentence as fits, cut after a whole word, and seen to be cut. */
static void draw_sentence(struct frame *frame, struct rect rect, const char *words, enum role role, unsigned attr) {
  const char *more = rect.w > NARROW / 2 ? " ..." : "";
  char line[512];
  text_copy(line, sizeof line - 4, words);
  if (text_columns(line) > rect.w) {
    int room = rect.w - text_columns(more);
    size_t whole = text_wrap(line, room);
    line[whole > 0 ? whole : text_fit(line, room)] = '\0';
    strcat(line, more);
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

/* The question to the class. */
static void draw_cover(struct frame *frame, struct rect rect) {
  static const char *const signs[] = {N_(" covered: what will happen? h shows it "), N_(" covered: h shows it "),
                                      N_(" covered ")};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (part_whole(frame, rect.x + 1, rect.y, rect.w - 2, _(signs[i]), ROLE_WARN, ATTR_BOLD | ATTR_REVERSE)) return;
}

/* With nothing to say, the advice for the selected lane, where advice is wanted and its own pane is too narrow; or what
 * the worked update has no room for; or what is to be seen in the scene. */
static void draw_idle(struct frame *frame, struct rect rect, const struct app *app) {
  char words[256];
  if (app->layout.tiny || lesson_covers(app)) return; /* a lesson asks beside the lanes */
  if (view_is_recorded(app)) return;
  if (app_covered(app)) {
    draw_cover(frame, rect);
    return;
  }
  if (!part_advised(app)) {
    const char *watch = app->view == VIEW_COMPARE || app->view == VIEW_OVERLAY ? app_watch(app) : "";
    pane_equation_more(frame, rect, app);
    if (watch[0] && part_blank(frame, rect.x + 1, rect.y, rect.w - 2))
      part_whole(frame, rect.x + 1, rect.y, rect.w - 2, _(watch), ROLE_DIM, 0);
    draw_formula(frame, rect, app);
    return;
  }
  message_advice(&app->lane[app->selected].reading, app_spec(app, app->selected), words, sizeof words);
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

enum { BRIEF_MOST = 64 };

static bool is_pair(int index, int other) {
  const struct action *partner = other >= 0 ? action_row(other) : NULL;
  return partner && action_set(index) == action_set(other) && partner->brief && partner->brief[0] == '\0';
}

/* Its key, or with its partner's "Left Right", "Up Down", which is the order of the arrows' codes. */
static void brief_key(const struct app *app, int index, bool paired, char *out, size_t size) {
  int partner = is_pair(index, index + 1) ? index + 1 : is_pair(index, index - 1) ? index - 1 : -1;
  const struct action *first = action_row(index), *second = paired && partner >= 0 ? action_row(partner) : NULL;
  if (second && second->keys[0] < first->keys[0]) {
    first = second;
    second = action_row(index);
  }
  char key[16], other[16] = "";
  message_keys(NULL, action_key(app, first), key, sizeof key);
  if (second) message_keys(NULL, action_key(app, second), other, sizeof other);
  snprintf(out, size, "%s%s%s", key, second ? " " : "", other);
}

/* One key that may be on the line. */
struct brief {
  int index; /* of the action */
  bool own;  /* of the present view or mode */
  int rank;
  bool shown, paired;
};

struct key_line {
  const struct app *app;
  struct brief brief[BRIEF_MOST];
  int count, columns;
};

static int brief_width(const struct app *app, const struct brief *brief) {
  char key[40];
  brief_key(app, brief->index, brief->paired, key, sizeof key);
  return text_columns(key) + 1 + text_columns(_(action_row(brief->index)->brief)) + 2;
}

static bool has_words(const struct action *action) { return action->brief && action->brief[0]; }

/* Keys of the present view or mode, or those that there are everywhere. */
static void list_brief(struct key_line *line, bool own) {
  for (int i = 0; i < action_count() && line->count < BRIEF_MOST; i++) {
    const struct action *action = action_row(i);
    if ((action_set(i)->applies != NULL) != own || !has_words(action) || !action_applies(line->app, action)) continue;
    int rank = own ? RANK_OWN : action->rank > 0 ? action->rank : RANK_LAST;
    line->brief[line->count++] = (struct brief){i, own, rank, false, own};
  }
}

static bool fits(const struct key_line *line) {
  int width = -1;
  for (int i = 0; i < line->count; i++)
    if (line->brief[i].shown) width += brief_width(line->app, &line->brief[i]);
  return width <= line->columns;
}

/* By rank whatever fits; what is left over gives keys of every lane their counterpart, "Left Right step". */
static void choose_keys(struct key_line *line, bool helped) {
  for (int rank = 1; rank <= RANK_LAST; rank++)
    for (int i = 0; i < line->count; i++) {
      struct brief *brief = &line->brief[i];
      if (brief->rank != rank || (helped && strcmp(action_row(brief->index)->name, "help") == 0)) continue;
      brief->shown = true;
      brief->shown = fits(line);
    }
  for (int i = 0; i < line->count; i++) {
    struct brief *brief = &line->brief[i];
    if (!brief->shown || brief->paired) continue;
    brief->paired = true;
    brief->paired = fits(line);
  }
}

/* While a line is typed its keys are the only ones that hold. */
static void draw_prompt_keys(struct frame *frame, struct rect rect) {
  static const struct {
    uint32_t key;
    const char *brief;
  } keys[] = {{KEY_CODE_TAB, N_("complete")},
              {KEY_CODE_ENTER, N_("do it")},
              {KEY_CODE_ESCAPE, N_("back")},
              {KEY_CODE_UP, N_("earlier lines")}};
  int x = rect.x + 1;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    char key[16];
    message_keys(NULL, keys[i].key, key, sizeof key);
    int width = text_columns(key) + 1 + text_columns(_(keys[i].brief));
    if (x + width > rect.x + rect.w) return;
    int used = frame_text(frame, x, rect.y, width, key, ROLE_ACCENT, ATTR_BOLD);
    frame_text(frame, x + used + 1, rect.y, width, _(keys[i].brief), ROLE_TEXT, 0);
    x += width + 2;
  }
}

/* Is it in the header that there is help? */
static bool header_helps(const struct app *app) {
  struct piece pieces[PIECES];
  header_pieces(app, pieces, app->layout.header.w);
  return !pieces[PIECES - 1].left_out;
}

/* The mode's own, then the others in the order of the table. */
void pane_keys(struct frame *frame, struct rect rect, const struct app *app) {
  struct key_line line = {.app = app, .columns = rect.w};
  int x = rect.x + 1;
  if (rect.w < 1 || rect.h < 1) return;
  if (app->prompt.open && app->message[0]) {
    draw_complaint(frame, rect, app);
    return;
  }
  if (app->prompt.open) {
    draw_prompt_keys(frame, rect);
    return;
  }
  list_brief(&line, true);
  list_brief(&line, false);
  choose_keys(&line, header_helps(app));
  for (int i = 0; i < line.count; i++) {
    const struct brief *brief = &line.brief[i];
    char key[40];
    if (!brief->shown) continue;
    brief_key(app, brief->index, brief->paired, key, sizeof key);
    int width = brief_width(app, brief), used = frame_text(frame, x, rect.y, width, key, ROLE_ACCENT, ATTR_BOLD);
    frame_text(frame, x + used + 1, rect.y, width, _(action_row(brief->index)->brief), ROLE_TEXT, 0);
    x += width;
  }
}
