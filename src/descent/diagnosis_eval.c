/* SPDX-License-Identifier: MIT
 *
 * Findings from evaluations. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>

enum { RUNNING = DH_LOG_EVALS_LEAST - 1 };

/* The lowest evaluation, of several that are as low the last; and how the others behind it go. */
struct course {
  size_t best, behind;
  size_t falls;  /* from one to the next */
  size_t streak; /* the most rises running */
};

static struct course course_of(const struct series *eval) {
  struct course course = {0};
  size_t running = 0;
  for (size_t i = 1; i < eval->count; i++)
    if (eval->value[i] <= eval->value[course.best]) course.best = i;
  for (size_t i = course.best + 1; i < eval->count; i++) {
    course.behind++;
    course.falls += eval->value[i] < eval->value[i - 1];
    running = eval->value[i] > eval->value[i - 1] ? running + 1 : 0;
    if (running > course.streak) course.streak = running;
  }
  return course;
}

/* What is less, a hundredth, is no difference. */
static double least_of(const struct series *eval, size_t i) {
  return fmax(0.01 * fabs(eval->value[i]), loss_resolution);
}

/* The median of the last quarter of the evaluations from one on. */
static double late_eval(struct trial *trial, size_t from) {
  const struct series *eval = &trial->eval;
  size_t count = eval->count - from, last = count > 4 ? count / 4 : 1;
  for (size_t i = 0; i < last; i++) trial->room[i] = eval->value[eval->count - 1 - i];
  return robust_median(trial->room, last);
}

/* How far the last quarter of the evaluations behind the best lies above it, if that is more than three times what
 * their differences from one to the next wander about the median one; else 0. */
static double rise_of_many(struct trial *trial, size_t best) {
  const struct series *eval = &trial->eval;
  size_t count = eval->count - best;
  for (size_t i = 1; i < count; i++) trial->room[i - 1] = eval->value[best + i] - eval->value[best + i - 1];
  double differs = robust_deviation(trial->room, count - 1), rise = late_eval(trial, best) - eval->value[best];
  return rise > 3 * differs ? rise : 0;
}

/* How far the last lies above the best, if all between them rise; else 0. One rise alone, or two behind others that
 * fell, are chance more often than two that are all there is: they need a tenth. */
static double rise_of_few(const struct trial *trial, const struct course *course) {
  const struct series *eval = &trial->eval;
  bool all = eval->count < DH_LOG_EVALS_LEAST;
  if (course->streak == 0 || course->streak < course->behind || (course->streak == 1 && !all)) return 0;
  double best = eval->value[course->best], rise = eval->value[eval->count - 1] - best;
  return (all && course->streak > 1) || rise > 0.1 * fabs(best) ? rise : 0;
}

/* eval_loss rises three times running behind its best, and on the whole, by more than a hundredth, while the training
 * loss falls by more than twice its noise: if it does not, it is something else, or luck. Where evaluations are too few
 * for three rises, but rise, that is noted. */
void find_overfitting(struct trial *trial) {
  const struct series *eval = &trial->eval, *loss = &trial->loss;
  if (eval->count < 2 || loss->count == 0) return;
  struct course course = course_of(eval);
  bool many = course.streak >= RUNNING;
  double rise = many ? rise_of_many(trial, course.best) : rise_of_few(trial, &course);
  if (!(rise > least_of(eval, course.best))) return;
  size_t end = eval->count - 1, from = trial_loss_from(trial, eval->row[course.best]);
  if (from >= loss->count) from = loss->count - 1;
  double fall = trial->smooth[from] - trial->smooth[loss->count - 1];
  if (!(fall > 2 * trial->noise)) return;
  struct dh_finding *finding =
      trial_add(trial, many ? DH_FINDING_OVERFITTING : DH_FINDING_EVAL_RISE, many ? DH_FINDING_FAULT : DH_FINDING_NOTE,
                eval->row[course.best], eval->row[end]);
  if (!finding) return;
  finding->evidence[0] = eval->value[course.best];
  finding->evidence[1] = eval->step[course.best];
  finding->evidence[2] = eval->value[end];
  finding->evidence[3] = fall;
  finding->evidence[4] = (double)(many ? course.falls : course.behind + 1);
}

/* It falls if it has kept nine tenths of what it gained at its best. */
enum dh_eval_trend eval_trend(struct trial *trial) {
  const struct series *eval = &trial->eval;
  if (eval->count < 2) return DH_EVAL_UNKNOWN;
  if (trial_found(trial, DH_FINDING_OVERFITTING) || trial_found(trial, DH_FINDING_EVAL_RISE)) return DH_EVAL_RISES;
  double first = eval->value[0], late = late_eval(trial, 0), best = eval->value[course_of(eval).best];
  double least = least_of(eval, 0), lost = late - best;
  if (late - first > least) return DH_EVAL_RISES;
  if (first - late > least) return lost <= fmax((first - best) / 10, least) ? DH_EVAL_FALLS : DH_EVAL_WANDERS;
  return lost <= least ? DH_EVAL_STAYS : DH_EVAL_WANDERS;
}
