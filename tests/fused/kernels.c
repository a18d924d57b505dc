/* SPDX-License-Identifier: MIT
 *
 * Generated kernels give the bits that the program gives when it is run again and again; what is expected to have one
 * has one, and nothing else finds it. */
#include "../formula/support.h"
#include "catalog/catalog.h"
#include "descent/block.h"
#include "fused/fused.h"
#include "repeat.h"

static struct catalog *catalog;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
}

static void teardown(void) { catalog_destroy(catalog); }

/* The program of a table entry as if it had just been compiled; its list belongs to the table. */
static struct dh_program *revived(int index) {
  struct dh_error error;
  struct dh_program *program = malloc(sizeof *program);
  ck_assert_ptr_nonnull(program);
  *program = fused[index];
  program->output_register = calloc((size_t)program->output_count + 1, sizeof *program->output_register);
  ck_assert_ptr_nonnull(program->output_register);
  ck_assert(dh_code_build(program, &error));
  program->run = dh_kernel(0);
  return program;
}

static void bury(struct dh_program *program) {
  free(program->output_register);
  free(program->code);
  free(program);
}

START_TEST(same_bits) {
  struct dh_program *program = revived(_i);
  for (int kernel = 0; kernel < dh_kernel_count(); kernel++) {
    dh_repeat_run *run = dh_repeat_find(program, kernel);
    ck_assert_ptr_nonnull(run);
    program->repeat = run;
    check_repeat(program, 2 << kernel, (uint64_t)_i);
  }
  bury(program);
}
END_TEST

/* --- what has a kernel --- */

static struct dh_block *block_of(const struct dh_surface *surface, const char *rule, double momentum,
                                 enum dh_precision precision, enum dh_watch watch) {
  struct dh_spec spec;
  struct dh_error error;
  const struct dh_spec *specs[DH_SLOTS];
  dh_spec_init(&spec, surface, catalog_rule(catalog, catalog_rule_find(catalog, rule)));
  dh_spec_set(&spec, DH_MOMENTUM, momentum);
  dh_spec_set(&spec, DH_PRECISION, precision);
  for (int i = 0; i < DH_SLOTS; i++) specs[i] = &spec;
  struct dh_block *block = dh_block_create_watching(specs, DH_SLOTS, watch, &error);
  ck_assert_ptr_nonnull(block);
  return block;
}

static bool has_kernel(const struct dh_surface *surface, const char *rule, double momentum, enum dh_precision precision,
                       enum dh_watch watch) {
  struct dh_block *block = block_of(surface, rule, momentum, precision, watch);
  bool has = dh_block_repeated(block)->repeat != NULL;
  dh_block_destroy(block);
  return has;
}

static const struct dh_surface *named(const char *name) {
  return catalog_surface(catalog, catalog_surface_find(catalog, name));
}

START_TEST(what_is_built_in_has_kernels) {
  static const char *const surfaces[] = {"rosenbrock", "ravine", "bowl", "parabola", "double_well", "kink"};
  for (size_t i = 0; i < sizeof surfaces / sizeof *surfaces; i++)
    for (int watch = DH_WATCH_NONE; watch <= DH_WATCH_SUMS; watch++)
      for (int momentum = 0; momentum < 2; momentum++)
        ck_assert_msg(has_kernel(named(surfaces[i]), "sgd", 0.9 * momentum, DH_FP64, (enum dh_watch)watch),
                      "%s, momentum %d, watch %d", surfaces[i], momentum, watch);
}
END_TEST

/* The same formula typed in is the same program. */
START_TEST(what_is_typed_in_has_them_too) {
  struct dh_error error;
  struct dh_surface *typed = dh_surface_typed("(1-x)^2 + 100*(y-x^2)^2", NULL, &error);
  struct dh_surface *other = dh_surface_typed("(1-x)^2 + 99*(y-x^2)^2", NULL, &error);
  ck_assert(typed && other);
  ck_assert(has_kernel(typed, "sgd", 0.9, DH_FP64, DH_WATCH_ROWS));
  ck_assert(!has_kernel(other, "sgd", 0.9, DH_FP64, DH_WATCH_ROWS));
  dh_surface_destroy(typed);
  dh_surface_destroy(other);
}
END_TEST

START_TEST(others_have_none) {
  ck_assert(!has_kernel(named("rosenbrock"), "adam", 0, DH_FP64, DH_WATCH_NONE));
  ck_assert(!has_kernel(named("rosenbrock"), "sgd", 0, DH_FP32, DH_WATCH_NONE));
  ck_assert(!has_kernel(named("wavy"), "sgd", 0, DH_FP64, DH_WATCH_NONE));
}
END_TEST

/* --- being found --- */

static bool finds(const struct dh_program *program, int index) {
  return dh_repeat_find(program, 0) == dh_repeat_find(&fused[index], 0);
}

/* A copy that differs in one thing is another program. */
START_TEST(one_difference_is_enough) {
  struct dh_operation operations[128];
  struct dh_output outputs[32];
  double constants[64];
  int index = fused_count / 2;
  struct dh_program copy = fused[index];
  ck_assert(copy.list.count <= 128 && copy.list.constants <= 64 && copy.output_count <= 32 && copy.output_count > 0);
  memcpy(operations, copy.list.operations, (size_t)copy.list.count * sizeof *operations);
  memcpy(constants, copy.list.constant, (size_t)copy.list.constants * sizeof *constants);
  memcpy(outputs, copy.outputs, (size_t)copy.output_count * sizeof *outputs);
  copy.list.operations = operations;
  copy.list.constant = constants;
  copy.outputs = outputs;
  ck_assert(finds(&copy, index));
  struct dh_operation *last = &operations[copy.list.count - 1], kept = *last;
  last->op = last->op == DH_OP_ADD ? DH_OP_SUB : DH_OP_ADD;
  ck_assert(!finds(&copy, index));
  *last = kept;
  last->a ^= 1;
  ck_assert(!finds(&copy, index));
  *last = kept;
  last->b ^= 1;
  ck_assert(!finds(&copy, index));
  *last = kept;
  last->c ^= 1;
  ck_assert(!finds(&copy, index));
  *last = kept;
  constants[0] = -constants[0];
  ck_assert(!finds(&copy, index));
  constants[0] = -constants[0];
  outputs[0].into ^= 1;
  ck_assert(!finds(&copy, index));
  outputs[0].into ^= 1;
  outputs[0].node ^= 1;
  ck_assert(!finds(&copy, index));
  outputs[0].node ^= 1;
  copy.precision = DH_FP32;
  ck_assert(!finds(&copy, index));
  copy.precision = DH_FP64;
  copy.output_count--;
  ck_assert(!finds(&copy, index));
  copy.output_count++;
  copy.list.count--;
  ck_assert(!finds(&copy, index));
  copy.list.count++;
  ck_assert(finds(&copy, index));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("kernels");
  TCase *tests = tcase_create("kernels");
  tcase_set_timeout(tests, 60);
  tcase_add_unchecked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, same_bits, 0, fused_count);
  tcase_add_test(tests, what_is_built_in_has_kernels);
  tcase_add_test(tests, what_is_typed_in_has_them_too);
  tcase_add_test(tests, others_have_none);
  tcase_add_test(tests, one_difference_is_enough);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "../check_main.h"
