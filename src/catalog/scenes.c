/* SPDX-License-Identifier: MIT */
#include "catalog/scenes.h"

#include "catalog/nearest.h"

#include <stdlib.h>
#include <string.h>

static void file_free(struct scene_file *file) {
  free(file->name);
  free(file->title);
  free(file->watch);
  free(file->path);
  free(file->text);
}

/* "FOLDER/typical_rates.yaml" is called "typical_rates". */
static void name_of(const char *path, char *name, size_t size) {
  static const char suffix[] = RECORD_ENDING;
  const char *slash = strrchr(path, '/');
  text_clean(name, size, slash ? slash + 1 : path);
  size_t length = strlen(name), tail = sizeof suffix - 1;
  if (length > tail && strcmp(name + length - tail, suffix) == 0) name[length - tail] = '\0';
}

static bool file_fill(struct scene_file *file, const struct document *document, const struct record *record) {
  char name[DH_NAME_MAX * 2];
  name_of(document->path, name, sizeof name);
  *file = (struct scene_file){.name = strdup(name),
                              .title = strdup(record->title[0] ? record->title : name),
                              .watch = strdup(record->watch),
                              .task = record->task,
                              .path = strdup(document->path),
                              .text = malloc(document->length + 1),
                              .text_length = document->length};
  if (!file->name || !file->title || !file->watch || !file->path || !file->text) return false;
  memcpy(file->text, document->data, document->length);
  file->text[document->length] = '\0';
  return true;
}

static int find_name(const struct scenes *scenes, const char *name) {
  for (int i = 0; i < scenes->count; i++)
    if (text_same_name(scenes->file[i].name, name)) return i;
  return -1;
}

static bool keep(struct scenes *scenes, const struct document *document, const struct record *record,
                 struct dh_error *error) {
  struct scene_file file = {0};
  bool good = file_fill(&file, document, record);
  int index = good ? find_name(scenes, file.name) : -1;
  if (index >= 0) {
    file_free(&scenes->file[index]);
    scenes->file[index] = file;
    return true;
  }
  void *array = good ? realloc(scenes->file, ((size_t)scenes->count + 1) * sizeof *scenes->file) : NULL;
  if (!array) {
    file_free(&file);
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  scenes->file = array;
  scenes->file[scenes->count++] = file;
  return true;
}

bool scenes_keep(struct scenes *scenes, struct catalog *catalog, const struct document *document,
                 struct dh_error *error) {
  struct record record;
  bool good = record_parse(&record, catalog, document, error) && keep(scenes, document, &record, error);
  record_free(&record);
  return good;
}

bool scenes_keep_task(struct scenes *scenes, struct catalog *catalog, const struct document *document,
                      struct dh_error *error) {
  struct record record;
  bool good = record_parse(&record, catalog, document, error);
  if (good && !record.task.given) good = document_field_error(document, "task", error);
  good = good && keep(scenes, document, &record, error);
  record_free(&record);
  return good;
}

void scenes_free(struct scenes *scenes) {
  for (int i = 0; i < scenes->count; i++) file_free(&scenes->file[i]);
  free(scenes->file);
  *scenes = (struct scenes){0};
}

int scenes_find(const struct scenes *scenes, const char *name, struct dh_error *error) {
  int index = find_name(scenes, name);
  if (index >= 0) return index;
  struct nearest nearest = nearest_begin(name);
  for (int i = 0; i < scenes->count; i++) nearest_offer(&nearest, scenes->file[i].name);
  dh_fail(error, DH_ERROR_UNKNOWN_SCENE, -1, name, nearest.best);
  return -1;
}

int scenes_find_task(const struct scenes *scenes, const char *name, struct dh_error *error) {
  struct text names = {0};
  int index = find_name(scenes, name);
  if (index >= 0 && scenes->file[index].task.given) return index;
  for (int i = 0; i < scenes->count; i++)
    if (scenes->file[i].task.given) text_printf(&names, names.length > 0 ? ", %s" : "%s", scenes->file[i].name);
  dh_fail(error, DH_ERROR_UNKNOWN_TASK, -1, name, text_string(&names));
  text_free(&names);
  return -1;
}

bool scenes_read(const struct scenes *scenes, int index, struct catalog *catalog, struct record *record,
                 struct dh_error *error) {
  const struct scene_file *file = &scenes->file[index];
  const struct document document = {file->path, file->text, file->text_length};
  return record_parse(record, catalog, &document, error);
}
