/* SPDX-License-Identifier: MIT
 *
 * Scenes to open: records with a title, ours and the user's (DIR/scenes/NAME.yaml). Those of DIR/tasks also say which
 * rates a training task is usually given, and come after the others. A scene is read anew whenever it is
 * opened, because a surface that it names may have been replaced since. Whoever has a list owns its texts; the catalog
 * has one. */
#ifndef CATALOG_SCENES_H
#define CATALOG_SCENES_H

#include "catalog/document.h"
#include "catalog/record.h"

struct scene_file {
  char *name;  /* the file's, without folder and suffix */
  char *title; /* the name if the file has none */
  char *watch; /* what to look at, "" if it is not said */
  struct record_task task;
  char *path, *text; /* what it was read from */
  size_t text_length;
};

struct scenes {
  struct scene_file *file;
  int count;
};

/* Take over what a document says, in the place of the scene of its name or at the end. Nothing is taken over if it
 * cannot be read (*error). */
bool scenes_keep(struct scenes *scenes, struct catalog *catalog, const struct document *document,
                 struct dh_error *error);
/* The same for one that has to say what a task is given. */
bool scenes_keep_task(struct scenes *scenes, struct catalog *catalog, const struct document *document,
                      struct dh_error *error);
void scenes_free(struct scenes *scenes);

const struct scenes *catalog_scenes(const struct catalog *catalog);
/* By name, '-' and '_' being the same; -1 with *error (UNKNOWN_SCENE). */
int scenes_find(const struct scenes *scenes, const char *name, struct dh_error *error);
/* The same among the tasks alone (UNKNOWN_TASK). */
int scenes_find_task(const struct scenes *scenes, const char *name, struct dh_error *error);
/* False with *error, the record is then empty. */
bool scenes_read(const struct scenes *scenes, int index, struct catalog *catalog, struct record *record,
                 struct dh_error *error);

#endif
