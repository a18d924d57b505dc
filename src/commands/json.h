/* SPDX-License-Identifier: MIT
 *
 * JSON, as far as it is needed. Numbers read back exactly; those JSON cannot write are the strings "nan", "inf" and
 * "-inf". */
#ifndef COMMANDS_JSON_H
#define COMMANDS_JSON_H

#include "base/text.h"

void json_string(struct text *out, const char *string); /* quoted and escaped; invalid UTF-8 becomes U+FFFD */
void json_number(struct text *out, double x);
/* `"name":`, after a comma unless an object or an array has just begun. */
void json_name(struct text *out, const char *name);

/* Members that are numbers; NaN is a string, or null where it stands for what is not known. */
void json_member(struct text *out, const char *name, double x);
void json_known(struct text *out, const char *name, double x);
/* An array of numbers. */
void json_numbers(struct text *out, const double *x, int count);

#endif
