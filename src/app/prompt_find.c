/* SPDX-License-Identifier: MIT
 *
 * `:find range`, `:find end_lr 100`: which search, and how far it goes. */
#include "app/change.h"
#include "app/finder_view.h"
#include "app/messages.h"
#include "app/prompt.h"
#include "app/scene.h"
#include "app/view.h"

#include <math.h>
#include <string.h>

/* One ball for all rates, or a fresh one for each. */
static const char *const searches[] = {"range", "sweep"};
enum { SEARCHES = sizeof searches / sizeof *searches };

const char *prompt_find_word(int index) {
  if (index < 0 || index >= SEARCHES + DH_FINDER_SETTINGS) return NULL;
  return index < SEARCHES ? searches[index] : dh_finder_row((enum dh_finder_setting)(index - SEARCHES))->name;
}

static int find_search(const char *name) {
  for (int i = 0; i < SEARCHES; i++)
    if (text_same_name(searches[i], name)) return i;
  return -1;
}

/* A search, or a setting and its value. */
static bool set(struct app *app, const char *value, struct dh_error *error) {
  char name[64];
  double number = (double)NAN;
  int search = find_search(value);
  if (search >= 0) return finder_view_search(app, search == 1, error);
  value = prompt_split(value, name, sizeof name);
  int setting = dh_finder_find(name);
  if (setting < 0) return dh_fail(error, DH_ERROR_UNKNOWN_PARAMETER, -1, name, dh_finder_row(DH_FINDER_END_LR)->name);
  if (dh_number_parse(value, &number) || isinf(number))
    return finder_view_set(app, (enum dh_finder_setting)setting, number, error);
  const struct dh_finder_row *row = dh_finder_row((enum dh_finder_setting)setting);
  dh_fail(error, DH_ERROR_NOT_A_VALUE, -1, row->name, value);
  error->number = row->low;
  error->number2 = row->high;
  return false;
}

unsigned prompt_find(struct app *app, const char *value) {
  struct dh_error error;
  unsigned effects = view_open(app, VIEW_FINDER);
  if (app->view != VIEW_FINDER) return effects;
  if (*value && !set(app, value, &error)) return effects | change_complain(app, &error);
  app->prompt.open = false;
  bool search = find_search(value) >= 0;
  if (*value) app_say(app, TONE_DONE, "%s", search ? message_search(app->finder->sweep) : value);
  return effects;
}
