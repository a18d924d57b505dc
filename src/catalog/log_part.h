/* SPDX-License-Identifier: MIT
 *
 * What the reader of training logs (log.c) and its formats (log_csv.c, log_json.c) have in common. Offsets in errors
 * are lines and columns from 1: in CSV a column is the number of a field, in JSON of a byte. */
#ifndef CATALOG_LOG_PART_H
#define CATALOG_LOG_PART_H

#include "catalog/log_rows.h"
#include "downhill/error.h"

#include <stddef.h>

/* What the formats put their rows and faults into. */
struct log_sink {
  struct log_rows rows;
  const char *path;
  struct dh_error *error; /* of the call that is running */
  bool failed;
};

/* Note the first fault. Always false. */
bool log_fail(struct log_sink *sink, enum dh_error_code code, const char *what, long line, long column);
/* False if there is no room for it. */
bool log_take(struct log_sink *sink, const struct log_draft *draft, long line);

/* --- CSV: lines come whole, with their ends --- */

/* Is this the header of a log? */
bool log_csv_is_header(const char *line, size_t length);
struct log_csv *log_csv_create(struct log_sink *sink);
void log_csv_destroy(struct log_csv *csv);
/* The first line is the header. `last`: it has no end, and what is wrong with it is no fault; false then, too. */
bool log_csv_line(struct log_csv *csv, const char *line, size_t length, long number, bool last);

/* --- JSON --- */

/* NULL without memory, and where the program was built without json-c (log_json_is_built). */
struct log_json *log_json_create(struct log_sink *sink);
void log_json_destroy(struct log_json *json);
bool log_json_is_built(void);
/* The next bytes of a document or of JSON lines. */
bool log_json_feed(struct log_json *json, const char *bytes, size_t length);
/* Does it end here, or in the middle of something? */
bool log_json_is_whole(const struct log_json *json);
/* Has there been the array of a whole document? */
bool log_json_is_document(const struct log_json *json);
/* A row somewhere in a line of a console, as JSON or as Python writes it; other lines, too, are no fault. */
bool log_json_console(struct log_json *json, const char *line, size_t length, long number);

#endif
