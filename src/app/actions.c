/* SPDX-License-Identifier: MIT
 *
 * The table of actions: the sets one after the other. */
#include "app/actions.h"

#include "app/actions_lesson.h"
#include "app/messages.h"
#include "app/view.h"

#include <stddef.h>

/* Where several apply that know a key, the first has it: a view its own before an open lesson. */
static const struct action_set *const sets[] = {
    &actions_time,   &actions_rate,   &actions_lanes,      &actions_training, &actions_view,
    &actions_focus,  &actions_finder, &actions_map,        &actions_log,      &actions_class,
    &actions_place,  &actions_relief, &actions_parameters, &actions_asking,   &actions_lesson_end,
    &actions_lesson, &actions_hint,   &actions_lessons,    &actions_program};
enum { SETS = sizeof sets / sizeof *sets };

static const struct action_set *set_of(int *index) {
  for (int i = 0; i < SETS && *index >= 0; i++) {
    if (*index < sets[i]->count) return sets[i];
    *index -= sets[i]->count;
  }
  return NULL;
}

int action_count(void) {
  int count = 0;
  for (int i = 0; i < SETS; i++) count += sets[i]->count;
  return count;
}

const struct action_set *action_set(int index) { return set_of(&index); }

const struct action *action_row(int index) {
  const struct action_set *set = set_of(&index);
  return set ? &set->rows[index] : NULL;
}

static const struct action *find_key(const struct action_set *set, uint32_t key) {
  for (int i = 0; i < set->count; i++)
    for (int k = 0; k < ACTION_KEYS && set->rows[i].keys[k] != 0; k++)
      if (set->rows[i].keys[k] == key) return &set->rows[i];
  return NULL;
}

const struct action *action_for_key(const struct app *app, uint32_t key) {
  const struct action *found = NULL;
  for (int i = 0; i < SETS && !found; i++)
    if (sets[i]->applies && sets[i]->applies(app)) found = find_key(sets[i], key);
  for (int i = 0; i < SETS && !found; i++)
    if (!sets[i]->applies) found = find_key(sets[i], key);
  return found;
}

uint32_t action_key(const struct app *app, const struct action *action) {
  for (int k = 0; k < ACTION_KEYS && action->keys[k] != 0; k++)
    if (action_for_key(app, action->keys[k]) == action) return action->keys[k];
  return 0;
}

bool action_is_blind(const struct app *app, const struct action *action) {
  enum action_group group = action->group;
  return view_is_recorded(app) && (action->menu == OFFER_LANES || group == GROUP_TIME || group == GROUP_RATE ||
                                   group == GROUP_LANES || group == GROUP_TRAINING);
}

bool action_applies(const struct app *app, const struct action *action) {
  return action_key(app, action) != 0 && !action_is_blind(app, action) && !lesson_freezes(app, action);
}

const char *action_group_title(enum action_group group) {
  static const char *const titles[GROUP_COUNT] = {[GROUP_TIME] = N_("Time"),      [GROUP_RATE] = N_("Learning rate"),
                                                  [GROUP_LANES] = N_("Lanes"),    [GROUP_TRAINING] = N_("Training"),
                                                  [GROUP_VIEW] = N_("View"),      [GROUP_FINDER] = N_("Finder"),
                                                  [GROUP_MAP] = N_("Map"),        [GROUP_LOG] = N_("Training log"),
                                                  [GROUP_CLASS] = N_("In class"), [GROUP_PARAMETERS] = N_("Parameters"),
                                                  [GROUP_LESSON] = N_("Lesson"),  [GROUP_PROGRAM] = N_("Program")};
  return _(titles[group]);
}
