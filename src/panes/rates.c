/* SPDX-License-Identifier: MIT
 *
 * A task's usual rates as a band on a logarithmic axis, and the lane's rate on it. */
#include "app/messages.h"
#include "app/task.h"
#include "frame/axes.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>

enum { BAND_LEAST = 9, BAND_MOST = 40, WORDS_WIDE = 40 };

/* The axis goes as far beyond both ends. */
static const double beyond = 100;

static enum role side_role(int side) { return side == 0 ? ROLE_GOOD : side > 0 ? ROLE_BAD : ROLE_WARN; }

/* "usual", or with room "AdamW's usual 1e-5 .. 5e-5". */
static void side_words(const struct record_task *task, int side, bool wide, char *out, size_t size) {
  const char *word = side == 0 ? _("usual") : side < 0 ? _("below") : _("above");
  const char *whose = side == 0 ? _("AdamW's usual") : side < 0 ? _("below AdamW's") : _("above AdamW's");
  char low[16], high[16];
  axes_short(task->low, 2, low, sizeof low);
  axes_short(task->high, 2, high, sizeof high);
  if (!wide)
    snprintf(out, size, "%s", word);
  else if (task->high == 0)
    snprintf(out, size, _("%s; usual is 0"), word);
  else
    snprintf(out, size, _("%s %s .. %s"), whose, low, high); /* as wide on every side: bars are of one length */
}

static double place_of(const struct record_task *task, double rate) {
  double left = log10(task->low / beyond), right = log10(task->high * beyond);
  double place = (log10(rate) - left) / (right - left);
  return place > 0 ? place < 1 ? place : 1 : 0; /* 0 and NaN, too, are at the left */
}

static int column_of(const struct record_task *task, double rate, int columns) {
  return part_cell(place_of(task, rate) * (columns - 1) + 0.5, columns);
}

/* "----[====]--O---" */
static void draw_band(struct frame *frame, int x, int y, int columns, const struct record_task *task, double rate) {
  int low = column_of(task, task->low, columns), high = column_of(task, task->high, columns);
  frame_hline(frame, x, y, columns, ROLE_DIM);
  part_band(frame, x + low, x + high, y);
  enum role role = side_role(task_side(task, rate));
  frame_put(frame, x + column_of(task, rate, columns), y, frame_mark(frame, MARK_BALL), frame_color(frame, role),
            FRAME_DEFAULT, ATTR_BOLD);
}

/* The ends of the band, each below its bracket; one rate is below the middle. */
static void draw_ends(struct frame *frame, struct rect row, int columns, const struct record_task *task) {
  char low[16], high[16];
  axes_short(task->low, 2, low, sizeof low);
  axes_short(task->high, 2, high, sizeof high);
  int left = column_of(task, task->low, columns) - text_columns(low) + 1, right = column_of(task, task->high, columns);
  if (task->low == task->high) {
    part_label(frame, row, row.x + right - text_columns(low) / 2, row.y, low, ROLE_DIM);
    return;
  }
  if (left < 0 || right <= left + text_columns(low)) return;
  part_label(frame, row, row.x + left, row.y, low, ROLE_DIM);
  part_label(frame, row, row.x + right, row.y, high, ROLE_DIM);
}

void pane_rates(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  const struct record_task *task = task_of_lane(app, lane);
  double rate = dh_spec_number(app_spec(app, lane), DH_LEARNING_RATE);
  int side = task_side(task, rate), indent = rect.w > WORDS_WIDE ? 1 : 0;
  char words[64];
  side_words(task, side, rect.w > WORDS_WIDE, words, sizeof words);
  int width = text_columns(words), columns = rect.w - indent - width - 1;
  if (columns > BAND_MOST) columns = BAND_MOST;
  if (task->high > 0 && columns >= BAND_LEAST) {
    draw_band(frame, rect.x + indent, rect.y, columns, task, rate);
    if (rect.h > 1) draw_ends(frame, (struct rect){rect.x + indent, rect.y + 1, columns, 1}, columns, task);
  }
  part_whole(frame, rect.x + rect.w - width, rect.y, width <= rect.w ? width : 0, words, side_role(side), 0);
}
