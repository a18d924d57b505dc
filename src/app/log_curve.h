/* SPDX-License-Identifier: MIT
 *
 * A column of a training log over the steps, no longer than a screen or a picture can show: of many rows those that
 * stand out. Whoever makes one frees it. */
#ifndef APP_LOG_CURVE_H
#define APP_LOG_CURVE_H

#include "downhill/diagnosis.h"

struct log_curve {
  double *step, *value; /* owned */
  int count;            /* 0: the column was never written */
  double least, most;   /* finite values; least > most if there is none */
  double positive;      /* the least above 0, infinity if there is none */
  double first, middle; /* the first finite value, and their median */
};

/* A row's number, NaN also where a Trainer wrote 0 for that: its gradient's norm or what was found (`count` findings)
 * tells so. */
double log_curve_value(const struct dh_log *log, const struct dh_finding *findings, int count,
                       enum dh_log_column column, size_t row);

/* What was found (`count` findings) tells which losses of 0 are a Trainer's NaN. False without memory; it may be freed
 * then as well. */
bool log_curve_make(struct log_curve *curve, const struct dh_log *log, const struct dh_finding *findings, int count,
                    enum dh_log_column column);
void log_curve_free(struct log_curve *curve);

/* The ends of an axis for a log's steps: from 0, unless most of it would be empty; never of length 0. */
void log_curve_axis(const struct dh_log *log, double *begin, double *end);

#endif
