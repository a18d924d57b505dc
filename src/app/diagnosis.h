/* SPDX-License-Identifier: MIT
 *
 * What is found in a training log, in words: which rows, on what evidence, and what to try. */
#ifndef APP_DIAGNOSIS_H
#define APP_DIAGNOSIS_H

#include "base/text.h"
#include "downhill/diagnosis.h"

/* "spike", "noise follows the rate": what a finding is called on a page. */
const char *message_finding_word(const struct dh_finding *finding);
/* "step 450", "steps 450 to 470", "from step 450 on", appended; rows where the log has no steps. */
void message_finding_where(const struct dh_log *log, const struct dh_finding *finding, struct text *out);
/* Both: "spike, step 450", appended. */
void message_finding_title(const struct dh_log *log, const struct dh_finding *finding, struct text *out);
/* Sentences, appended: what was seen, and what to try; `summary` has the rates. */
void message_finding_evidence(const struct dh_log *log, const struct dh_finding *finding, struct text *out);
void message_finding_remedy(const struct dh_log *log, const struct dh_log_summary *summary,
                            const struct dh_finding *finding, struct text *out);
/* "240 rows, steps 10 to 2400: loss 2.31, lowest 0.84, at the end 0.9; rate up to 2e-5", and what of the log is left
 * out, appended. */
void message_log(const struct dh_log *log, const struct dh_log_summary *summary, struct text *out);
/* Where none of `count` findings is a fault: is nothing wrong, or are there too few losses to say so? Appended. */
void message_log_verdict(const struct dh_log_summary *summary, int count, int faults, struct text *out);
/* Sentences, appended: what the log does not have and therefore could not be found, and what no log tells. */
void message_log_limits(const struct dh_log *log, const struct dh_log_summary *summary, struct text *out);

#endif
