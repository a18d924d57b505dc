/* SPDX-License-Identifier: MIT
 *
 * Blocks: one slot or 64, measuring or fast, specialised or not, first update or later: the same bits. */
#include "lab.h"

#include <math.h>

static struct dh_surface *valley;
static struct dh_rule *rules[LAB_RULES];

static void setup(void) {
  valley = lab_typed("(1-x)^2 + 10*(y-x^2)^2 + exp(-x)", NULL);
  for (int i = 0; i < LAB_RULES; i++) rules[i] = lab_rule(lab_rules[i].name);
}

static void teardown(void) {
  for (int i = 0; i < LAB_RULES; i++) dh_rule_destroy(rules[i]);
  dh_surface_destroy(valley);
}

static double uniform(uint64_t stream, int slot) { return dh_random_uniform(11, stream, (uint64_t)slot); }

/* Numbers of all kinds: in some slots 0, in others not, unless `uniformly`. */
static void make_specs(int kind, bool uniformly, struct dh_spec specs[DH_SLOTS]) {
  for (int slot = 0; slot < DH_SLOTS; slot++) {
    struct dh_spec *spec = &specs[slot];
    bool plain = uniformly ? kind % 2 == 0 : slot % 3 == 0;
    dh_spec_init(spec, valley, rules[kind / 2 % LAB_RULES]);
    spec->start[0] = 2 * uniform(0, slot) - 1;
    spec->start[1] = 2 * uniform(1, slot) - 1;
    dh_spec_set(spec, DH_LEARNING_RATE, 0.02 * uniform(2, slot));
    dh_spec_set(spec, DH_MOMENTUM, plain ? 0 : 0.9);
    dh_spec_set(spec, DH_NESTEROV, plain ? 0 : 1);
    dh_spec_set(spec, DH_WEIGHT_DECAY, plain ? 0 : 0.01 * uniform(3, slot));
    dh_spec_set(spec, DH_AMSGRAD, plain ? 0 : 1);
    dh_spec_set(spec, DH_MAX_GRAD_NORM, plain ? 0 : 1);
    dh_spec_set(spec, DH_PRECISION, kind / (2 * LAB_RULES));
  }
}
enum { KINDS = 2 * LAB_RULES * DH_PRECISION_COUNT };

static struct dh_block *block_of(const struct dh_spec *specs, int slots) {
  const struct dh_spec *list[DH_SLOTS];
  struct dh_error error;
  for (int slot = 0; slot < slots; slot++) list[slot] = &specs[slot];
  struct dh_block *block = dh_block_create(list, slots, &error);
  ck_assert_msg(block != NULL, "error %d: %s", (int)error.code, error.text);
  return block;
}

static void rates_of(const struct dh_spec *specs, double rates[DH_SLOTS]) {
  for (int slot = 0; slot < DH_SLOTS; slot++) rates[slot] = dh_spec_rate(&specs[slot], 0);
}

static void expect_same_place(const struct dh_block *a, int slot_a, const struct dh_block *b, int slot_b) {
  double p[2], q[2];
  dh_block_at(a, slot_a, p);
  dh_block_at(b, slot_b, q);
  ck_assert_msg(same_bits(p[0], q[0]) && same_bits(p[1], q[1]), "slot %d: (%.17g, %.17g), should be (%.17g, %.17g)",
                slot_a, p[0], p[1], q[0], q[1]);
}

/* The slots together against each alone, row by row. Mixed zeros make the block general, alone it is specialised. */
static void compare_alone(int kind, bool uniformly) {
  struct dh_spec specs[DH_SLOTS];
  struct dh_row rows[DH_SLOTS], row;
  double rates[DH_SLOTS];
  make_specs(kind, uniformly, specs);
  rates_of(specs, rates);
  struct dh_block *all = block_of(specs, DH_SLOTS), *one[DH_SLOTS];
  for (int slot = 0; slot < DH_SLOTS; slot++) one[slot] = block_of(&specs[slot], 1);
  for (int step = 0; step < 25; step++) {
    dh_block_step(all, rates, rows);
    for (int slot = 0; slot < DH_SLOTS; slot++) {
      dh_block_step(one[slot], &rates[slot], &row);
      rows[slot].step = row.step = step;
      ck_assert_msg(same_row(&rows[slot], &row), "step %d slot %d", step, slot);
      expect_same_place(all, slot, one[slot], 0);
    }
  }
  for (int slot = 0; slot < DH_SLOTS; slot++) dh_block_destroy(one[slot]);
  dh_block_destroy(all);
}

START_TEST(one_slot_is_as_good_as_64) { compare_alone(_i, true); }
END_TEST

START_TEST(specialising_changes_no_bit) { compare_alone(_i, false); }
END_TEST

START_TEST(fast_is_the_same_as_measured) {
  struct dh_spec specs[DH_SLOTS];
  struct dh_row rows[DH_SLOTS];
  double rates[DH_SLOTS];
  make_specs(_i, true, specs);
  rates_of(specs, rates);
  struct dh_block *measured = block_of(specs, DH_SLOTS), *fast = block_of(specs, DH_SLOTS);
  for (int round = 0; round < 4; round++) {
    for (int step = 0; step < 9; step++) dh_block_step(measured, rates, rows);
    dh_block_step(fast, rates, NULL);
    dh_block_advance(fast, rates, 8);
    for (int slot = 0; slot < DH_SLOTS; slot++) expect_same_place(fast, slot, measured, slot);
  }
  dh_block_destroy(measured);
  dh_block_destroy(fast);
}
END_TEST

/* What PyTorch keeps as Python's numbers is not rounded: with beta2 = 0.999 as 1, Adam would begin with 0/0. */
START_TEST(every_rule_descends_in_every_format) {
  struct dh_surface *parabola = lab_typed("x^2", NULL);
  struct dh_spec specs[LAB_RULES * DH_PRECISION_COUNT];
  for (int i = 0; i < LAB_RULES * DH_PRECISION_COUNT; i++) {
    struct dh_row row;
    double before = (double)INFINITY;
    dh_spec_init(&specs[i], parabola, rules[i % LAB_RULES]);
    specs[i].start[0] = 2;
    dh_spec_set(&specs[i], DH_PRECISION, i / LAB_RULES);
    const double rate = 0.1;
    struct dh_block *block = block_of(&specs[i], 1);
    for (int step = 0; step <= 10; step++) {
      dh_block_step(block, &rate, &row);
      ck_assert_msg(row.loss < before, "%s in %s: loss %g at row %d", lab_rules[i % LAB_RULES].name,
                    dh_precision_info((enum dh_precision)(i / LAB_RULES))->name, row.loss, step);
      before = row.loss;
    }
    dh_block_destroy(block);
  }
  dh_surface_destroy(parabola);
}
END_TEST

/* A slot that starts anew while the others go on: some are at their first update, some are not. */
START_TEST(slots_may_start_anew) {
  struct dh_spec specs[DH_SLOTS];
  double rates[DH_SLOTS];
  make_specs(_i, true, specs);
  rates_of(specs, rates);
  struct dh_block *block = block_of(specs, DH_SLOTS), *fresh = block_of(specs, DH_SLOTS),
                  *old = block_of(specs, DH_SLOTS);
  dh_block_advance(block, rates, 6);
  for (int slot = 0; slot < DH_SLOTS; slot += 2) dh_block_reset(block, slot, specs[slot].start);
  dh_block_advance(block, rates, 7);
  dh_block_advance(fresh, rates, 7);
  dh_block_advance(old, rates, 13);
  for (int slot = 0; slot < DH_SLOTS; slot++) expect_same_place(block, slot, slot % 2 == 0 ? fresh : old, slot);
  dh_block_destroy(block);
  dh_block_destroy(fresh);
  dh_block_destroy(old);
}
END_TEST

START_TEST(a_saved_slot_goes_on_elsewhere) {
  struct dh_spec specs[DH_SLOTS];
  double rates[DH_SLOTS];
  struct dh_block_state state;
  make_specs(_i, true, specs);
  rates_of(specs, rates);
  struct dh_block *block = block_of(specs, DH_SLOTS), *other = block_of(&specs[5], 1);
  dh_block_advance(block, rates, 10);
  dh_block_save(block, 5, &state);
  ck_assert_int_eq(state.t, 10);
  dh_block_advance(block, rates, 10);
  dh_block_restore(other, 0, &state);
  dh_block_advance(other, &rates[5], 10);
  expect_same_place(other, 0, block, 5);
  dh_block_destroy(block);
  dh_block_destroy(other);
}
END_TEST

START_TEST(everything_placed_is_rounded) {
  struct dh_spec spec;
  struct dh_row row;
  dh_spec_init(&spec, valley, rules[0]);
  spec.start[0] = 0.1;
  dh_spec_set(&spec, DH_PRECISION, _i);
  struct dh_block *block = block_of(&spec, 1);
  const double rate = 0.3;
  dh_block_step(block, &rate, &row);
  const double placed[] = {row.at[0], row.rate, row.loss, row.gradient[0], row.gradient[1], row.update[0]};
  for (size_t i = 0; i < sizeof placed / sizeof placed[0]; i++)
    ck_assert(placed[i] == dh_precision_round((enum dh_precision)_i, placed[i]));
  ck_assert(row.at[0] == dh_precision_round((enum dh_precision)_i, 0.1));
  dh_block_destroy(block);
}
END_TEST

/* Updates are counted by the block, whatever its format can count to. */
START_TEST(counting_is_not_rounded) {
  struct dh_spec specs[DH_SLOTS];
  struct dh_block_state state;
  double rates[DH_SLOTS];
  make_specs(_i, true, specs);
  rates_of(specs, rates);
  struct dh_block *going = block_of(specs, 2), *restored = block_of(specs, 2);
  for (int t = 0; t < 300; t++) {
    dh_block_step(going, rates, NULL);
    for (int slot = 0; slot < 2; slot++) {
      dh_block_save(restored, slot, &state);
      dh_block_restore(restored, slot, &state);
    }
    dh_block_step(restored, rates, NULL);
  }
  for (int slot = 0; slot < 2; slot++) expect_same_place(going, slot, restored, slot);
  dh_block_destroy(going);
  dh_block_destroy(restored);
}
END_TEST

START_TEST(kinds_must_agree) {
  struct dh_spec specs[2];
  const struct dh_spec *list[2] = {&specs[0], &specs[1]};
  struct dh_error error;
  dh_spec_init(&specs[0], valley, rules[0]);
  dh_spec_init(&specs[1], valley, rules[1]);
  ck_assert_ptr_null(dh_block_create(list, 2, &error));
  ck_assert_int_eq(error.code, DH_ERROR_DOES_NOT_APPLY);
  specs[1].rule = rules[0];
  dh_spec_set(&specs[1], DH_PRECISION, DH_FP16);
  ck_assert_ptr_null(dh_block_create(list, 2, &error));
}
END_TEST

/* A last line of another form subtracts nothing; a rule may hand a state on before it changes it. */
START_TEST(unusual_rules_step_too) {
  const struct dh_rule_spec odd = {.name = "odd",
                                   .state = {"b"},
                                   .state_count = 1,
                                   .update = {"q = p - b", "b = lr*g", "p = q"},
                                   .update_count = 3},
                            late = {.name = "late",
                                    .state = {"b", "c"},
                                    .state_count = 2,
                                    .update = {"g = g + c", "c = b", "p = p - b"},
                                    .update_count = 3};
  const struct dh_rule_spec *specs[] = {&odd, &late};
  struct dh_error error;
  struct dh_rule *rule = dh_rule_create(specs[_i], &error);
  ck_assert_ptr_nonnull(rule);
  struct dh_spec spec;
  dh_spec_init(&spec, valley, rule);
  struct dh_block *block = block_of(&spec, 1);
  struct dh_block_state state = {.at = {0.5, 0.25}, .state = {{0.125, 0.0625}, {3, 4}}, .t = 3};
  struct dh_row row;
  const double rate = 0.5;
  dh_block_restore(block, 0, &state);
  dh_block_step(block, &rate, &row);
  dh_block_save(block, 0, &state);
  ck_assert(state.at[0] == 0.375 && state.at[1] == 0.1875);
  ck_assert(row.at[0] == 0.5 && row.at[1] == 0.25);
  if (_i == 0) {
    ck_assert(row.update[0] == 0 && row.update[1] == 0);
    ck_assert(state.state[0][0] == 0.5 * row.gradient[0] && state.state[0][1] == 0.5 * row.gradient[1]);
  } else {
    ck_assert(row.update[0] == 0.125 && row.update[1] == 0.0625);
    ck_assert(state.state[0][0] == 0.125 && state.state[1][0] == 0.125 && state.state[1][1] == 0.0625);
  }
  dh_block_destroy(block);
  dh_rule_destroy(rule);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("block");
  TCase *tc = tcase_create("blocks");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_set_timeout(tc, 30);
  tcase_add_loop_test(tc, one_slot_is_as_good_as_64, 0, KINDS);
  tcase_add_loop_test(tc, specialising_changes_no_bit, 0, KINDS);
  tcase_add_loop_test(tc, fast_is_the_same_as_measured, 0, KINDS);
  tcase_add_test(tc, every_rule_descends_in_every_format);
  tcase_add_loop_test(tc, slots_may_start_anew, 0, KINDS);
  tcase_add_loop_test(tc, a_saved_slot_goes_on_elsewhere, 0, KINDS);
  tcase_add_loop_test(tc, everything_placed_is_rounded, 0, DH_PRECISION_COUNT);
  tcase_add_loop_test(tc, counting_is_not_rounded, 0, KINDS);
  tcase_add_test(tc, kinds_must_agree);
  tcase_add_loop_test(tc, unusual_rules_step_too, 0, 2);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
