/* SPDX-License-Identifier: MIT
 *
 * libcyaml with its messages caught: strict schemas, no aliases, and one error that says what is wrong and in which
 * line. Also what all of the room's files have in common: how long they may be, and checking names and texts. */
#ifndef CATALOG_DOCUMENT_H
#define CATALOG_DOCUMENT_H

#include "base/text.h"
#include "downhill/error.h"

#include <cyaml/cyaml.h>

enum { DOCUMENT_MAX = 1 << 20 }; /* bytes; a file of ours has a few hundred */

/* A text to be read as YAML, and what to call it in an error. */
struct document {
  const char *path;
  const char *data;
  size_t length;
};

/* The value the schema describes, or NULL with *error (YAML, MEMORY). Give it back with document_free(). */
void *document_load(const struct document *document, const cyaml_schema_value_t *schema, struct dh_error *error);
void document_free(const cyaml_schema_value_t *schema, void *value);
/* The version number `key` on the top level: what was `read` of it, or NULL if the document could not be read; then it
 * is looked for in a line of its own. -1 if it cannot be read. */
long document_version(const struct document *document, const char *key, const char *read);

/* Does a line begin with this field, whatever else can be read? */
bool document_has(const struct document *document, const char *field);

/* Fill *error: the field `field` of this file is wrong, in the line where it seems to stand. Returns false. */
bool document_field_error(const struct document *document, const char *field, struct dh_error *error);
/* The same for a text inside a field that did not parse: what was wrong in it is in *error. */
bool document_text_error(const struct document *document, const char *field, struct dh_error *error);

/* The same for an entry that is quoted whole, "learning_rate=fast": the line is the first with this text in it. */
bool document_entry_error(const struct document *document, const char *entry, struct dh_error *error);
/* The number of the first line after line `after` that has this text in it, 0 if there is none. */
long document_line(const struct document *document, const char *text, long after);
/* An entry says the same as the one before it (TWICE); the file is of a version that is not known yet (NEWER). Both
 * return false. */
bool document_twice_error(const struct document *document, const char *before, const char *entry,
                          struct dh_error *error);
bool document_newer_error(const struct document *document, const char *field, long version, struct dh_error *error);

/* a-z, 0-9 and _, beginning with a letter, at most DH_NAME_MAX - 1 long. */
bool document_name_is_good(const char *name);
/* A whole number of at most 2^53. Numbers are read from texts here: libcyaml's own reading stops at the first letter it
 * does not know. */
bool document_integer(const char *text, long *value);
/* Make a text that is going to be shown safe, in place (it can only get shorter). NULL is fine. */
void document_clean(char *text);

#endif
