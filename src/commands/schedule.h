/* SPDX-License-Identifier: MIT
 *
 * What downhill schedule prints besides rates: a page of what a Trainer would do and a plot. */
#ifndef COMMANDS_SCHEDULE_H
#define COMMANDS_SCHEDULE_H

#include "base/text.h"
#include "commands/arguments.h"
#include "frame/plot.h"

enum { SCHEDULES_MAX = 6 /* as many as there are colours */, SCHEDULE_NAME = 64 };

/* One schedule and what there is to say about it. A rate is that of an update, counted from 0. */
struct schedule_curve {
  const struct dh_schedule_info *info;
  struct dh_schedule_args args;
  char name[SCHEDULE_NAME]; /* the value that makes it different from the others, or what kind it is */
  double peak, peak_step;   /* the highest rate, and the first update that uses it; NaN if there is no update */
  double fall_step;         /* the first one after these that uses less; NaN: none does */
  double last;              /* of the last update */
};

struct schedule_plan {
  const struct arguments *arguments;
  struct schedule_curve curve[SCHEDULES_MAX];
  int count;
  struct dh_release release;
  struct dh_training training; /* dataset_size 0: none was given */
  struct dh_training_steps steps;
  double batch; /* examples behind one update; NaN if nothing was said about it */
};
double schedule_rate(const struct schedule_curve *curve, double step);
/* --- what a Trainer makes of the command line --- */

/* For struct command. */
bool schedule_translate(struct arguments *arguments);
bool schedule_prepare(struct arguments *arguments);
/* Its release, and how it counts steps. False after a complaint. */
bool schedule_read_training(struct schedule_plan *plan);
/* Is there anything in the line that only a Trainer or its launcher has? */
bool schedule_is_trainer(const struct arguments *arguments);
/* Put lr_scheduler_kwargs into the specs as get_scheduler() of Transformers would. False after a complaint, also about
 * what that function misses. */
bool schedule_take_kwargs(const struct arguments *arguments, struct dh_spec *specs, int count);
/* Before them: a Trainer's "constant" has no warmup, and says so once. */
void schedule_drop_warmup(const struct arguments *arguments, struct dh_spec *specs, int count);
/* Does a Trainer's default stand for a parameter that was not given? */
bool schedule_trainer_default(const struct arguments *arguments, enum dh_parameter parameter);

/* --- what there is to show --- */

/* What the tasks that people train for usually take, for AdamW. Returns how many. */
int schedule_tasks(const struct schedule_plan *plan, struct plot_band bands[PLOT_BANDS_MAX]);
/* Are the highest rates such that these ranges are worth a look? */
bool schedule_shows_tasks(const struct schedule_plan *plan);

/* Append. False: out of memory. */
bool schedule_write_page(const struct schedule_plan *plan, int cols, int rows, enum look_glyphs glyphs,
                         enum look_colors colors, struct text *out);
bool schedule_write_svg(const struct schedule_plan *plan, struct text *out);
void schedule_write_summary(const struct schedule_plan *plan, struct text *out);

/* For schedule_write_page(): the plot alone in so many cells; false if that is too few. */
bool schedule_draw(const struct schedule_plan *plan, struct frame *frame, struct rect rect);

#endif
