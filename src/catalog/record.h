/* SPDX-License-Identifier: MIT
 *
 * A saved scene: every lane's spec and journal, as YAML. Settings are written as `name=value`, the way the command line
 * takes them, so that a person can read and edit the file:
 *
 *   downhill: 1
 *   surface: parabola            # a name or a formula
 *   parameters: w                # only for formulas and data
 *   start: [2]
 *   step: 24                     # where it stood
 *   settings: [max_steps=60]     # scene
 *   lanes:
 *     - name: A
 *       settings: [learning_rate=0.01]
 *       journal:
 *         - {step: 12, setting: learning_rate=0.3}
 *
 * In the place of `surface` there may be data: a name or a path, which is also looked for beside this file.
 *
 *   data: points.csv
 *   model: w*x + b               # or `sample`, and no loss
 *   loss: huber
 *   delta: 0.5
 */
#ifndef CATALOG_RECORD_H
#define CATALOG_RECORD_H

#include "base/text.h"
#include "catalog/catalog.h"

enum { RECORD_LANES_MAX = 6, RECORD_VERSION = 1 };

/* What a journal writes for a value that was taken back: `momentum=unset`. */
#define RECORD_UNSET "unset"

struct record_lane {
  char name[8];
  struct dh_spec spec;
  struct dh_journal_entry *journal; /* owned by the record */
  int journal_count;
};

struct record {
  long step;
  struct record_lane lane[RECORD_LANES_MAX];
  int lane_count;
};

/* Read a file into a record; specs are complete. False with *error, the record is then empty. */
bool record_read(struct record *record, struct catalog *catalog, const char *path, struct dh_error *error);
/* Append the record as YAML. The scene's part is that of lane 0. */
void record_write(const struct record *record, struct text *out);
void record_free(struct record *record);
/* A lane by its name, whatever its case; -1 if there is none. No two have one name. */
int record_find(const struct record *record, const char *name);
/* Append one setting as records write it: "learning_rate=0.3", "optim=adam", "momentum=unset"; a typed rule by
 * its text. In the file that is in quotes. */
void record_write_setting(struct text *out, const struct dh_setting *setting);

#endif
