/* SPDX-License-Identifier: MIT
 *
 * Prints what the core's tables and the built-in YAML files say to people, as C that xgettext reads. Loops over the
 * registries, so that a new surface is translated or found missing the day it is added. */
#include "base/key.h"
#include "catalog/catalog.h"
#include "catalog/columns.h"
#include "catalog/lesson.h"
#include "catalog/scenes.h"
#include "downhill/downhill.h"

#include <stdio.h>

static void put(const char *file, const char *string) {
  if (!string || !*string) return;
  printf("/* %s, xgettext:no-c-format */\nN_(\"", file);
  for (; *string; string++) {
    if (*string == '\n') {
      fputs("\\n", stdout);
    } else {
      if (*string == '"' || *string == '\\') putchar('\\');
      putchar(*string);
    }
  }
  puts("\")");
}

static void put_key(uint32_t key) {
  char name[16];
  key_label(key, name);
  put("keys", name);
}

/* The core says these in English; app translates them where they are shown. */
static void put_core(void) {
  for (uint32_t key = KEY_CODE_SPECIAL; key < KEY_CODE_END_OF_LIST; key++) put_key(key);
  put_key(KEY_CODE_SPACE), put_key(KEY_CODE_BACKSPACE), put_key(KEY_CODE_ENTER), put_key(KEY_CODE_TAB),
      put_key(KEY_CODE_ESCAPE);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    put("parameters", dh_parameter_row((enum dh_parameter)i)->help),
        put("units", dh_parameter_row((enum dh_parameter)i)->unit);
  for (int i = 0; i < DH_VERDICT_COUNT; i++)
    put("verdicts", dh_verdict_name((enum dh_verdict)i)), put("verdicts", dh_verdict_words((enum dh_verdict)i));
  for (int i = 0; i < dh_schedule_count(); i++) put("schedules", dh_schedule_info(i)->title);
  for (int i = 0; i < DH_PRECISION_COUNT; i++) put("precisions", dh_precision_info((enum dh_precision)i)->title);
}

static void put_list(const char *file, char *const *list, unsigned count) {
  for (unsigned i = 0; i < count; i++) put(file, list[i]);
}

static void put_lesson(const struct lesson_file *file) {
  put(file->name, file->title);
  put(file->name, file->summary);
  for (unsigned i = 0; i < file->beats_count; i++) {
    const struct lesson_beat *beat = &file->beats[i];
    put_list(file->name, beat->text, beat->text_count);
    put_list(file->name, beat->say, beat->say_count);
    for (unsigned k = 0; beat->predict && k < beat->predict->choices_count; k++)
      put(file->name, beat->predict->choices[k].text);
    put(file->name, beat->predict ? beat->predict->question : NULL);
    put(file->name, beat->done);
    put(file->name, beat->hint);
    put(file->name, beat->reveal);
  }
}

int main(void) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  if (!catalog) return 1;
  put_core();
  for (int i = 0; i < catalog_surface_count(catalog); i++) {
    const struct dh_surface_spec *info = dh_surface_info(catalog_surface(catalog, i));
    put(info->name, info->title);
    put(info->name, info->note);
  }
  for (int i = 0; i < catalog_rule_count(catalog); i++) {
    const struct dh_rule_spec *info = dh_rule_info(catalog_rule(catalog, i));
    put(info->name, info->title);
    put(info->name, info->limit_note);
  }
  for (int i = 0; catalog_data(i); i++) {
    struct columns columns;
    if (!catalog_read_data(catalog, catalog_data(i), &columns, &error)) return 1;
    put(catalog_data(i), columns.about);
    columns_free(&columns);
  }
  const struct scenes *scenes = catalog_scenes(catalog);
  for (int i = 0; i < scenes->count; i++) {
    put(scenes->file[i].name, scenes->file[i].title);
    put(scenes->file[i].name, scenes->file[i].watch);
    put(scenes->file[i].name, scenes->file[i].task.called);
    put(scenes->file[i].name, scenes->file[i].task.below);
    put(scenes->file[i].name, scenes->file[i].task.above);
  }
  for (int i = 0; i < catalog_lesson_count(catalog); i++) put_lesson(catalog_lesson(catalog, i)->file);
  catalog_destroy(catalog);
  return 0;
}
