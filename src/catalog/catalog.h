/* SPDX-License-Identifier: MIT
 *
 * What there is to choose from: surfaces, optimizers and lessons, those compiled into the binary (assets/) and the
 * user's own (DIR/surfaces/NAME.yaml, DIR/optimizers/NAME.yaml, DIR/lessons/NAME.yaml), which come after them and
 * replace those of the same name; scenes (see scenes.h) likewise; and data to fit, which is read when it is asked for
 * (DIR/data/NAME.csv goes before ours). The catalog owns everything it hands out. */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "downhill/downhill.h"

struct catalog;
struct columns;
struct lesson; /* see catalog/lesson.h */

/* `directory` is the user's configuration directory or NULL. Files that cannot be used are skipped; what was wrong with
 * each is kept (catalog_problem). NULL only if out of memory or an asset of our own is broken (*error). */
struct catalog *catalog_create(const char *directory, struct dh_error *error);
void catalog_destroy(struct catalog *catalog);

int catalog_surface_count(const struct catalog *catalog);
const struct dh_surface *catalog_surface(const struct catalog *catalog, int index);
int catalog_surface_find(const struct catalog *catalog, const char *name); /* '-' and '_' are the same; -1 */
int catalog_rule_count(const struct catalog *catalog);
const struct dh_rule *catalog_rule(const struct catalog *catalog, int index);
int catalog_rule_find(const struct catalog *catalog, const char *name); /* likewise; by an alias too */

int catalog_lesson_count(const struct catalog *catalog);
const struct lesson *catalog_lesson(const struct catalog *catalog, int index);
int catalog_lesson_find(const struct catalog *catalog, const char *name); /* likewise */

/* A typed formula; the same text twice gives the same surface. NULL with *error. */
const struct dh_surface *catalog_typed(struct catalog *catalog, const char *formula, const char *parameters,
                                       struct dh_error *error);
/* A name is tried first, then a formula. */
const struct dh_surface *catalog_open(struct catalog *catalog, const char *name_or_formula, const char *parameters,
                                      struct dh_error *error);

/* A typed update rule; texts that make the same lines give the same rule. NULL with *error. */
const struct dh_rule *catalog_typed_rule(struct catalog *catalog, const char *update, struct dh_error *error);
/* A name or an alias is tried first; what assigns is an update rule. */
const struct dh_rule *catalog_open_rule(struct catalog *catalog, const char *name_or_update, struct dh_error *error);

#define FIT_MODEL "w*x + b"

/* What is said about a fit, as texts; NULL where nothing was said. */
struct fit_words {
  const char *data;         /* a data set of ours, or a file of comma-separated values */
  const char *model;        /* over columns and parameters; unset FIT_MODEL */
  const char *sample;       /* or the loss of one row itself, without a model */
  const char *loss;         /* "mse" if unset */
  const char *target;       /* the column that the model is to hit; unset "y" */
  const char *delta, *beta; /* of huber and smooth_l1 */
  const char *parameters;   /* "w,b"; unset: what is no column, in order of appearance */
};
/* A surface made of data. The same words twice give the same surface. `beside` is a file that the words were read from,
 * or NULL: data may stand beside it. NULL with *error. */
const struct dh_surface *catalog_fit(struct catalog *catalog, const struct fit_words *words, const char *beside,
                                     struct dh_error *error);
/* The names of our data sets, NULL past the last. */
const char *catalog_data(int index);
/* All columns of what a fit would read under this name; the caller's (columns_free). False with *error. */
bool catalog_read_data(const struct catalog *catalog, const char *name, struct columns *columns,
                       struct dh_error *error);

int catalog_problem_count(const struct catalog *catalog);
const struct dh_error *catalog_problem(const struct catalog *catalog, int index);

#endif
