/* SPDX-License-Identifier: MIT */
#include "catalog/log.h"

#include "base/number.h"
#include "base/text.h"
#include "catalog/csv_line.h"
#include "catalog/log_part.h"
#include "catalog/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum format {
  FORMAT_UNKNOWN, /* too few bytes so far */
  FORMAT_LINES,   /* CSV, or a console's lines */
  FORMAT_CSV,
  FORMAT_CONSOLE,
  FORMAT_JSON
};

struct log_reader {
  struct log_sink sink;
  enum format format;
  struct log_csv *csv;
  struct log_json *json;
  struct text begin; /* what is there while the format is unknown */
  struct text line;  /* the part of it that has come */
  long number;       /* lines so far */
  bool after_return; /* a line ended with CR: a LF belongs to it */
  bool cut;
  char first[96]; /* the first line, if it has columns; "" */
};

/* --- the sink --- */

bool log_fail(struct log_sink *sink, enum dh_error_code code, const char *what, long line, long column) {
  char shown[64];
  if (sink->failed) return false;
  sink->failed = true;
  text_clean(shown, sizeof shown, what ? what : "");
  dh_fail(sink->error, code, -1, code == DH_ERROR_MEMORY ? NULL : sink->path, shown);
  sink->error->line = line;
  sink->error->column = column;
  return false;
}

static bool fail_memory(struct log_sink *sink) { return log_fail(sink, DH_ERROR_MEMORY, NULL, 0, 0); }

bool log_take(struct log_sink *sink, const struct log_draft *draft, long line) {
  enum log_added added = log_rows_add(&sink->rows, draft);
  if (added == LOG_ADDED) return true;
  if (added == LOG_ADDED_NO_MEMORY) return fail_memory(sink);
  if (!sink->failed && !log_fail(sink, DH_ERROR_TABLE_SIZE, "rows", line, 1)) sink->error->number = LOG_ROWS_MAX;
  return false;
}

/* --- a reader --- */

struct log_reader *log_reader_create(const char *path, struct dh_error *error) {
  struct log_reader *reader = calloc(1, sizeof *reader);
  if (!reader) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  reader->sink.path = path;
  log_rows_init(&reader->sink.rows);
  return reader;
}

void log_reader_destroy(struct log_reader *reader) {
  if (!reader) return;
  log_csv_destroy(reader->csv);
  log_json_destroy(reader->json);
  log_rows_free(&reader->sink.rows);
  text_free(&reader->begin);
  text_free(&reader->line);
  free(reader);
}

/* --- lines --- */

static bool need_json(struct log_reader *reader) {
  if (!log_json_is_built()) return log_fail(&reader->sink, DH_ERROR_NO_JSON, "", 0, 0);
  reader->json = log_json_create(&reader->sink);
  return reader->json || fail_memory(&reader->sink);
}

/* The first line that is neither empty nor a comment tells what the others are. */
static bool choose_lines(struct log_reader *reader, const char *line, size_t length) {
  char separator;
  bool quoted = false;
  if (log_csv_is_header(line, length)) {
    reader->format = FORMAT_CSV;
    reader->csv = log_csv_create(&reader->sink);
    return reader->csv || fail_memory(&reader->sink);
  }
  reader->format = FORMAT_CONSOLE;
  separator = csv_line_separator(line, length, &quoted);
  size_t most = length < sizeof reader->first ? length : sizeof reader->first - 1;
  if (separator && !memchr(line, '{', length)) memcpy(reader->first, line, most);
  reader->first[strcspn(reader->first, "\r\n")] = '\0';
  return true;
}

/* A Trainer says "  Num Epochs = 1,000" before it begins, behind what its logger writes. */
static void note_epochs(struct log_reader *reader, const char *line, size_t length) {
  static const char words[] = "Num Epochs = ";
  enum { WORDS = sizeof words - 1 };
  char digits[24];
  size_t count = 0, at = 0;
  double epochs;
  while (at + WORDS <= length && memcmp(line + at, words, WORDS) != 0) at++;
  for (at += WORDS; at < length && (is_digit(line[at]) || line[at] == ',') && count + 1 < sizeof digits; at++)
    if (line[at] != ',') digits[count++] = line[at];
  digits[count] = '\0';
  if (count > 0 && number_scan(digits, &epochs) > 0) log_rows_epochs(&reader->sink.rows, epochs);
}

static bool take_console(struct log_reader *reader, const char *line, size_t length) {
  if (memchr(line, '=', length)) note_epochs(reader, line, length);
  if (!memchr(line, '{', length)) return true;
  if (!reader->json && !need_json(reader)) return false;
  return log_json_console(reader->json, line, length, reader->number);
}

/* `last`: it has no end. */
static bool take_line(struct log_reader *reader, const char *line, size_t length, bool last) {
  reader->number++;
  if (reader->format == FORMAT_LINES) {
    if (csv_line_is_blank(line, length) || line[0] == '#') return true;
    if (!choose_lines(reader, line, length)) return false;
  }
  if (reader->format == FORMAT_CONSOLE) return take_console(reader, line, length);
  if (log_csv_line(reader->csv, line, length, reader->number, last)) return true;
  reader->cut = !reader->sink.failed;
  return reader->cut;
}

/* A CR may be the last that has come of a CR LF. */
static size_t skip_feed(struct log_reader *reader, const char *bytes, size_t length) {
  size_t skip = reader->after_return && length > 0 && bytes[0] == '\n';
  if (length > 0) reader->after_return = false;
  return skip;
}

static bool has_end(const char *bytes, size_t size) {
  return size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r');
}

static bool take_piece(struct log_reader *reader, const char *bytes, size_t size) {
  struct text *line = &reader->line;
  bool ends = has_end(bytes, size), whole = ends && line->length == 0;
  if (memchr(bytes, '\0', size)) return log_fail(&reader->sink, DH_ERROR_TEXT, "", reader->number + 1, 0);
  if (line->length + size > LOG_LINE_MAX)
    return log_fail(&reader->sink, DH_ERROR_LOG_OBJECT, "", reader->number + 1, 0);
  reader->after_return = ends && bytes[size - 1] == '\r';
  if (whole) return take_line(reader, bytes, size, false);
  text_append(line, bytes, size);
  if (line->failed) return fail_memory(&reader->sink);
  bool good = !ends || take_line(reader, text_string(line), line->length, false);
  if (ends) text_clear(line);
  return good;
}

static bool feed_lines(struct log_reader *reader, const char *bytes, size_t length) {
  bool good = true;
  size_t at = skip_feed(reader, bytes, length);
  while (at < length && good) {
    size_t size = csv_line_length(bytes + at, length - at);
    good = take_piece(reader, bytes + at, size);
    at += size;
  }
  return good;
}

/* --- formats --- */

static bool feed(struct log_reader *reader, const char *bytes, size_t length) {
  return reader->format == FORMAT_JSON ? log_json_feed(reader->json, bytes, length) : feed_lines(reader, bytes, length);
}

static size_t skip_blanks(const struct text *text, size_t at) {
  while (at < text->length && text->data[at] != '\0' && strchr(" \t\r\n", text->data[at])) at++;
  return at;
}

/* Between an object's bracket and its first key are few blanks. */
enum { BEGIN_MOST = 4096 };

/* Does it begin as JSON does? Python's {'loss' is looked for in lines. */
static enum format format_of(const struct text *begin) {
  size_t at = skip_blanks(begin, 0), next = skip_blanks(begin, at + 1);
  if (at == begin->length) return FORMAT_UNKNOWN;
  if (begin->data[at] == '[') { /* of objects, or "[INFO|trainer.py:1516] ...", "[*] ...", "[===>" */
    if (next >= begin->length) return begin->length < BEGIN_MOST ? FORMAT_UNKNOWN : FORMAT_JSON;
    return begin->data[next] == '*' || begin->data[next] == '=' || is_letter(begin->data[next]) ||
                   is_digit(begin->data[next])
               ? FORMAT_LINES
               : FORMAT_JSON;
  }
  if (begin->data[at] != '{') return FORMAT_LINES;
  if (next >= begin->length) return begin->length < BEGIN_MOST ? FORMAT_UNKNOWN : FORMAT_JSON;
  return begin->data[next] == '\'' ? FORMAT_LINES : FORMAT_JSON;
}

/* Of the byte order mark, or of the part of it that has come. */
static size_t mark_length(const struct text *begin) {
  static const char mark[] = "\xEF\xBB\xBF";
  size_t length = begin->length < sizeof mark - 1 ? begin->length : sizeof mark - 1;
  return memcmp(text_string(begin), mark, length) == 0 ? length : 0;
}

static bool choose_format(struct log_reader *reader, const char *bytes, size_t length) {
  text_append(&reader->begin, bytes, length);
  if (reader->begin.failed) return fail_memory(&reader->sink);
  struct text rest = reader->begin;
  size_t mark = mark_length(&rest);
  if (mark > 0) rest.data += mark, rest.length -= mark;
  reader->format = format_of(&rest);
  if (reader->format == FORMAT_UNKNOWN && rest.length >= BEGIN_MOST) reader->format = FORMAT_LINES;
  if (reader->format == FORMAT_UNKNOWN) return true;
  if (reader->format == FORMAT_JSON && !need_json(reader)) return false;
  bool good = feed(reader, rest.data, rest.length);
  text_free(&reader->begin);
  return good;
}

bool log_reader_feed(struct log_reader *reader, const char *bytes, size_t length, struct dh_error *error) {
  reader->sink.error = error;
  if (length == 0) return true;
  if (reader->format == FORMAT_UNKNOWN) return choose_format(reader, bytes, length);
  return feed(reader, bytes, length);
}

/* --- the end --- */

static bool end_format(struct log_reader *reader) {
  if (reader->format == FORMAT_JSON) {
    reader->cut = !log_json_is_whole(reader->json);
    return true;
  }
  bool open = reader->line.length > 0 || reader->format == FORMAT_CSV;
  return !open || take_line(reader, text_string(&reader->line), reader->line.length, true);
}

bool log_reader_end(struct log_reader *reader, struct dh_error *error) {
  reader->sink.error = error;
  if (reader->format == FORMAT_UNKNOWN && !choose_format(reader, "", 0)) return false;
  if (!end_format(reader)) return false;
  log_rows_end(&reader->sink.rows);
  const struct log_rows *rows = &reader->sink.rows;
  if (rows->train.count + rows->eval.count > 0) return true;
  if (reader->format == FORMAT_CSV) return log_fail(&reader->sink, DH_ERROR_NO_ROWS, "", reader->number, 1);
  return log_fail(&reader->sink, DH_ERROR_NO_LOG, reader->first, 0, 0);
}

const struct dh_log *log_reader_log(struct log_reader *reader, struct dh_error *error) {
  reader->sink.rows.log.cut = reader->cut;
  const struct dh_log *log = log_rows_log(&reader->sink.rows);
  if (!log) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  return log;
}

bool log_reader_grows(const struct log_reader *reader) {
  return reader->format != FORMAT_JSON || !log_json_is_document(reader->json);
}

/* --- files --- */

static bool read_stream(struct log_reader *reader, FILE *file, struct dh_error *error) {
  char block[1 << 16];
  size_t got;
  while ((got = fread(block, 1, sizeof block, file)) > 0)
    if (!log_reader_feed(reader, block, got, error)) return false;
  if (ferror(file)) return dh_fail(error, DH_ERROR_FILE, -1, reader->sink.path, strerror(errno));
  return log_reader_end(reader, error);
}

static bool read_file(const char *path, FILE *file, struct dh_log *log, struct dh_error *error) {
  struct log_reader *reader = log_reader_create(path, error);
  if (!reader) return false;
  bool good = read_stream(reader, file, error);
  reader->sink.rows.log.cut = reader->cut;
  if (good && !log_rows_take(&reader->sink.rows, log)) good = dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  log_reader_destroy(reader);
  return good;
}

bool dh_log_read(const char *path, struct dh_log *log, struct dh_error *error) {
  if (strcmp(path, "-") == 0) return read_file(path, stdin, log, error);
  FILE *file = file_open(path, error);
  if (!file) return false;
  bool good = read_file(path, file, log, error);
  fclose(file);
  return good;
}

void dh_log_free(struct dh_log *log) {
  free(log->rows);
  *log = (struct dh_log){.count = 0};
}
