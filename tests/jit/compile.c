/* SPDX-License-Identifier: MIT
 *
 * Compiled programs give the bits that the program gives when it is run again and again, in every instruction set there
 * is to compile for. */
#include "../fused/repeat.h"
#include "lab.h"

/* Every kernel but the first, which has no instruction set of its own. */
static void check_compiled(struct dh_program *program, const char *what, uint64_t seed) {
  for (int kernel = 1; kernel < dh_kernel_count(); kernel++) {
    struct machine machine;
    ck_assert(compile_can(program, dh_kernel_name(kernel)));
    ck_assert_msg(machine_make(&library, program, dh_kernel_name(kernel), &machine), "%s, %s: it does not compile",
                  what, dh_kernel_name(kernel));
    dh_program_attach(program, machine.run);
    check_repeat(program, 2 << kernel, seed);
    dh_program_attach(program, NULL);
    machine_free(&machine);
  }
}

static void check_step(const struct dh_surface *surface, const struct dh_rule *rule, enum dh_watch watch) {
  struct dh_block *block = lab_block(surface, rule, DH_FP64, watch);
  check_compiled(dh_block_repeated(block), dh_surface_info(surface)->name, watch);
  dh_block_destroy(block);
}

START_TEST(every_surface) {
  check_step(catalog_surface(catalog, _i), catalog_rule(catalog, catalog_rule_find(catalog, "sgd")),
             (enum dh_watch)(_i % 3));
}
END_TEST

START_TEST(every_rule) {
  static const char *const surfaces[] = {"rosenbrock", "ackley", "kink"};
  for (size_t i = 0; i < sizeof surfaces / sizeof *surfaces; i++)
    check_step(lab_surface(surfaces[i]), catalog_rule(catalog, _i), (enum dh_watch)((_i + (int)i) % 3));
}
END_TEST

/* --- any formula --- */

enum { INPUTS = 40 };

struct names {
  char text[INPUTS][16];
  const char *name[INPUTS];
};

static void name_inputs(struct names *names) {
  for (int i = 0; i < INPUTS; i++) {
    snprintf(names->text[i], sizeof names->text[i], "in%d", i);
    names->name[i] = names->text[i];
  }
}

static int apply(struct dh_graph *graph, int op, int a, int b, int c) {
  struct dh_error error;
  int node = dh_graph_apply(graph, (enum dh_op)op, a, b, c, &error);
  ck_assert_msg(node >= 0, "%s: error %d", dh_op_name((enum dh_op)op), (int)error.code);
  return node;
}

static int symbol(struct dh_graph *graph, const struct names *names, int input) {
  struct dh_error error;
  return dh_graph_symbol(graph, names->name[input], &error);
}

static struct dh_program *into_inputs(const struct dh_graph *graph, const struct names *names,
                                      const struct dh_output *outputs, int count) {
  const struct dh_program_spec spec = {
      .inputs = names->name, .input_count = INPUTS, .outputs = outputs, .output_count = count};
  return compiled(graph, &spec);
}

static bool is_operator(int op) { return op > DH_OP_SYMBOL && op < DH_OP_ROUND && op != DH_OP_POWI; }

/* Each operation by itself, on the same three inputs, again and again. */
START_TEST(every_operation) {
  struct names names;
  struct dh_output outputs[INPUTS];
  struct dh_graph *graph = dh_graph_create();
  int count = 0;
  name_inputs(&names);
  for (int op = 0; op < DH_OP_ROUND; op++) {
    if (!is_operator(op)) continue;
    int node = apply(graph, op, symbol(graph, &names, 0), symbol(graph, &names, 1), symbol(graph, &names, 2));
    outputs[count] = (struct dh_output){node, 3 + count};
    count++;
  }
  ck_assert_int_eq(count, 32);
  struct dh_program *program = into_inputs(graph, &names, outputs, count);
  for (uint64_t seed = 0; seed < 8; seed++) check_compiled(program, "every operation", seed);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

/* Inputs that change places, one that goes into another, a constant. */
START_TEST(outputs_that_are_inputs) {
  struct names names;
  struct dh_error error;
  struct dh_graph *graph = dh_graph_create();
  name_inputs(&names);
  int x = symbol(graph, &names, 0), y = symbol(graph, &names, 1), number = dh_graph_constant(graph, -0.0, &error);
  const struct dh_output outputs[] = {{x, 1}, {y, 0}, {y, 5}, {number, 3}, {x, 4}};
  struct dh_program *program = into_inputs(graph, &names, outputs, 5);
  check_compiled(program, "inputs", 1);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

static double some_constant(uint64_t *state) {
  double value = interesting(state);
  return isnan(value) ? 2 : value;
}

/* A program of random operations on what there is so far; conditions may be anything. */
START_TEST(random_programs) {
  enum { STEPS = 40, RESULTS = 8 };
  struct names names;
  struct dh_error error;
  struct dh_output outputs[RESULTS];
  int node[5 + STEPS], count = 0;
  uint64_t state = (uint64_t)_i + 1000;
  struct dh_graph *graph = dh_graph_create();
  name_inputs(&names);
  for (int i = 0; i < 4; i++) node[count++] = symbol(graph, &names, i);
  node[count++] = dh_graph_constant(graph, some_constant(&state), &error);
  while (count < 5 + STEPS) {
    int op = (int)(next_bits(&state) % DH_OP_ROUND), operand[3];
    for (int k = 0; k < 3; k++) operand[k] = node[next_bits(&state) % (uint64_t)count];
    bool slow = op == DH_OP_POW || op >= DH_OP_ATAN2; /* fewer of these */
    if (!is_operator(op) || (slow && next_bits(&state) % 4)) continue;
    node[count++] = apply(graph, op, operand[0], operand[1], operand[2]);
  }
  for (int i = 0; i < RESULTS; i++) outputs[i] = (struct dh_output){node[count - 1 - i], i};
  struct dh_program *program = into_inputs(graph, &names, outputs, RESULTS);
  check_compiled(program, "random", state);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("compile");
  TCase *tests = tcase_create("compile");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, every_surface, 0, catalog_surface_count(catalog));
  tcase_add_loop_test(tests, every_rule, 0, catalog_rule_count(catalog));
  tcase_add_test(tests, every_operation);
  tcase_add_test(tests, outputs_that_are_inputs);
  tcase_add_loop_test(tests, random_programs, 0, 24);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) { return lab_run(); }
