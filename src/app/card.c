/* SPDX-License-Identifier: MIT
 *
 * The end card: who arrived when the time was up, or what the NaN demonstration showed. Every number is the run's. */
#include "app/messages.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>

/* "A  0.01   slow   w = 4.11 of 5" */
static void lane_line(const struct app *app, int i, struct text *card) {
  const struct lane *lane = &app->lane[i];
  const struct dh_row *row = app_row(app, i);
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, i)->surface);
  char title[64];
  app_lane_title(app, i, title, sizeof title);
  text_add(card, title);
  for (int pad = text_columns(title); pad < 12; pad++) text_add(card, " ");
  text_printf(card, "  %-12s ", message_verdict(lane->word));
  for (int axis = 0; axis < info->dim; axis++)
    text_printf(card, " %s %.*g", info->parameter[axis], fabs(row->at[axis]) < 1e4 ? 4 : 2, row->at[axis]);
  text_printf(card, "  %s %.3g\n", _("loss"), row->loss);
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
  text_printf(card, "%-22s", label);
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
  text_printf(card, "%-22s", _("first at step"));
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
    text_copy(app->card_title, sizeof app->card_title, _("the way to NaN"));
    demo_card(app);
  } else {
    snprintf(app->card_title, sizeof app->card_title, _("time is up: %ld steps"), app->step);
    for (int i = 0; i < app->lane_count; i++) lane_line(app, i, &app->card);
    minimum_line(app, &app->card);
  }
  text_add(&app->card, "\n");
  text_add(&app->card, _("Space goes on   r again   Esc closes"));
}
