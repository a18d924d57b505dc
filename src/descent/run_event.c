/* SPDX-License-Identifier: MIT
 *
 * What first went out of range in a run, and which operation made it. */
#include "descent/run.h"

#include <math.h>

void dh_events_clear(struct dh_run *run) {
  for (int q = 0; q < DH_QUANTITY_COUNT; q++)
    for (int nan = 0; nan < 2; nan++)
      run->event[q][nan] = (struct dh_event){.step = -1, .quantity = (enum dh_quantity)q, .nan = nan};
}

void dh_events_cut(struct dh_run *run, long step) {
  for (int q = 0; q < DH_QUANTITY_COUNT; q++)
    for (int nan = 0; nan < 2; nan++)
      if (run->event[q][nan].step > step) run->event[q][nan].step = -1;
}

void dh_events_unmeasure(struct dh_run *run, long step) {
  for (int q = 0; q < DH_QUANTITY_COUNT; q++)
    for (int nan = 0; nan < 2; nan++)
      if (q != DH_QUANTITY_PARAMETER && run->event[q][nan].step == step) run->event[q][nan].step = -1;
}

/* `before` and `rate` tell from which state and how the value was computed; NULL: it was not computed but placed. */
static void watch(struct dh_run *run, enum dh_quantity quantity, int axis, double value,
                  const struct dh_block_state *before, double rate) {
  if (isfinite(value)) return;
  struct dh_event *event = &run->event[quantity][isnan(value) ? 1 : 0];
  if (event->step >= 0) return;
  event->step = run->row.step;
  event->axis = axis;
  if (!before || !dh_block_trace(run->block, 0, before, rate, quantity, axis, &event->fault))
    event->fault = (struct dh_fault){.operands = 0, .result = value};
}

void dh_events_watch_arrival(struct dh_run *run, const struct dh_block_state *before, double rate) {
  for (int axis = 0; axis < dh_surface_info(run->spec.surface)->dim; axis++)
    watch(run, DH_QUANTITY_PARAMETER, axis, run->arrived.at[axis], before, rate);
}

void dh_events_watch_row(struct dh_run *run) {
  const struct dh_row *row = &run->row;
  watch(run, DH_QUANTITY_LOSS, 0, row->loss, &run->present, run->rate);
  for (int axis = 0; axis < dh_surface_info(run->spec.surface)->dim; axis++) {
    watch(run, DH_QUANTITY_GRADIENT, axis, row->gradient[axis], &run->present, run->rate);
    watch(run, DH_QUANTITY_UPDATE, axis, row->update[axis], &run->present, run->rate);
    watch(run, DH_QUANTITY_PARAMETER, axis, row->at[axis], NULL, run->rate);
  }
}

const struct dh_event *dh_run_event(const struct dh_run *run, enum dh_quantity quantity, bool nan) {
  return &run->event[quantity][nan ? 1 : 0];
}

/* At one row the position comes first: it was there before anything was measured. */
const struct dh_event *dh_run_first_event(const struct dh_run *run) {
  static const enum dh_quantity order[DH_QUANTITY_COUNT] = {DH_QUANTITY_PARAMETER, DH_QUANTITY_LOSS,
                                                            DH_QUANTITY_GRADIENT, DH_QUANTITY_UPDATE};
  const struct dh_event *first = NULL;
  for (int i = 0; i < DH_QUANTITY_COUNT; i++)
    for (int nan = 0; nan < 2; nan++) {
      const struct dh_event *event = &run->event[order[i]][nan];
      if (event->step >= 0 && (!first || event->step < first->step)) first = event;
    }
  return first;
}
