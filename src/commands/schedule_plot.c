/* SPDX-License-Identifier: MIT
 *
 * The plot of schedules: a curve for each, where the warmup ends and the decay begins, and the rates that tasks take.
 */
#include "commands/schedule.h"

#include "app/messages.h"
#include "catalog/scenes.h"
#include "panes/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { POINTS = 2048, WORDS = 128 };
/* Peaks that differ by such a factor are seen together on a logarithmic axis only; it reaches as far below them. */
static const double decades_apart = 20;
/* Ranges are a help near rates of their kind. */
static const double far_beyond = 20;
/* A line of an SVG's legend, as a share of a panel. */
static const double legend_line = 0.09;

/* --- tasks --- */

int schedule_tasks(const struct schedule_plan *plan, struct plot_band bands[PLOT_BANDS_MAX]) {
  static const enum role roles[] = {ROLE_ACCENT, ROLE_GOOD, ROLE_WARN, ROLE_DIM};
  const struct scenes *scenes = catalog_scenes(plan->arguments->catalog);
  int count = 0;
  for (int i = 0; i < scenes->count && count < PLOT_BANDS_MAX; i++) {
    const struct scene_file *file = &scenes->file[i];
    if (!file->task.given) continue;
    bands[count] = (struct plot_band){.low = file->task.low,
                                      .high = file->task.high,
                                      .role = roles[count % (int)(sizeof roles / sizeof *roles)],
                                      .label = _(file->task.called),
                                      .key = file->name[0]};
    count++;
  }
  return count;
}

/* --- the axis of rates --- */

struct peaks {
  double least, most; /* of what is above 0; 0 if nothing is */
};

static struct peaks peaks_of(const struct schedule_plan *plan) {
  struct peaks peaks = {0, 0};
  for (int i = 0; i < plan->count; i++) {
    double peak = plan->curve[i].peak;
    if (!(peak > 0)) continue;
    peaks.least = peaks.least > 0 ? fmin(peaks.least, peak) : peak;
    peaks.most = fmax(peaks.most, peak);
  }
  return peaks;
}

static double highest_task(const struct schedule_plan *plan) {
  struct plot_band bands[PLOT_BANDS_MAX];
  double highest = 0;
  for (int i = schedule_tasks(plan, bands) - 1; i >= 0; i--) highest = fmax(highest, bands[i].high);
  return highest;
}

bool schedule_shows_tasks(const struct schedule_plan *plan) {
  return peaks_of(plan).most <= far_beyond * highest_task(plan);
}

/* Where nothing is above 0 the ranges are all there is to see. */
static void set_axis(struct plot_panel *panel, const struct schedule_plan *plan) {
  const double headroom = 1.05;
  struct peaks peaks = peaks_of(plan);
  panel->log = peaks.most > decades_apart * peaks.least;
  panel->low = panel->log ? peaks.least / decades_apart : 0;
  panel->high = headroom * (peaks.most > 0 ? peaks.most : highest_task(plan));
}

/* --- what is drawn --- */

struct sheet {
  double step[SCHEDULES_MAX][POINTS], rate[SCHEDULES_MAX][POINTS];
  struct plot_curve curve[SCHEDULES_MAX];
  struct plot_mark mark[2];
  struct plot_band band[PLOT_BANDS_MAX];
  char title[WORDS];
  struct plot_panel panel;
  struct plot plot;
};

/* Every step, or as many as anybody can see, to where the last update leaves the schedule. */
static void add_curve(struct sheet *sheet, const struct schedule_plan *plan, int index) {
  const struct schedule_curve *curve = &plan->curve[index];
  double last = sheet->plot.x_high;
  int count = last < POINTS ? (int)last + 1 : POINTS;
  for (int i = 0; i < count; i++) {
    sheet->step[index][i] = floor(last * i / (count - 1));
    sheet->rate[index][i] = schedule_rate(curve, sheet->step[index][i]);
  }
  sheet->curve[index] = (struct plot_curve){.label = curve->name,
                                            .role = (enum role)(ROLE_LANE + index),
                                            .x = sheet->step[index],
                                            .y = sheet->rate[index],
                                            .count = count,
                                            .letter = plan->count > 1 ? (char)('A' + index) : '\0'};
}

static void add_mark(struct sheet *sheet, double step, char key, const char *label) {
  sheet->mark[sheet->panel.marks++] =
      (struct plot_mark){.x = step, .role = ROLE_DIM, .label = label, .key = key, .upright = true};
}

/* Where several schedules are shown only what they have in common. */
static void add_marks(struct sheet *sheet, const struct schedule_plan *plan) {
  const struct schedule_curve *first = &plan->curve[0];
  double warmup = first->args.warmup_steps;
  bool shared = warmup > 0 && warmup <= sheet->plot.x_high;
  for (int i = 1; i < plan->count; i++) shared = shared && plan->curve[i].args.warmup_steps == warmup;
  if (shared) add_mark(sheet, warmup, 'W', _("warmup ends"));
  if (plan->count == 1 && first->fall_step > warmup + 1) add_mark(sheet, first->fall_step - 1, 'D', _("decay begins"));
}

static struct sheet *sheet_create(const struct schedule_plan *plan) {
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (!sheet) return NULL;
  sheet->panel = (struct plot_panel){.title = _("learning rate"),
                                     .curve = sheet->curve,
                                     .curves = plan->count,
                                     .mark = sheet->mark,
                                     .band = sheet->band};
  sheet->plot = (struct plot){
      .x_title = _("steps"), .x_high = fmax((double)plan->arguments->steps, 1), .panel = &sheet->panel, .panels = 1};
  set_axis(&sheet->panel, plan);
  for (int i = 0; i < plan->count; i++) add_curve(sheet, plan, i);
  add_marks(sheet, plan);
  sheet->panel.bands_title = _("usual for");
  if (schedule_shows_tasks(plan)) sheet->panel.bands = schedule_tasks(plan, sheet->band);
  return sheet;
}

/* Inside the panel the legend stands above the curves. */
static void leave_headroom(struct plot_panel *panel, double share) {
  if (panel->log)
    panel->high *= pow(panel->high / panel->low, share / (1 - share));
  else
    panel->high /= 1 - share;
}

bool schedule_write_svg(const struct schedule_plan *plan, struct text *out) {
  struct sheet *sheet = sheet_create(plan);
  if (!sheet) return false;
  if (plan->training.dataset_size > 0 && !plan->arguments->given[DH_MAX_STEPS])
    snprintf(sheet->title, sizeof sheet->title, _("%ld steps, as Transformers %d.%d counts them"),
             plan->arguments->steps, plan->release.major, plan->release.minor);
  else
    snprintf(sheet->title, sizeof sheet->title, _("%ld steps"), plan->arguments->steps);
  sheet->plot.title = sheet->title;
  if (!plot_legend_is_above(&sheet->panel)) leave_headroom(&sheet->panel, legend_line * plan->count);
  plot_write_svg(&sheet->plot, out);
  free(sheet);
  return !out->failed;
}

bool schedule_draw(const struct schedule_plan *plan, struct frame *frame, struct rect rect) {
  struct sheet *sheet = sheet_create(plan);
  bool drawn = sheet && figure_draw(frame, rect, &sheet->plot);
  free(sheet);
  return drawn;
}
