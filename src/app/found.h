/* SPDX-License-Identifier: MIT
 *
 * What was found when a rate was looked for, as rows of a table: suggestions, and the true limits below them. Rows own
 * nothing; rates have no unit. */
#ifndef APP_FOUND_H
#define APP_FOUND_H

#include "downhill/downhill.h"

#include <stddef.h>

enum { FOUND_MOST = DH_FINDER_RULES + DH_EDGES, FOUND_WORDS = 128 };

struct found {
  char letter; /* on the chart; a blank if it is not there */
  const char *name;
  double rate;       /* NaN: none, the words say why */
  double eta_lambda; /* rate x curvature, NaN where no limit is known to compare it with */
  bool limit;        /* a true limit, rather than what the search came to */
  char words[FOUND_WORDS];
  bool failed; /* there was no memory for the words */
};

/* Returns how many rows there are. */
int found_in_test(const struct dh_finder *finder, const struct dh_edge edges[DH_EDGES], struct found rows[FOUND_MOST]);
int found_in_sweep(const struct dh_sweep *sweep, const struct dh_edge edges[DH_EDGES], struct found rows[FOUND_MOST]);

#endif
