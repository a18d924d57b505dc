/* SPDX-License-Identifier: MIT
 *
 * The order of a program's instructions. After one comes another that takes its result, if there is any whose other
 * operands are known; otherwise the first that is left, for which they always are. One that takes the place of an input
 * waits, where it may, until nobody reads the old value any more: it then needs no move. */
#include "formula/program.h"

#include <stdlib.h>
#include <string.h>

struct order {
  struct dh_draft *drafts;
  int count;
  int *maker;    /* of each value: its draft, -1 for what is there from the start */
  int *into;     /* of each value: an input that it goes into, or -1 */
  int *readers;  /* of each value: operands of drafts not yet placed */
  int *first;    /* of each value: the first operand that reads it, as draft * DH_OPERANDS + operand; -1: none */
  int *next;     /* of each operand: the next one that reads the same value */
  int *missing;  /* of each draft: operands not yet known */
  bool *placed;  /* each draft */
  int *sequence; /* drafts as they are placed */
};

static void prepare(struct order *order, int values, const struct dh_output *outputs, int output_count) {
  for (int v = 0; v < values; v++) order->maker[v] = order->into[v] = order->first[v] = -1;
  for (int i = 0; i < output_count; i++)
    if (outputs[i].into >= 0) order->into[outputs[i].node] = outputs[i].into;
  for (int i = 0; i < order->count; i++) order->maker[order->drafts[i].out] = i;
  for (int use = order->count * DH_OPERANDS - 1; use >= 0; use--) {
    int draft = use / DH_OPERANDS, value = order->drafts[draft].operand[use % DH_OPERANDS];
    if (value < 0) continue;
    order->readers[value]++;
    order->missing[draft] += order->maker[value] >= 0;
    order->next[use] = order->first[value];
    order->first[value] = use;
  }
}

/* Would the draft, placed now, overwrite what others still read? */
static bool must_wait(const struct order *order, const struct dh_draft *draft) {
  int input = order->into[draft->out], own = 0;
  if (input < 0) return false;
  for (int k = 0; k < DH_OPERANDS; k++) own += draft->operand[k] == input;
  return order->readers[input] > own;
}

/* A draft to go on with after the one that made this value, or -1. */
static int find_successor(const struct order *order, int value) {
  for (int use = order->first[value]; use >= 0; use = order->next[use]) {
    int i = use / DH_OPERANDS;
    if (!order->placed[i] && order->missing[i] == 0 && !must_wait(order, &order->drafts[i])) return i;
  }
  return -1;
}

static void place(struct order *order, int i) {
  const struct dh_draft *draft = &order->drafts[i];
  order->placed[i] = true;
  for (int k = 0; k < DH_OPERANDS && draft->operand[k] >= 0; k++) order->readers[draft->operand[k]]--;
  for (int use = order->first[draft->out]; use >= 0; use = order->next[use]) order->missing[use / DH_OPERANDS]--;
}

static void find_sequence(struct order *order) {
  int left = 0, last = -1;
  for (int n = 0; n < order->count; n++) {
    int i = last < 0 ? -1 : find_successor(order, order->drafts[last].out);
    while (order->placed[left]) left++;
    last = i >= 0 ? i : left;
    place(order, last);
    order->sequence[n] = last;
  }
}

static int *integers(int count) { return calloc((size_t)count + 1, sizeof(int)); }

bool dh_drafts_order(struct dh_draft *drafts, int count, int values, const struct dh_output *outputs, int output_count,
                     struct dh_error *error) {
  size_t size = (size_t)count + 1;
  struct order order = {.drafts = drafts,
                        .count = count,
                        .maker = integers(values),
                        .into = integers(values),
                        .readers = integers(values),
                        .first = integers(values),
                        .next = integers(count * DH_OPERANDS),
                        .missing = integers(count),
                        .placed = calloc(size, sizeof *order.placed),
                        .sequence = integers(count)};
  struct dh_draft *sorted = malloc(size * sizeof *sorted);
  bool done = order.maker && order.into && order.readers && order.first && order.next && order.missing &&
              order.placed && order.sequence && sorted;
  if (done) {
    prepare(&order, values, outputs, output_count);
    find_sequence(&order);
    for (int i = 0; i < count; i++) sorted[i] = drafts[order.sequence[i]];
    memcpy(drafts, sorted, (size_t)count * sizeof *drafts);
  }
  free(order.maker);
  free(order.into);
  free(order.readers);
  free(order.first);
  free(order.next);
  free(order.missing);
  free(order.placed);
  free(order.sequence);
  free(sorted);
  return done || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}
