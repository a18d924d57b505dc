/* SPDX-License-Identifier: MIT
 *
 * Subcommands. Each is one file with a `const struct command`; main.c dispatches, help is made from the descriptors. */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

struct arguments;

/* Options that are no parameters of a run. Each command says which it takes. */
enum own_option {
  OWN_SCENE,
  OWN_TASK,
  OWN_PARAMS,
  OWN_UPDATE,
  OWN_DATA, /* from here ... */
  OWN_MODEL,
  OWN_SAMPLE,
  OWN_LOSS,
  OWN_TARGET,
  OWN_DELTA,
  OWN_BETA, /* ... to here they come with OWN_PARAMS */
  OWN_STEPS,
  OWN_EVERY,
  OWN_DATASET_SIZE, /* what a Trainer counts its steps from */
  OWN_NUM_TRAIN_EPOCHS,
  OWN_DATALOADER_DROP_LAST,
  OWN_TRAINER_VERSION,
  OWN_LR_SCHEDULER_KWARGS,
  OWN_NPROC_PER_NODE, /* how launchers say how many devices there are */
  OWN_NNODES,
  OWN_NUM_PROCESSES,
  OWN_AFTER_STEP,
  OWN_CLIP,
  OWN_PLOT,
  OWN_WATCH,
  OWN_LANE,
  OWN_SIZE,
  OWN_KEYS,
  OWN_LOG,
  OWN_PAUSED,
  OWN_ANSWERS,
  OWN_GLYPHS,
  OWN_THEME,
  OWN_START_LR, /* the finder's settings, in their order */
  OWN_END_LR,
  OWN_NUM_IT,
  OWN_SMOOTHING,
  OWN_STOP_FACTOR,
  OWN_SWEEP_STEPS,
  OWN_SWEEP,
  OWN_X, /* a map's axes, rule and work */
  OWN_Y,
  OWN_RULE,
  OWN_THREADS,
  OWN_SHARD,
  OWN_FORMAT,
  OWN_SUMMARY,
  OWN_OUTPUT,
  OWN_LANG,
  OWN_HELP,
  OWN_VERSION,
  OWN_COUNT,
  OWN_FIT_LAST = OWN_BETA
};

#define TAKES(option) (UINT64_C(1) << (option))

/* Which parameters may have several values, separated by commas; one of them at a time. */
enum command_lists { LISTS_NONE, LISTS_LANE /* a lane's, not the scene's */, LISTS_ALL };

/* What can stand for a value or an operand, as shells offer it: any of these. */
struct command_values {
  const char *(*choice)(int index); /* NULL past the last */
  const char *listed;               /* the command whose table has them: "list surfaces" */
  int column;                       /* in which column, 0 the first */
  bool file;
};

struct command {
  const char *name;             /* NULL: the screen, `downhill` without a subcommand */
  const char *summary;          /* one line */
  const char *operands;         /* what follows the options, "" for nothing */
  struct command_values values; /* the operands */
  int operands_max;             /* how many there may be, -1 any number */
  const char *excess;           /* what to do where there are more; NULL: look at the options */
  const char *notes;            /* what else there is to know, shown below the options; may be NULL */
  uint64_t own;                 /* bits TAKES(enum own_option); help is always there */
  bool parameters;              /* takes every parameter of the table */
  enum command_lists lists;
  bool others;                /* what it does not know is left out and named: lines of other programs are pasted */
  bool plays;                 /* takes the options of the interactive loop */
  const char *const *formats; /* what --format takes, the default first, NULL at the end; NULL: no --format */
  /* What the command makes of texts that another program would read in its own way, before they are read here; false
   * after a complaint. NULL: nothing. */
  bool (*translate)(struct arguments *arguments);
  /* What the command makes of its arguments before steps are counted; false after a complaint. NULL: nothing. */
  bool (*prepare)(struct arguments *arguments);
  int (*run)(const struct arguments *arguments); /* exit status */
};

/* NULL after the last, which is as far as one may ask. */
const struct command *command_row(int index);
const struct command *command_named(const char *name);

extern const struct command command_run, command_compare, command_find, command_schedule, command_eval, command_show,
    command_map, command_map_merge, command_list, command_lessons, command_replay, command_talk, command_diagnose,
    command_completions, command_manual, command_screen;

enum exit_status {
  STATUS_DONE = 0,
  STATUS_FAILED = 1,
  STATUS_USAGE = 2,
  STATUS_FINDINGS = 3, /* of diagnose */
  STATUS_COUNT
};

#endif
