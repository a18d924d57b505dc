/* SPDX-License-Identifier: MIT
 *
 * What downhill find prints for people: a chart, what it means, and a table. */
#ifndef COMMANDS_FIND_H
#define COMMANDS_FIND_H

#include "base/look.h"
#include "base/text.h"
#include "downhill/downhill.h"

/* Does the parameter make the rate, which is the finder's own affair? */
bool find_ignores(enum dh_parameter parameter);

/* How large all of it may be: the chart takes what the words leave. */
struct find_page {
  int cols, rows;
  enum look_glyphs glyphs;
};
void find_text_range(struct text *out, const struct dh_finder *finder, const struct dh_edge *edges,
                     const struct find_page *page);
void find_text_sweep(struct text *out, const struct dh_sweep *sweep, const struct dh_edge *edges,
                     const struct find_page *page);

#endif
