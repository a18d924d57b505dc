/* SPDX-License-Identifier: MIT */
#include "catalog/document.h"

#include "downhill/formula.h"
#include "downhill/parameter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTEGER_MOST 9007199254740992.0 /* 2^53: up to here a double is the number that was written */

/* libcyaml tells by its log what went wrong: first the fault, then a backtrace that begins at the innermost value. */
struct log {
  char fault[128];
  long line, column;
};

__attribute__((format(printf, 3, 0))) static void listen_to(cyaml_log_t level, void *context, const char *format,
                                                            va_list arguments) {
  struct log *log = context;
  char message[160];
  if (level < CYAML_LOG_ERROR) return;
  vsnprintf(message, sizeof message, format, arguments);
  message[strcspn(message, "\n")] = '\0';
  const char *place = strstr(message, "(line: ");
  if (place && log->line == 0) {
    const char *column = strstr(place, "column: ");
    log->line = strtol(place + strlen("(line: "), NULL, 10);
    log->column = column ? strtol(column + strlen("column: "), NULL, 10) : 0;
  }
  static const char prefix[] = "Load: ";
  const char *fault = strncmp(message, prefix, strlen(prefix)) == 0 ? message + strlen(prefix) : message;
  if (log->fault[0] == '\0' && !place && strncmp(fault, "Backtrace", 9) != 0)
    text_clean(log->fault, sizeof log->fault, fault);
}

static cyaml_config_t configuration(struct log *log, cyaml_cfg_flags_t flags) {
  return (cyaml_config_t){
      .log_fn = log ? listen_to : NULL,
      .log_ctx = log,
      .mem_fn = cyaml_mem,
      .log_level = CYAML_LOG_ERROR,
      .flags = flags,
  };
}

/* Does this line say it? A field stands at its beginning, after blanks and list marks; an entry anywhere. */
static bool line_says(const char *line, const char *end, const char *what, bool entry) {
  size_t size = entry ? strlen(what) : strcspn(what, ":");
  while (line < end && (*line == ' ' || *line == '-')) line++;
  for (; (size_t)(end - line) >= size; line++) {
    if (memcmp(line, what, size) == 0 && (entry || (line + size < end && line[size] == ':'))) return true;
    if (!entry) return false;
  }
  return false;
}

/* The number of the first such line after the first `after`, 0 if there is none (a field that is missing, quoted, or in
 * a flow of others). */
static long line_of(const struct document *document, const char *what, bool entry, long after) {
  const char *end = document->data + document->length;
  long number = 1;
  for (const char *line = document->data; line < end; number++) {
    const char *next = memchr(line, '\n', (size_t)(end - line));
    if (!next) next = end;
    if (number > after && line_says(line, next, what, entry)) return number;
    line = next + 1;
  }
  return 0;
}

/* About a key that should not be there the backtrace begins with the field before it. */
static long line_of_fault(const struct document *document, const struct log *log) {
  static const char *const about_keys[] = {"Unexpected key: ", "Mapping field already seen: "};
  for (size_t i = 0; i < sizeof about_keys / sizeof *about_keys; i++) {
    size_t size = strlen(about_keys[i]);
    if (strncmp(log->fault, about_keys[i], size) != 0) continue;
    long line = line_of(document, log->fault + size, false, log->line);
    if (line > 0) return line;
  }
  return log->line;
}

void *document_load(const struct document *document, const cyaml_schema_value_t *schema, struct dh_error *error) {
  struct log log = {0};
  cyaml_config_t config = configuration(&log, CYAML_CFG_NO_ALIAS);
  void *value = NULL;
  cyaml_err_t code = cyaml_load_data((const uint8_t *)document->data, document->length, &config, schema, &value, NULL);
  if (code == CYAML_OK && value) return value;
  if (code == CYAML_ERR_OOM) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  const char *why = log.fault[0] ? log.fault : code == CYAML_OK ? "" : cyaml_strerror(code);
  dh_fail(error, DH_ERROR_YAML, -1, document->path, why);
  error->line = line_of_fault(document, &log);
  error->column = error->line == log.line ? log.column : 0;
  return NULL;
}

void document_free(const cyaml_schema_value_t *schema, void *value) {
  cyaml_config_t config = configuration(NULL, CYAML_CFG_DEFAULT);
  if (value) cyaml_free(&config, schema, value, 0);
}

/* In a line of its own: what cannot be read as a whole is not handed to libyaml once more, because brackets that are
 * skipped cost it the square of their depth. */
static long version_in_line(const struct document *document, const char *key) {
  char text[32];
  long line = line_of(document, key, false, 0), number;
  const char *at = document->data, *end = document->data + document->length;
  if (line == 0) return -1;
  while (--line > 0) at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
  at = (const char *)memchr(at, ':', (size_t)(end - at)) + 1; /* of a line that says it */
  while (at < end && strchr(" \"'", *at)) at++;
  size_t length = 0;
  while (at + length < end && !strchr(" \"'#\r\n", at[length])) length++;
  text_copy(text, length + 1 < sizeof text ? length + 1 : sizeof text, at);
  return document_integer(text, &number) ? number : -1;
}

long document_version(const struct document *document, const char *key, const char *read) {
  long number;
  if (!read) return version_in_line(document, key);
  return document_integer(read, &number) ? number : -1;
}

bool document_has(const struct document *document, const char *field) { return line_of(document, field, false, 0) > 0; }

static bool place_error(const struct document *document, enum dh_error_code code, const char *what, long line,
                        struct dh_error *error) {
  char shown[128];
  text_clean(shown, sizeof shown, what);
  dh_fail(error, code, -1, document->path, shown);
  error->line = line;
  return false;
}

bool document_field_error(const struct document *document, const char *field, struct dh_error *error) {
  return place_error(document, DH_ERROR_FIELD, field, line_of(document, field, false, 0), error);
}

bool document_entry_error(const struct document *document, const char *entry, struct dh_error *error) {
  return place_error(document, DH_ERROR_FIELD, entry, line_of(document, entry, true, 0), error);
}

long document_line(const struct document *document, const char *text, long after) {
  return line_of(document, text, true, after);
}

bool document_twice_error(const struct document *document, const char *before, const char *entry,
                          struct dh_error *error) {
  long line = line_of(document, entry, true, line_of(document, before, true, 0));
  return place_error(document, DH_ERROR_TWICE, entry, line, error);
}

bool document_newer_error(const struct document *document, const char *field, long version, struct dh_error *error) {
  place_error(document, DH_ERROR_NEWER, "", line_of(document, field, false, 0), error);
  error->number = (double)version;
  return false;
}

bool document_text_error(const struct document *document, const char *field, struct dh_error *error) {
  if (error->code == DH_ERROR_MEMORY) return false;
  char what[128], found[64];
  text_copy(found, sizeof found, error->text);
  if (error->position >= 0)
    snprintf(what, sizeof what, "%s: column %ld: %s", field, error->position + 1, found);
  else
    snprintf(what, sizeof what, "%s: %s", field, found);
  return document_field_error(document, what, error);
}

bool document_name_is_good(const char *name) {
  size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
  return name[0] >= 'a' && name[0] <= 'z' && name[length] == '\0' && length < DH_NAME_MAX;
}

bool document_integer(const char *text, long *value) {
  double number;
  if (!dh_number_parse(text, &number) || number != floor(number) || fabs(number) > INTEGER_MOST) return false;
  *value = (long)number;
  return true;
}

void document_clean(char *text) {
  if (text) text_clean(text, strlen(text) + 1, text);
}
