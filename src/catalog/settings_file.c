/* SPDX-License-Identifier: MIT */
#include "catalog/settings_file.h"

#include "catalog/document.h"
#include "catalog/read.h"

#include <string.h>

enum { SETTINGS_VERSION = 1, ENTRY_MOST = 64 };

/* The file as it is written. */
struct settings_file {
  char *version;
  char **settings;
  unsigned settings_count;
};

static const cyaml_schema_value_t entry = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, ENTRY_MOST)};

static const cyaml_schema_field_t fields[] = {
    CYAML_FIELD_STRING_PTR("downhill", CYAML_FLAG_POINTER, struct settings_file, version, 1, ENTRY_MOST),
    CYAML_FIELD_SEQUENCE("settings", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct settings_file, settings, &entry,
                         0, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct settings_file, fields)};

static bool take_entry(const char *text, bool (*take)(void *context, const char *name, const char *value),
                       void *context) {
  char name[ENTRY_MOST];
  size_t length = strcspn(text, "=");
  if (text[length] != '=' || length >= sizeof name) return false;
  text_copy(name, length + 1, text);
  return take(context, name, text + length + 1);
}

static bool take_all(const struct document *document, const struct settings_file *file,
                     bool (*take)(void *context, const char *name, const char *value), void *context,
                     struct dh_error *error) {
  long version;
  if (!document_integer(file->version, &version) || version < 1)
    return document_field_error(document, "downhill", error);
  if (version > SETTINGS_VERSION) return document_newer_error(document, "downhill", version, error);
  for (unsigned i = 0; i < file->settings_count; i++)
    if (!take_entry(file->settings[i], take, context)) return document_entry_error(document, file->settings[i], error);
  return true;
}

bool settings_file_read(const char *path, bool (*take)(void *context, const char *name, const char *value),
                        void *context, struct dh_error *error) {
  struct text content = {0};
  bool good = false;
  if (file_read(path, DOCUMENT_MAX, &content, error)) {
    const struct document document = {path, text_string(&content), content.length};
    struct settings_file *file = document_load(&document, &schema, error);
    good = file && take_all(&document, file, take, context, error);
    document_free(&schema, file);
  }
  text_free(&content);
  return good;
}

void settings_file_write(const char *lines, struct text *out) {
  text_printf(out, "downhill: %d\nsettings:%s\n", SETTINGS_VERSION, *lines ? "" : " []");
  while (*lines) {
    size_t length = strcspn(lines, "\n");
    text_add(out, "  - ");
    text_append(out, lines, length);
    text_add(out, "\n");
    lines += length + (lines[length] == '\n');
  }
}
