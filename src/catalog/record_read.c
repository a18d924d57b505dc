/* SPDX-License-Identifier: MIT */
#include "catalog/record.h"

#include "catalog/fitting.h"
#include "catalog/read.h"
#include "catalog/setting.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct journal_file {
  char *step, *setting;
};

struct lane_file {
  char *name;
  char **settings;
  unsigned settings_count;
  struct journal_file *journal;
  unsigned journal_count;
};

struct claim_file {
  char *lane, *step, *loss, *mean_loss, *verdict;
  char *at[2];
  unsigned at_count;
};

struct task_file {
  char *rates[2];
  unsigned rates_count;
  char *called, *below, *above;
};

/* The file as it is written. */
struct record_file {
  char *version, *surface, *parameters, *step;
  char *title, *watch, *selected, *speed, *log_loss, *demonstration;
  struct task_file *task;
  struct claim_file *expect;
  unsigned expect_count;
  char *data, *model, *sample, *loss, *target, *delta, *beta;
  char *start[2];
  unsigned start_count;
  char **settings;
  unsigned settings_count;
  struct lane_file lanes[RECORD_LANES_MAX];
  unsigned lanes_count;
};

enum {
  PATH_MOST = 4096,
  NAME_MOST = sizeof((struct record_lane *)NULL)->name - 1,
  SETTING_MOST = DH_TEXT_MAX,
  NUMBER_MOST = RECORD_NUMBER - 1
};

static const cyaml_schema_value_t number = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, NUMBER_MOST)};
static const cyaml_schema_value_t setting = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, SETTING_MOST)};

static const cyaml_schema_field_t journal_fields[] = {
    CYAML_FIELD_STRING_PTR("step", CYAML_FLAG_POINTER, struct journal_file, step, 1, NUMBER_MOST),
    CYAML_FIELD_STRING_PTR("setting", CYAML_FLAG_POINTER, struct journal_file, setting, 1, SETTING_MOST),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct journal_file, journal_fields)};

#define LIST(key, structure, member, schema)                                                                           \
  CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, structure, member, schema, 0, CYAML_UNLIMITED)

static const cyaml_schema_field_t lane_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct lane_file, name, 1, NAME_MOST),
    LIST("settings", struct lane_file, settings, &setting),
    LIST("journal", struct lane_file, journal, &entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t lane = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct lane_file, lane_fields)};

#define CLAIM(key, member, flag)                                                                                       \
  CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flag), struct claim_file, member, 1, NUMBER_MOST)

static const cyaml_schema_field_t claim_fields[] = {
    CLAIM("lane", lane, CYAML_FLAG_DEFAULT),
    CLAIM("step", step, CYAML_FLAG_DEFAULT),
    CYAML_FIELD_SEQUENCE("at", CYAML_FLAG_OPTIONAL, struct claim_file, at, &number, 1, 2),
    CLAIM("loss", loss, CYAML_FLAG_OPTIONAL),
    CLAIM("mean_loss", mean_loss, CYAML_FLAG_OPTIONAL),
    CLAIM("verdict", verdict, CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t claim = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct claim_file, claim_fields)};

#define REMARK(key, member, most) CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, struct task_file, member, 1, most)

static const cyaml_schema_field_t task_fields[] = {
    CYAML_FIELD_SEQUENCE("rates", CYAML_FLAG_DEFAULT, struct task_file, rates, &number, 2, 2),
    REMARK("called", called, DH_NAME_MAX - 1),
    REMARK("below", below, RECORD_WATCH - 1),
    REMARK("above", above, RECORD_WATCH - 1),
    CYAML_FIELD_END,
};

#define TEXT(key, member, longest)                                                                                     \
  CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct record_file, member, 1, longest)

static const cyaml_schema_field_t fields[] = {
    CYAML_FIELD_STRING_PTR("downhill", CYAML_FLAG_POINTER, struct record_file, version, 1, NUMBER_MOST),
    TEXT("title", title, RECORD_TITLE - 1),
    TEXT("watch", watch, RECORD_WATCH - 1),
    TEXT("selected", selected, NAME_MOST),
    TEXT("speed", speed, NUMBER_MOST),
    TEXT("log_loss", log_loss, NUMBER_MOST),
    TEXT("demonstration", demonstration, NUMBER_MOST),
    CYAML_FIELD_MAPPING_PTR("task", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct record_file, task, task_fields),
    LIST("expect", struct record_file, expect, &claim),
    TEXT("surface", surface, DH_TEXT_MAX),
    TEXT("parameters", parameters, 2 * DH_NAME_MAX),
    TEXT("data", data, PATH_MOST),
    TEXT("model", model, DH_TEXT_MAX),
    TEXT("sample", sample, DH_TEXT_MAX),
    TEXT("loss", loss, DH_NAME_MAX),
    TEXT("target", target, DH_NAME_MAX),
    TEXT("delta", delta, NUMBER_MOST),
    TEXT("beta", beta, NUMBER_MOST),
    CYAML_FIELD_SEQUENCE("start", CYAML_FLAG_DEFAULT, struct record_file, start, &number, 1, 2),
    TEXT("step", step, NUMBER_MOST),
    LIST("settings", struct record_file, settings, &setting),
    CYAML_FIELD_SEQUENCE("lanes", CYAML_FLAG_DEFAULT, struct record_file, lanes, &lane, 1, RECORD_LANES_MAX),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct record_file, fields)};

/* What is being read, handed from part to part. */
struct reader {
  const struct document *document;
  struct catalog *catalog;
  struct dh_error *error;
};

static bool wrong_entry(const struct reader *reader, const char *text) {
  return document_entry_error(reader->document, text, reader->error);
}

/* "learning_rate=0.1" or "optim=adam" (or a typed rule) or, where `unset` is not NULL, "momentum=unset". */
static bool read_setting(const struct reader *reader, const char *text, bool may_unset, struct dh_setting *out) {
  char name[DH_NAME_MAX];
  size_t length = strcspn(text, "=");
  if (text[length] != '=' || length >= sizeof name) return wrong_entry(reader, text);
  memcpy(name, text, length);
  name[length] = '\0';
  int parameter = dh_parameter_find(name);
  if (parameter < 0 || !record_can_set((enum dh_parameter)parameter)) return wrong_entry(reader, text);
  const char *value = text + length + 1;
  *out = (struct dh_setting){.parameter = (enum dh_parameter)parameter};
  if (parameter == DH_OPTIM) {
    out->rule = catalog_open_rule(reader->catalog, value, reader->error);
    return out->rule || (reader->error->code != DH_ERROR_MEMORY && wrong_entry(reader, text));
  }
  out->unset = may_unset && strcmp(value, RECORD_UNSET) == 0;
  if (out->unset) return true;
  if (dh_parameter_row(out->parameter)->type == DH_TYPE_LIST)
    return dh_parameter_parse_list(out->parameter, value, &out->list, reader->error) || wrong_entry(reader, text);
  return dh_parameter_parse(out->parameter, value, &out->value, reader->error) || wrong_entry(reader, text);
}

/* The settings of one scope, each of them at most once. */
static bool read_settings(const struct reader *reader, char *const *texts, unsigned count, enum dh_scope scope,
                          struct dh_spec *spec) {
  bool seen[DH_PARAMETER_COUNT] = {false};
  for (unsigned i = 0; i < count; i++) {
    struct dh_setting one;
    if (!read_setting(reader, texts[i], false, &one)) return false;
    if (dh_parameter_row(one.parameter)->scope != scope || seen[one.parameter]) return wrong_entry(reader, texts[i]);
    seen[one.parameter] = true;
    dh_spec_apply(spec, &one);
  }
  return true;
}

static bool read_step(const char *text, long *step) {
  return document_integer(text, step) && *step >= 0 && (double)*step <= dh_parameter_row(DH_MAX_STEPS)->high;
}

static bool read_journal(const struct reader *reader, const struct lane_file *file, struct record_lane *out) {
  if (file->journal_count == 0) return true;
  out->journal = calloc(file->journal_count, sizeof *out->journal);
  if (!out->journal) return dh_fail(reader->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  long before = 0;
  for (unsigned i = 0; i < file->journal_count; i++) {
    const struct journal_file *change = &file->journal[i];
    struct dh_journal_entry *kept = &out->journal[i];
    if (!read_step(change->step, &kept->step) || kept->step < before) {
      char text[NUMBER_MOST + 16];
      snprintf(text, sizeof text, "step: %s", change->step);
      return wrong_entry(reader, text);
    }
    if (!read_setting(reader, change->setting, true, &kept->setting)) return false;
    before = kept->step;
  }
  out->journal_count = (int)file->journal_count;
  return true;
}

static bool read_lane(const struct reader *reader, const struct lane_file *file, const struct dh_spec *scene,
                      struct record_lane *out) {
  text_clean(out->name, sizeof out->name, file->name);
  out->spec = *scene;
  return read_settings(reader, file->settings, file->settings_count, DH_SCOPE_LANE, &out->spec) &&
         read_journal(reader, file, out);
}

/* Lanes are asked for by name, whatever its case. */
static bool wrong_name(const struct reader *reader, const char *before, const char *name) {
  char first[NAME_MOST + 16], second[NAME_MOST + 16];
  snprintf(first, sizeof first, "name: %s", before);
  snprintf(second, sizeof second, "name: %s", name);
  return document_twice_error(reader->document, first, second, reader->error);
}

static const struct dh_surface *read_fit(const struct reader *reader, const struct record_file *file) {
  const struct fit_words words = {.data = file->data,
                                  .model = file->model,
                                  .sample = file->sample,
                                  .loss = file->loss,
                                  .target = file->target,
                                  .delta = file->delta,
                                  .beta = file->beta,
                                  .parameters = file->parameters};
  const struct dh_surface *surface = catalog_fit(reader->catalog, &words, reader->document->path, reader->error);
  if (!surface) fitting_error(reader->document, &words, reader->error);
  return surface;
}

/* A name, a formula, or data with what is said about a fit. */
static const struct dh_surface *read_surface(const struct reader *reader, const struct record_file *file) {
  bool fits = file->model || file->sample || file->loss || file->target || file->delta || file->beta;
  if (!file->surface == !file->data || (fits && !file->data)) {
    document_field_error(reader->document, fits && !file->data ? "data" : "surface", reader->error);
    return NULL;
  }
  if (file->data) return read_fit(reader, file);
  const struct dh_surface *surface = catalog_open(reader->catalog, file->surface, file->parameters, reader->error);
  if (!surface) document_text_error(reader->document, "surface", reader->error);
  return surface;
}

static bool read_scene(const struct reader *reader, const struct record_file *file, struct dh_spec *spec) {
  const struct dh_surface *surface = read_surface(reader, file);
  if (!surface) return false;
  int sgd = catalog_rule_find(reader->catalog, "sgd");
  dh_spec_init(spec, surface, catalog_rule(reader->catalog, sgd < 0 ? 0 : sgd));
  unsigned dim = (unsigned)dh_surface_info(surface)->dim;
  if (file->start_count != dim) return document_field_error(reader->document, "start", reader->error);
  for (unsigned i = 0; i < dim; i++) {
    if (!dh_number_parse(file->start[i], &spec->start[i]) || !start_in_range(spec->start[i]))
      return document_field_error(reader->document, "start", reader->error);
  }
  return read_settings(reader, file->settings, file->settings_count, DH_SCOPE_SCENE, spec);
}

static bool read_lanes(const struct reader *reader, const struct record_file *file, struct record *record) {
  struct dh_spec scene;
  if (!read_scene(reader, file, &scene)) return false;
  if (file->step && !read_step(file->step, &record->step))
    return document_field_error(reader->document, "step", reader->error);
  for (unsigned i = 0; i < file->lanes_count; i++) {
    record->lane_count = (int)i + 1;
    if (!read_lane(reader, &file->lanes[i], &scene, &record->lane[i])) return false;
    int first = record_find(record, record->lane[i].name);
    if (first != (int)i) return wrong_name(reader, file->lanes[first].name, file->lanes[i].name);
  }
  return true;
}

/* --- how it is shown, and what it shows --- */

static bool wrong_field(const struct reader *reader, const char *field) {
  return document_field_error(reader->document, field, reader->error);
}

static bool read_claim(const struct reader *reader, const struct claim_file *file, const struct record *record,
                       struct record_claim *out) {
  const char *const texts[] = {file->at_count > 0 ? file->at[0] : NULL, file->at_count > 1 ? file->at[1] : NULL,
                               file->loss, file->mean_loss};
  char *const kept[] = {out->at[0], out->at[1], out->loss, out->mean_loss};
  int dim = dh_surface_info(record->lane[0].spec.surface)->dim;
  *out = (struct record_claim){.lane = record_find(record, file->lane), .verdict = -1};
  if (out->lane < 0) return wrong_entry(reader, file->lane);
  if (!read_step(file->step, &out->step)) return wrong_entry(reader, file->step);
  if (file->at_count > 0 && (int)file->at_count != dim) return wrong_entry(reader, file->at[0]);
  for (int i = 0; i < 4; i++) {
    double value;
    if (!texts[i]) continue;
    text_copy(kept[i], RECORD_NUMBER, texts[i]);
    if (!dh_number_parse(texts[i], &value) && strcmp(texts[i], "nan") != 0 && strcmp(texts[i], "inf") != 0 &&
        strcmp(texts[i], "-inf") != 0)
      return wrong_entry(reader, texts[i]);
  }
  for (int i = 0; file->verdict && i < DH_VERDICT_COUNT; i++)
    if (strcmp(file->verdict, dh_verdict_name((enum dh_verdict)i)) == 0) out->verdict = i;
  return !file->verdict || out->verdict >= 0 || wrong_entry(reader, file->verdict);
}

static bool read_claims(const struct reader *reader, const struct record_file *file, struct record *record) {
  if (file->expect_count == 0) return true;
  record->claim = calloc(file->expect_count, sizeof *record->claim);
  if (!record->claim) return dh_fail(reader->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (unsigned i = 0; i < file->expect_count; i++)
    if (!read_claim(reader, &file->expect[i], record, &record->claim[i])) return false;
  record->claim_count = (int)file->expect_count;
  return true;
}

/* The usual rates of a task: 0 < low <= high, or both 0. */
static bool read_task(const struct reader *reader, const struct task_file *file, struct record_task *task) {
  if (!file) return true;
  if (!dh_number_parse(file->rates[0], &task->low) || !(task->low >= 0)) return wrong_entry(reader, file->rates[0]);
  if (!dh_number_parse(file->rates[1], &task->high) || !(task->high >= task->low && isfinite(task->high)) ||
      (task->low > 0) != (task->high > 0))
    return wrong_entry(reader, file->rates[1]);
  text_clean(task->called, sizeof task->called, file->called);
  text_clean(task->below, sizeof task->below, file->below);
  text_clean(task->above, sizeof task->above, file->above);
  task->given = true;
  return true;
}

/* libcyaml takes any word for true. */
static bool read_flag(const char *text, bool *flag) {
  *flag = text && strcmp(text, "true") == 0;
  return !text || *flag || strcmp(text, "false") == 0;
}

static bool read_presentation(const struct reader *reader, const struct record_file *file, struct record *record) {
  static const double slowest = 0.125, fastest = 64;
  text_clean(record->title, sizeof record->title, file->title ? file->title : "");
  text_clean(record->watch, sizeof record->watch, file->watch ? file->watch : "");
  if (!read_flag(file->log_loss, &record->log_loss)) return wrong_field(reader, "log_loss");
  if (!read_flag(file->demonstration, &record->demonstration)) return wrong_field(reader, "demonstration");
  record->selected = file->selected ? record_find(record, file->selected) : 0;
  if (record->selected < 0) return wrong_field(reader, "selected");
  record->speed = 1;
  bool good = !file->speed || dh_number_parse(file->speed, &record->speed);
  if (!good || !(record->speed >= slowest && record->speed <= fastest)) return wrong_field(reader, "speed");
  return read_task(reader, file->task, &record->task) && read_claims(reader, file, record);
}

/* A file from the future says so in its first field, whatever else is in it that is not known here. */
static bool check_version(const struct document *document, long version, struct dh_error *error) {
  if (version > RECORD_VERSION) return document_newer_error(document, "downhill", version, error);
  return version == RECORD_VERSION || document_field_error(document, "downhill", error);
}

/* A surface, a lesson, a recipe: what is missing for a scene is no help then. */
static bool is_scene(const struct document *document) {
  return document_has(document, "downhill") || document_has(document, "lanes");
}

static struct record_file *load(const struct document *document, struct dh_error *error) {
  struct record_file *file = document_load(document, &schema, error);
  long version = document_version(document, "downhill", file ? file->version : NULL);
  if (!file && version <= RECORD_VERSION) {
    if (error->code != DH_ERROR_MEMORY && !is_scene(document))
      dh_fail(error, DH_ERROR_NO_SCENE, -1, document->path, NULL);
    return NULL;
  }
  if (check_version(document, version, error)) return file;
  document_free(&schema, file);
  return NULL;
}

bool record_parse(struct record *record, struct catalog *catalog, const struct document *document,
                  struct dh_error *error) {
  const struct reader reader = {document, catalog, error};
  *record = (struct record){0};
  struct record_file *file = load(document, error);
  bool good = file && read_lanes(&reader, file, record) && read_presentation(&reader, file, record);
  document_free(&schema, file);
  if (!good) record_free(record);
  return good;
}

bool record_read(struct record *record, struct catalog *catalog, const char *path, struct dh_error *error) {
  struct text content = {0};
  *record = (struct record){0};
  bool good = file_read(path, DOCUMENT_MAX, &content, error) &&
              record_parse(record, catalog, &(struct document){path, text_string(&content), content.length}, error);
  text_free(&content);
  return good;
}

int record_find(const struct record *record, const char *name) {
  for (int i = 0; i < record->lane_count; i++)
    if (strcasecmp(record->lane[i].name, name) == 0) return i;
  return -1;
}

void record_free(struct record *record) {
  for (int i = 0; i < record->lane_count; i++) free(record->lane[i].journal);
  free(record->claim);
  *record = (struct record){0};
}
