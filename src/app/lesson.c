/* SPDX-License-Identifier: MIT
 *
 * Going through a lesson: beats, questions, goals. */
#include "app/lesson.h"

#include "app/messages.h"
#include "app/scene.h"
#include "app/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- where we are --- */

static bool is_open(const struct app *app) { return app->lessons && app->lessons->lesson && !app->lessons->setting; }

const struct lesson_beat *lesson_beat(const struct app *app) {
  return is_open(app) ? &app->lessons->lesson->file->beats[app->lessons->beat] : NULL;
}

bool lesson_is_at(const struct app *app, enum lesson_stage stage) {
  return is_open(app) && app->lessons->stage == stage;
}

bool lesson_covers(const struct app *app) { return lesson_is_at(app, LESSON_ASKING); }

void lesson_words(const struct app *app, const char *text, struct text *out) {
  claim_expand(_(text), app->lessons->claims, app->lessons->claim_count, out);
}

static struct lanes_now lanes_of(const struct app *app) {
  struct lanes_now lanes = {.count = app->lane_count, .step = app->step};
  for (int i = 0; i < app->lane_count; i++) {
    lanes.run[i] = app->lane[i].run;
    lanes.letter[i] = app->lane[i].letter;
  }
  return lanes;
}

/* --- trouble --- */

static bool fail(struct lesson_trouble *trouble, const struct app *app, const char *entry, const char *words) {
  trouble->beat = app->lessons->beat;
  text_copy(trouble->entry, sizeof trouble->entry, entry);
  text_copy(trouble->words, sizeof trouble->words, words);
  return false;
}

static bool fail_error(struct lesson_trouble *trouble, const struct app *app, const char *entry,
                       const struct dh_error *error) {
  char words[256];
  message_error(error, words, sizeof words);
  return fail(trouble, app, entry, words);
}

/* --- a beat's numbers and conditions --- */

static void forget_beat(struct app_lessons *lessons) {
  for (int i = 0; i < lessons->claim_count; i++) claim_free(&lessons->claims[i]);
  free(lessons->claims);
  for (int i = 0; i < LESSON_CHOICES_MAX; i++) condition_destroy(lessons->condition[i]);
  lessons->claims = NULL;
  lessons->claim_count = 0;
  memset(lessons->condition, 0, sizeof lessons->condition);
  memset(lessons->hands, 0, sizeof lessons->hands);
  lessons->last_hand = lessons->answer = -1;
  lessons->at = -1;
  lessons->hint = false;
  lessons->waited = 0;
  lessons->page = 0;
}

static bool add_claim(struct app *app, const char *source, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  struct dh_error error;
  struct claim *more = realloc(lessons->claims, ((size_t)lessons->claim_count + 1) * sizeof *more);
  if (!more) return fail(trouble, app, source, _("out of memory"));
  lessons->claims = more;
  if (!claim_read(&more[lessons->claim_count], app->catalog, source, &error))
    return fail_error(trouble, app, source, &error);
  lessons->claim_count++;
  return true;
}

/* The numbers in a text (NULL: there is none). */
static bool add_claims(struct app *app, const char *text, struct lesson_trouble *trouble) {
  size_t from, length;
  while (text && claim_next(text, &from, &length)) {
    char *source = strndup(text + from, length);
    bool good = source ? add_claim(app, source, trouble) : fail(trouble, app, text, _("out of memory"));
    free(source);
    if (!good) return false;
    text += from + length + 1;
  }
  return true;
}

/* Everything of a beat that is shown, one after the other; NULL past the last. Some are NULL in between: *more says
 * whether to go on. */
static const char *shown_text(const struct lesson_beat *beat, unsigned n, bool *more) {
  const struct lesson_predict *predict = beat->predict;
  unsigned choices = predict ? predict->choices_count : 0;
  const char *const single[] = {beat->done, beat->hint, beat->reveal, predict ? predict->question : NULL};
  enum { SINGLE = sizeof single / sizeof *single };
  *more = true;
  if (n < beat->text_count) return beat->text[n];
  n -= beat->text_count;
  if (n < beat->say_count) return beat->say[n];
  n -= beat->say_count;
  if (n < choices) return predict->choices[n].text;
  n -= choices;
  *more = n < SINGLE;
  return *more ? single[n] : NULL;
}

static bool ask_claims(struct app *app, int from, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  struct witnesses witnesses;
  struct dh_error error;
  const struct lanes_now lanes = lanes_of(app);
  if (!witnesses_call(&witnesses, &lanes, &error)) return fail_error(trouble, app, "", &error);
  bool good = true;
  for (int i = from; i < lessons->claim_count && good; i++)
    good = claim_ask(&lessons->claims[i], &witnesses, &error) ||
           fail_error(trouble, app, lessons->claims[i].source, &error);
  witnesses_dismiss(&witnesses);
  return good;
}

static bool add_condition(struct app *app, int index, const char *text, struct lesson_trouble *trouble) {
  struct dh_error error = {.code = DH_OK};
  const struct lanes_now lanes = lanes_of(app);
  struct condition *condition = condition_create(app->catalog, text, &error);
  app->lessons->condition[index] = condition;
  if (!condition || !condition_knows(condition, &lanes, &error)) return fail_error(trouble, app, text, &error);
  return condition_is_truth(condition) ||
         fail(trouble, app, text, _("a condition is wanted, such as B.loss < 1: this is a number"));
}

static bool read_beat(struct app *app, struct lesson_trouble *trouble) {
  const struct lesson_beat *beat = &app->lessons->lesson->file->beats[app->lessons->beat];
  const struct lesson_predict *predict = beat->predict;
  bool more = true;
  for (unsigned n = 0; more; n++)
    if (!add_claims(app, shown_text(beat, n, &more), trouble)) return false;
  for (unsigned i = 0; predict && i < predict->choices_count; i++)
    if (!add_condition(app, (int)i, predict->choices[i].when, trouble)) return false;
  if (beat->goal && !add_condition(app, 0, beat->goal, trouble)) return false;
  if (predict && predict->at) app->lessons->at = strtol(predict->at, NULL, 10);
  return ask_claims(app, 0, trouble);
}

/* --- going --- */

static enum lesson_stage first_stage(const struct lesson_beat *beat) {
  return beat->predict ? LESSON_ASKING : beat->goal ? LESSON_TRYING : LESSON_READ;
}

/* Where the set-up of this beat begins: the last beat up to it that begins anew, or the first. */
static unsigned beginning(const struct lesson *lesson, unsigned beat) {
  while (beat > 0 && !setup_begins(&lesson->file->beats[beat])) beat--;
  return beat;
}

static bool set_up(struct app *app, unsigned beat, struct lesson_trouble *trouble) {
  const struct lesson_file *file = app->lessons->lesson->file;
  unsigned first = beginning(app->lessons->lesson, beat);
  bool good = true;
  app->lessons->setting = true;
  setup_begin(app);
  for (unsigned i = first; i <= beat && good; i++) {
    app->lessons->beat = i;
    good = lesson_play(app, file->beats[i].set_up, file->beats[i].set_up_count, trouble);
  }
  setup_end(app);
  app->lessons->setting = false;
  return good;
}

static bool prepare(struct app *app, unsigned beat, bool anew, struct lesson_trouble *trouble) {
  forget_beat(app->lessons);
  bool good = !anew || set_up(app, beat, trouble);
  app->lessons->beat = beat;
  app->lessons->stage = LESSON_READ;
  return good && read_beat(app, trouble);
}

/* What is there is kept if the beat asks for nothing else and can be read against it. */
static bool enter(struct app *app, unsigned beat, bool anew, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  const struct lesson_beat *wanted = &lessons->lesson->file->beats[beat];
  anew = anew || wanted->set_up_count > 0;
  if (!prepare(app, beat, anew, trouble) && (anew || !prepare(app, beat, true, trouble))) {
    lesson_leave(app);
    return false;
  }
  lessons->stage = first_stage(wanted);
  if (lessons->stage == LESSON_ASKING) app->running = false;
  lesson_progress_note(app, false);
  app_layout(app);
  lesson_watch(app);
  return true;
}

bool lessons_create(struct app *app) {
  if (!app->lessons) app->lessons = calloc(1, sizeof *app->lessons);
  return app->lessons != NULL;
}

bool lesson_open(struct app *app, const struct lesson *lesson, unsigned beat, struct lesson_trouble *trouble) {
  if (!lessons_create(app)) {
    *trouble = (struct lesson_trouble){0};
    text_copy(trouble->words, sizeof trouble->words, _("out of memory"));
    return false;
  }
  app->lessons->lesson = lesson;
  return enter(app, beat < lesson->file->beats_count ? beat : 0, true, trouble);
}

void lesson_leave(struct app *app) {
  if (!app->lessons || !app->lessons->lesson) return;
  forget_beat(app->lessons);
  app->lessons->lesson = NULL;
  app_layout(app);
}

bool lesson_go(struct app *app, unsigned beat, struct lesson_trouble *trouble) {
  return enter(app, beat, true, trouble);
}

bool lesson_next(struct app *app, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  if (!is_open(app)) return true;
  if (lessons->page + 1 < lesson_pages(app)) {
    lessons->page++;
    return true;
  }
  if (lessons->stage == LESSON_ASKING || lessons->stage == LESSON_RUNNING) {
    (lessons->stage == LESSON_ASKING ? lesson_reveal : lesson_skip)(app);
    return true;
  }
  if (lessons->stage == LESSON_READ) lesson_progress_note(app, true);
  bool skipped = lessons->stage == LESSON_TRYING;
  if (lessons->beat + 1 < lessons->lesson->file->beats_count) {
    if (!enter(app, lessons->beat + 1, false, trouble)) return false;
    if (skipped) app_say(app, TONE_HINT, "%s", _("skipped what was to be done: PgUp comes back to it"));
    return true;
  }
  app_say(app, TONE_DONE, _("that was the end of this lesson: l shows the others"));
  return true;
}

bool lesson_previous(struct app *app, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  if (!is_open(app)) return true;
  if (lessons->page > 0) {
    lessons->page--;
    return true;
  }
  if (lessons->beat > 0) return enter(app, lessons->beat - 1, true, trouble);
  app_say(app, TONE_HINT, _("this is the first page"));
  return true;
}

/* --- questions --- */

void lesson_hand(struct app *app, int choice, int up) {
  enum { HANDS_MAX = 999 };
  struct app_lessons *lessons = app->lessons;
  const struct lesson_beat *beat = lesson_beat(app);
  if (!lesson_is_at(app, LESSON_ASKING) || choice < 0 || (unsigned)choice >= beat->predict->choices_count) return;
  int hands = lessons->hands[choice] + up;
  if (hands < 0 || hands > HANDS_MAX) return;
  lessons->hands[choice] = hands;
  lessons->last_hand = choice;
}

static void answered(struct app *app, int answer) {
  struct app_lessons *lessons = app->lessons;
  lessons->answer = answer;
  lessons->stage = LESSON_ANSWERED;
  app->running = false;
  lesson_progress_note(app, true);
  lessons->page = lesson_pages(app) - 1;
}

/* The first choice that holds for these lanes, -1 if none does. */
static int true_choice(const struct app *app, const struct lanes_now *lanes) {
  int found = -1;
  for (int i = 0; i < LESSON_CHOICES_MAX && app->lessons->condition[i]; i++)
    if (condition_value(app->lessons->condition[i], lanes) == 1 && found < 0) found = i;
  return found;
}

/* Is there a choice that hangs on what was before? It must be asked at every step. */
static bool remembers(const struct app_lessons *lessons) {
  for (int i = 0; i < LESSON_CHOICES_MAX && lessons->condition[i]; i++)
    if (condition_remembers(lessons->condition[i])) return true;
  return false;
}

/* Asked of copies, so that it does not matter how far the lanes have got. */
static int choice_at(struct app *app, long step) {
  struct witnesses witnesses;
  struct dh_error error;
  const struct lanes_now lanes = lanes_of(app);
  if (!witnesses_call(&witnesses, &lanes, &error)) return -1;
  int choice = -1;
  for (long each = remembers(app->lessons) ? 0 : step; each <= step; each++) {
    witnesses_go(&witnesses, each);
    choice = true_choice(app, &witnesses.now);
  }
  witnesses_dismiss(&witnesses);
  return choice;
}

void lesson_reveal(struct app *app) {
  struct app_lessons *lessons = app->lessons;
  if (!lesson_is_at(app, LESSON_ASKING)) return;
  lessons->stage = LESSON_RUNNING;
  app->running = true;
  if (lessons->at > app_horizon(app)) app->past_horizon = true;
  tempo_reset(app, 0);
  lesson_watch(app);
}

void lesson_skip(struct app *app) {
  struct app_lessons *lessons = app->lessons;
  if (!lesson_is_at(app, LESSON_RUNNING)) return;
  if (lessons->at >= 0) scene_goto(app, lessons->at);
  for (long step = 0; lessons->stage == LESSON_RUNNING && step < CLAIM_STEPS_MAX; step++) {
    if (app->step >= app_horizon(app)) break;
    scene_step(app);
  }
  scene_refresh(app, true);
  app->flight = 1;
  if (lessons->stage == LESSON_RUNNING) answered(app, -1);
  app_say(app, TONE_HINT, _("skipped to step %ld: Left goes back in time, Space runs on"), app->step);
}

void lesson_show_hint(struct app *app) {
  const struct lesson_beat *beat = lesson_beat(app);
  if (!beat || !beat->hint) return;
  app->lessons->hint = true;
  app->lessons->page = lesson_pages(app) - 1;
}

/* --- watching --- */

void lesson_watch(struct app *app) {
  if (!is_open(app)) return;
  struct app_lessons *lessons = app->lessons;
  const struct lanes_now lanes = lanes_of(app);
  if (lessons->stage == LESSON_RUNNING) {
    int choice = lessons->at < 0 ? true_choice(app, &lanes) : -1;
    if (lessons->at >= 0 && app->step >= lessons->at)
      answered(app, choice_at(app, lessons->at));
    else if (choice >= 0)
      answered(app, choice);
  } else if (lessons->stage == LESSON_TRYING && condition_value(lessons->condition[0], &lanes) == 1) {
    lessons->stage = LESSON_REACHED;
    lesson_progress_note(app, true);
    lessons->page = lesson_pages(app) - 1;
  }
}

bool lesson_at_horizon(struct app *app) {
  if (!is_open(app)) return false;
  if (app->lessons->stage == LESSON_RUNNING)
    answered(app, -1);
  else
    app_say(app, TONE_HINT, _("the %ld steps are over: r starts again"), app->step);
  return true;
}

void lesson_tick(struct app *app, int64_t microseconds) {
  static const int64_t patience = 60000000;
  const struct lesson_beat *beat = lesson_beat(app);
  if (!beat || app->lessons->stage != LESSON_TRYING || !beat->hint || app->lessons->hint) return;
  int64_t before = app->lessons->waited;
  app->lessons->waited += microseconds;
  if (before < patience && app->lessons->waited >= patience) app_say(app, TONE_HINT, _("H shows a hint"));
}

/* --- checking --- */

bool lesson_check(struct app *app, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  const struct lesson_beat *beat = lesson_beat(app);
  int shown = lessons->claim_count;
  for (unsigned i = 0; i < beat->check_count; i++)
    if (!add_claim(app, beat->check[i], trouble)) return false;
  if (!ask_claims(app, shown, trouble)) return false;
  for (int i = 0; i < lessons->claim_count; i++) {
    const struct claim *claim = &lessons->claims[i];
    char words[128];
    snprintf(words, sizeof words, claim->said[0] ? _("it says %s, the run says %s") : _("that does not hold"),
             claim->said, claim->shown);
    if (!claim_holds(claim)) return fail(trouble, app, claim->source, words);
  }
  bool more = true;
  for (unsigned n = 0; more; n++) {
    const char *text = shown_text(beat, n, &more);
    long stray = text ? claim_stray(text) : -1;
    if (stray >= 0) return fail(trouble, app, text + stray, _("a number that no run answers for: put it in {braces}"));
  }
  return true;
}

bool lesson_check_choices(struct app *app, struct lesson_trouble *trouble) {
  struct app_lessons *lessons = app->lessons;
  const struct lesson_beat *beat = lesson_beat(app);
  if (!beat->predict) return true;
  if (lessons->stage == LESSON_ASKING) lesson_reveal(app);
  lesson_skip(app);
  if (lessons->answer < 0) return fail(trouble, app, beat->predict->question, _("no choice comes true"));
  const struct lanes_now lanes = lanes_of(app);
  for (unsigned i = 0; i < beat->predict->choices_count; i++)
    if ((int)i != lessons->answer && condition_value(lessons->condition[i], &lanes) == 1)
      return fail(trouble, app, beat->predict->choices[i].when, _("more than one choice comes true"));
  return true;
}

void lessons_close(struct app *app) {
  if (!app->lessons) return;
  forget_beat(app->lessons);
  free(app->lessons);
  app->lessons = NULL;
}
