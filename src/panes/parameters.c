/* SPDX-License-Identifier: MIT
 *
 * Every parameter of the selected lane: in groups, its value at the right, "set" behind what was given; what does
 * nothing here is dim. Below it what the row under the cursor means; beside it the lane. */
#include "app/parameters.h"

#include "app/messages.h"
#include "app/options.h"
#include "panes/parts.h"

#include "catalog/record.h"

#include <stdio.h>
#include <string.h>

enum { INDENT = 3 }; /* of a row; titles stand before it */

static void value_words(const struct dh_spec *spec, enum dh_parameter parameter, char *out, size_t size) {
  option_print(spec, parameter, out, size);
  if (out[0] == '\0') text_copy(out, size, RECORD_UNSET);
}

static bool is_given(const struct dh_spec *spec, enum dh_parameter parameter) {
  return dh_spec_given(spec, parameter) && parameter != DH_SURFACE && parameter != DH_OPTIM;
}

/* "  learning_rate                     0.1 set", what is too long cut at its end with three points. */
static void draw_row(struct frame *frame, struct rect row, const struct app *app, enum dh_parameter parameter,
                     bool selected) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  const char *name = dh_parameter_row(parameter)->name, *mark = _("set");
  char value[96];
  value_words(spec, parameter, value, sizeof value);
  bool given = is_given(spec, parameter);
  enum role role = dh_spec_applies(spec, parameter) ? ROLE_TEXT : ROLE_DIM;
  unsigned attr = (selected ? (unsigned)ATTR_REVERSE : 0U) | (given ? (unsigned)ATTR_BOLD : 0U);
  int marked = text_columns(mark) + 1, right = row.x + row.w - marked - 1,
      room = right - row.x - INDENT - 1 - text_columns(name);
  if (selected) frame_fill(frame, row, ' ', frame_color(frame, role), FRAME_DEFAULT, attr);
  if (selected)
    frame_put(frame, row.x + 1, row.y, frame_mark(frame, MARK_RIGHT), frame_color(frame, role), FRAME_KEEP, attr);
  frame_text(frame, row.x + INDENT, row.y, row.w - INDENT, name, role, attr);
  if (text_columns(value) > room) {
    size_t fit = text_fit(value, room > 3 ? room - 3 : 0);
    strcpy(value + (fit + 4 < sizeof value ? fit : sizeof value - 4), room > 3 ? "..." : "");
  }
  frame_text(frame, right - text_columns(value), row.y, room, value, role, attr);
  if (given) frame_text(frame, right + 1, row.y, marked, mark, ROLE_ACCENT, attr);
}

/* The cursor stays in the middle where the list is longer than its place; arrows say that there is more. */
static void draw_list(struct frame *frame, struct rect list, const struct app *app) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(app, lines), selected = parameters_selected(app, lines, count);
  int rows = list.h - 2, first = selected - rows / 2, right = list.x + list.w - 1;
  if (first > count - rows) first = count - rows;
  if (first < 0 || selected < rows / 2) first = 0;
  for (int i = 0; i < rows && first + i < count; i++) {
    const struct parameter_line *line = &lines[first + i];
    struct rect row = {list.x + 1, list.y + 1 + i, list.w - 2, 1};
    if (line->title[0] != '\0')
      frame_text(frame, row.x + 1, row.y, row.w - 2, line->title, ROLE_ACCENT, ATTR_BOLD);
    else
      draw_row(frame, row, app, line->parameter, first + i == selected);
  }
  int fg = frame_color(frame, ROLE_ACCENT);
  if (first > 0) frame_put(frame, right, list.y + 1, frame_mark(frame, MARK_UP), fg, FRAME_DEFAULT, ATTR_BOLD);
  if (first + rows < count)
    frame_put(frame, right, list.y + list.h - 2, frame_mark(frame, MARK_DOWN), fg, FRAME_DEFAULT, ATTR_BOLD);
}

/* As many whole words as fit, and three points for the rest. */
static void draw_line(struct frame *frame, struct rect help, int line, const char *words, enum role role) {
  char shown[512];
  int room = help.w - 2;
  text_copy(shown, sizeof shown, words);
  if (text_columns(shown) > room) strcpy(shown + text_wrap(shown, room - 4), " ...");
  frame_text(frame, help.x + 1, help.y + line, room, shown, role, 0);
}

static void put_alias(const struct dh_parameter_row *row, struct text *out) {
  if (row->alias) text_printf(out, _("   also: %s"), row->alias);
}

/* What it is; then what it takes, what it would be by itself, and its other name, as far as they fit. */
static void draw_help(struct frame *frame, struct rect help, const struct app *app) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(app, lines);
  enum dh_parameter parameter = lines[parameters_selected(app, lines, count)].parameter;
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  struct dh_spec usual = *app_spec(app, app->selected);
  char range[512], value[96];
  struct text words = {0};
  bool number = row->type < DH_TYPE_LIST;
  message_range(parameter, range, sizeof range);
  dh_spec_unset(&usual, parameter);
  option_print(&usual, parameter, value, sizeof value);
  if (row->type != DH_TYPE_SURFACE && row->type != DH_TYPE_OPTIM)
    text_printf(&words, "%s%s%s", range, row->unit[0] ? " " : "", row->unit[0] ? _(row->unit) : "");
  if (number && value[0] != '\0') text_printf(&words, _("   default: %s"), value);
  put_alias(row, &words);
  draw_line(frame, help, 0, _(row->help), ROLE_TEXT);
  draw_line(frame, help, 1, text_string(&words), ROLE_DIM);
  text_free(&words);
}

void pane_parameters(struct frame *frame, const struct app *app) {
  const struct parameters_layout *place = &app->layout.parameters;
  char title[128], lane[96];
  app_lane_title(app, app->selected, lane, sizeof lane);
  snprintf(title, sizeof title, _(" parameters of %s "), lane);
  if (app->layout.shown > 0) pane_lanes(frame, app);
  frame_box(frame, place->list, ROLE_DIM, NULL); /* after the lane's border, which it joins */
  frame_text(frame, place->list.x + 1, place->list.y, place->list.w - 2, title,
             part_lane_role(&app->lane[app->selected]), ATTR_BOLD);
  draw_list(frame, place->list, app);
  draw_help(frame, place->help, app);
}
