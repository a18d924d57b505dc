/* SPDX-License-Identifier: MIT
 *
 * The screen as a picture in one of the formats that `show` has names for. */
#ifndef COMMANDS_PICTURE_H
#define COMMANDS_PICTURE_H

#include "app/app.h"
#include "base/text.h"

extern const char *const picture_formats[]; /* their names; NULL behind the last */
/* Append the frame. `format` is one of these names. False: out of memory. */
bool picture_write(const struct app *app, const char *format, struct text *out);

#endif
