/* SPDX-License-Identifier: MIT
 *
 * Private to the wording of training logs and of what is found in them: numbers and places as both say them. All return
 * what they write. */
#ifndef APP_LOG_WORDS_H
#define APP_LOG_WORDS_H

#include "downhill/log.h"

enum { LOG_NUMBER = 32, LOG_PLACE = 64 };

/* Three digits, exponents without zeros: 2e-5. */
const char *log_number(double value, char out[LOG_NUMBER]);
const char *log_whole(double value, char out[LOG_NUMBER]);
/* "step 450"; where nobody wrote down steps, rows are counted. */
const char *log_place(const struct dh_log *log, double step, char out[LOG_PLACE]);

#endif
