/* SPDX-License-Identifier: MIT */
#include "catalog/lesson.h"

#include "catalog/document.h"
#include "catalog/read.h"

#include "downhill/formula.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 2048, LINE_MOST = 255, NUMBER_MOST = 32, MINUTES_MOST = 600, LINES_MOST = 32 };

static const cyaml_schema_value_t words_schema = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, WORDS_MOST)};
static const cyaml_schema_value_t line_schema = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, LINE_MOST)};

#define TEXT(key, flags, structure, member, longest)                                                                   \
  CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), structure, member, 1, longest)
#define LIST(key, flags, member, entry, least)                                                                         \
  CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER | (flags), struct lesson_beat, member, entry, least, LINES_MOST)

static const cyaml_schema_field_t choice_fields[] = {
    TEXT("text", 0, struct lesson_choice, text, WORDS_MOST),
    TEXT("when", 0, struct lesson_choice, when, WORDS_MOST),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t choice_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct lesson_choice, choice_fields)};

static const cyaml_schema_field_t predict_fields[] = {
    TEXT("question", 0, struct lesson_predict, question, WORDS_MOST),
    TEXT("at", CYAML_FLAG_OPTIONAL, struct lesson_predict, at, NUMBER_MOST),
    CYAML_FIELD_SEQUENCE("choices", CYAML_FLAG_DEFAULT, struct lesson_predict, choices, &choice_schema, 2,
                         LESSON_CHOICES_MAX),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t beat_fields[] = {
    LIST("text", 0, text, &words_schema, 1),
    LIST("say", CYAML_FLAG_OPTIONAL, say, &words_schema, 0),
    LIST("do", CYAML_FLAG_OPTIONAL, set_up, &line_schema, 0),
    CYAML_FIELD_MAPPING_PTR("predict", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct lesson_beat, predict,
                            predict_fields),
    TEXT("goal", CYAML_FLAG_OPTIONAL, struct lesson_beat, goal, WORDS_MOST),
    LIST("solution", CYAML_FLAG_OPTIONAL, solution, &line_schema, 1),
    TEXT("done", CYAML_FLAG_OPTIONAL, struct lesson_beat, done, WORDS_MOST),
    TEXT("hint", CYAML_FLAG_OPTIONAL, struct lesson_beat, hint, WORDS_MOST),
    TEXT("reveal", CYAML_FLAG_OPTIONAL, struct lesson_beat, reveal, WORDS_MOST),
    LIST("check", CYAML_FLAG_OPTIONAL, check, &words_schema, 0),
    CYAML_FIELD_BOOL("beyond", CYAML_FLAG_OPTIONAL, struct lesson_beat, beyond),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t beat_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct lesson_beat, beat_fields)};

static const cyaml_schema_field_t fields[] = {
    TEXT("lesson", 0, struct lesson_file, version, NUMBER_MOST),
    TEXT("name", 0, struct lesson_file, name, DH_NAME_MAX - 1),
    TEXT("title", 0, struct lesson_file, title, 80),
    TEXT("summary", 0, struct lesson_file, summary, 160),
    TEXT("minutes", 0, struct lesson_file, minutes, NUMBER_MOST),
    TEXT("route", CYAML_FLAG_OPTIONAL, struct lesson_file, route, NUMBER_MOST),
    CYAML_FIELD_SEQUENCE("beats", CYAML_FLAG_POINTER, struct lesson_file, beats, &beat_schema, 1, LESSON_BEATS_MAX),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct lesson_file, fields)};

/* --- what the schema cannot say --- */

/* The field of a beat that is missing or should not be there, or NULL. */
static const char *wrong_in_beat(const struct lesson_beat *beat) {
  long step;
  const struct lesson_predict *predict = beat->predict;
  if (predict && beat->goal) return "goal";
  if (predict && predict->at && (!document_integer(predict->at, &step) || step < 0)) return "at";
  if (!beat->goal != !beat->solution) return beat->goal ? "solution" : "goal";
  if (beat->done && !beat->goal) return "done";
  if (beat->hint && !beat->goal && !predict) return "hint";
  return beat->reveal && !beat->goal && !predict ? "reveal" : NULL;
}

static bool read_minutes(const char *text, long *minutes) {
  return document_integer(text, minutes) && *minutes >= 1 && *minutes <= MINUTES_MOST;
}

static bool check(const struct document *document, const struct lesson_file *file, long *minutes, long *route,
                  struct dh_error *error) {
  if (!document_name_is_good(file->name)) return document_field_error(document, "name", error);
  if (!read_minutes(file->minutes, minutes)) return document_field_error(document, "minutes", error);
  if (file->route && !read_minutes(file->route, route)) return document_field_error(document, "route", error);
  for (unsigned i = 0; i < file->beats_count; i++) {
    const char *wrong = wrong_in_beat(&file->beats[i]);
    if (!wrong) continue;
    document_field_error(document, wrong, error);
    /* The field may be in an earlier beat as well, where it is right. */
    long first = document_line(document, file->beats[i].text[0], 0);
    long line = document_line(document, wrong, first);
    error->line = line > 0 ? line : first;
    return false;
  }
  return true;
}

static void clean_list(char **list, unsigned count) {
  for (unsigned i = 0; i < count; i++) document_clean(list[i]);
}

static void clean(struct lesson_file *file) {
  document_clean(file->title);
  document_clean(file->summary);
  for (unsigned i = 0; i < file->beats_count; i++) {
    struct lesson_beat *each = &file->beats[i];
    clean_list(each->text, each->text_count);
    clean_list(each->say, each->say_count);
    clean_list(each->set_up, each->set_up_count);
    clean_list(each->solution, each->solution_count);
    document_clean(each->done);
    document_clean(each->hint);
    document_clean(each->reveal);
    if (!each->predict) continue;
    document_clean(each->predict->question);
    for (unsigned k = 0; k < each->predict->choices_count; k++) document_clean(each->predict->choices[k].text);
  }
}

/* --- life --- */

static struct lesson_file *load(const struct document *document, struct dh_error *error) {
  struct lesson_file *file = document_load(document, &schema, error);
  long version = document_version(document, "lesson", file ? file->version : NULL);
  if (version > LESSON_VERSION)
    document_newer_error(document, "lesson", version, error);
  else if (file && version != LESSON_VERSION)
    document_field_error(document, "lesson", error);
  else
    return file;
  document_free(&schema, file);
  return NULL;
}

struct lesson *lesson_from_yaml(const struct document *document, struct dh_error *error) {
  struct lesson *lesson = calloc(1, sizeof *lesson);
  long minutes = 0, route = 0;
  if (!lesson) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  lesson->file = load(document, error);
  bool good = lesson->file && check(document, lesson->file, &minutes, &route, error);
  if (good) {
    clean(lesson->file);
    lesson->minutes = (int)minutes;
    lesson->route = (int)route;
    lesson->path = strdup(document->path);
    text_append(&lesson->source, document->data, document->length);
    if (!lesson->path || lesson->source.failed) good = dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  if (good) return lesson;
  lesson_destroy(lesson);
  return NULL;
}

struct lesson *lesson_read(const char *path, struct dh_error *error) {
  struct text content = {0};
  struct lesson *lesson = NULL;
  if (file_read(path, DOCUMENT_MAX, &content, error)) {
    const struct document document = {path, text_string(&content), content.length};
    lesson = lesson_from_yaml(&document, error);
  }
  text_free(&content);
  return lesson;
}

void lesson_destroy(struct lesson *lesson) {
  if (!lesson) return;
  document_free(&schema, lesson->file);
  free(lesson->path);
  text_free(&lesson->source);
  free(lesson);
}

bool lesson_name_is_good(const char *name) { return document_name_is_good(name); }

/* The line of a text, or of its beginning where it goes over several. */
static long find_line(const struct document *document, const char *text, long after) {
  enum { BEGINNING = 40, SHORTEST = 8 };
  char begins[BEGINNING];
  long found = document_line(document, text, after);
  text_copy(begins, sizeof begins, text);
  for (; found == 0 && strlen(begins) > SHORTEST; begins[strlen(begins) - 1] = '\0')
    found = document_line(document, begins, after);
  return found;
}

long lesson_line(const struct lesson *lesson, unsigned beat, const char *text) {
  const struct document document = {lesson->path, text_string(&lesson->source), lesson->source.length};
  long first = 0;
  for (unsigned i = 0; i <= beat; i++) {
    long next = find_line(&document, lesson->file->beats[i].text[0], first);
    if (next > 0) first = next;
  }
  long found = find_line(&document, text, first > 0 ? first - 1 : 0);
  return found > 0 ? found : first;
}
