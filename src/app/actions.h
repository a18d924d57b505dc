/* SPDX-License-Identifier: MIT
 *
 * The table of actions: one row is a key (or several), a name, a help text, a group and a function. Dispatch, the help
 * screen, the key line and the Enter menu are all made from it. It comes in sets, one for each file that performs
 * them; a set of a view or a mode applies there only, and its keys go before those that apply everywhere. */
#ifndef APP_ACTIONS_H
#define APP_ACTIONS_H

#include "app/app.h"

enum action_group {
  GROUP_TIME,
  GROUP_RATE,
  GROUP_LANES,
  GROUP_TRAINING,
  GROUP_VIEW,
  GROUP_FINDER,
  GROUP_MAP,
  GROUP_LOG,
  GROUP_CLASS,
  GROUP_PARAMETERS,
  GROUP_LESSON,
  GROUP_PROGRAM,
  GROUP_COUNT
};

/* Ranks on the key line: first how to get help and out, then the keys of the present view or mode, then what a newcomer
 * needs most. */
enum { ACTION_KEYS = 5, RANK_OWN = 3, RANK_LAST = 15 };

/* false, true, or where lanes are seen, for it is about them, whatever its group. */
enum action_offer { OFFER_NEVER, OFFER_ALWAYS, OFFER_LANES };

struct action {
  const char *name;           /* "rate_up": for --keys, scripts and tests */
  uint32_t keys[ACTION_KEYS]; /* 0-terminated */
  enum action_group group;
  const char *keys_shown; /* pair rows share a line in help: "Up Down"; NULL: made from keys */
  const char *help;       /* what it does, as a teacher would say it */
  const char *brief; /* two words for the key line, NULL: not there; "": its keys go with those of the row beside it */
  unsigned (*act)(struct app *app, int argument); /* effects */
  int argument;
  enum action_offer menu; /* is it offered by Enter? */
  int rank; /* on the key line, of keys that hold everywhere: the lowest is surest of its room; 0: behind all others */
};

struct action_set {
  bool (*applies)(const struct app *app); /* NULL: everywhere */
  const struct action *rows;
  int count;
};

extern const struct action_set actions_time, actions_rate, actions_lanes, actions_training, actions_view, actions_focus,
    actions_finder, actions_map, actions_log, actions_class, actions_place, actions_relief, actions_parameters,
    actions_asking, actions_lesson_end, actions_lesson, actions_hint, actions_lessons, actions_program;

const struct action *action_row(int index);     /* NULL past the last */
const struct action_set *action_set(int index); /* the set it is in */
int action_count(void);
/* What a key does now, NULL for nothing. */
const struct action *action_for_key(const struct app *app, uint32_t key);
/* The first of its keys that does it now, 0 if none does. */
uint32_t action_key(const struct app *app, const struct action *action);
bool action_applies(const struct app *app, const struct action *action);
/* Is it for lanes, and the view does not show them? */
bool action_is_blind(const struct app *app, const struct action *action);
const char *action_group_title(enum action_group group);

#endif
