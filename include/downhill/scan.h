/* SPDX-License-Identifier: MIT
 *
 * Words of a formula, one at a time, each with its place in the text: for whatever is written in its language. */
#ifndef DOWNHILL_SCAN_H
#define DOWNHILL_SCAN_H

#include "downhill/error.h"

#include <stddef.h>

enum dh_token_kind { DH_TOKEN_END, DH_TOKEN_NUMBER, DH_TOKEN_NAME, DH_TOKEN_SIGN, DH_TOKEN_ERROR };

struct dh_token {
  enum dh_token_kind kind;
  long start, length; /* bytes; SIGN: one or two characters such as "(" or "<=" */
  double value;       /* NUMBER */
};

/* The token at or after byte `from`. On DH_TOKEN_ERROR *error is filled. Independent of the locale. */
struct dh_token dh_scan(const char *text, long from, struct dh_error *error);

#endif
