/* SPDX-License-Identifier: MIT
 *
 * The road to NaN, to the step: (w-5)^2 from 2 at a rate of 1.5, where the distance doubles at each step. */
#include "lab.h"

#include <math.h>

static const struct {
  enum dh_precision precision;
  long loss, update, gradient, nan;
} roads[] = {{DH_FP16, 7, 13, 14, 15},
             {DH_BF16, 63, 125, 126, 127},
             {DH_FP32, 63, 125, 126, 127},
             {DH_FP64, 511, 1021, 1022, 1023}};
enum { ROADS = sizeof roads / sizeof roads[0] };

static struct dh_surface *surface;
static struct dh_rule *rule;

static void setup(void) {
  surface = lab_typed("(w-5)^2", "w");
  rule = lab_rule("sgd");
}

static void teardown(void) {
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}

static struct dh_run *explode(enum dh_precision precision) {
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_LEARNING_RATE, 1.5);
  dh_spec_set(&spec, DH_PRECISION, precision);
  return lab_run(&spec);
}

static void expect(const struct dh_run *run, enum dh_quantity quantity, bool nan, long step) {
  const struct dh_event *event = dh_run_event(run, quantity, nan);
  ck_assert_int_eq(event->step, step);
  ck_assert_int_eq(event->quantity, quantity);
  ck_assert_int_eq(event->nan, nan);
  ck_assert_int_eq(event->axis, 0);
}

START_TEST(events_come_at_their_steps) {
  struct dh_run *run = explode(roads[_i].precision);
  dh_run_goto(run, roads[_i].nan + 5);
  expect(run, DH_QUANTITY_LOSS, false, roads[_i].loss);
  expect(run, DH_QUANTITY_UPDATE, false, roads[_i].update);
  expect(run, DH_QUANTITY_GRADIENT, false, roads[_i].gradient);
  expect(run, DH_QUANTITY_PARAMETER, false, roads[_i].gradient);
  for (int q = 0; q < DH_QUANTITY_COUNT; q++) expect(run, (enum dh_quantity)q, true, roads[_i].nan);
  ck_assert_ptr_eq(dh_run_first_event(run), dh_run_event(run, DH_QUANTITY_LOSS, false));
  dh_run_destroy(run);
}
END_TEST

START_TEST(events_name_the_operation) {
  struct dh_run *run = explode(roads[_i].precision);
  dh_run_goto(run, roads[_i].nan + 5);
  const struct dh_fault *loss = &dh_run_event(run, DH_QUANTITY_LOSS, false)->fault;
  ck_assert_int_eq(loss->op, DH_OP_MUL);
  ck_assert(same_bits(loss->operand[0], loss->operand[1]));
  const struct dh_fault *update = &dh_run_event(run, DH_QUANTITY_UPDATE, false)->fault;
  ck_assert_int_eq(update->op, DH_OP_MUL);
  ck_assert(update->operand[0] == 1.5 || update->operand[1] == 1.5);
  const struct dh_fault *moved = &dh_run_event(run, DH_QUANTITY_PARAMETER, false)->fault;
  ck_assert_int_eq(moved->op, DH_OP_MUL);
  ck_assert_int_eq(dh_run_event(run, DH_QUANTITY_GRADIENT, false)->fault.operands, 0);
  const struct dh_fault *lost = &dh_run_event(run, DH_QUANTITY_PARAMETER, true)->fault;
  ck_assert_int_eq(lost->op, DH_OP_SUB);
  ck_assert_int_eq(lost->operands, 2);
  ck_assert(isinf(lost->operand[0]) && same_bits(lost->operand[0], lost->operand[1]));
  ck_assert_int_eq(dh_run_event(run, DH_QUANTITY_LOSS, true)->fault.operands, 0);
  dh_run_destroy(run);
}
END_TEST

START_TEST(events_follow_the_run_back_and_forth) {
  struct dh_run *run = explode(roads[_i].precision);
  dh_run_goto(run, roads[_i].nan + 5);
  dh_run_goto(run, roads[_i].loss - 1);
  ck_assert_ptr_null(dh_run_first_event(run));
  dh_run_step(run);
  expect(run, DH_QUANTITY_LOSS, false, roads[_i].loss);
  expect(run, DH_QUANTITY_UPDATE, false, -1);
  dh_run_goto(run, roads[_i].nan);
  expect(run, DH_QUANTITY_PARAMETER, true, roads[_i].nan);
  ck_assert_int_eq(dh_run_event(run, DH_QUANTITY_PARAMETER, true)->fault.op, DH_OP_SUB);
  dh_run_destroy(run);
}
END_TEST

/* A smaller rate at the row whose update would overflow takes the event back. */
START_TEST(a_change_takes_an_event_back) {
  struct dh_run *run = explode(roads[_i].precision);
  struct dh_setting smaller = {.parameter = DH_LEARNING_RATE, .value = 0.5};
  struct dh_error error;
  dh_run_goto(run, roads[_i].update);
  expect(run, DH_QUANTITY_UPDATE, false, roads[_i].update);
  ck_assert(dh_run_change(run, &smaller, &error));
  expect(run, DH_QUANTITY_UPDATE, false, -1);
  expect(run, DH_QUANTITY_LOSS, false, roads[_i].loss);
  dh_run_goto(run, roads[_i].nan + 5);
  expect(run, DH_QUANTITY_PARAMETER, true, -1);
  dh_run_destroy(run);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("explosion");
  TCase *tc = tcase_create("events");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, events_come_at_their_steps, 0, ROADS);
  tcase_add_loop_test(tc, events_name_the_operation, 0, ROADS);
  tcase_add_loop_test(tc, events_follow_the_run_back_and_forth, 0, ROADS);
  tcase_add_loop_test(tc, a_change_takes_an_event_back, 0, ROADS);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
