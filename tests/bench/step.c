/* SPDX-License-Identifier: MIT
 *
 * How fast a compiled step is: gradient descent with momentum on Rosenbrock's function, 64 slots, in lane-steps per
 * second, as a ratio to the loop in hand.c run by the same processor in the same process. Several rounds of both, the
 * best of each counts. Fails below the ratio that the project asks for. */
#include "bench/clock.h"

#include <math.h>
#include <string.h>

enum { INPUTS = 6 };
static const double least_ratio = 0.12, rate = 1e-4, momentum = 0.9;
static const char *const inputs[INPUTS] = {"x", "y", "bx", "by", "lr", "momentum"};
static const double start[4] = {-1.2, 1, 0, 0};

static int node_of(int node, const struct dh_error *error) {
  checked(node >= 0 ? inputs : NULL, error);
  return node;
}

/* The formula with `of` standing for a node. */
static int line(struct dh_graph *graph, const char *text, const char *name, int of) {
  struct dh_error error;
  const char *const names[] = {"x", "y", "bx", "by", "lr", "momentum", name};
  int node = node_of(dh_graph_parse(graph, text, names, INPUTS + 1, &error), &error);
  return node_of(dh_graph_substitute(graph, node, &name, &of, 1, &error), &error);
}

/* The step as it is compiled for a run: gradient, then the rule's lines, results in the place of what they replace. */
static struct dh_program *compile(void) {
  struct dh_error error;
  struct dh_graph *graph = dh_graph_create();
  if (!graph) exit(EXIT_FAILURE);
  int loss = node_of(dh_graph_parse(graph, "(1-x)^2 + 100*(y-x^2)^2", inputs, 2, &error), &error);
  int gx = node_of(dh_graph_derivative(graph, loss, "x", &error), &error);
  int gy = node_of(dh_graph_derivative(graph, loss, "y", &error), &error);
  int bx = line(graph, "momentum*bx + G", "G", gx), by = line(graph, "momentum*by + G", "G", gy);
  int x = line(graph, "x - lr*B", "B", bx), y = line(graph, "y - lr*B", "B", by);
  const struct dh_output outputs[] = {{x, 0}, {y, 1}, {bx, 2}, {by, 3}};
  struct dh_program_spec spec = {.inputs = inputs, .input_count = INPUTS, .outputs = outputs, .output_count = 4};
  struct dh_program *program = dh_program_create(graph, &spec, &error);
  checked(program, &error);
  dh_graph_destroy(graph);
  return program;
}

static void fill(double *at, double value, int count) {
  for (int s = 0; s < count; s++) at[s] = value;
}

static double time_program(const struct dh_program *program, int kernel, double *registers, long steps) {
  for (int i = 0; i < 4; i++) fill(registers + i * DH_SLOTS, start[i], DH_SLOTS);
  fill(registers + 4 * DH_SLOTS, rate, DH_SLOTS);
  fill(registers + 5 * DH_SLOTS, momentum, DH_SLOTS);
  double begin = spent();
  for (long step = 0; step < steps; step++) dh_program_run_with(program, kernel, registers, DH_SLOTS);
  return DH_SLOTS * (double)steps / (spent() - begin);
}

static double time_hand(hand_run *run, struct hand_lanes *lanes, long steps) {
  fill(lanes->x, start[0], HAND_LANES);
  fill(lanes->y, start[1], HAND_LANES);
  fill(lanes->bx, start[2], HAND_LANES);
  fill(lanes->by, start[3], HAND_LANES);
  double begin = spent();
  run(lanes, rate, momentum, steps);
  return HAND_LANES * (double)steps / (spent() - begin);
}

/* Both went the same way: a yardstick that computes something else measures nothing. */
static void compare(const struct hand_lanes *lanes, const double *registers) {
  double off = fabs(lanes->x[0] - registers[0]) + fabs(lanes->y[0] - registers[DH_SLOTS]);
  if (off < 1e-9) return;
  fprintf(stderr, "the two descents are %g apart\n", off);
  exit(EXIT_FAILURE);
}

int main(void) {
  static hand_run *const hands[] = {
      hand_baseline,
#ifdef BENCH_X86
      hand_avx2,
      hand_avx512,
#endif
  };
  const long steps = 20000;
  struct dh_program *program = compile();
  size_t size = (size_t)dh_program_registers(program) * DH_SLOTS * sizeof(double);
  double *registers = aligned_alloc(64, size);
  if (!registers) return EXIT_FAILURE;
  memset(registers, 0, size);
  dh_program_load(program, registers);
  struct hand_lanes lanes;
  double ratio = 0;
  printf("%d instructions, %d registers\n", dh_program_length(program), dh_program_registers(program));
  for (int kernel = 0; kernel < dh_kernel_count(); kernel++) {
    double ours = 0, theirs = 0;
    for (int round = 0; round < ROUNDS; round++) {
      theirs = larger(theirs, time_hand(hands[kernel], &lanes, steps));
      ours = larger(ours, time_program(program, kernel, registers, steps));
    }
    compare(&lanes, registers);
    ratio = ours / theirs;
    printf("%-9s program %8.1f, by hand %8.1f million lane-steps per second, ratio %.3f\n", dh_kernel_name(kernel),
           ours / 1e6, theirs / 1e6, ratio);
  }
  free(registers);
  dh_program_destroy(program);
  return ratio >= least_ratio ? EXIT_SUCCESS : EXIT_FAILURE;
}
