/* SPDX-License-Identifier: MIT */
#include "catalog/columns.h"

#include "catalog/csv_line.h"
#include "catalog/read.h"
#include "downhill/parameter.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A column as the file calls it, and as formulas do. */
struct heading {
  char *written; /* owned, cleaned; "" */
  char name[DH_NAME_MAX];
};

/* libcsv takes the text apart; it gets one line after the other, so that the line of a fault is known. */
struct reader {
  struct csv_parser parser;
  struct columns *columns;
  const char *path;
  const struct dh_fit *fit; /* NULL: all columns */
  bool parameters_given;
  struct dh_error *error;
  bool failed;

  struct heading *header; /* owned: of all columns, read or not */
  int header_count;
  bool header_done;
  bool quoted;                 /* the header goes on inside quotes */
  bool separated;              /* what stands between the names is known */
  bool has_word;               /* the header is not only numbers */
  int place[COLUMNS_FILE_MAX]; /* of each column of the file among those read, or -1 */

  long line;  /* the one that is being read */
  long begun; /* the one in which the present row began; 0 between rows */
  int field;  /* fields of the row so far */
};

static void fail_at(struct reader *reader, enum dh_error_code code, const char *what, long line, long column) {
  char shown[64];
  if (reader->failed) return;
  reader->failed = true;
  text_clean(shown, sizeof shown, what);
  dh_fail(reader->error, code, -1, reader->path, shown);
  reader->error->line = line;
  reader->error->column = column;
}

/* A row that is spread over several lines is looked for where it begins. A column is the number of a field, not of a
 * character: that is what a spreadsheet shows. */
static void fail(struct reader *reader, enum dh_error_code code, const char *what, long column) {
  fail_at(reader, code, what, reader->begun > 0 ? reader->begun : reader->line, column);
}

static void fail_memory(struct reader *reader) {
  if (!reader->failed) dh_fail(reader->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  reader->failed = true;
}

static void fail_size(struct reader *reader, double most, const char *of_what, long column) {
  if (reader->failed) return;
  fail(reader, DH_ERROR_TABLE_SIZE, of_what, column);
  reader->error->number = most;
}

/* --- the header --- */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/* A name as it can stand in a formula: other characters become _, and one that begins with no letter gets a c. Where
 * nothing of it can be kept, its number is its name. */
static void make_name(const char *written, int number, char name[DH_NAME_MAX]) {
  const char *kept = written;
  while (*kept && !is_letter_or_digit(*kept)) kept++;
  if (*kept == '\0')
    snprintf(name, DH_NAME_MAX, "c%d", number);
  else
    snprintf(name, DH_NAME_MAX, "%s%.*s", is_letter(written[0]) ? "" : "c", DH_NAME_MAX - 2, written);
  for (char *c = name; *c; c++)
    if (!is_letter_or_digit(*c)) *c = '_';
}

static bool same_written(const struct heading *a, const struct heading *b) {
  return a->written[0] != '\0' && strcmp(a->written, b->written) == 0;
}

static bool is_as_written(const struct heading *heading) { return strcmp(heading->name, heading->written) == 0; }

static bool is_shared(const struct reader *reader, int column) {
  for (int i = 0; i < reader->header_count; i++)
    if (i != column && strcmp(reader->header[i].name, reader->header[column].name) == 0) return true;
  return false;
}

/* A name that was made and that others have, too, gets the number of its column; one that is as it was written keeps
 * it. From the last on, so that what is left alone is the first. Another column may be called just that: each stands in
 * the way of one number at most, so that there is an end. */
static void part_names(struct reader *reader) {
  char number[16];
  for (int i = reader->header_count - 1; i >= 0; i--) {
    struct heading *heading = &reader->header[i];
    size_t length = strlen(heading->name);
    for (int k = i + 1; !is_as_written(heading) && is_shared(reader, i); k += reader->header_count) {
      snprintf(number, sizeof number, "_%d", k);
      size_t most = DH_NAME_MAX - 1 - strlen(number);
      text_copy(heading->name + (length < most ? length : most), sizeof number, number);
    }
  }
}

static void take_name(struct reader *reader, const char *field) {
  double ignored;
  if (reader->header_count == COLUMNS_FILE_MAX) {
    fail_size(reader, COLUMNS_FILE_MAX, "columns", COLUMNS_FILE_MAX + 1);
    return;
  }
  size_t size = strlen(field) + 1; /* cleaning makes nothing longer */
  struct heading *heading = &reader->header[reader->header_count];
  heading->written = malloc(size);
  if (!heading->written) {
    fail_memory(reader);
    return;
  }
  reader->header_count++;
  text_clean(heading->written, size, field);
  make_name(heading->written, reader->header_count, heading->name);
  if (field[0] != '\0' && !dh_number_parse(field, &ignored)) reader->has_word = true;
}

static bool is_read(const struct reader *reader, const char *name) {
  return !reader->fit || dh_fit_reads(reader->fit, name);
}

/* Two columns that are called the same: which of them would be read? */
static void check_twice(struct reader *reader, int column) {
  const struct heading *heading = &reader->header[column];
  for (int i = 0; i < column; i++)
    if (same_written(&reader->header[i], heading) &&
        (is_read(reader, reader->header[i].name) || is_read(reader, heading->name)))
      fail(reader, DH_ERROR_TWICE, heading->written, column + 1);
}

/* Give the columns that are read their places. */
static void choose_columns(struct reader *reader) {
  struct columns *columns = reader->columns;
  for (int i = 0; i < reader->header_count && !reader->failed; i++) {
    const struct heading *heading = &reader->header[i];
    reader->place[i] = -1;
    check_twice(reader, i);
    if (!is_read(reader, heading->name)) continue;
    if (columns->data.columns == DH_COLUMNS_MAX) {
      fail_size(reader, DH_COLUMNS_MAX, "columns", i + 1);
      return;
    }
    reader->place[i] = columns->data.columns++;
    memcpy(columns->name[reader->place[i]], heading->name, DH_NAME_MAX);
  }
}

static const char *written_of(const struct reader *reader, const char *name) {
  for (int i = 0; i < reader->header_count; i++)
    if (strcmp(reader->header[i].name, name) == 0) return reader->header[i].written;
  return name;
}

/* An error that lists the columns says what the file calls them, too, where that differs: "c1 (损失), y". */
static void list_written(struct reader *reader, const struct dh_data *data) {
  enum dh_error_code code = reader->error->code;
  if (code != DH_ERROR_NO_COLUMN && code != DH_ERROR_NO_PARAMETER && code != DH_ERROR_PARAMETERS) return;
  struct text list = {0};
  for (int i = 0; i < data->columns; i++) {
    const char *name = data->column[i], *written = written_of(reader, name);
    text_printf(&list, "%s%s", i > 0 ? ", " : "", name);
    if (written[0] != '\0' && strcmp(written, name) != 0) text_printf(&list, " (%s)", written);
  }
  text_copy(reader->error->text2, sizeof reader->error->text2, text_string(&list));
  text_free(&list);
}

/* The fit as if it read every column, as far as there is room: what is wrong with it names those there are. */
static void check_fit(struct reader *reader) {
  static const double nothing = 0;
  struct dh_fit probe = *reader->fit;
  const struct columns *columns = reader->columns;
  char names[2][DH_NAME_MAX];
  probe.data = (struct dh_data){.name = reader->path, .rows = 1, .columns = columns->data.columns};
  for (int i = 0; i < columns->data.columns; i++) probe.data.column[i] = columns->name[i];
  for (int i = 0; i < reader->header_count && probe.data.columns < DH_COLUMNS_MAX; i++)
    if (reader->place[i] < 0) probe.data.column[probe.data.columns++] = reader->header[i].name;
  for (int i = 0; i < probe.data.columns; i++) probe.data.value[i] = &nothing;
  bool good = dh_fit_check(&probe, reader->error) &&
              (reader->parameters_given || dh_fit_parameters(&probe, names, reader->error) > 0);
  if (!good) {
    reader->failed = true;
    list_written(reader, &probe.data);
  }
}

static void end_header(struct reader *reader) {
  reader->header_done = true;
  if (!reader->has_word) fail(reader, DH_ERROR_HEADER, "", 1);
  part_names(reader);
  if (!reader->failed) choose_columns(reader);
  if (!reader->failed && reader->fit) check_fit(reader);
}

/* --- rows --- */

static bool make_room(struct reader *reader) {
  struct columns *columns = reader->columns;
  if (columns->data.rows == DH_ROWS_MAX) {
    fail_size(reader, DH_ROWS_MAX, "rows", 1);
    return false;
  }
  if (columns->data.rows < columns->room) return true;
  long room = columns->room > 0 ? 2 * columns->room : 64;
  for (int i = 0; i < columns->data.columns; i++) {
    double *value = realloc(columns->value[i], (size_t)room * sizeof *value);
    if (!value) {
      fail_memory(reader);
      return false;
    }
    columns->value[i] = value;
  }
  columns->room = room;
  return true;
}

static void take_number(struct reader *reader, const char *field) {
  int place = reader->field < reader->header_count ? reader->place[reader->field] : -1;
  if (place < 0 || !make_room(reader)) return;
  if (!dh_number_parse(field, &reader->columns->value[place][reader->columns->data.rows]))
    fail(reader, DH_ERROR_CELL, field, reader->field + 1);
}

/* Where the first field is missing, or the first is too many. */
static void fail_ragged(struct reader *reader) {
  char wanted[16];
  int common = reader->field < reader->header_count ? reader->field : reader->header_count;
  snprintf(wanted, sizeof wanted, "%d", reader->header_count);
  fail(reader, DH_ERROR_RAGGED, wanted, common + 1);
  reader->error->number = reader->field;
}

static void end_row(struct reader *reader) {
  if (reader->field != reader->header_count)
    fail_ragged(reader);
  else if (make_room(reader)) /* also where no column is read */
    reader->columns->data.rows++;
}

/* --- taking the text apart --- */

static void on_field(void *field, size_t length, void *context) {
  struct reader *reader = context;
  (void)length; /* there is no NUL in it but the one behind it */
  if (reader->failed) return;
  if (reader->header_done)
    take_number(reader, field);
  else
    take_name(reader, field);
  reader->field++;
}

static void on_row(int terminator, void *context) {
  struct reader *reader = context;
  (void)terminator;
  if (!reader->failed && reader->header_done)
    end_row(reader);
  else if (!reader->failed)
    end_header(reader);
  reader->field = 0;
  reader->begun = 0;
}

static void check_parser(struct reader *reader) {
  if (csv_error(&reader->parser) == CSV_ENOMEM)
    fail_memory(reader);
  else
    fail(reader, DH_ERROR_QUOTE, "", reader->field + 1);
}

static void find_separator(struct reader *reader, const char *line, size_t length) {
  char separator = csv_line_separator(line, length, &reader->quoted);
  reader->separated = separator != '\0';
  if (reader->separated) csv_set_delim(&reader->parser, (unsigned char)separator);
}

static void take_comment(struct reader *reader, const char *line, size_t length) {
  char text[128];
  size_t skip = 1;
  if (reader->columns->about[0] != '\0') return;
  while (skip < length && line[skip] == ' ') skip++;
  while (length > skip && (line[length - 1] == '\n' || line[length - 1] == '\r')) length--;
  text_copy(text, length - skip + 1 < sizeof text ? length - skip + 1 : sizeof text, line + skip);
  text_clean(reader->columns->about, sizeof reader->columns->about, text);
}

static void take_fields(struct reader *reader, const char *line, size_t length) {
  if (reader->begun == 0) reader->begun = reader->line;
  if (!reader->header_done && !reader->separated) find_separator(reader, line, length);
  if (csv_parse(&reader->parser, line, length, on_field, on_row, reader) != length) check_parser(reader);
}

/* A NUL ends what is looked at: the fields before it tell where it is. */
static void take_line(struct reader *reader, const char *line, size_t length) {
  const char *nul = memchr(line, '\0', length);
  if (nul) length = (size_t)(nul - line);
  /* Inside a quoted field, begun in a line before, everything counts. */
  bool between = reader->begun == 0;
  if (between && line[0] == '#')
    take_comment(reader, line, length);
  else if (!between || !csv_line_is_blank(line, length))
    take_fields(reader, line, length);
  if (nul) fail_at(reader, DH_ERROR_TEXT, "", reader->line, reader->field + 1);
}

static void take_lines(struct reader *reader, const char *bytes, size_t length) {
  static const char mark[] = "\xEF\xBB\xBF";
  size_t at = length >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;
  while (at < length && !reader->failed) {
    size_t size = csv_line_length(bytes + at, length - at);
    reader->line++;
    take_line(reader, bytes + at, size);
    at += size;
  }
}

static void end_text(struct reader *reader) {
  if (csv_fini(&reader->parser, on_field, on_row, reader) != 0)
    check_parser(reader);
  else if (reader->columns->data.rows == 0)
    fail_at(reader, DH_ERROR_NO_ROWS, "", reader->line + 1, 1);
}

/* The file goes on, but nobody reads on. */
static void end_early(struct reader *reader, char last) {
  bool between = reader->begun == 0 && (last == '\n' || last == '\r');
  fail_at(reader, DH_ERROR_DATA_SIZE, "", reader->line + between, reader->field + 1);
  reader->error->number = COLUMNS_BYTES_MAX >> 20;
}

/* --- reading --- */

static bool read_all(struct reader *reader, const char *bytes, size_t length, bool whole) {
  struct columns *columns = reader->columns;
  reader->header = calloc(COLUMNS_FILE_MAX, sizeof *reader->header);
  if (!reader->header) fail_memory(reader);
  if (!reader->failed) take_lines(reader, bytes, length);
  if (!reader->failed && whole) end_text(reader);
  if (!reader->failed && !whole) end_early(reader, bytes[length - 1]);
  csv_free(&reader->parser);
  for (int i = 0; i < reader->header_count; i++) free(reader->header[i].written);
  free(reader->header);
  columns->data.name = reader->path;
  for (int i = 0; i < columns->data.columns; i++) {
    columns->data.column[i] = columns->name[i];
    columns->data.value[i] = columns->value[i];
  }
  if (reader->failed) columns_free(columns);
  return !reader->failed;
}

/* `whole`: the text does not go on behind these bytes. */
static bool read_text(struct columns *columns, const char *path, const char *bytes, size_t length, bool whole,
                      const struct dh_fit *fit, bool parameters_given, struct dh_error *error) {
  struct reader reader = {
      .columns = columns, .path = path, .fit = fit, .parameters_given = parameters_given, .error = error};
  *columns = (struct columns){.room = 0};
  if (csv_init(&reader.parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  return read_all(&reader, bytes, length, whole);
}

bool columns_read_bytes(struct columns *columns, const char *path, const char *bytes, size_t length,
                        const struct dh_fit *fit, bool parameters_given, struct dh_error *error) {
  return read_text(columns, path, bytes, length, true, fit, parameters_given, error);
}

/* Of a file that is too large the beginning is read: what is wrong there matters more, and tells whether it is the
 * right file. */
bool columns_read_file(struct columns *columns, const char *path, const struct dh_fit *fit, bool parameters_given,
                       struct dh_error *error) {
  struct text bytes = {0};
  bool whole = file_read(path, COLUMNS_BYTES_MAX, &bytes, error);
  bool good = (whole || error->code == DH_ERROR_FILE_SIZE) &&
              read_text(columns, path, text_string(&bytes), bytes.length, whole, fit, parameters_given, error);
  text_free(&bytes);
  return good;
}

void columns_free(struct columns *columns) {
  for (int i = 0; i < DH_COLUMNS_MAX; i++) free(columns->value[i]);
  *columns = (struct columns){.room = 0};
}
