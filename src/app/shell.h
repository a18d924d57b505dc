/* SPDX-License-Identifier: MIT
 *
 * Command lines of this program, word by word, quoted for a shell. */
#ifndef APP_SHELL_H
#define APP_SHELL_H

#include "base/text.h"
#include "downhill/downhill.h"

/* A word as it is, or in single quotes where a shell would take it apart. */
void shell_word(struct text *out, const char *word);
/* " --name value", the value as it is, or in single quotes where a shell would take it apart; always on one line,
 * however a formula is laid out in its file. */
void shell_option(struct text *out, const char *name, const char *value);
/* What is asked for by these options: a name of the catalog's, a formula, or data and what is fitted to it. */
void shell_surface(struct text *out, const struct dh_surface_spec *surface);

#endif
