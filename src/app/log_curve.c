/* SPDX-License-Identifier: MIT */
#include "app/log_curve.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Of so many groups of rows a curve keeps the lowest, the highest and one that is not a number. */
enum { GROUPS = 1024 /* more than a terminal has dots or a picture pixels */, KEPT = 3 };
static const size_t none = SIZE_MAX;

/* --- values --- */

/* What a curve is made of. */
struct source {
  const struct dh_log *log;
  const struct dh_finding *findings;
  int count;
  enum dh_log_column column;
};

static bool is_inside(const struct source *source, size_t row) {
  for (int i = 0; i < source->count; i++) {
    const struct dh_finding *finding = &source->findings[i];
    if (finding->kind == DH_FINDING_NAN && row >= finding->first && row <= finding->last) return true;
  }
  return false;
}

/* A Trainer writes 0 for a loss that is NaN; its gradient's norm is NaN then as well. */
static double value_of(const struct source *source, size_t row) {
  const double *value = source->log->rows[row].value;
  bool zero = source->column == DH_LOG_LOSS && value[DH_LOG_LOSS] == 0;
  bool norm_is_nan = dh_log_has(&source->log->rows[row], DH_LOG_GRAD_NORM) && isnan(value[DH_LOG_GRAD_NORM]);
  return zero && (norm_is_nan || is_inside(source, row)) ? (double)NAN : value[source->column];
}

/* --- groups --- */

struct group {
  size_t row[KEPT]; /* lowest, highest, NaN */
  size_t count;
};

static const struct group empty_group = {{SIZE_MAX, SIZE_MAX, SIZE_MAX}, 0};

static void group_add(struct group *group, const struct source *source, size_t row) {
  double value = value_of(source, row);
  size_t *low = &group->row[0], *high = &group->row[1];
  group->count++;
  if (isnan(value)) {
    if (group->row[2] == none) group->row[2] = row;
    return;
  }
  if (*low == none || value < value_of(source, *low)) *low = row;
  if (*high == none || value > value_of(source, *high)) *high = row;
}

static int by_row(const void *a, const void *b) {
  size_t left = *(const size_t *)a, right = *(const size_t *)b;
  return (left > right) - (left < right);
}

/* In the order of their rows; one that is lowest and highest once. */
static void curve_put(struct log_curve *curve, const struct source *source, struct group *group) {
  qsort(group->row, KEPT, sizeof group->row[0], by_row);
  for (int i = 0; i < KEPT && group->row[i] != none; i++) {
    if (i > 0 && group->row[i] == group->row[i - 1]) continue;
    curve->step[curve->count] = source->log->rows[group->row[i]].value[DH_LOG_STEP];
    curve->value[curve->count++] = value_of(source, group->row[i]);
  }
  *group = empty_group;
}

/* --- curves --- */

static int by_value(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* `room` is for as many numbers as the curve has points. */
static void curve_measure(struct log_curve *curve, double *room) {
  int finite = 0;
  curve->least = curve->positive = HUGE_VAL;
  curve->most = -HUGE_VAL;
  curve->first = curve->middle = (double)NAN;
  for (int i = 0; i < curve->count; i++) {
    double value = curve->value[i];
    if (!isfinite(value)) continue;
    if (finite == 0) curve->first = value;
    room[finite++] = value;
    curve->least = fmin(curve->least, value);
    curve->most = fmax(curve->most, value);
    if (value > 0) curve->positive = fmin(curve->positive, value);
  }
  if (finite == 0) return;
  qsort(room, (size_t)finite, sizeof *room, by_value);
  curve->middle = room[finite / 2];
}

bool log_curve_make(struct log_curve *curve, const struct dh_log *log, const struct dh_finding *findings, int count,
                    enum dh_log_column column) {
  const struct source source = {log, findings, count, column};
  size_t written = 0;
  for (size_t i = 0; i < log->count; i++) written += dh_log_has(&log->rows[i], column);
  *curve = (struct log_curve){.count = 0};
  if (written == 0) return true;
  size_t each = written / GROUPS + 1, most = KEPT * (written / each + 1);
  double *room = calloc(most, sizeof *room);
  curve->step = calloc(most, sizeof *curve->step);
  curve->value = calloc(most, sizeof *curve->value);
  bool good = room && curve->step && curve->value;
  struct group group = empty_group;
  for (size_t i = 0; good && i < log->count; i++) {
    if (!dh_log_has(&log->rows[i], column)) continue;
    group_add(&group, &source, i);
    if (group.count == each) curve_put(curve, &source, &group);
  }
  if (good) {
    curve_put(curve, &source, &group);
    curve_measure(curve, room);
  }
  free(room);
  return good;
}

double log_curve_value(const struct dh_log *log, const struct dh_finding *findings, int count,
                       enum dh_log_column column, size_t row) {
  const struct source source = {log, findings, count, column};
  return value_of(&source, row);
}

void log_curve_free(struct log_curve *curve) {
  free(curve->step);
  free(curve->value);
  *curve = (struct log_curve){.count = 0};
}

void log_curve_axis(const struct dh_log *log, double *begin, double *end) {
  double first = log->count > 0 ? log->rows[0].value[DH_LOG_STEP] : 0;
  double last = log->count > 0 ? log->rows[log->count - 1].value[DH_LOG_STEP] : 0;
  *begin = first > 0 && first < last / 4 ? 0 : first;
  *end = last > *begin ? last : *begin + fmax(1, fabs(*begin) * DBL_EPSILON * 4);
}
