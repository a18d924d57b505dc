/* SPDX-License-Identifier: MIT
 *
 * `:map batch`, `:map x=lr:0:1 y=momentum:0:1`: what is on the axes of the map. */
#include "app/map_view.h"
#include "app/messages.h"
#include "app/prompt.h"
#include "app/scene.h"
#include "app/view.h"

#include <string.h>

/* What follows "x=", up to the next blank. */
static bool find_axis(const char *value, char axis, char *out, size_t size) {
  for (const char *at = value; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
    if (at[0] != axis || at[1] != '=') continue;
    size_t length = strcspn(at + 2, " ");
    text_copy(out, length + 1 < size ? length + 1 : size, at + 2);
    return true;
  }
  return false;
}

/* One that is not given is the lane's usual: the rate, or else the first that goes with it. */
static bool read_axes(struct app *app, const char *value, struct dh_map_axis axis[2], struct text *complaint) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  char text[APP_PROMPT], cells[MAP_CELLS_MAX]; /* an axis is a part of the line */
  for (int pair = 0; !map_pair_axes(pair, spec, app->map->log, axis);) pair++;
  for (int i = 0; i < 2; i++) {
    const char name[2] = {(char)('x' + i), '\0'};
    if (find_axis(value, name[0], text, sizeof text) && !map_axis_read(spec, name, text, &axis[i], cells, complaint))
      return false;
  }
  if (!map_axis_same(&axis[0], &axis[1])) return true;
  text_add(complaint, _("x and y are the same: take something else for one of them"));
  return false;
}

static bool choose_axes(struct app *app, const char *value, struct text *complaint) {
  struct dh_map_axis axis[2];
  struct dh_error error;
  char reason[256];
  if (!read_axes(app, value, axis, complaint)) return false;
  if (map_view_axes(app, axis, &error)) return true;
  message_error(&error, reason, sizeof reason);
  text_add(complaint, reason);
  return false;
}

static bool choose_pair(struct app *app, const char *value, struct text *complaint) {
  for (int pair = 0; map_pair_name(pair); pair++) {
    if (strcmp(map_pair_name(pair), value) != 0) continue;
    if (map_view_choose(app, pair)) return true;
    text_printf(complaint, _("a map of %s says nothing about this lane"), value);
    return false;
  }
  text_printf(complaint, _("map takes one of:"));
  for (int pair = 0; map_pair_name(pair); pair++) text_printf(complaint, " %s", map_pair_name(pair));
  text_add(complaint, _(", or axes: x=lr:0:1 y=momentum:0:1"));
  return false;
}

unsigned prompt_map(struct app *app, const char *value) {
  struct text complaint = {0};
  unsigned effects = view_open(app, VIEW_MAP);
  if (app->view != VIEW_MAP) return effects;
  bool good = !*value || (strchr(value, '=') ? choose_axes : choose_pair)(app, value, &complaint);
  if (good)
    app->prompt.open = false;
  else
    app_say(app, TONE_ERROR, "%s", text_string(&complaint));
  text_free(&complaint);
  return effects;
}
