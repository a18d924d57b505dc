/* SPDX-License-Identifier: MIT
 *
 * Rounding to a format: against the processor's own conversion to float, against neighbours counted out by hand, and
 * through whole descents computed by PyTorch, bit for bit. */
#include "samples.h"
#include "support.h"

#include <stdio.h>

static bool same(double a, double b) { return bits_of(a) == bits_of(b); }

START_TEST(like_float) {
  uint64_t state = 7;
  for (int i = 0; i < samples(500000); i++) {
    uint64_t bits = next_bits(&state);
    if (i % 2) { /* exponents around those of float, so that most are not just 0 or infinite */
      uint64_t exponent = 1023 - 152 + (bits >> 52) % 284;
      bits = (bits & ~(UINT64_C(0x7FF) << 52)) | exponent << 52;
    }
    if (i % 16 < 4) bits &= ~((UINT64_C(1) << 28) - 1); /* exact ties */
    double x;
    memcpy(&x, &bits, sizeof x);
    ck_assert_msg(same(dh_precision_round(DH_FP32, x), (double)(float)x), "%a", x);
  }
}
END_TEST

/* A format by its definition: integers times a power of two, nearest, ties to the even integer. */
static double by_definition(const struct dh_precision_info *info, double x) {
  if (isnan(x) || isinf(x) || x == 0) return x;
  int exponent = ilogb(x) < info->exponent_min ? info->exponent_min : ilogb(x);
  int unit = exponent - info->digits + 1;
  double rounded = ldexp(nearbyint(ldexp(x, -unit)), unit);
  return fabs(rounded) > info->largest ? copysign(INFINITE_VALUE, x) : rounded;
}

START_TEST(like_definition) {
  const struct dh_precision_info *info = dh_precision_info((enum dh_precision)_i);
  uint64_t state = 11;
  for (int i = 0; i < samples(200000); i++) {
    double x = uniform(&state, -2, 2);
    int exponent = (int)uniform(&state, info->exponent_min - 14, ilogb(info->largest) + 3);
    if (exponent > 1022) exponent = 1022;
    if (exponent < -1000) exponent = -1000;
    if (i % 3 == 0) x = ldexp(nearbyint(ldexp(x, info->digits)), -info->digits); /* ties */
    x = ldexp(x, exponent);
    ck_assert_msg(same(dh_precision_round((enum dh_precision)_i, x), by_definition(info, x)), "%s %a", info->name, x);
  }
}
END_TEST

START_TEST(edges) {
  enum dh_precision precision = (enum dh_precision)_i;
  const struct dh_precision_info *info = dh_precision_info(precision);
  double tiny = ldexp(1, info->exponent_min - info->digits + 1);
  ck_assert(isnan(dh_precision_round(precision, NAN_VALUE)));
  ck_assert(same(dh_precision_round(precision, INFINITE_VALUE), INFINITE_VALUE));
  ck_assert(same(dh_precision_round(precision, -INFINITE_VALUE), -INFINITE_VALUE));
  ck_assert(same(dh_precision_round(precision, -0.0), -0.0));
  ck_assert(same(dh_precision_round(precision, info->largest), info->largest));
  ck_assert(same(dh_precision_round(precision, tiny), tiny));
  if (precision == DH_FP64) return;
  double half = ldexp(1, ilogb(info->largest) - info->digits); /* half a unit of the largest number */
  ck_assert(same(dh_precision_round(precision, info->largest + half), INFINITE_VALUE));
  ck_assert(same(dh_precision_round(precision, nextafter(info->largest + half, 0)), info->largest));
  ck_assert(same(dh_precision_round(precision, -1e308), -INFINITE_VALUE));
  ck_assert(same(dh_precision_round(precision, tiny / 2), 0.0));
  ck_assert(same(dh_precision_round(precision, -tiny / 2), -0.0));
  ck_assert(same(dh_precision_round(precision, nextafter(tiny / 2, 1)), tiny));
  ck_assert(same(dh_precision_round(precision, 1.5 * tiny), 2 * tiny));
  ck_assert(same(dh_precision_round(precision, 5e-324), 0.0));
}
END_TEST

START_TEST(names) {
  for (int i = 0; i < DH_PRECISION_COUNT; i++)
    ck_assert_int_eq(dh_precision_find(dh_precision_info((enum dh_precision)i)->name), i);
  ck_assert_int_eq(dh_precision_find("half"), DH_FP16);
  ck_assert_int_eq(dh_precision_find("bfloat16"), DH_BF16);
  ck_assert_int_eq(dh_precision_find("float32"), DH_FP32);
  ck_assert_int_eq(dh_precision_find("double"), DH_FP64);
  ck_assert_int_eq(dh_precision_find("fp8"), -1);
}
END_TEST

/* The descents in tests/golden/precision that plain formulas give in the stated order of operations. */
static const struct {
  const char *file;
  enum dh_precision precision;
  double rate;
  const char *loss, *gx, *gy;
} descents[] = {
    {"square_lr3__float16", DH_FP16, 3, "x*x", "2*x", NULL},
    {"square_lr1.5__bfloat16", DH_BF16, 1.5, "x*x", "2*x", NULL},
    {"square_lr1.5__float32", DH_FP32, 1.5, "x*x", "2*x", NULL},
    {"square_lr0.1_shrink__float32", DH_FP32, 0.1, "x*x", "2*x", NULL},
    {"double_well_lr0.3_x4__float16", DH_FP16, 0.3, "((x*x)*(x*x)-(3*(x*x)))+x", "((4*((x*x)*x))-(6*x))+1", NULL},
    {"double_well_lr0.01__bfloat16", DH_BF16, 0.01, "x^4-3*x^2+x", "((4*((x*x)*x))-(6*x))+1", NULL},
    {"ravine_lr0.05__float16", DH_FP16, 0.05, "0.5*((x*x)+(25*(y*y)))", "x", "25*y"},
    {"rosenbrock_lr0.001__float16", DH_FP16, 0.001, "(1-x)^2+100*(y-x^2)^2", "(-2)*(1-x)-400*(x*(y-x*x))",
     "200*(y-x*x)"},
    {"rosenbrock_lr0.01__float32", DH_FP32, 0.01, "(1-x)^2+100*(y-x^2)^2", "(-2)*(1-x)-400*(x*(y-x*x))", "200*(y-x*x)"},
};

static FILE *opened(const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/tests/golden/precision/%s.csv", getenv("DOWNHILL_SOURCE"), name);
  return fopen(path, "r");
}

/* x and y after each row's step; every operation of the step is one of the program. */
static struct dh_program *descent(struct dh_graph *graph, int i) {
  struct dh_error error;
  int loss = parsed(graph, descents[i].loss), step[2];
  for (int k = 0; k < 2; k++) {
    const char *text = k == 0 ? descents[i].gx : descents[i].gy;
    step[k] = parsed(graph, xyz[k]);
    if (!text) continue;
    int scaled = dh_graph_apply(graph, DH_OP_MUL, parsed(graph, "z"), parsed(graph, text), -1, &error);
    step[k] = dh_graph_apply(graph, DH_OP_SUB, step[k], scaled, -1, &error);
  }
  const struct dh_output outputs[] = {{loss, -1}, {step[0], 0}, {step[1], 1}};
  struct dh_program_spec spec = {
      .inputs = xyz, .input_count = 3, .outputs = outputs, .output_count = 3, .precision = descents[i].precision};
  return compiled(graph, &spec);
}

START_TEST(like_pytorch) {
  FILE *file = opened(descents[_i].file);
  ck_assert_msg(file != NULL, "%s", descents[_i].file);
  struct dh_graph *graph = dh_graph_create();
  struct dh_program *program = descent(graph, _i);
  double *registers = registers_of(program);
  bool two = descents[_i].gy != NULL;
  char line[512];
  int rows = 0;
  double at = 0; /* the step the registers are at */
  while (fgets(line, sizeof line, file)) {
    double step, x, y = 0, loss;
    int got =
        two ? sscanf(line, "%lf,%lf,%lf,%lf", &step, &x, &y, &loss) : sscanf(line, "%lf,%lf,%lf", &step, &x, &loss);
    if (got != (two ? 4 : 3)) continue;
    if (rows++ == 0) {
      registers[0] = dh_precision_round(descents[_i].precision, x);
      registers[DH_SLOTS] = dh_precision_round(descents[_i].precision, y);
      registers[2 * DH_SLOTS] = dh_precision_round(descents[_i].precision, descents[_i].rate);
    }
    for (; at < step; at++) dh_program_run(program, registers, 1); /* not every row is in the file */
    ck_assert_msg(same(registers[0], x) && same(registers[DH_SLOTS], y), "%s row %g: %.17g, not %.17g",
                  descents[_i].file, step, registers[0], x);
    dh_program_run(program, registers, 1);
    at++;
    ck_assert_msg(same(registers[dh_program_output(program, 0) * DH_SLOTS], loss), "%s row %g: loss", descents[_i].file,
                  step);
  }
  ck_assert_int_gt(rows, 6);
  fclose(file);
  free(registers);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("precision");
  TCase *rounding = tcase_create("rounding");
  tcase_set_timeout(rounding, 60);
  tcase_add_test(rounding, like_float);
  tcase_add_loop_test(rounding, like_definition, 0, DH_PRECISION_COUNT);
  tcase_add_loop_test(rounding, edges, 0, DH_PRECISION_COUNT);
  tcase_add_test(rounding, names);
  tcase_add_loop_test(rounding, like_pytorch, 0, sizeof descents / sizeof *descents);
  suite_add_tcase(suite, rounding);
  return suite;
}

#include "check_main.h"
