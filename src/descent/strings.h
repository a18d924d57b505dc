/* SPDX-License-Identifier: MIT
 *
 * Copies of strings that live as long as their owner (a surface, a rule) and are freed together. */
#ifndef DESCENT_STRINGS_H
#define DESCENT_STRINGS_H

enum { DH_STRINGS_MAX = 64 };

struct dh_strings {
  char *text[DH_STRINGS_MAX];
  int count;
};

/* A copy of `text`, or of "" for NULL; NULL if memory ran out. */
const char *dh_strings_keep(struct dh_strings *strings, const char *text);
void dh_strings_free(struct dh_strings *strings);

#endif
