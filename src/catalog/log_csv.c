/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "catalog/columns.h"
#include "catalog/csv_line.h"
#include "catalog/log.h"
#include "catalog/log_part.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct log_csv {
  struct csv_parser parser;
  struct log_sink *sink;
  struct text header; /* as it was written: a training that goes on may write it again */
  struct log_name name[COLUMNS_FILE_MAX];
  struct text run; /* what stands before the first name that means something */
  int columns;
  bool header_done;
  bool last; /* the line has no end, so what is wrong with it is no fault */
  bool bad;
  long line, begun; /* the one that is read; the one in which the row began, 0 between rows */
  long text_line;   /* the last that was not empty */
  int field;        /* fields of the row so far */
  size_t length;    /* bytes of the row so far: quotes may hold many lines */
  struct log_draft draft;
};

/* --- fields and rows --- */

static void fail(struct log_csv *csv, enum dh_error_code code, const char *what, double number, long column) {
  if (!csv->bad && !csv->last && !log_fail(csv->sink, code, what, csv->begun > 0 ? csv->begun : csv->line, column))
    csv->sink->error->number = number;
  csv->bad = true;
}

/* Weights & Biases exports the columns of several runs beside each other, "run - train/loss". */
static bool is_other_run(struct log_csv *csv, const char *field) {
  const char *end = log_name_own(field);
  size_t length = (size_t)(end - field);
  if (length == 0) return false;
  if (csv->run.length == 0) text_append(&csv->run, field, length);
  if (csv->run.failed) csv->bad = !log_fail(csv->sink, DH_ERROR_MEMORY, NULL, 0, 0);
  return csv->run.length != length || memcmp(text_string(&csv->run), field, length) != 0;
}

static struct log_name find_name(struct log_csv *csv, const char *field) {
  static const struct log_name none = {LOG_MEANINGS, LOG_RANK_SET};
  bool read = log_name_find(field).meaning != LOG_MEANINGS; /* what is not says nothing of runs */
  if (!read || !is_other_run(csv, field)) return log_rows_name(&csv->sink->rows, field);
  csv->sink->rows.log.runs = true;
  return none;
}

static void take_name(struct log_csv *csv, const char *field) {
  if (csv->field == COLUMNS_FILE_MAX)
    fail(csv, DH_ERROR_TABLE_SIZE, "columns", COLUMNS_FILE_MAX, COLUMNS_FILE_MAX + 1);
  else
    csv->name[csv->field] = find_name(csv, field);
}

static void take_number(struct log_csv *csv, const char *field) {
  double value = 0;
  struct log_name name = csv->name[csv->field];
  if (name.meaning == LOG_MEANINGS) return;
  enum log_number number = log_number_parse(field, name, &value);
  log_draft_put(&csv->draft, name, number, value);
  if (number == LOG_NUMBER_WRONG) fail(csv, DH_ERROR_CELL, field, 0, csv->field + 1);
}

static void on_field(void *field, size_t length, void *context) {
  struct log_csv *csv = context;
  (void)length;
  if (!csv->bad && !csv->header_done) take_name(csv, field);
  if (!csv->bad && csv->header_done && csv->field < csv->columns) take_number(csv, field);
  csv->field++;
}

static void end_row(struct log_csv *csv) {
  if (csv->field != csv->columns) {
    char wanted[16];
    snprintf(wanted, sizeof wanted, "%d", csv->columns);
    fail(csv, DH_ERROR_RAGGED, wanted, csv->field, (csv->field < csv->columns ? csv->field : csv->columns) + 1);
  } else if (!log_take(csv->sink, &csv->draft, csv->line)) {
    csv->bad = true;
  }
}

static void on_row(int terminator, void *context) {
  struct log_csv *csv = context;
  (void)terminator;
  if (!csv->bad && csv->header_done) end_row(csv);
  if (!csv->header_done) csv->columns = csv->field;
  csv->header_done = true;
  csv->draft = (struct log_draft){.has = 0};
  csv->field = 0;
  csv->begun = 0;
}

/* --- lines --- */

/* The names of a header line, without what quotes them, one after the other; NULL behind the last. Of a long one the
 * end is kept: a run's name may stand before it. */
static const char *next_name(const char *line, size_t length, char separator, size_t *at, char *name, size_t size) {
  size_t used = 0;
  if (*at >= length) return NULL;
  for (; *at < length && line[*at] != separator; ++*at) {
    if (line[*at] == '"') continue;
    if (used + 1 == size) memmove(name, name + size / 2, used -= size / 2);
    name[used++] = line[*at];
  }
  ++*at;
  name[used] = '\0';
  return name;
}

bool log_csv_is_header(const char *line, size_t length) {
  bool quoted = false;
  char separator = csv_line_separator(line, length, &quoted), name[256];
  for (size_t at = 0; next_name(line, length, separator, &at, name, sizeof name);) {
    struct log_draft draft = {.has = 0};
    log_draft_put(&draft, log_name_find(name), LOG_NUMBER_THERE, 0);
    if (log_draft_tells(&draft)) return true;
  }
  return false;
}

struct log_csv *log_csv_create(struct log_sink *sink) {
  struct log_csv *csv = calloc(1, sizeof *csv);
  if (!csv) return NULL;
  csv->sink = sink;
  if (csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0) return csv;
  free(csv);
  return NULL;
}

void log_csv_destroy(struct log_csv *csv) {
  if (!csv) return;
  csv_free(&csv->parser);
  text_free(&csv->header);
  text_free(&csv->run);
  free(csv);
}

static void check_parser(struct log_csv *csv) {
  if (csv_error(&csv->parser) == CSV_ENOMEM)
    log_fail(csv->sink, DH_ERROR_MEMORY, NULL, 0, 0);
  else
    fail(csv, DH_ERROR_QUOTE, "", 0, csv->field + 1);
  csv->bad = true;
}

static void begin(struct log_csv *csv, const char *line, size_t length) {
  bool quoted = false;
  char separator = csv_line_separator(line, length, &quoted);
  if (separator) csv_set_delim(&csv->parser, (unsigned char)separator);
  text_append(&csv->header, line, length);
}

static bool is_header_again(const struct log_csv *csv, const char *line, size_t length) {
  return csv->header_done && length == csv->header.length && memcmp(line, text_string(&csv->header), length) == 0;
}

bool log_csv_line(struct log_csv *csv, const char *line, size_t length, long number, bool last) {
  bool between = csv->begun == 0;
  csv->line = number;
  csv->last = last;
  if (csv->header.length == 0) begin(csv, line, length);
  if (!between || (!csv_line_is_blank(line, length) && line[0] != '#' && !is_header_again(csv, line, length))) {
    if (between) csv->begun = number, csv->length = 0;
    csv->length += length;
    if (csv->length > LOG_LINE_MAX) fail(csv, DH_ERROR_LOG_OBJECT, "", 0, csv->field + 1);
    if (!csv->bad && csv_parse(&csv->parser, line, length, on_field, on_row, csv) != length) check_parser(csv);
  }
  if (length > 0) csv->text_line = number;
  /* A row that is cut off is in the last line; one that began before has swallowed others. */
  csv->last = last && csv->text_line <= csv->begun;
  if (last && !csv->bad && csv_fini(&csv->parser, on_field, on_row, csv) != 0) check_parser(csv);
  return !csv->bad;
}
