/* SPDX-License-Identifier: MIT
 *
 * The table of parameters: one row each, in the order of enum dh_parameter. Whatever shows, reads, writes, checks or
 * explains a parameter takes it from here. */
#include "downhill/parameter.h"

#include "downhill/precision.h"
#include "downhill/schedule.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *precision_name(int index) {
  return index >= 0 && index < DH_PRECISION_COUNT ? dh_precision_info((enum dh_precision)index)->name : NULL;
}

#define UNSET          ((double)NAN)
#define LARGEST_NUMBER 1e300 /* a rate so large that its square still overflows: nothing finite is useful above */
#define LARGEST_SEED   0x1p53
#define MOST_STEPS     1e9

static const struct dh_parameter_row table[] = {
    [DH_SURFACE] = {.name = "surface",
                    .alias = "formula",
                    .type = DH_TYPE_SURFACE,
                    .initial = UNSET,
                    .ladder = DH_LADDER_CHOICE,
                    .unit = "",
                    .help = "The loss: the name of a surface, or a formula over x, or x and y",
                    .scope = DH_SCOPE_SCENE,
                    .applies = DH_APPLIES_ALWAYS},
    [DH_START] = {.name = "start",
                  .alias = "x0",
                  .type = DH_TYPE_POINT,
                  .low = -LARGEST_NUMBER,
                  .high = LARGEST_NUMBER,
                  .initial = UNSET,
                  .ladder = DH_LADDER_NONE,
                  .unit = "",
                  .help = "Where the ball starts: one number, or two with a comma; unset, the surface's own start",
                  .scope = DH_SCOPE_SCENE,
                  .applies = DH_APPLIES_ALWAYS},
    [DH_SEED] = {.name = "seed",
                 .alias = NULL,
                 .type = DH_TYPE_INTEGER,
                 .low = 0,
                 .high = LARGEST_SEED,
                 .initial = 42,
                 .ladder = DH_LADDER_NONE,
                 .unit = "",
                 .help = "What everything random is drawn from",
                 .scope = DH_SCOPE_SCENE,
                 .applies = DH_APPLIES_ALWAYS},
    [DH_MAX_STEPS] = {.name = "max_steps",
                      .alias = "num_training_steps",
                      .type = DH_TYPE_INTEGER,
                      .low = 1,
                      .high = MOST_STEPS,
                      .initial = 200,
                      .ladder = DH_LADDER_COUNT,
                      .unit = "steps",
                      .help = "The horizon: how many updates the schedule is laid out for",
                      .scope = DH_SCOPE_SCENE,
                      .applies = DH_APPLIES_ALWAYS},
    [DH_OPTIM] = {.name = "optim",
                  .alias = "optimizer",
                  .type = DH_TYPE_OPTIM,
                  .initial = UNSET,
                  .ladder = DH_LADDER_CHOICE,
                  .unit = "",
                  .help = "The optimizer: the rule that turns a gradient into an update",
                  .scope = DH_SCOPE_LANE,
                  .applies = DH_APPLIES_ALWAYS},
    [DH_LEARNING_RATE] = {.name = "learning_rate",
                          .alias = "lr",
                          .type = DH_TYPE_NUMBER,
                          .low = 0,
                          .high = LARGEST_NUMBER,
                          .initial = 0.1,
                          .ladder = DH_LADDER_RATE,
                          .unit = "",
                          .help = "How far each update goes; the schedule starts from it",
                          .scope = DH_SCOPE_LANE,
                          .applies = DH_APPLIES_ALWAYS},
    [DH_MOMENTUM] = {.name = "momentum",
                     .alias = NULL,
                     .type = DH_TYPE_NUMBER,
                     .low = 0,
                     .high = 2,
                     .initial = UNSET,
                     .ladder = DH_LADDER_MOMENTUM,
                     .unit = "",
                     .help = "How much of the last update is kept; from 1 on it grows for ever",
                     .scope = DH_SCOPE_LANE,
                     .applies = DH_APPLIES_OPTIM},
    [DH_DAMPENING] = {.name = "dampening",
                      .alias = NULL,
                      .type = DH_TYPE_NUMBER,
                      .low = 0,
                      .high = 1,
                      .initial = UNSET,
                      .ladder = DH_LADDER_FRACTION,
                      .unit = "",
                      .help = "How much of the gradient the momentum buffer leaves out",
                      .scope = DH_SCOPE_LANE,
                      .applies = DH_APPLIES_OPTIM},
    [DH_NESTEROV] = {.name = "nesterov",
                     .alias = NULL,
                     .type = DH_TYPE_FLAG,
                     .low = 0,
                     .high = 1,
                     .initial = UNSET,
                     .ladder = DH_LADDER_CHOICE,
                     .unit = "",
                     .help = "Momentum that looks one step ahead",
                     .scope = DH_SCOPE_LANE,
                     .applies = DH_APPLIES_OPTIM},
    [DH_BETA1] = {.name = "beta1",
                  .alias = "adam_beta1",
                  .type = DH_TYPE_NUMBER,
                  .low = 0,
                  .high = 1,
                  .initial = UNSET,
                  .ladder = DH_LADDER_MOMENTUM,
                  .unit = "",
                  .help = "How slowly the running mean of the gradient forgets",
                  .scope = DH_SCOPE_LANE,
                  .applies = DH_APPLIES_OPTIM},
    [DH_BETA2] = {.name = "beta2",
                  .alias = "adam_beta2",
                  .type = DH_TYPE_NUMBER,
                  .low = 0,
                  .high = 1,
                  .initial = UNSET,
                  .ladder = DH_LADDER_MOMENTUM,
                  .unit = "",
                  .help = "How slowly the running mean of the squared gradient forgets",
                  .scope = DH_SCOPE_LANE,
                  .applies = DH_APPLIES_OPTIM},
    [DH_EPS] = {.name = "eps",
                .alias = "adam_epsilon",
                .type = DH_TYPE_NUMBER,
                .low = 0,
                .high = LARGEST_NUMBER,
                .initial = UNSET,
                .ladder = DH_LADDER_RATE,
                .unit = "",
                .help = "Added to the denominator so that it is never 0",
                .scope = DH_SCOPE_LANE,
                .applies = DH_APPLIES_OPTIM},
    [DH_WEIGHT_DECAY] = {.name = "weight_decay",
                         .alias = "wd",
                         .type = DH_TYPE_NUMBER,
                         .low = 0,
                         .high = LARGEST_NUMBER,
                         .initial = UNSET,
                         .ladder = DH_LADDER_RATE,
                         .unit = "",
                         .help = "Pulls the parameters towards 0 in every update",
                         .scope = DH_SCOPE_LANE,
                         .applies = DH_APPLIES_OPTIM},
    [DH_AMSGRAD] = {.name = "amsgrad",
                    .alias = NULL,
                    .type = DH_TYPE_FLAG,
                    .low = 0,
                    .high = 1,
                    .initial = UNSET,
                    .ladder = DH_LADDER_CHOICE,
                    .unit = "",
                    .help = "Divide by the largest squared-gradient mean so far",
                    .scope = DH_SCOPE_LANE,
                    .applies = DH_APPLIES_OPTIM},
    [DH_LR_SCHEDULER_TYPE] = {.name = "lr_scheduler_type",
                              .alias = "schedule",
                              .type = DH_TYPE_CHOICE,
                              .low = 0,
                              .high = 3,
                              .initial = 0,
                              .ladder = DH_LADDER_CHOICE,
                              .unit = "",
                              .help = "How the rate changes over the steps",
                              .scope = DH_SCOPE_LANE,
                              .applies = DH_APPLIES_ALWAYS,
                              .choice = dh_schedule_name},
    [DH_WARMUP_RATIO] = {.name = "warmup_ratio",
                         .alias = NULL,
                         .type = DH_TYPE_NUMBER,
                         .low = 0,
                         .high = 1,
                         .initial = 0,
                         .ladder = DH_LADDER_FRACTION,
                         .unit = "",
                         .help = "The share of max_steps in which the rate rises from 0",
                         .scope = DH_SCOPE_LANE,
                         .applies = DH_APPLIES_WARMUP},
    [DH_WARMUP_STEPS] = {.name = "warmup_steps",
                         .alias = "num_warmup_steps",
                         .type = DH_TYPE_INTEGER,
                         .low = 0,
                         .high = MOST_STEPS,
                         .initial = 0,
                         .ladder = DH_LADDER_COUNT,
                         .unit = "steps",
                         .help = "The steps in which the rate rises from 0; above 0 it overrides warmup_ratio",
                         .scope = DH_SCOPE_LANE,
                         .applies = DH_APPLIES_WARMUP},
    [DH_NUM_STABLE_STEPS] = {.name = "num_stable_steps",
                             .alias = NULL,
                             .type = DH_TYPE_INTEGER,
                             .low = 0,
                             .high = MOST_STEPS,
                             .initial = UNSET,
                             .ladder = DH_LADDER_COUNT,
                             .unit = "steps",
                             .help = "The steps at the full rate; unset, what warmup and decay leave",
                             .scope = DH_SCOPE_LANE,
                             .applies = DH_APPLIES_WSD},
    [DH_NUM_DECAY_STEPS] = {.name = "num_decay_steps",
                            .alias = NULL,
                            .type = DH_TYPE_INTEGER,
                            .low = 0,
                            .high = MOST_STEPS,
                            .initial = UNSET,
                            .ladder = DH_LADDER_COUNT,
                            .unit = "steps",
                            .help = "The steps of the decay; unset, what is left, or a tenth of max_steps",
                            .scope = DH_SCOPE_LANE,
                            .applies = DH_APPLIES_WSD},
    [DH_WARMUP_TYPE] = {.name = "warmup_type",
                        .alias = NULL,
                        .type = DH_TYPE_CHOICE,
                        .low = 0,
                        .high = 2,
                        .initial = 0,
                        .ladder = DH_LADDER_CHOICE,
                        .unit = "",
                        .help = "The shape of the warmup",
                        .scope = DH_SCOPE_LANE,
                        .applies = DH_APPLIES_WSD,
                        .choice = dh_ramp_name},
    [DH_DECAY_TYPE] = {.name = "decay_type",
                       .alias = NULL,
                       .type = DH_TYPE_CHOICE,
                       .low = 0,
                       .high = 2,
                       .initial = 0,
                       .ladder = DH_LADDER_CHOICE,
                       .unit = "",
                       .help = "The shape of the decay",
                       .scope = DH_SCOPE_LANE,
                       .applies = DH_APPLIES_WSD,
                       .choice = dh_ramp_name},
    [DH_MIN_LR_RATIO] = {.name = "min_lr_ratio",
                         .alias = NULL,
                         .type = DH_TYPE_NUMBER,
                         .low = 0,
                         .high = 1,
                         .initial = 0,
                         .ladder = DH_LADDER_FRACTION,
                         .unit = "",
                         .help = "The least rate as a share of learning_rate",
                         .scope = DH_SCOPE_LANE,
                         .applies = DH_APPLIES_WSD},
    [DH_NUM_CYCLES] = {.name = "num_cycles",
                       .alias = NULL,
                       .type = DH_TYPE_NUMBER,
                       .low = 0,
                       .high = 1000,
                       .initial = 0.5,
                       .ladder = DH_LADDER_RATE,
                       .unit = "",
                       .help = "Waves of the cosine; 0.5 goes down once",
                       .scope = DH_SCOPE_LANE,
                       .applies = DH_APPLIES_CYCLES},
    [DH_MAX_GRAD_NORM] = {.name = "max_grad_norm",
                          .alias = "clip_norm",
                          .type = DH_TYPE_NUMBER,
                          .low = 0,
                          .high = LARGEST_NUMBER,
                          .initial = 0,
                          .ladder = DH_LADDER_RATE,
                          .unit = "",
                          .help = "Longer gradients are shortened to this length; 0 leaves them alone",
                          .scope = DH_SCOPE_LANE,
                          .applies = DH_APPLIES_ALWAYS},
    [DH_PRECISION] = {.name = "precision",
                      .alias = "dtype",
                      .type = DH_TYPE_CHOICE,
                      .low = 0,
                      .high = DH_PRECISION_COUNT - 1,
                      .initial = 0,
                      .ladder = DH_LADDER_CHOICE,
                      .unit = "",
                      .help = "The number format that every operation of a step is rounded to",
                      .scope = DH_SCOPE_LANE,
                      .applies = DH_APPLIES_ALWAYS,
                      .choice = precision_name},
};

static_assert(sizeof table / sizeof table[0] == DH_PARAMETER_COUNT, "one row for each of enum dh_parameter");

const struct dh_parameter_row *dh_parameter_row(enum dh_parameter parameter) { return &table[parameter]; }

static char folded(char c) { return c == '-' ? '_' : c; }

static bool same_name(const char *a, const char *b) {
  while (*a != '\0' && folded(*a) == folded(*b)) a++, b++;
  return *a == '\0' && *b == '\0';
}

int dh_parameter_find(const char *name) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    if (same_name(name, table[i].name) || (table[i].alias && same_name(name, table[i].alias))) return i;
  return -1;
}

enum { NEAR = 2, NAME_SIZE = 32 };

/* Levenshtein distance by rows; anything longer than a name can be is far away. */
static int edit_distance(const char *a, const char *b) {
  size_t length = strlen(b);
  if (length >= NAME_SIZE || strlen(a) >= NAME_SIZE) return NAME_SIZE;
  int row[NAME_SIZE];
  for (size_t j = 0; j <= length; j++) row[j] = (int)j;
  for (int i = 1; a[i - 1] != '\0'; i++) {
    int diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= length; j++) {
      int change = diagonal + (folded(a[i - 1]) == folded(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      int gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      row[j] = change < gap ? change : gap;
    }
  }
  return row[length];
}

const char *dh_parameter_nearest(const char *name) {
  const char *nearest = NULL;
  int least = NEAR + 1;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const char *known[2] = {table[i].name, table[i].alias};
    for (int k = 0; k < 2 && known[k]; k++) {
      int distance = edit_distance(name, known[k]);
      if (distance < least) least = distance, nearest = known[k];
    }
  }
  return nearest;
}
