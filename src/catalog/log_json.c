/* SPDX-License-Identifier: MIT
 *
 * json-c makes values of objects; here is only found where each of them begins and ends, so that a document of hundreds
 * of megabytes is never in memory as a whole: of a Trainer's state, the rows under log_history are handed over one by
 * one, and then the rest without them. */
#include "base/number.h"
#include "base/text.h"
#include "catalog/log.h"
#include "catalog/log_part.h"

#include <json-c/json.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 32, NAMES = 32, NAME_SIZE = 32, TRIES_MOST = 8 };

/* Rows have the same keys in the same order, mostly: what the one in this place meant before. */
struct known {
  char key[NAME_SIZE];
  struct log_name name;
};

struct log_json {
  struct log_sink *sink;
  struct json_tokener *tokener;
  struct known known[NAMES];
  struct text object; /* what has been read of the present one */
  struct text around; /* what has been read of the one that the rows are in */
  int depth;          /* of brackets that are open; 0 between objects */
  char quote;         /* what ends the string; '\0' outside of strings */
  bool escaped;       /* the next character of the string is no end */
  bool in_rows;       /* inside the array of a document */
  bool document;
  bool shortened; /* the object is one whose rows were left out */
  size_t key, key_end;
  long line, column;             /* of the next byte */
  long begun_line, begun_column; /* of the object */
};

bool log_json_is_built(void) { return true; }

struct log_json *log_json_create(struct log_sink *sink) {
  struct log_json *json = calloc(1, sizeof *json);
  if (!json) return NULL;
  json->sink = sink;
  json->line = json->column = 1;
  json->tokener = json_tokener_new_ex(DEPTH_MOST + 1);
  if (json->tokener) return json;
  free(json);
  return NULL;
}

void log_json_destroy(struct log_json *json) {
  if (!json) return;
  json_tokener_free(json->tokener);
  text_free(&json->object);
  text_free(&json->around);
  free(json);
}

bool log_json_is_whole(const struct log_json *json) { return json->depth == 0 && !json->in_rows; }
bool log_json_is_document(const struct log_json *json) { return json->document; }

/* --- places --- */

static void advance(const char *bytes, size_t length, long *line, long *column) {
  const char *end = bytes + length;
  for (const char *next; (next = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL; bytes = next + 1) {
    ++*line;
    *column = 1;
  }
  *column += end - bytes;
}

static bool fail_here(const struct log_json *json, enum dh_error_code code) {
  log_fail(json->sink, code, "", json->line, json->column);
  return false;
}

/* At this byte of the object. */
static bool fail_inside(const struct log_json *json, enum dh_error_code code, const char *what, size_t offset) {
  long line = json->begun_line, column = json->begun_column;
  if (json->shortened)
    line = json->line, column = json->column;
  else
    advance(text_string(&json->object), offset, &line, &column);
  return log_fail(json->sink, code, what, line, column);
}

/* --- a row --- */

static struct log_name name_of(struct log_json *json, const char *key, int place) {
  struct known *known = &json->known[place % NAMES];
  if (strcmp(known->key, key) == 0) return known->name;
  struct log_name name = log_rows_name(&json->sink->rows, key);
  if (strlen(key) < NAME_SIZE) {
    text_copy(known->key, NAME_SIZE, key);
    known->name = name;
  }
  return name;
}

static enum log_number number_of(struct json_object *value, struct log_name name, double *number) {
  enum log_number wrong = name.meaning < DH_LOG_COLUMNS ? LOG_NUMBER_WRONG : LOG_NUMBER_ABSENT;
  enum json_type type = json_object_get_type(value);
  if (type == json_type_null) return LOG_NUMBER_ABSENT;
  if (type == json_type_string || type == json_type_array)
    return log_number_parse(json_object_get_string(value), name, number);
  if (type != json_type_double && type != json_type_int) return wrong;
  *number = json_object_get_double(value);
  return name.meaning == DH_LOG_STEP && !isfinite(*number) ? LOG_NUMBER_WRONG : LOG_NUMBER_THERE;
}

/* The key of the first value that should be a number and is none; NULL. */
static const char *make_draft(struct log_json *json, struct json_object *object, struct log_draft *draft) {
  int place = 0;
  *draft = (struct log_draft){.has = 0};
  json_object_object_foreach(object, key, value) {
    struct log_name name = name_of(json, key, place++);
    double number = 0;
    if (name.meaning == LOG_MEANINGS) continue;
    enum log_number what = number_of(value, name, &number);
    if (what == LOG_NUMBER_WRONG) return key;
    log_draft_put(draft, name, what, number);
  }
  return NULL;
}

static bool fail_value(struct log_json *json, struct json_object *object, const char *key) {
  const char *at = strstr(text_string(&json->object), key);
  size_t offset = at && at > text_string(&json->object) ? (size_t)(at - text_string(&json->object)) - 1 : 0;
  const char *value = json_object_get_string(json_object_object_get(object, key));
  return fail_inside(json, DH_ERROR_CELL, value ? value : "", offset);
}

/* json-c takes comments, and a NUL in one for the end: then what it returns may be any value. */
static struct json_object *parse(struct json_tokener *tokener, const char *bytes, size_t length, size_t *end) {
  json_tokener_reset(tokener);
  struct json_object *object = json_tokener_parse_ex(tokener, bytes, (int)length);
  *end = json_tokener_get_parse_end(tokener);
  if (json_object_is_type(object, json_type_object)) return object;
  json_object_put(object);
  return NULL;
}

static struct json_object *member(struct json_object *object, const char *name) {
  struct json_object *value = NULL;
  return json_object_is_type(object, json_type_object) && json_object_object_get_ex(object, name, &value) ? value
                                                                                                          : NULL;
}

/* A Trainer's state has those of its callbacks: was it told to stop, or was its patience at its end? */
static bool is_stopped(struct json_object *object) {
  static const char patience[] = "early_stopping_patience", counter[] = "early_stopping_patience_counter";
  struct json_object *callbacks = member(object, "stateful_callbacks");
  struct json_object *control = member(callbacks, "TrainerControl"),
                     *early = member(callbacks, "EarlyStoppingCallback");
  struct json_object *most = member(member(early, "args"), patience);
  struct json_object *count = member(member(early, "attributes"), counter);
  bool told = json_object_get_boolean(member(member(control, "args"), "should_training_stop"));
  return told || (json_object_get_int(most) > 0 && json_object_get_int(count) >= json_object_get_int(most));
}

static bool take_object(struct log_json *json, struct json_object *object) {
  struct log_draft draft;
  const char *wrong = make_draft(json, object, &draft);
  json->sink->rows.log.stopped |= is_stopped(object);
  return wrong ? fail_value(json, object, wrong) : log_take(json->sink, &draft, json->line);
}

static bool end_object(struct log_json *json) {
  size_t end;
  struct json_object *object = parse(json->tokener, text_string(&json->object), json->object.length, &end);
  bool whole = object && end == json->object.length;
  bool good = whole ? take_object(json, object) : fail_inside(json, DH_ERROR_JSON, "", end);
  json_object_put(object);
  text_clear(&json->object);
  json->shortened = false;
  return good;
}

/* --- where objects begin and end --- */

static void begin_object(struct log_json *json) {
  json->depth = 1;
  json->key = json->key_end = 0;
  json->begun_line = json->line;
  json->begun_column = json->column;
  text_add(&json->object, "{");
}

static void exchange(struct log_json *json) {
  struct text object = json->object;
  json->object = json->around;
  json->around = object;
}

/* The rest of this object waits until its rows have been read. */
static void begin_rows(struct log_json *json) {
  text_add(&json->object, "[]");
  exchange(json);
  json->depth = 0;
  json->in_rows = json->document = true;
}

static void end_rows(struct log_json *json) {
  json->in_rows = false;
  if (json->around.length == 0) return;
  exchange(json);
  json->shortened = true;
  json->depth = 1;
  json->key = json->key_end = 0;
}

static bool between(struct log_json *json, char c) {
  bool good = true;
  if (c == '{')
    begin_object(json);
  else if (c == '[' && !json->in_rows)
    json->in_rows = json->document = true;
  else if (c == ']' && json->in_rows)
    end_rows(json);
  else if (c == '\0' || !strchr(" \t\r\n,", c))
    good = fail_here(json, DH_ERROR_JSON);
  advance(&c, 1, &json->line, &json->column);
  return good;
}

static size_t skip_string(struct log_json *json, const char *bytes, size_t length) {
  size_t i = 0;
  while (i < length && json->quote) {
    char c = bytes[i++];
    if (json->escaped)
      json->escaped = false;
    else if (c == '\\')
      json->escaped = true;
    else if (c == json->quote)
      json->quote = '\0';
  }
  return i;
}

static bool opens_rows(const struct log_json *json) {
  static const char name[] = "log_history";
  return json->key_end - json->key == sizeof name - 1 &&
         memcmp(text_string(&json->object) + json->key, name, sizeof name - 1) == 0;
}

static void take_bracket(struct log_json *json, char c) {
  if (c == '{' || c == '[') json->depth++;
  if (c == '}' || c == ']') json->depth--;
}

/* How far this goes without an array on the first level, which may be that of the rows, and within the object. */
static size_t scan(struct log_json *json, const char *bytes, size_t length) {
  size_t i = 0, before = json->object.length;
  while (i < length && json->depth > 0 && json->depth <= DEPTH_MOST) {
    if (json->quote) {
      i += skip_string(json, bytes + i, length - i);
      if (!json->quote && json->depth == 1) json->key_end = before + i - 1;
      continue;
    }
    char c = bytes[i];
    if (c == '[' && json->depth == 1 && i > 0) break;
    take_bracket(json, c);
    if (c == '"' || c == '\'') json->quote = c;
    if (json->quote && json->depth == 1) json->key = before + i + 1;
    i++;
  }
  return i;
}

static bool inside(struct log_json *json, const char *bytes, size_t length, size_t *used) {
  if (bytes[0] == '[' && !json->quote && json->depth == 1 && !json->in_rows && opens_rows(json)) {
    *used = 1;
    begin_rows(json);
    advance(bytes, 1, &json->line, &json->column);
    return true;
  }
  *used = scan(json, bytes, length);
  text_append(&json->object, bytes, *used);
  advance(bytes, *used, &json->line, &json->column);
  if (json->object.failed) return log_fail(json->sink, DH_ERROR_MEMORY, NULL, 0, 0);
  if (json->depth > DEPTH_MOST || json->object.length > LOG_LINE_MAX) return fail_here(json, DH_ERROR_LOG_OBJECT);
  return json->depth > 0 || end_object(json);
}

bool log_json_feed(struct log_json *json, const char *bytes, size_t length) {
  size_t at = 0, used = 1;
  bool good = true;
  for (; at < length && good; at += used) {
    used = 1;
    good = json->depth > 0 ? inside(json, bytes + at, length - at, &used) : between(json, bytes[at]);
  }
  return good;
}

/* --- lines of a console --- */

static bool word_here(const char *text, size_t length, const char *word) {
  size_t size = strlen(word);
  return length >= size && memcmp(text, word, size) == 0 && (length == size || !is_letter(text[size]));
}

/* Python's words as JSON's, outside of strings. */
static void translate(struct text *out, const char *line, size_t length) {
  static const struct { const char *python, *json; } words[] = {{"None", "null"}, {"inf", "Infinity"}};
  char quote = '\0';
  for (size_t i = 0; i < length; i++) {
    size_t word = 0;
    while (word < 2 && (quote || !word_here(line + i, length - i, words[word].python))) word++;
    if (word < 2) {
      text_add(out, words[word].json);
      i += strlen(words[word].python) - 1;
      continue;
    }
    if (!quote && (line[i] == '"' || line[i] == '\''))
      quote = line[i];
    else if (quote == line[i])
      quote = '\0';
    text_append(out, line + i, 1);
  }
}

static bool begins_row(const char *text) {
  if (*text != '{') return false;
  text += 1 + strspn(text + 1, " ");
  return *text == '"' || *text == '\'';
}

/* *used: how much of the text has been looked at. */
static bool take_console(struct log_json *json, const char *text, size_t length, long number, size_t *used) {
  struct log_draft draft;
  *used = 1;
  struct json_object *object = parse(json->tokener, text, length, used);
  if (!object) {
    *used = 1;
    return true;
  }
  bool row = !make_draft(json, object, &draft);
  json_object_put(object);
  return !row || log_take(json->sink, &draft, number);
}

bool log_json_console(struct log_json *json, const char *line, size_t length, long number) {
  const char *from = memchr(line, '{', length);
  if (!from) return true;
  text_clear(&json->object);
  translate(&json->object, from, length - (size_t)(from - line));
  if (json->object.failed) return log_fail(json->sink, DH_ERROR_MEMORY, NULL, 0, 0);
  const char *text = text_string(&json->object), *end = text + json->object.length;
  bool good = true;
  for (int tries = 0; text < end && good && tries < TRIES_MOST;) {
    size_t used = 1;
    if (begins_row(text)) {
      good = take_console(json, text, (size_t)(end - text), number, &used);
      tries++;
    }
    text += used;
  }
  return good;
}
