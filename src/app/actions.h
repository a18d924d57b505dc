/* SPDX-License-Identifier: MIT
 *
 * The table of actions: one row is a key (or several), a name, a help text, a group and a function. Dispatch, the help
 * screen, the key line and the Enter menu are all made from it. */
#ifndef APP_ACTIONS_H
#define APP_ACTIONS_H

#include "app/app.h"

enum action_group { GROUP_TIME, GROUP_RATE, GROUP_LANES, GROUP_TRAINING, GROUP_VIEW, GROUP_PROGRAM, GROUP_COUNT };

struct action {
  const char *name; /* "rate_up": for --keys, scripts and tests */
  uint32_t keys[4]; /* 0-terminated */
  enum action_group group;
  const char *keys_shown;                         /* pair rows share a line in help: "Up Down"; NULL: made from keys */
  const char *help;                               /* what it does, as a teacher would say it */
  const char *brief;                              /* two words for the key line, NULL: not there */
  unsigned (*act)(struct app *app, int argument); /* effects */
  int argument;
  bool menu; /* offered by Enter */
};

const struct action *action_row(int index); /* NULL past the last */
int action_count(void);
const struct action *action_for_key(uint32_t key);
const char *action_group_title(enum action_group group);

#endif
