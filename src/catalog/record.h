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
 *
 * A scene that is shown to people says more about itself:
 *
 *   title: Four rates
 *   watch: B arrives in a few good steps   # one line: what to look at
 *   selected: B                  # the lane that is worked out, the first if it is not said
 *   speed: 4                     # times the usual pace
 *   log_loss: true               # its losses are for a logarithmic axis
 *   demonstration: true          # lanes are number formats, every first infinity stops the clock
 *   expect:                      # what it shows, held to by a test, to as many digits as are written
 *     - {lane: B, step: 1, at: [2.6], loss: 5.76}
 *     - {lane: A, step: 60, verdict: slow}
 *     - {lane: A, step: 200, mean_loss: 1.0}   # over seeds
 *
 * And a scene of assets/tasks/, which shows the usual rates of a training task (AdamW's):
 *
 *   task:
 *     called: full fine-tuning
 *     rates: [1e-5, 5e-5]        # from, to
 *     below: it will not arrive  # what to say to a smaller rate,
 *     above: it forgets          # and to a larger one
 */
#ifndef CATALOG_RECORD_H
#define CATALOG_RECORD_H

#include "base/text.h"
#include "catalog/catalog.h"

enum {
  RECORD_LANES_MAX = 6,
  RECORD_VERSION = 1,
  RECORD_TITLE = 64,  /* bytes with the end: a line of a list, */
  RECORD_WATCH = 160, /* a line or two under it */
  RECORD_NUMBER = 32
};

/* What a training task is usually given: rates from low to high, AdamW's, and what is to be said beside them. */
struct record_task {
  bool given;
  char called[DH_NAME_MAX]; /* what people call it: "full fine-tuning" */
  double low, high;         /* both 0 where nothing is learnt */
  char below[RECORD_WATCH], above[RECORD_WATCH];
};

/* What a journal writes for a value that was taken back: `momentum=unset`. */
#define RECORD_UNSET "unset"

struct record_lane {
  char name[8];
  struct dh_spec spec;
  struct dh_journal_entry *journal; /* owned by the record */
  int journal_count;
};

/* What a scene shows at a step. Numbers stay texts: their digits say how exact they are. "": nothing is said. */
struct record_claim {
  int lane; /* index */
  long step;
  char at[2][RECORD_NUMBER];
  char loss[RECORD_NUMBER], mean_loss[RECORD_NUMBER];
  int verdict; /* enum dh_verdict, or -1 */
};

struct record {
  char title[RECORD_TITLE], watch[RECORD_WATCH]; /* "" in a file that was only saved */
  int selected;                                  /* a lane */
  double speed;                                  /* times the usual pace */
  bool log_loss, demonstration;
  struct record_task task;
  long step;
  struct record_lane lane[RECORD_LANES_MAX];
  int lane_count;
  struct record_claim *claim; /* owned by the record */
  int claim_count;
};

struct document;

/* By this a file is known for a scene where its name is all there is to go by. */
#define RECORD_ENDING ".yaml"

/* A text into a record; specs are complete. False with *error, the record is then empty. */
bool record_parse(struct record *record, struct catalog *catalog, const struct document *document,
                  struct dh_error *error);
/* The same for a file. */
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
