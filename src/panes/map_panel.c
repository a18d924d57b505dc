/* SPDX-License-Identifier: MIT
 *
 * Beside a map: what is computed and how far it is, the cell under the cursor in words, and what the shades mean. */
#include "panes/map_parts.h"

#include "app/map_window.h"
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/map_colors.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RAMP = 6, ROOMY = 17 /* rows: from here there are blank lines */, WORDY = 21 /* and two for each shade */ };

/* Lines from above, as long as there is room. */
struct panel {
  struct frame *frame;
  struct rect rect;
  int y;
};

static int room(const struct panel *panel) { return panel->rect.y + panel->rect.h - panel->y; }

/* Over as many lines as the words need. */
static void say(struct panel *panel, enum role role, unsigned attr, const char *words) {
  for (int h = 1; h <= room(panel); h++) {
    struct rect lines = {panel->rect.x, panel->y, panel->rect.w, h};
    if (!part_words(panel->frame, lines, words, role, attr)) continue;
    panel->y += h;
    return;
  }
}

static void skip(struct panel *panel) {
  if (panel->rect.h >= ROOMY && room(panel) > 0) panel->y++;
}

/* --- what is computed --- */

static void say_what(struct panel *panel, const struct app *app) {
  const struct map_view *view = app->map;
  const struct lane *lane = &app->lane[app->selected];
  char words[96], scale[24];
  snprintf(words, sizeof words, _("%ld steps a cell"), app_horizon(app));
  axes_short(exp2(view->depth), 2, scale, sizeof scale);
  if (room(panel) < 1) return;
  frame_printf(panel->frame, panel->rect.x, panel->y, 2, part_lane_role(lane), ATTR_BOLD, "%c", lane->letter);
  int used = 3 + text_columns(words), x = panel->rect.x + 3;
  part_whole(panel->frame, x, panel->y, panel->rect.w - 3, words, ROLE_TEXT, ATTR_BOLD);
  int width = text_columns(scale) + 1;
  if (view->depth != 0 && used + 1 + width <= panel->rect.w)
    frame_printf(panel->frame, panel->rect.x + panel->rect.w - width, panel->y, width, ROLE_ACCENT, ATTR_BOLD, "x%s",
                 scale);
  panel->y++;
}

/* In fields, so that nothing moves while numbers grow. */
static void progress_words(const struct map_view *view, char *out, size_t size) {
  long all = (long)view->w * view->h;
  int percent = all > 0 ? (int)(100 * view->computed / all) : 0;
  if (map_view_is_done(view))
    snprintf(out, size, _("all %ld cells"), all);
  else if (view->paused)
    snprintf(out, size, _("paused at %2d%%"), percent);
  else
    snprintf(out, size, _("pass %d of %d  %2d%%"), view->pass + 1, MAP_PASSES, percent);
}

static void say_progress(struct panel *panel, const struct map_view *view) {
  char words[96];
  progress_words(view, words, sizeof words);
  say(panel, map_view_is_done(view) ? ROLE_DIM : ROLE_ACCENT, 0, words);
}

/* --- the cell under the cursor --- */

/* The parameter's other name, where its own is too long. */
static void axis_name(const struct map_view *view, int i, int columns, char *name) {
  const struct dh_map_axis *axis = &view->map.axis[i];
  const char *alias = dh_parameter_row(axis->parameter)->alias;
  map_axis_name(axis, dh_surface_info(view->map.spec.surface), name);
  if (text_columns(name) > columns && alias) text_copy(name, MAP_NAME_MAX, alias);
}

static void name_and_value(const struct map_view *view, int i, int columns, char *name, char *value, size_t size) {
  const struct dh_map_axis *axis = &view->map.axis[i];
  axis_name(view, i, columns, name);
  snprintf(value, size, "%.*g", map_axis_digits(axis), dh_map_value(axis, view->cursor[i]));
}

static void say_value(struct panel *panel, const struct map_view *view, int i) {
  char name[MAP_NAME_MAX], value[40], both[96];
  name_and_value(view, i, panel->rect.w, name, value, sizeof value);
  snprintf(both, sizeof both, "%s %s", name, value);
  if (text_columns(both) <= panel->rect.w) {
    say(panel, ROLE_TEXT, 0, both);
    return;
  }
  say(panel, ROLE_TEXT, 0, name);
  say(panel, ROLE_TEXT, 0, value);
}

static void fate_words(const struct map_tally *tally, const struct dh_map_cell *cell, char *out, size_t size) {
  switch (map_group_of(tally->rule, cell)) {
  case MAP_ARRIVED:
    snprintf(out, size, _("arrived after %ld"), cell->arrived);
    break;
  case MAP_BLOWN:
    snprintf(out, size, _("blew up after %ld"), cell->blown);
    break;
  case MAP_HIGHER:
    snprintf(out, size, "%s", _("no lower than its start"));
    break;
  default:
    snprintf(out, size, "%s", tally->known ? _("not arrived in time") : _("lower than its start"));
    break;
  }
}

/* What is left of the start's height over the minimum. */
static void gap_words(const struct map_tally *tally, const struct dh_map_cell *cell, char *out, size_t size) {
  char number[24];
  axes_short(cell->ratio, 3, number, sizeof number);
  snprintf(out, size, tally->known ? _("gap left %s") : _("loss times %s"), number);
}

static void say_cell(struct panel *panel, const struct map_view *view) {
  const struct map_shown *shown = map_view_at(view, view->cursor[0], view->cursor[1]);
  char words[96];
  say_value(panel, view, 0);
  say_value(panel, view, 1);
  if (shown->known != MAP_OWN) {
    say(panel, ROLE_DIM, 0, _("not computed yet"));
    if (room(panel) > 1) panel->y += 2;
    return;
  }
  say(panel, part_verdict_role(shown->cell.verdict), ATTR_BOLD, message_verdict(shown->cell.verdict));
  fate_words(&view->tally, &shown->cell, words, sizeof words);
  say(panel, ROLE_TEXT, 0, words);
  gap_words(&view->tally, &shown->cell, words, sizeof words);
  say(panel, ROLE_TEXT, 0, words);
}

/* --- the legend --- */

/* From the fastest to the slowest. */
static void draw_ramp(struct panel *panel, const struct map_tally *tally, enum map_group group) {
  const double *rank = tally->group[group].rank;
  bool converged = map_group_converged(group);
  for (int i = 0; i < RAMP; i++) {
    double slow = rank[0] + (i + 0.5) / RAMP * (rank[1] - rank[0]);
    int ink = map_ink(panel->frame, converged ? -slow : slow), level = map_level(tally, converged, slow);
    bool blank = ink != FRAME_DEFAULT && panel->frame->glyphs != GLYPHS_ASCII;
    frame_put(panel->frame, panel->rect.x + i, panel->y,
              blank ? ' ' : map_glyph(panel->frame->glyphs, converged, level),
              ink == FRAME_DEFAULT ? FRAME_DEFAULT : frame_contrast(ink), ink, 0);
  }
}

static void say_group(struct panel *panel, const struct map_tally *tally, enum map_group group, bool wordy) {
  struct text share = {0}, range = {0};
  struct rect rect = panel->rect;
  if (room(panel) < 1) return;
  draw_ramp(panel, tally, group);
  map_group_share(tally, group, &share);
  int width = text_columns(text_string(&share));
  frame_text(panel->frame, rect.x + rect.w - width, panel->y, width, text_string(&share), ROLE_TEXT, 0);
  part_whole(panel->frame, rect.x + RAMP + 1, panel->y, rect.w - RAMP - 2 - width, map_group_name(tally, group),
             ROLE_TEXT, 0);
  panel->y++;
  map_group_range(tally, group, &range);
  if (wordy && room(panel) > 0)
    part_whole(panel->frame, rect.x + RAMP + 1, panel->y++, rect.w - RAMP - 1, text_string(&range), ROLE_DIM, 0);
  text_free(&share);
  text_free(&range);
}

static void say_legend(struct panel *panel, const struct map_tally *tally) {
  for (int i = 0; i < MAP_GROUPS; i++)
    if (tally->group[i].cells > 0) say_group(panel, tally, (enum map_group)i, panel->rect.h >= WORDY);
}

/* What the words mean: "arrived" is not the lane's word for what has come to rest. */
static void say_gap(struct panel *panel, const struct map_tally *tally) {
  if (tally->known && panel->rect.h >= WORDY)
    say(panel, ROLE_DIM, 0, /* xgettext:no-c-format */ _("arrived: 1% of the gap (loss - lowest) left"));
}

/* By shorter names if need be, as long as it is one line. */
static void say_fastest(struct panel *panel, const struct map_view *view) {
  const struct map_tally *tally = &view->tally;
  char number[2][24], name[2][MAP_NAME_MAX], words[192];
  if (tally->fastest < 0 || room(panel) < 2) return;
  for (int i = 0; i < 2; i++) {
    long cell = i == 0 ? tally->fastest % view->w : tally->fastest / view->w;
    axes_short(dh_map_value(&view->map.axis[i], cell), 3, number[i], sizeof number[i]);
  }
  for (int columns = panel->rect.w; columns > 0; columns /= 2) {
    for (int i = 0; i < 2; i++) axis_name(view, i, columns, name[i]);
    snprintf(words, sizeof words, _("fastest: %s %s, %s %s"), name[0], number[0], name[1], number[1]);
    if (text_columns(words) <= panel->rect.w) break;
  }
  say(panel, ROLE_DIM, 0, words);
}

/* What else is on the plot, where there is room to say it. */
static void say_signs(struct panel *panel) {
  enum { NEEDED = 7 };
  if (room(panel) < NEEDED) return;
  say(panel, ROLE_DIM, 0, _("light is fast, dark is slow"));
  say(panel, ROLE_DIM, 0, _("letters are lanes that differ from this one in nothing but the axes"));
}

/* --- all of it --- */

/* Both values in one line, by shorter names if need be. */
static void brief_values(const struct map_view *view, int columns, char *out, size_t size) {
  for (int room_for_name = columns; room_for_name > 0; room_for_name /= 2) {
    char name[2][MAP_NAME_MAX], value[2][40];
    for (int i = 0; i < 2; i++) name_and_value(view, i, room_for_name, name[i], value[i], sizeof value[i]);
    snprintf(out, size, "%s %s  %s %s", name[0], value[0], name[1], value[1]);
    if (text_columns(out) <= columns) return;
  }
}

/* Three lines for all there is to say. */
static void draw_brief(struct panel *panel, const struct app *app) {
  const struct map_view *view = app->map;
  const struct map_shown *shown = map_view_at(view, view->cursor[0], view->cursor[1]);
  char words[256], fate[96];
  brief_values(view, panel->rect.w, words, sizeof words);
  say(panel, ROLE_TEXT, 0, words);
  if (shown->known == MAP_OWN) {
    fate_words(&view->tally, &shown->cell, fate, sizeof fate);
    snprintf(words, sizeof words, _("%s, %s"), message_verdict(shown->cell.verdict), fate);
    say(panel, part_verdict_role(shown->cell.verdict), ATTR_BOLD, words);
  } else {
    say(panel, ROLE_DIM, 0, _("not computed yet"));
  }
  say_progress(panel, view);
}

static void say_error(struct panel *panel, const struct map_view *view) {
  char reason[256];
  message_error(&view->error, reason, sizeof reason);
  say(panel, ROLE_BAD, 0, reason);
}

void map_draw_panel(struct frame *frame, struct rect rect, const struct app *app) {
  const struct map_view *view = app->map;
  struct panel panel = {frame, rect, rect.y};
  enum { BRIEF = 4, NOTES = 4 /* rows of what follows the legend */ };
  if (rect.w < 1 || rect.h < 1) return;
  if (!view->shown || !view->worker) {
    if (view->error.code != DH_OK) say_error(&panel, view);
    return;
  }
  if (rect.h <= BRIEF) {
    draw_brief(&panel, app);
    return;
  }
  say_what(&panel, app);
  say_progress(&panel, view);
  skip(&panel);
  say_cell(&panel, view);
  skip(&panel);
  say_legend(&panel, &view->tally);
  if (room(&panel) > NOTES) skip(&panel);
  say_fastest(&panel, view);
  say_gap(&panel, &view->tally);
  skip(&panel);
  say_signs(&panel);
}
