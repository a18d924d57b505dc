/* SPDX-License-Identifier: MIT
 *
 * Shared by the tests of formulas: parse or fail the test, evaluate at a point, numbers from a seed. */
#ifndef TESTS_FORMULA_SUPPORT_H
#define TESTS_FORMULA_SUPPORT_H

#include "downhill/formula.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAN_VALUE      ((double)NAN)
#define INFINITE_VALUE ((double)INFINITY)

static const char *const xyz[] = {"x", "y", "z"};

static inline int parsed(struct dh_graph *graph, const char *text) {
  struct dh_error error = {0};
  int node = dh_graph_parse(graph, text, xyz, 3, &error);
  ck_assert_msg(node >= 0, "%s: error %d at %ld", text, (int)error.code, error.position);
  return node;
}

static inline int derived(struct dh_graph *graph, int node, const char *symbol) {
  struct dh_error error = {0};
  int result = dh_graph_derivative(graph, node, symbol, &error);
  ck_assert_msg(result >= 0, "error %d", (int)error.code);
  return result;
}

static inline struct dh_program *compiled(const struct dh_graph *graph, const struct dh_program_spec *spec) {
  struct dh_error error = {0};
  struct dh_program *program = dh_program_create(graph, spec, &error);
  ck_assert_msg(program != NULL, "error %d: %s", (int)error.code, error.text);
  return program;
}

/* Zeroed registers with the constants in place; free() them. */
static inline double *registers_of(const struct dh_program *program) {
  size_t size = ((size_t)dh_program_registers(program) + 1) * DH_SLOTS * sizeof(double);
  double *registers = aligned_alloc(64, size);
  ck_assert_ptr_nonnull(registers);
  memset(registers, 0, size);
  dh_program_load(program, registers);
  return registers;
}

static inline double value_in(const struct dh_graph *graph, int node, double x, double y, double z,
                              enum dh_precision precision) {
  const struct dh_output output = {node, -1};
  struct dh_program_spec spec = {
      .inputs = xyz, .input_count = 3, .outputs = &output, .output_count = 1, .precision = precision};
  struct dh_program *program = compiled(graph, &spec);
  double *registers = registers_of(program);
  registers[0] = x;
  registers[DH_SLOTS] = y;
  registers[2 * DH_SLOTS] = z;
  dh_program_run(program, registers, 1);
  double value = registers[dh_program_output(program, 0) * DH_SLOTS];
  free(registers);
  dh_program_destroy(program);
  return value;
}

static inline double value_at(const struct dh_graph *graph, int node, double x, double y) {
  return value_in(graph, node, x, y, 0, DH_FP64);
}

static inline double value_of(const char *text, double x, double y) {
  struct dh_graph *graph = dh_graph_create();
  double value = value_at(graph, parsed(graph, text), x, y);
  dh_graph_destroy(graph);
  return value;
}

/* splitmix64 */
static inline uint64_t next_bits(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static inline double uniform(uint64_t *state, double low, double high) {
  return low + (high - low) * (double)(next_bits(state) >> 11) * 0x1p-53;
}

/* The bits, with one pattern for all NaN: sign and payload of a NaN mean nothing. */
static inline uint64_t bits_of(double value) {
  uint64_t bits = UINT64_C(0x7FF8000000000000);
  if (!isnan(value)) memcpy(&bits, &value, sizeof bits);
  return bits;
}

/* A number of some kind: special, signed zero, infinite, NaN, of any size, or ordinary. */
static inline double interesting(uint64_t *state) {
  static const double special[] = {0, 1, -1, 0.5, 2, 20, 65504, 1e-8, 5e-324, 1e308, 0x1p-14, 0x1p-126, 3, -3};
  uint64_t choice = next_bits(state) % 8;
  if (choice == 0) return special[next_bits(state) % (sizeof special / sizeof *special)];
  if (choice == 1) return next_bits(state) % 2 ? -0.0 : 0.0;
  if (choice == 2) return next_bits(state) % 2 ? INFINITE_VALUE : -INFINITE_VALUE;
  if (choice == 3) return NAN_VALUE;
  if (choice == 4) return ldexp(uniform(state, -1, 1), (int)uniform(state, -1000, 1000));
  return uniform(state, -30, 30);
}

#endif
