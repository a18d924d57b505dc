/* SPDX-License-Identifier: MIT */
#include "catalog/catalog.h"

#include "base/text.h"
#include "catalog/embedded.h"
#include "catalog/fitting.h"
#include "catalog/kinds.h"
#include "catalog/lesson.h"
#include "catalog/nearest.h"
#include "catalog/read.h"
#include "catalog/scenes.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What somebody typed, a formula or about a fit, and the surface it made. */
struct typed {
  char *words; /* all of it, one text */
  struct dh_surface *surface;
};

struct catalog {
  char *directory; /* the user's, or NULL */
  struct dh_surface **surface;
  int surface_count;
  struct dh_rule **rule;
  int rule_count;
  struct lesson **lesson;
  int lesson_count;
  struct typed *typed;
  int typed_count;
  struct dh_rule **typed_rule;
  int typed_rule_count;
  struct scenes scenes;
  struct dh_error *problem;
  int problem_count;
};

/* Room for one more element behind `count`; the array is grown in powers of two. NULL if out of memory. */
static void *grown(void *array, int count, size_t size, struct dh_error *error) {
  if (count > 0 && (count & (count - 1)) != 0) return array;
  void *larger = realloc(array, size * (count ? 2 * (size_t)count : 1));
  if (!larger) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  return larger;
}

/* --- names --- */

static const char *surface_name(const struct catalog *catalog, int index) {
  return dh_surface_info(catalog->surface[index])->name;
}

static const char *rule_name(const struct catalog *catalog, int index) {
  return dh_rule_info(catalog->rule[index])->name;
}

static const char *lesson_name(const struct catalog *catalog, int index) { return catalog->lesson[index]->file->name; }

static int find(const struct catalog *catalog, int count, const char *(*name_of)(const struct catalog *, int),
                const char *name) {
  for (int i = 0; i < count; i++)
    if (text_same_name(name_of(catalog, i), name)) return i;
  return -1;
}

int catalog_surface_count(const struct catalog *catalog) { return catalog->surface_count; }
int catalog_rule_count(const struct catalog *catalog) { return catalog->rule_count; }

const struct dh_surface *catalog_surface(const struct catalog *catalog, int index) { return catalog->surface[index]; }
const struct dh_rule *catalog_rule(const struct catalog *catalog, int index) { return catalog->rule[index]; }

int catalog_lesson_count(const struct catalog *catalog) { return catalog->lesson_count; }
const struct lesson *catalog_lesson(const struct catalog *catalog, int index) { return catalog->lesson[index]; }

int catalog_lesson_find(const struct catalog *catalog, const char *name) {
  return find(catalog, catalog->lesson_count, lesson_name, name);
}

int catalog_surface_find(const struct catalog *catalog, const char *name) {
  return find(catalog, catalog->surface_count, surface_name, name);
}

static bool is_alias(const struct dh_rule_spec *rule, const char *name) {
  for (int i = 0; i < rule->alias_count; i++)
    if (text_same_name(rule->alias[i], name)) return true;
  return false;
}

/* A name goes before an alias: a file of the user's may take the name of one. */
int catalog_rule_find(const struct catalog *catalog, const char *name) {
  int index = find(catalog, catalog->rule_count, rule_name, name);
  for (int i = 0; i < catalog->rule_count && index < 0; i++)
    if (is_alias(dh_rule_info(catalog->rule[i]), name)) index = i;
  return index;
}

int catalog_problem_count(const struct catalog *catalog) { return catalog->problem_count; }
const struct dh_error *catalog_problem(const struct catalog *catalog, int index) { return &catalog->problem[index]; }

static const char *nearest_surface(const struct catalog *catalog, const char *name) {
  struct nearest nearest = nearest_begin(name);
  for (int i = 0; i < catalog->surface_count; i++) nearest_offer(&nearest, surface_name(catalog, i));
  return nearest.best;
}

static const char *nearest_rule(const struct catalog *catalog, const char *name) {
  struct nearest nearest = nearest_begin(name);
  for (int i = 0; i < catalog->rule_count; i++) {
    const struct dh_rule_spec *info = dh_rule_info(catalog->rule[i]);
    nearest_offer(&nearest, info->name);
    for (int k = 0; k < info->alias_count; k++) nearest_offer(&nearest, info->alias[k]);
  }
  return nearest.best;
}

/* --- loading --- */

/* Take a surface over: in the place of the one with its name, or at the end. */
static bool keep_surface(struct catalog *catalog, struct dh_surface *surface, struct dh_error *error) {
  int index = catalog_surface_find(catalog, dh_surface_info(surface)->name);
  if (index >= 0) {
    dh_surface_destroy(catalog->surface[index]);
    catalog->surface[index] = surface;
    return true;
  }
  void *array = grown(catalog->surface, catalog->surface_count, sizeof *catalog->surface, error);
  if (!array) {
    dh_surface_destroy(surface);
    return false;
  }
  catalog->surface = array;
  catalog->surface[catalog->surface_count++] = surface;
  return true;
}

static bool keep_rule(struct catalog *catalog, struct dh_rule *rule, struct dh_error *error) {
  int index = find(catalog, catalog->rule_count, rule_name, dh_rule_info(rule)->name);
  if (index >= 0) {
    dh_rule_destroy(catalog->rule[index]);
    catalog->rule[index] = rule;
    return true;
  }
  void *array = grown(catalog->rule, catalog->rule_count, sizeof *catalog->rule, error);
  if (!array) {
    dh_rule_destroy(rule);
    return false;
  }
  catalog->rule = array;
  catalog->rule[catalog->rule_count++] = rule;
  return true;
}

static bool keep_lesson(struct catalog *catalog, struct lesson *lesson, struct dh_error *error) {
  int index = catalog_lesson_find(catalog, lesson->file->name);
  if (index >= 0) {
    lesson_destroy(catalog->lesson[index]);
    catalog->lesson[index] = lesson;
    return true;
  }
  void *array = grown(catalog->lesson, catalog->lesson_count, sizeof *catalog->lesson, error);
  if (!array) {
    lesson_destroy(lesson);
    return false;
  }
  catalog->lesson = array;
  catalog->lesson[catalog->lesson_count++] = lesson;
  return true;
}

static bool load_surface(struct catalog *catalog, const struct document *document, struct dh_error *error) {
  struct dh_surface *surface = surface_from_yaml(document, catalog->directory, error);
  return surface && keep_surface(catalog, surface, error);
}

static bool load_rule(struct catalog *catalog, const struct document *document, struct dh_error *error) {
  struct dh_rule *rule = rule_from_yaml(document, error);
  return rule && keep_rule(catalog, rule, error);
}

static bool load_lesson(struct catalog *catalog, const struct document *document, struct dh_error *error) {
  struct lesson *lesson = lesson_from_yaml(document, error);
  return lesson && keep_lesson(catalog, lesson, error);
}

static bool load_scene(struct catalog *catalog, const struct document *document, struct dh_error *error) {
  return scenes_keep(&catalog->scenes, catalog, document, error);
}

static bool load_task(struct catalog *catalog, const struct document *document, struct dh_error *error) {
  return scenes_keep_task(&catalog->scenes, catalog, document, error);
}

const struct scenes *catalog_scenes(const struct catalog *catalog) { return &catalog->scenes; }

/* The kinds of things there are files for, each in a folder of its own; scenes name what is in the others. */
static const struct kind {
  const char *folder;
  bool (*load)(struct catalog *catalog, const struct document *document, struct dh_error *error);
} kinds[] = {
    {"surfaces", load_surface}, {"optimizers", load_rule}, {"scenes", load_scene},
    {"tasks", load_task},       {"lessons", load_lesson},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool load_embedded(struct catalog *catalog, struct dh_error *error) {
  for (int i = 0; i < embedded_count; i++) {
    const struct embedded *asset = &embedded[i];
    struct document document = {asset->name, (const char *)asset->bytes, asset->length};
    for (int k = 0; k < KINDS; k++) {
      size_t size = strlen(kinds[k].folder);
      bool ours = strncmp(asset->name, kinds[k].folder, size) == 0 && asset->name[size] == '/';
      if (ours && !kinds[k].load(catalog, &document, error)) return false;
    }
  }
  return true;
}

/* --- the user's files --- */

/* Remember what was wrong. False, with *error, only if there is no memory for that. */
static bool keep_problem(struct catalog *catalog, const struct dh_error *problem, struct dh_error *error) {
  void *array = grown(catalog->problem, catalog->problem_count, sizeof *catalog->problem, error);
  if (!array) return false;
  catalog->problem = array;
  catalog->problem[catalog->problem_count++] = *problem;
  return true;
}

static bool load_file(struct catalog *catalog, const struct kind *kind, const char *path, struct dh_error *error) {
  struct text content = {0};
  struct dh_error problem;
  bool good = file_read(path, DOCUMENT_MAX, &content, &problem);
  if (good) {
    struct document document = {path, text_string(&content), content.length};
    good = kind->load(catalog, &document, &problem);
  }
  text_free(&content);
  return good || keep_problem(catalog, &problem, error);
}

/* Names of ours: "*.yaml", nothing hidden. */
static int is_yaml(const struct dirent *entry) {
  size_t length = strlen(entry->d_name);
  return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

/* By bytes, so that the order does not depend on anybody's locale. */
static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static bool load_folder(struct catalog *catalog, const struct kind *kind, const char *folder, struct dh_error *error) {
  struct dirent **entries = NULL;
  int count = scandir(folder, &entries, is_yaml, by_name);
  if (count < 0 && errno == ENOENT) return true;
  if (count < 0) {
    struct dh_error problem;
    dh_fail(&problem, DH_ERROR_FILE, -1, folder, strerror(errno));
    return keep_problem(catalog, &problem, error);
  }
  bool good = true;
  struct text path = {0};
  for (int i = 0; i < count; i++) {
    text_clear(&path);
    text_printf(&path, "%s/%s", folder, entries[i]->d_name);
    if (path.failed) good = dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    if (good) good = load_file(catalog, kind, text_string(&path), error);
    free(entries[i]);
  }
  free(entries);
  text_free(&path);
  return good;
}

/* 0, ENOENT also where what should be a folder above it is none, or why it cannot be entered. */
static int enter(const char *directory) {
  struct text inside = {0};
  text_printf(&inside, "%s/.", directory);
  int reason = inside.failed ? ENOMEM : access(text_string(&inside), F_OK) == 0 ? 0 : errno;
  text_free(&inside);
  return reason == ENOTDIR && access(directory, F_OK) != 0 ? ENOENT : reason;
}

/* What is wrong with the directory itself is said once, not of every folder in it. */
static bool load_directory(struct catalog *catalog, const char *directory, struct dh_error *error) {
  bool good = true;
  int reason = enter(directory);
  if (reason == ENOENT) return true;
  if (reason != 0) {
    struct dh_error problem;
    dh_fail(&problem, DH_ERROR_FILE, -1, directory, strerror(reason));
    return keep_problem(catalog, &problem, error);
  }
  for (int k = 0; good && k < KINDS; k++) {
    struct text folder = {0};
    text_printf(&folder, "%s/%s", directory, kinds[k].folder);
    good = folder.failed ? dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL)
                         : load_folder(catalog, &kinds[k], text_string(&folder), error);
    text_free(&folder);
  }
  return good;
}

struct catalog *catalog_create(const char *directory, struct dh_error *error) {
  struct catalog *catalog = calloc(1, sizeof *catalog);
  if (!catalog) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  bool good = load_embedded(catalog, error);
  if (good && directory) {
    catalog->directory = strdup(directory);
    good = catalog->directory ? load_directory(catalog, directory, error)
                              : dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  if (good) return catalog;
  catalog_destroy(catalog);
  return NULL;
}

void catalog_destroy(struct catalog *catalog) {
  if (!catalog) return;
  for (int i = 0; i < catalog->surface_count; i++) dh_surface_destroy(catalog->surface[i]);
  for (int i = 0; i < catalog->rule_count; i++) dh_rule_destroy(catalog->rule[i]);
  for (int i = 0; i < catalog->typed_count; i++) {
    free(catalog->typed[i].words);
    dh_surface_destroy(catalog->typed[i].surface);
  }
  for (int i = 0; i < catalog->typed_rule_count; i++) dh_rule_destroy(catalog->typed_rule[i]);
  for (int i = 0; i < catalog->lesson_count; i++) lesson_destroy(catalog->lesson[i]);
  free(catalog->surface);
  free(catalog->rule);
  free(catalog->lesson);
  free(catalog->typed);
  scenes_free(&catalog->scenes);
  free(catalog->typed_rule);
  free(catalog->problem);
  free(catalog->directory);
  free(catalog);
}

/* --- what is typed --- */

static const struct dh_surface *find_typed(const struct catalog *catalog, const char *words) {
  for (int i = 0; i < catalog->typed_count; i++)
    if (strcmp(catalog->typed[i].words, words) == 0) return catalog->typed[i].surface;
  return NULL;
}

/* Take a surface (NULL: it could not be made) over, to be found again by these words. */
static const struct dh_surface *keep_typed(struct catalog *catalog, const struct text *words,
                                           struct dh_surface *surface, struct dh_error *error) {
  if (!surface) return NULL;
  void *array = grown(catalog->typed, catalog->typed_count, sizeof *catalog->typed, error);
  if (array) catalog->typed = array;
  char *copy = array ? strdup(text_string(words)) : NULL;
  if (copy && !words->failed) {
    catalog->typed[catalog->typed_count++] = (struct typed){copy, surface};
    return surface;
  }
  free(copy);
  dh_surface_destroy(surface);
  dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  return NULL;
}

const struct dh_surface *catalog_typed(struct catalog *catalog, const char *formula, const char *parameters,
                                       struct dh_error *error) {
  struct text words = {0};
  text_printf(&words, "%s\n%s", formula, parameters ? parameters : "");
  const struct dh_surface *surface = find_typed(catalog, text_string(&words));
  if (!surface) surface = keep_typed(catalog, &words, dh_surface_typed(formula, parameters, error), error);
  text_free(&words);
  return surface;
}

static struct dh_surface *make_fit(const struct catalog *catalog, const struct fit_words *words, const char *beside,
                                   struct dh_error *error) {
  struct fitting fitting;
  if (!fitting_read(&fitting, words, catalog->directory, beside, error)) return NULL;
  struct dh_surface *surface = dh_surface_fitted(&fitting.fit, words->parameters, error);
  fitting_free(&fitting);
  return surface;
}

const struct dh_surface *catalog_fit(struct catalog *catalog, const struct fit_words *words, const char *beside,
                                     struct dh_error *error) {
  const char *const said[] = {words->data,  words->model, words->sample,     words->loss, words->target,
                              words->delta, words->beta,  words->parameters, beside};
  struct text all = {0};
  for (size_t i = 0; i < sizeof said / sizeof *said; i++)
    text_printf(&all, "\n%s%s", said[i] ? "=" : "", said[i] ? said[i] : "");
  const struct dh_surface *surface = find_typed(catalog, text_string(&all));
  if (!surface) surface = keep_typed(catalog, &all, make_fit(catalog, words, beside, error), error);
  text_free(&all);
  return surface;
}

bool catalog_read_data(const struct catalog *catalog, const char *name, struct columns *columns,
                       struct dh_error *error) {
  return fitting_read_all(name, catalog->directory, columns, error);
}

/* Was a name meant? Letters, digits and _ alone are one; with '-' ("double-wel") only if there is a name like it. */
static bool means_name(const char *text, const char *nearest) {
  size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
  if (text[length] != '\0' || length == 0 || (text[0] >= '0' && text[0] <= '9') || text[0] == '-') return false;
  return nearest || !strchr(text, '-');
}

const struct dh_surface *catalog_open(struct catalog *catalog, const char *name_or_formula, const char *parameters,
                                      struct dh_error *error) {
  int index = catalog_surface_find(catalog, name_or_formula);
  if (index >= 0) return catalog->surface[index];
  const struct dh_surface *surface = catalog_typed(catalog, name_or_formula, parameters, error);
  if (surface || error->code == DH_ERROR_MEMORY) return surface;
  const char *nearest = nearest_surface(catalog, name_or_formula);
  if (means_name(name_or_formula, nearest)) dh_fail(error, DH_ERROR_UNKNOWN_SURFACE, -1, name_or_formula, nearest);
  return NULL;
}

/* --- typed update rules --- */

const struct dh_rule *catalog_typed_rule(struct catalog *catalog, const char *update, struct dh_error *error) {
  struct dh_rule *rule = dh_rule_typed(update, error);
  if (!rule) return NULL;
  for (int i = 0; i < catalog->typed_rule_count; i++) {
    if (strcmp(dh_rule_info(catalog->typed_rule[i])->name, dh_rule_info(rule)->name) != 0) continue;
    dh_rule_destroy(rule);
    return catalog->typed_rule[i];
  }
  void *array = grown(catalog->typed_rule, catalog->typed_rule_count, sizeof(*catalog->typed_rule), error);
  if (!array) {
    dh_rule_destroy(rule);
    return NULL;
  }
  catalog->typed_rule = array;
  return catalog->typed_rule[catalog->typed_rule_count++] = rule;
}

const struct dh_rule *catalog_open_rule(struct catalog *catalog, const char *name_or_update, struct dh_error *error) {
  int index = catalog_rule_find(catalog, name_or_update);
  if (index >= 0) return catalog->rule[index];
  if (strchr(name_or_update, '=')) return catalog_typed_rule(catalog, name_or_update, error);
  dh_fail(error, DH_ERROR_UNKNOWN_OPTIMIZER, -1, name_or_update, nearest_rule(catalog, name_or_update));
  return NULL;
}
