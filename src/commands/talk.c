/* SPDX-License-Identifier: MIT
 *
 * downhill talk: what the screen shows, in sentences, one line each: for screen readers and logs. Only what changed is
 * said; a new verdict comes with its meaning and with what would help, what broke with its operation. */
#include "app/messages.h"
#include "app/options.h"
#include "commands/output.h"
#include "commands/scene_options.h"
#include "frame/axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS = 3 };

/* What is said of a lane, and was last. */
struct said {
  char place[96], loss[40];
  enum dh_verdict word;
};

struct talk {
  struct app *app;
  struct output output;
  struct said said[APP_LANES];
  long every;
};

/* "2.06"; in two dimensions "x -1.2, y 1". */
static void print_place(const struct app *app, int lane, char *out, size_t size) {
  const struct dh_surface_spec *surface = dh_surface_info(app_spec(app, lane)->surface);
  const struct dh_row *row = app_row(app, lane);
  char first[32], second[32];
  axes_short(row->at[0], DIGITS, first, sizeof first);
  axes_short(row->at[1], DIGITS, second, sizeof second);
  if (surface->dim == 1)
    snprintf(out, size, "%s", first);
  else
    snprintf(out, size, "%s %s, %s %s", surface->parameter[0], first, surface->parameter[1], second);
}

static struct said now(const struct app *app, int lane) {
  struct said said = {.word = app->lane[lane].word};
  print_place(app, lane, said.place, sizeof said.place);
  axes_short(app_row(app, lane)->loss, DIGITS, said.loss, sizeof said.loss);
  return said;
}

/* A loss that goes on shrinking where the ball has arrived is no news. */
static bool is_news(const struct said *before, const struct said *said) {
  bool moved = strcmp(said->place, before->place) != 0, other = strcmp(said->loss, before->loss) != 0;
  return moved || (other && said->word != DH_VERDICT_CONVERGED);
}

static void put_place(struct text *out, const struct said *said) {
  text_printf(out, _("%s, %s %s"), said->place, _("loss"), said->loss);
}

/* What a lane is called now, and why: the advice's reason and its change, where there is one. */
static void put_verdict(struct text *out, const struct app *app, int lane) {
  const struct lane *shown = &app->lane[lane];
  struct text reason = {0}, change = {0};
  message_advice_reason(&shown->reading, app_spec(app, lane), &reason);
  message_advice_order(&shown->reading, true, &change);
  text_printf(out, _(", now %s: "), message_verdict(shown->word));
  if (shown->word == shown->reading.verdict && change.length > 0)
    text_printf(out, _("%s; %s"), text_string(&reason), text_string(&change));
  else
    text_add(out, _(dh_verdict_words(shown->word)));
  out->failed |= reason.failed || change.failed;
  text_free(&reason);
  text_free(&change);
}

/* Everything that was given for this lane alone, by its full name: "learning_rate 0.1, momentum 0.9". */
static void put_settings(struct text *out, const struct dh_spec *spec) {
  const char *separator = "";
  char value[512];
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    bool given = parameter == DH_OPTIM || parameter == DH_LEARNING_RATE || dh_spec_given(spec, parameter);
    if (dh_parameter_row(parameter)->scope != DH_SCOPE_LANE || !given || !dh_spec_applies(spec, parameter)) continue;
    option_print(spec, parameter, value, sizeof value);
    text_printf(out, "%s%s %s", separator, dh_parameter_row(parameter)->name, value);
    separator = _(", ");
  }
}

/* --- beginning and end --- */

static void say_scene(struct talk *talk) {
  const struct app *app = talk->app;
  struct text *out = &talk->output.text;
  const struct dh_surface_spec *surface = dh_surface_info(app_spec(app, 0)->surface);
  if (app->scene_title[0]) text_printf(out, _("%s. "), _(app->scene_title));
  text_add(out, surface->name);
  if (!dh_surface_is_typed(surface)) text_printf(out, ", %s", surface->formula);
  text_printf(out, _("; steps: %ld; lanes: %d.\n"), app_horizon(app), app->lane_count);
  for (int i = 0; i < app->lane_count; i++) {
    text_printf(out, _("%c: "), app->lane[i].letter);
    put_settings(out, app_spec(app, i));
    text_add(out, _("; starts at "));
    put_place(out, &talk->said[i]);
    text_add(out, _(".\n"));
  }
}

static void say_end(struct talk *talk) {
  const struct app *app = talk->app;
  struct text *out = &talk->output.text;
  for (int i = 0; i < app->lane_count; i++) {
    enum dh_verdict verdict = app->lane[i].reading.verdict;
    const struct said said = now(app, i);
    text_printf(out, _("end, step %ld: %c at "), app->step, app->lane[i].letter);
    put_place(out, &said);
    text_printf(out, _(", %s: %s.\n"), message_verdict(verdict), _(dh_verdict_words(verdict)));
  }
}

/* --- each step --- */

/* What went out of range in this very step by an operation of its own. */
static void say_events(struct talk *talk, int lane) {
  const struct app *app = talk->app;
  for (int nan = 0; nan < 2; nan++)
    for (int quantity = 0; quantity < DH_QUANTITY_COUNT; quantity++) {
      const struct dh_event *event = dh_run_event(app->lane[lane].run, (enum dh_quantity)quantity, nan);
      if (!event || event->step != app->step || event->fault.operands == 0) continue;
      struct text what = {0};
      message_event_what(event, app_spec(app, lane), &what);
      text_printf(&talk->output.text, _("step %ld: %c: %s.\n"), app->step, app->lane[lane].letter, text_string(&what));
      talk->output.text.failed |= what.failed;
      text_free(&what);
    }
}

/* A line, if it would not repeat the one before. */
static void say_lane(struct talk *talk, int lane, bool due) {
  const struct app *app = talk->app;
  struct text *out = &talk->output.text;
  const struct said said = now(app, lane), before = talk->said[lane];
  bool other = said.word != before.word;
  if (!other && !(due && is_news(&before, &said))) return;
  text_printf(out, _("step %ld: %c at "), app->step, app->lane[lane].letter);
  put_place(out, &said);
  if (other) put_verdict(out, app, lane);
  text_add(out, _(".\n"));
  talk->said[lane] = said;
}

static int say_all(struct talk *talk, long steps) {
  struct app *app = talk->app;
  for (int i = 0; i < app->lane_count; i++) talk->said[i] = now(app, i);
  say_scene(talk);
  while (app->step < steps && output_flow(&talk->output)) {
    app_step(app);
    bool due = app->step % talk->every == 0 || app->step == steps;
    for (int i = 0; i < app->lane_count; i++) {
      say_events(talk, i);
      say_lane(talk, i, due);
    }
  }
  say_end(talk);
  return output_close(&talk->output);
}

static int run(const struct arguments *arguments) {
  struct app app;
  const struct app_options options = {
      .catalog = arguments->catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII, .paused = true};
  int status = scene_app(arguments, &options, &app);
  if (status != STATUS_DONE) return status;
  struct talk talk = {.app = &app, .every = arguments->every};
  output_open(&talk.output, arguments->own[OWN_OUTPUT]);
  status = say_all(&talk, arguments->own[OWN_STEPS] ? arguments->steps : app_horizon(&app));
  app_free(&app);
  return status;
}

const struct command command_talk = {
    .name = "talk",
    .summary = N_("line by line in words, for screen readers and logs"),
    .operands = "",
    .notes = N_(
        "A line says what is new: where a lane is if that reads differently, its verdict if it changed, what would\n"
        "help, and what overflowed or became NaN by which operation. --every N says places at each N-th step only.\n"),
    .own = TAKES(OWN_SCENE) | TAKES(OWN_TASK) | TAKES(OWN_PARAMS) | TAKES(OWN_STEPS) | TAKES(OWN_EVERY) |
           TAKES(OWN_OUTPUT),
    .parameters = true,
    .lists = true,
    .run = run,
};
