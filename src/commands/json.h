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

#endif
