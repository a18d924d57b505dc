/* SPDX-License-Identifier: MIT
 *
 * What is watched for in the rows of runs (see enum dh_watch), as formulas: part of a step's program, or for rows that
 * were measured a program of its own. */
#ifndef DESCENT_WATCH_H
#define DESCENT_WATCH_H

#include "downhill/block.h"

enum { DH_WATCH_INPUTS = DH_LIMITS + DH_SEEN_MAX };

/* Inputs: the limits, then what is seen. */
int dh_watch_inputs(enum dh_watch watch);
const char *dh_watch_name(enum dh_watch watch, int input);
/* What is seen before the first row. */
double dh_watch_first(enum dh_watch watch, int input);
/* The nodes that what is seen becomes in a row with this loss, whose number is t - 1; -1 for limits, which stay. False
 * with *error. */
bool dh_watch_build(enum dh_watch watch, struct dh_graph *graph, int loss, int t, const int *symbols, int *seen,
                    struct dh_error *error);

/* Watches up to DH_SLOTS runs. */
struct dh_watcher;
struct dh_watcher *dh_watcher_create(enum dh_watch watch, struct dh_error *error);
void dh_watcher_destroy(struct dh_watcher *watcher);
/* Nothing is seen yet. */
void dh_watcher_begin(struct dh_watcher *watcher, int slot, const double limits[DH_LIMITS]);
/* Row `step` of runs 0..slots-1. */
void dh_watcher_look(struct dh_watcher *watcher, const double *losses, int slots, long step);
void dh_watcher_seen(const struct dh_watcher *watcher, int slot, double seen[DH_SEEN_MAX]);

#endif
