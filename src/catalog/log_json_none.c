/* SPDX-License-Identifier: MIT
 *
 * Where the program was built without json-c. */
#include "catalog/log_part.h"

bool log_json_is_built(void) { return false; }

struct log_json *log_json_create(struct log_sink *sink) {
  (void)sink;
  return NULL;
}

void log_json_destroy(struct log_json *json) { (void)json; }

bool log_json_feed(struct log_json *json, const char *bytes, size_t length) {
  (void)json, (void)bytes, (void)length;
  return false;
}

bool log_json_is_whole(const struct log_json *json) {
  (void)json;
  return true;
}

bool log_json_is_document(const struct log_json *json) {
  (void)json;
  return false;
}

bool log_json_console(struct log_json *json, const char *line, size_t length, long number) {
  (void)json, (void)line, (void)length, (void)number;
  return true;
}
