/* SPDX-License-Identifier: MIT
 *
 * The end card: who arrived when the time was up, or what the NaN demonstration showed. Every number is the run's. */
#include "app/messages.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Columns of the card: who, what it is called, where it is, the loss. */
enum { TITLE, WORD, PLACE, LOSS, COLUMNS };
enum { ROOMY = 60, GAP = 3, LABEL = 22 };
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
  snprintf(out, 32, "%.*g", digits, x);
  char *exponent = strchr(out, 'e');
  if (!exponent) return;
  char *to = exponent + 1, *from = to + (*to == '+');
  if (*from == '-') *to++ = *from++;
  while (*from == '0' && from[1]) from++;
  memmove(to, from, strlen(from) + 1);
}

/* "w 4.107 of 5", "x 0.18 y 0.03" */
static void print_place(const struct app *app, int lane, char *out, size_t size) {
  const struct dh_row *row = app_row(app, lane);
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, 0)->surface);
  struct text place = {0};
  double end;
  for (int axis = 0; axis < info->dim; axis++) {
    char number[32];
    print_number(row->at[axis], fabs(row->at[axis]) < 1e4 ? 4 : 3, number);
    text_printf(&place, "%s%.12s %s", axis > 0 ? "  " : "", info->parameter[axis], number);
  }
  if (goal(app, &end) && fabs(row->at[0]) < 1e4) text_printf(&place, _(" of %.4g"), end);
  text_copy(out, size, text_string(&place));
  text_free(&place);
}

/* "A  0.01   slow   w 4.107 of 5   loss 0.797", the columns below each other. */
static void lane_lines(const struct app *app, struct text *card) {
  struct card_row rows[APP_LANES];
  int width[COLUMNS] = {0};
  for (int i = 0; i < app->lane_count; i++) {
    struct card_row *row = &rows[i];
    app_lane_title(app, i, row->cell[TITLE], sizeof row->cell[TITLE]);
    text_copy(row->cell[WORD], sizeof row->cell[WORD], message_verdict(app->lane[i].word));
    print_place(app, i, row->cell[PLACE], sizeof row->cell[PLACE]);
    char number[32];
    print_number(app_row(app, i)->loss, 3, number);
    snprintf(row->cell[LOSS], sizeof row->cell[LOSS], "%s %s", _("loss"), number);
    for (int k = 0; k < COLUMNS; k++)
      if (text_columns(row->cell[k]) > width[k]) width[k] = text_columns(row->cell[k]);
  }
  for (int i = 0; i < app->lane_count; i++)
    for (int k = 0; k < COLUMNS; k++) {
      text_pad(card, rows[i].cell[k], k + 1 < COLUMNS ? width[k] + GAP : 0);
      if (k + 1 == COLUMNS) text_add(card, "\n");
    }
}

static void minimum_line(const struct app *app, struct text *card) {
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, 0)->surface);
  double best = dh_surface_best(app_spec(app, 0)->surface);
  for (int i = 0; i < info->minimum_count; i++) {
    if (!(info->minima[i].value <= best)) continue;
    text_printf(card, _("the minimum:  %s %.4g"), info->parameter[0], info->minima[i].at[0]);
    if (info->dim == 2) text_printf(card, "  %s %.4g", info->parameter[1], info->minima[i].at[1]);
    text_printf(card, "  %s %.3g\n", _("loss"), best);
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
