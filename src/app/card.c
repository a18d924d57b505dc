/* SPDX-License-Identifier: MIT
 *
 * The end card: who arrived when the time was up, or what the NaN demonstration showed. Every number is the run's. */
#include "app/messages.h"
#include "app/scene.h"
#include "app/task.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Columns of the card: who, what it is called, where it is along each axis, the loss. */
enum { TITLE, WORD, PLACE, LOSS = PLACE + 2, COLUMNS };
enum {
  ROOMY = 60,
  GAP = 3,
  GAP_LEAST = 1,
  FRAME = 6 /* columns of the box around it, and of the screen's */,
  LABEL = 22
};
struct card_row {
  char cell[COLUMNS][96];
};

/* The one minimum there is to arrive at, on a line; a small screen has no room to say it in every row. */
static bool goal(const struct app *app, double *at) {
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, 0)->surface);
  if (info->dim != 1 || info->minimum_count != 1 || app->cols < ROOMY) return false;
  *at = info->minima[0].at[0];
  return true;
}

/* As the lanes write it: 2.86e10, not 2.86e+10. */
static void print_number(double x, int digits, char out[32]) {
  snprintf(out, 32, "%.*g", digits, isnan(x) ? fabs(x) : x); /* no "-nan" */
  char *exponent = strchr(out, 'e');
  if (!exponent) return;
  char *to = exponent + 1, *from = to + (*to == '+');
  if (*from == '-') *to++ = *from++;
  while (*from == '0' && from[1]) from++;
  memmove(to, from, strlen(from) + 1);
}

/* "w 4.107 of 5", "x 0.18" */
static void print_place(const struct app *app, int lane, int axis, char *out, size_t size) {
  const struct dh_row *row = app_row(app, lane);
  char number[32], name[64];
  double end, at = row->at[axis];
  print_number(at, fabs(at) < 1e4 ? 4 : 3, number);
  snprintf(name, sizeof name, "%.12s %s", dh_surface_info(app_spec(app, 0)->surface)->parameter[axis], number);
  if (goal(app, &end) && fabs(at) < 1e4)
    snprintf(out, size, _("%s of %.4g"), name, end);
  else
    text_copy(out, size, name);
}

static void fill_row(const struct app *app, int lane, struct card_row *row) {
  char number[32];
  *row = (struct card_row){0};
  app_lane_title(app, lane, row->cell[TITLE], sizeof row->cell[TITLE]);
  text_copy(row->cell[WORD], sizeof row->cell[WORD], task_word(app, lane));
  for (int axis = 0; axis < dh_surface_info(app_spec(app, 0)->surface)->dim; axis++)
    print_place(app, lane, axis, row->cell[PLACE + axis], sizeof row->cell[PLACE + axis]);
  print_number(app_row(app, lane)->loss, 3, number);
  snprintf(row->cell[LOSS], sizeof row->cell[LOSS], "%s %s", _("loss"), number);
}

static int widest(const struct card_row *rows, int count, int column) {
  int width = 0;
  for (int i = 0; i < count; i++)
    if (text_columns(rows[i].cell[column]) > width) width = text_columns(rows[i].cell[column]);
  return width;
}

struct table {
  struct card_row row[APP_LANES];
  int count, width[COLUMNS], gaps, gap;
};

static int table_columns(const struct table *table) {
  int columns = table->gaps * table->gap;
  for (int k = 0; k < COLUMNS; k++) columns += table->width[k];
  return columns;
}

static void measure(struct table *table) {
  table->gaps = -1;
  for (int k = 0; k < COLUMNS; k++) {
    table->width[k] = widest(table->row, table->count, k);
    table->gaps += table->width[k] > 0; /* on a line there is no second axis */
  }
}

/* Titles give way to what happened: their last parts, which are long with some optimizers, stand above the lanes, too.
 */
static void fit(struct table *table, int room) {
  measure(table);
  for (table->gap = GAP; table->gap > GAP_LEAST && table_columns(table) > room;) table->gap--;
  int title = room - table_columns(table) + table->width[TITLE];
  for (int i = 0; i < table->count && title > 0; i++) {
    char *words = table->row[i].cell[TITLE];
    if (text_columns(words) > title) words[text_wrap(words, title)] = '\0';
  }
  measure(table);
}

/* "A  0.01   slow   w 4.107 of 5   loss 0.797", the columns below each other. */
static void lane_lines(const struct app *app, struct text *card) {
  struct table table = {.count = app->lane_count};
  for (int i = 0; i < table.count; i++) fill_row(app, i, &table.row[i]);
  fit(&table, app->cols - FRAME);
  for (int i = 0; i < table.count; i++) {
    for (int k = 0; k < LOSS; k++)
      if (table.width[k] > 0) text_pad(card, table.row[i].cell[k], table.width[k] + table.gap);
    text_printf(card, "%s\n", table.row[i].cell[LOSS]);
  }
}

/* As low as the lowest minimum, but so far from the one that is told that it must be another: losses within 1 % of what
 * there was to gain, places more than 5 % of the window apart. */
static bool is_elsewhere(const struct app *app, int lane, const struct dh_minimum *told) {
  static const double low = 0.01, away = 0.05;
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, lane)->surface);
  const struct dh_rows past = dh_run_rows(app->lane[lane].run);
  const struct dh_row *row = app_row(app, lane);
  bool apart = false;
  for (int axis = 0; axis < info->dim; axis++)
    apart |= fabs(row->at[axis] - told->at[axis]) > away * (info->high[axis] - info->low[axis]);
  return apart && row->loss - told->value <= low * (dh_rows_at(&past, 0)->loss - told->value);
}

/* "B: another minimum, just as low" */
static void elsewhere_line(const struct app *app, const struct dh_minimum *told, struct text *card) {
  struct text letters = {0};
  for (int i = 0; i < app->lane_count; i++)
    if (is_elsewhere(app, i, told)) text_printf(&letters, letters.length > 0 ? _(", %c") : "%c", app->lane[i].letter);
  if (letters.length > 0) text_printf(card, _("%s: another minimum, just as low\n"), text_string(&letters));
  card->failed |= letters.failed;
  text_free(&letters);
}

static void minimum_line(const struct app *app, struct text *card) {
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, 0)->surface);
  double best = dh_surface_best(app_spec(app, 0)->surface);
  for (int i = 0; i < info->minimum_count; i++) {
    const struct dh_minimum *minimum = &info->minima[i];
    if (!(minimum->value <= best)) continue;
    text_printf(card, _("the minimum:  %s %.4g"), info->parameter[0], minimum->at[0]);
    if (info->dim == 2) text_printf(card, "  %s %.4g", info->parameter[1], minimum->at[1]);
    text_printf(card, "  %s %.3g\n", _("loss"), best);
    elsewhere_line(app, minimum, card);
    return;
  }
}

/* First step at which a quantity went out of range, or a dash. */
static void demo_row(const struct app *app, const char *label, enum dh_quantity quantity, bool nan, struct text *card) {
  text_pad(card, label, LABEL);
  for (int i = 0; i < app->lane_count; i++) {
    const struct dh_event *event = dh_run_event(app->lane[i].run, quantity, nan);
    if (event && event->step >= 0) {
      text_printf(card, "%6ld", event->step);
    } else {
      text_add(card, "     -");
    }
  }
  text_add(card, "\n");
}

static void demo_card(struct app *app) {
  struct text *card = &app->card;
  text_pad(card, _("first at step"), LABEL);
  for (int i = 0; i < app->lane_count; i++)
    text_printf(card, "%6s",
                dh_precision_info((enum dh_precision)dh_spec_number(app_spec(app, i), DH_PRECISION))->name);
  text_add(card, "\n");
  demo_row(app, _("loss overflows"), DH_QUANTITY_LOSS, false, card);
  demo_row(app, _("rate x gradient"), DH_QUANTITY_UPDATE, false, card);
  demo_row(app, _("gradient and w"), DH_QUANTITY_PARAMETER, false, card);
  demo_row(app, _("NaN (inf - inf)"), DH_QUANTITY_PARAMETER, true, card);
  text_add(card, "\n");
  text_add(card, _("bf16 dies with fp32: it has the same range;\nwhat it lacks is digits.\n"));
}

void card_horizon(struct app *app) {
  text_clear(&app->card);
  if (app->demo) {
    text_copy(app->card_title, sizeof app->card_title, app->scene_title[0] ? _(app->scene_title) : "");
    demo_card(app);
  } else {
    snprintf(app->card_title, sizeof app->card_title, _("time is up: %ld steps"), app->step);
    double end;
    lane_lines(app, &app->card);
    if (!goal(app, &end) || dh_surface_best(app_spec(app, 0)->surface) != 0) minimum_line(app, &app->card);
  }
  text_add(&app->card, "\n");
  text_add(&app->card, _("Space goes on   r again   Esc closes"));
}
