/* SPDX-License-Identifier: MIT
 *
 * libcyaml with its messages caught: strict schemas, no aliases, and one error that says what is wrong and in which
 * line. Also what all of the room's files have in common: reading them, and checking names and texts. */
#ifndef CATALOG_YAML_H
#define CATALOG_YAML_H

#include "base/text.h"
#include "downhill/error.h"

#include <cyaml/cyaml.h>

enum { YAML_FILE_MAX = 1 << 20 }; /* bytes; a file of ours has a few hundred */

/* A text to be read as YAML, and what to call it in an error. */
struct yaml_source {
  const char *path;
  const char *data;
  size_t length;
};

/* The value the schema describes, or NULL with *error (YAML, MEMORY). Give it back with yaml_free(). */
void *yaml_load(const struct yaml_source *source, const cyaml_schema_value_t *schema, struct dh_error *error);
void yaml_free(const cyaml_schema_value_t *schema, void *value);
/* Only the version number `key` on the top level, other fields ignored; -1 if it cannot be read. */
long yaml_version(const struct yaml_source *source, const char *key);

/* A whole file of at most YAML_FILE_MAX bytes, appended to `out`. False with *error (FILE, MEMORY). */
bool yaml_read_file(const char *path, struct text *out, struct dh_error *error);

/* Fill *error: the field `field` of this file is wrong, in the line where it seems to stand. Returns false. */
bool yaml_field_error(const struct yaml_source *source, const char *field, struct dh_error *error);
/* The same for a text inside a field that did not parse: what was wrong in it is in *error. */
bool yaml_text_error(const struct yaml_source *source, const char *field, struct dh_error *error);

/* The same for an entry that is quoted whole, "learning_rate=fast": the line is the first with this text in it. */
bool yaml_entry_error(const struct yaml_source *source, const char *entry, struct dh_error *error);

/* a-z, 0-9 and _, beginning with a letter, at most DH_NAME_MAX - 1 long. */
bool yaml_name_is_good(const char *name);
/* Make a text that is going to be shown safe, in place (it can only get shorter). NULL is fine. */
void yaml_clean(char *text);

#endif
