/* SPDX-License-Identifier: MIT */
#include "app/task.h"

#include "app/messages.h"

#include <stdio.h>
#include <string.h>

const struct record_task *app_task(const struct app *app) { return app->origin.task.given ? &app->origin.task : NULL; }

/* What moves a weight by about the rate per step has not yet the same rates: they are those of this one. */
static bool is_adamw(const struct dh_spec *spec) { return strcmp(dh_rule_info(spec->rule)->name, "adamw") == 0; }

const struct record_task *task_of_lane(const struct app *app, int lane) {
  return is_adamw(app_spec(app, lane)) ? app_task(app) : NULL;
}

int task_side(const struct record_task *task, double rate) {
  return rate >= task->low && rate <= task->high ? 0 : rate < task->low ? -1 : 1;
}

int task_side_of_lane(const struct app *app, int lane) {
  const struct record_task *task = task_of_lane(app, lane);
  if (!task) return app_task(app) ? TASK_OTHER_RULE : 0;
  return task_side(task, dh_spec_number(app_spec(app, lane), DH_LEARNING_RATE));
}

/* A lane that is noisy has this share of the start's loss left at most if it has arrived: in these scenes usual rates
 * leave less than a tenth of it, and ten times as much more than a third. */
static const double arrived = 0.2;
/* Noise of a weight that moves by little is slow: the mean is taken over this share of the run, its last. */
static const double latest = 0.25;

bool task_is_high(const struct app *app, int lane) {
  const struct dh_run *run = app->lane[lane].run;
  const struct dh_row *rows;
  double best = dh_surface_best(dh_run_initial(run)->surface), from = (1 - latest) * (double)app->step, sum = 0;
  int count = dh_run_history(run, &rows), taken = 0;
  while (taken < count && (double)rows[count - 1 - taken].step >= from) sum += rows[count - 1 - taken++].loss - best;
  return taken > 0 && sum / taken > arrived * (rows[0].loss - best);
}

const char *task_word(const struct app *app, int lane) {
  enum dh_verdict word = app->lane[lane].word;
  if (word != DH_VERDICT_NOISY || !task_of_lane(app, lane)) return message_verdict(word);
  return task_is_high(app, lane) ? _("noisy, high") : _("noisy, low");
}

static const char *remark_on(const struct record_task *task, int side) {
  if (side == TASK_OTHER_RULE) return _("the usual rates are AdamW's: this rule has others");
  return side < 0 ? _(task->below) : side > 0 ? _(task->above) : _("back among the usual rates");
}

void task_remark(struct app *app, int lane, int before) {
  enum { MARGIN = 2 };
  const struct record_task *task = app_task(app);
  int side = task_side_of_lane(app, lane);
  if (!task || side == before) return;
  const char *remark = remark_on(task, side);
  char rate[64], words[2 * sizeof app->message];
  dh_parameter_print(DH_LEARNING_RATE, dh_spec_number(app_spec(app, lane), DH_LEARNING_RATE), rate, sizeof rate);
  snprintf(words, sizeof words, _("%s; %s"), app->message, remark);
  if (text_columns(words) > app->cols - MARGIN)
    snprintf(words, sizeof words, _("%c %s: %s"), app->lane[lane].letter, rate, remark);
  app_say(app, TONE_HINT, "%s", text_columns(words) > app->cols - MARGIN ? remark : words);
}

void task_advise(const struct app *app, int lane, struct dh_reading *reading) {
  const struct record_task *task = task_of_lane(app, lane);
  if (!task || reading->verdict == DH_VERDICT_OVERFLOW || reading->verdict == DH_VERDICT_NAN) return;
  int side = task_side_of_lane(app, lane);
  reading->advice = (struct dh_advice){.kind = DH_ADVICE_NONE};
  if (side == 0) return;
  reading->advice.kind = side < 0 ? DH_ADVICE_RAISE_RATE : DH_ADVICE_LOWER_RATE;
  reading->advice.setting =
      (struct dh_setting){.parameter = DH_LEARNING_RATE, .value = side < 0 ? task->low : task->high};
}
