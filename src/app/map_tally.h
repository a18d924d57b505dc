/* SPDX-License-Identifier: MIT
 *
 * A map looked over: what became of its cells, how many of each, from the fastest to the slowest, and how that is said.
 * The shades that ranks go by belong to the caller. */
#ifndef APP_MAP_TALLY_H
#define APP_MAP_TALLY_H

#include "base/text.h"
#include "downhill/downhill.h"

/* What became of cells, as legends tell it. */
enum map_group { MAP_ARRIVED, MAP_ON_THE_WAY, MAP_BLOWN, MAP_HIGHER, MAP_CONVERGED, MAP_NOT_CONVERGED, MAP_GROUPS };

struct map_tally {
  enum dh_map_rule rule;
  long steps;
  bool known;                    /* the lowest minimum is known */
  struct dh_map_ranking ranking; /* of all cells: filled and ranked before they are counted */
  long verdict[DH_VERDICT_COUNT];
  struct {
    long cells;
    double rank[2];   /* least and largest, without their sign: how slow */
    double number[2]; /* the steps it took (or sums of losses, for the published rule), fastest to slowest */
  } group[MAP_GROUPS];
  long fastest;         /* the number of a cell that arrived first; -1: none did */
  long fastest_arrived; /* when */
  double fastest_ratio; /* what was left of its gap: the least of those that arrived at the same step */
};

enum map_group map_group_of(enum dh_map_rule rule, const struct dh_map_cell *cell);
/* Is it on the side that converged? */
bool map_group_converged(enum map_group group);

/* Nothing is counted yet. */
void map_tally_begin(struct map_tally *tally, enum dh_map_rule rule, long steps, bool known);
/* Its rank, as dh_map_rank() but never NaN, whatever is counted. */
double map_tally_rank(const struct map_tally *tally, double shade);
void map_tally_count(struct map_tally *tally, const struct dh_map_cell *cell, long number);

/* "arrived after 3 .. 498 steps: 45 %" */
void map_group_words(const struct map_tally *tally, enum map_group group, struct text *out);
/* The same in two: "arrived", and "3 .. 498 steps" (empty where there is nothing to say); the share alone: "45%". */
const char *map_group_name(const struct map_tally *tally, enum map_group group);
void map_group_range(const struct map_tally *tally, enum map_group group, struct text *out);
void map_group_share(const struct map_tally *tally, enum map_group group, struct text *out);
/* "12000 cells: 6500 converged, 5000 nan, 500 slow" */
void map_verdict_words(const struct map_tally *tally, struct text *out);

#endif
