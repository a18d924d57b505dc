/* SPDX-License-Identifier: MIT
 *
 * Keys of lessons: through an open one, for a question, and in the list. */
#include "app/actions_lesson.h"

#include "app/lesson.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static unsigned complain(struct app *app, const struct lesson *lesson, const struct lesson_trouble *trouble) {
  app_say(app, TONE_ERROR, _("%s, line %ld: %s"), lesson->file->name,
          lesson_line(lesson, trouble->beat, trouble->entry), trouble->words);
  return EFFECT_REDRAW;
}

/* --- what a question forbids --- */

bool lesson_freezes(const struct app *app, const struct action *action) {
  enum action_group group = action->group;
  bool changes = group == GROUP_RATE || group == GROUP_TRAINING || group == GROUP_CLASS;
  if (lesson_is_at(app, LESSON_RUNNING)) return changes;
  return lesson_covers(app) && (changes || group == GROUP_TIME || group == GROUP_LANES);
}

void lesson_say_frozen(struct app *app) {
  if (lesson_covers(app))
    app_say(app, TONE_HINT, _("first a guess: press 1 to %u, then Enter"), lesson_beat(app)->predict->choices_count);
  else
    app_say(app, TONE_HINT, _("wait for the answer, or PgDn"));
}

/* --- in a lesson --- */

/* While a start is being placed, keys are for that. */
static bool in_lesson(const struct app *app) {
  return lesson_beat(app) != NULL && app->view != VIEW_LESSONS && !app->placing.on;
}

static bool is_asking(const struct app *app) { return in_lesson(app) && lesson_covers(app); }

static unsigned turn(struct app *app, bool (*way)(struct app *app, struct lesson_trouble *trouble)) {
  const struct lesson *lesson = app->lessons->lesson;
  struct lesson_trouble trouble;
  return way(app, &trouble) ? EFFECT_REDRAW : complain(app, lesson, &trouble);
}

static unsigned act_next(struct app *app, int argument) {
  (void)argument;
  return turn(app, lesson_next);
}

static unsigned act_previous(struct app *app, int argument) {
  (void)argument;
  return turn(app, lesson_previous);
}

static unsigned act_hint(struct app *app, int argument) {
  (void)argument;
  lesson_show_hint(app);
  return EFFECT_REDRAW;
}

/* Boxes above the screen close first. */
static unsigned act_leave(struct app *app, int argument) {
  (void)argument;
  if (app->overlay != OVERLAY_NONE) {
    app->overlay = OVERLAY_NONE;
    return EFFECT_REDRAW;
  }
  lesson_leave(app);
  app_say(app, TONE_DONE, _("the lesson is closed, the lanes are yours; l goes back to it"));
  return EFFECT_REDRAW;
}

static unsigned act_hand(struct app *app, int choice) {
  lesson_hand(app, choice, 1);
  return EFFECT_REDRAW;
}

static unsigned act_lower(struct app *app, int argument) {
  (void)argument;
  lesson_hand(app, app->lessons->last_hand, -1);
  return EFFECT_REDRAW;
}

/* Who only reads on has to guess first; a presenter's PgDn shows the answer to hands that were counted aloud. */
static unsigned act_answer(struct app *app, int argument) {
  int hands = 0;
  for (int i = 0; i < LESSON_CHOICES_MAX; i++) hands += app->lessons->hands[i];
  if (hands == 0 && app->lessons->page + 1 >= lesson_pages(app)) {
    lesson_say_frozen(app);
    return EFFECT_REDRAW;
  }
  return act_next(app, argument);
}

#define HAND(digit)                                                                                                    \
  {                                                                                                                    \
    "hand_" #digit, {'0' + (digit)}, GROUP_LESSON, "1 ... 6", N_("a guess; each press is one more hand"), NULL,        \
        act_hand, (digit)-1, false, 0                                                                                  \
  }

static const struct action asking[] = {
    {"guess",
     {'1'},
     GROUP_LESSON,
     "1 ... 6",
     N_("a guess; each press is one more hand"),
     N_("... guess"),
     act_hand,
     0,
     false,
     0},
    HAND(2),
    HAND(3),
    HAND(4),
    HAND(5),
    HAND(6),
    {"lower",
     {KEY_CODE_BACKSPACE, KEY_CODE_LEFT},
     GROUP_LESSON,
     "Left",
     N_("one hand less"),
     NULL,
     act_lower,
     0,
     false,
     0},
    {"answer",
     {KEY_CODE_ENTER},
     GROUP_LESSON,
     "Enter",
     N_("hands are counted: what does happen?"),
     N_("answer"),
     act_answer,
     0,
     false,
     0},
};

static const struct action reading[] = {
    {"next",
     {KEY_CODE_ENTER, KEY_CODE_PAGE_DOWN, 'J'},
     GROUP_LESSON,
     "Enter PgDn",
     N_("go on"),
     N_("next"),
     act_next,
     0,
     false,
     0},
    {"previous",
     {KEY_CODE_PAGE_UP, KEY_CODE_BACKSPACE, 'K'},
     GROUP_LESSON,
     "PgUp K",
     N_("back, as it was there"),
     N_("back"),
     act_previous,
     0,
     false,
     0},
    {"leave",
     {KEY_CODE_ESCAPE},
     GROUP_LESSON,
     "Esc",
     N_("leave the lesson, keep the lanes"),
     NULL,
     act_leave,
     0,
     false,
     0},
};

/* Behind the last page there is none. */
static bool at_end(const struct app *app) {
  const struct app_lessons *lessons = app->lessons;
  return in_lesson(app) && !lesson_covers(app) && !lesson_is_at(app, LESSON_RUNNING) &&
         lessons->beat + 1 >= lessons->lesson->file->beats_count && lessons->page + 1 >= lesson_pages(app);
}

static const struct action ending[] = {
    {"end",
     {KEY_CODE_ENTER, KEY_CODE_PAGE_DOWN, 'J'},
     GROUP_LESSON,
     "Enter PgDn",
     N_("go on"),
     N_("end"),
     act_next,
     0,
     false,
     0},
};

static bool has_hint(const struct app *app) { return in_lesson(app) && lesson_beat(app)->hint; }

static const struct action hinting[] = {
    {"hint", {'H'}, GROUP_LESSON, "H", N_("a hint"), N_("hint"), act_hint, 0, false, 0},
};

const struct action_set actions_lesson_end = {at_end, ending, 1};
const struct action_set actions_hint = {has_hint, hinting, 1};
const struct action_set actions_asking = {is_asking, asking, sizeof asking / sizeof *asking};
const struct action_set actions_lesson = {in_lesson, reading, sizeof reading / sizeof *reading};

/* --- the list --- */

static bool in_list(const struct app *app) { return app->view == VIEW_LESSONS; }

static unsigned act_choose(struct app *app, int by) {
  int cursor = app->lessons->cursor + by, count = catalog_lesson_count(app->catalog);
  app->lessons->cursor = cursor < 0 ? 0 : cursor >= count ? count - 1 : cursor;
  return EFFECT_REDRAW;
}

/* The beat it was left at; the first if that was the last, done or not. */
static unsigned left_at(const struct app *app, const struct lesson *lesson) {
  const struct lesson_progress *progress = lesson_progress(app, lesson->file->name);
  bool finished = lesson_done(app, lesson) == (int)lesson->file->beats_count;
  return progress && !finished && progress->at + 1 < lesson->file->beats_count ? progress->at : 0;
}

static unsigned open_lesson(struct app *app, const struct lesson *lesson, unsigned beat) {
  struct lesson_trouble trouble;
  app->view = VIEW_COMPARE;
  lesson_leave(app);
  return lesson_open(app, lesson, beat, &trouble) ? EFFECT_REDRAW : complain(app, lesson, &trouble);
}

static unsigned act_open(struct app *app, int anew) {
  if (catalog_lesson_count(app->catalog) == 0) return EFFECT_REDRAW;
  const struct lesson *lesson = catalog_lesson(app->catalog, app->lessons->cursor);
  return open_lesson(app, lesson, anew ? 0 : left_at(app, lesson));
}

void lessons_names(const struct app *app, struct text *out) {
  for (int i = 0; i < catalog_lesson_count(app->catalog); i++)
    text_printf(out, "%s\n", catalog_lesson(app->catalog, i)->file->name);
}

/* By its name, or by its number in the list; -1 if there is none. */
static int find_lesson(const struct app *app, const char *name) {
  double number;
  int index = catalog_lesson_find(app->catalog, name), count = catalog_lesson_count(app->catalog);
  if (index < 0 && dh_number_parse(name, &number) && number >= 1 && number <= count) index = (int)number - 1;
  return index;
}

/* "the_step", "the_step 5": the beat behind the name is cut off, from 1; 0 if none was said, NaN if that is no beat. */
static double cut_beat(char *value) {
  char *blank = strchr(value, ' ');
  double beat;
  if (!blank) return 0;
  *blank = '\0';
  return dh_number_parse(blank + 1, &beat) && beat >= 1 && beat == floor(beat) ? beat : (double)NAN;
}

unsigned lessons_command(struct app *app, const char *value) {
  char name[APP_PROMPT];
  if (!lessons_create(app)) return EFFECT_REDRAW;
  if (app->lessons->setting) { /* it might be itself */
    app_say(app, TONE_ERROR, _("a lesson opens no other lesson"));
    return EFFECT_REDRAW;
  }
  text_copy(name, sizeof name, value);
  double beat = cut_beat(name);
  int index = find_lesson(app, name);
  if (index < 0) {
    app_say(app, TONE_ERROR, _("there is no lesson '%s': l shows them all"), name);
    return EFFECT_REDRAW;
  }
  const struct lesson *lesson = catalog_lesson(app->catalog, index);
  if (!(beat <= lesson->file->beats_count)) {
    app_say(app, TONE_ERROR, _("%s has %u parts: say which, such as :lesson %s 1"), name, lesson->file->beats_count,
            name);
    return EFFECT_REDRAW;
  }
  app->prompt.open = false;
  unsigned left = left_at(app, lesson);
  unsigned effects = open_lesson(app, lesson, beat > 0 ? (unsigned)beat - 1 : 0);
  if (beat == 0 && left > 0 && lesson_beat(app))
    app_say(app, TONE_HINT, _("from the beginning; :lesson %s %u goes on where it was left"), name, left + 1);
  return effects;
}

static unsigned act_close_list(struct app *app, int argument) {
  (void)argument;
  if (app->overlay != OVERLAY_NONE) {
    app->overlay = OVERLAY_NONE;
    return EFFECT_REDRAW;
  }
  return view_open(app, app->view_before);
}

static const struct action listing[] = {
    {"lesson_open",
     {KEY_CODE_ENTER},
     GROUP_LESSON,
     "Enter",
     N_("in the list: open, where it was left"),
     N_("open"),
     act_open,
     0,
     false,
     0},
    {"lesson_anew",
     {'r'},
     GROUP_LESSON,
     "r",
     N_("in the list: open from the beginning"),
     N_("from the beginning"),
     act_open,
     1,
     false,
     0},
    {"lesson_up",
     {KEY_CODE_UP, 'k'},
     GROUP_LESSON,
     "Up Down",
     N_("in the list: choose"),
     NULL,
     act_choose,
     -1,
     false,
     0},
    {"lesson_down",
     {KEY_CODE_DOWN, 'j'},
     GROUP_LESSON,
     "Up Down",
     N_("in the list: choose"),
     NULL,
     act_choose,
     1,
     false,
     0},
    {"lesson_list_close",
     {KEY_CODE_ESCAPE, 'l'},
     GROUP_LESSON,
     "Esc l",
     N_("in the list: back to the lanes"),
     N_("back"),
     act_close_list,
     0,
     false,
     0},
};

const struct action_set actions_lessons = {in_list, listing, sizeof listing / sizeof *listing};

bool lessons_enter(struct app *app, struct dh_error *error) {
  if (!lessons_create(app)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  app->running = app->running && lesson_is_at(app, LESSON_RUNNING); /* an answer is on its way all the same */
  for (int i = 0; i < catalog_lesson_count(app->catalog); i++)
    if (catalog_lesson(app->catalog, i) == app->lessons->lesson) app->lessons->cursor = i;
  return true;
}
