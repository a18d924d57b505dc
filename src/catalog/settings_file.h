/* SPDX-License-Identifier: MIT
 *
 * The user's settings of the screen, in a file of their own beside the surfaces:
 *
 *   downhill: 1
 *   settings:
 *     - theme=light
 *     - detail=4
 */
#ifndef CATALOG_SETTINGS_FILE_H
#define CATALOG_SETTINGS_FILE_H

#include "base/text.h"
#include "downhill/error.h"

/* Hand each entry on, in the order of the file. False with *error if the file cannot be used, or, with its line, if
 * `take` does not know an entry. */
bool settings_file_read(const char *path, bool (*take)(void *context, const char *name, const char *value),
                        void *context, struct dh_error *error);
/* Append the file that has these lines "name=value". */
void settings_file_write(const char *lines, struct text *out);

#endif
