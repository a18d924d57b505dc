/* SPDX-License-Identifier: MIT
 *
 * Expressions over lanes, as lessons write them: the language of formulas (see formula.h) with names such as
 *
 *   B.loss  B.w  B.learning_rate  B.verdict == diverging  B.precision == fp16 and step >= 24  ever(B.loss > 1e6)
 *
 * LANE.FIELD is a lane by its letter and one of: loss, gradient_norm, gradient_w (along w), rate (in force now), lowest
 * (loss so far), modulus, sharpness, eta_lambda, limit, verdict, the step at which something first broke
 * (loss_overflow, loss_nan, gradient_..., update_..., parameter_...; NaN until then), any parameter of the table, a
 * coordinate by its own name, or of the lane as it is set, wherever it stands: edge (the rate where stability ends at
 * the minimum), finder_end, finder_steep, finder_valley (where the range test diverges, what it suggests). What comes
 * in kinds is compared with a word. `step` and `lanes` (their number) stand alone. ever(...) holds from the moment on
 * at which its condition held. A lane or a coordinate that is not there is NaN, and with NaN every comparison but != is
 * false. */
#ifndef APP_CONDITION_H
#define APP_CONDITION_H

#include "catalog/catalog.h"
#include "downhill/downhill.h"

/* Runs to ask, all at one step. They belong to the caller. */
struct lanes_now {
  const struct dh_run *run[6];
  char letter[6];
  int count;
  long step;
};

struct condition;

/* NULL with *error; its position is the place in `text`. */
struct condition *condition_create(const struct catalog *catalog, const char *text, struct dh_error *error);
void condition_destroy(struct condition *condition);

/* Does it say true or false, rather than a number? */
bool condition_is_truth(const struct condition *condition);
/* Does it hang on what was before (ever)? Then it must be asked at every step. */
bool condition_remembers(const struct condition *condition);
void condition_forget(struct condition *condition); /* what was before */

/* What it says now; a truth is 1 or 0. */
double condition_value(struct condition *condition, const struct lanes_now *lanes);
/* Is everything it names there? False with *error (UNKNOWN_NAME). */
bool condition_knows(const struct condition *condition, const struct lanes_now *lanes, struct dh_error *error);

#endif
