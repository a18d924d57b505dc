/* SPDX-License-Identifier: MIT
 *
 * Programs: where results end, that a step reads its inputs as they stood at the start, what facts decide, and which
 * operation is named when something is not finite. */
#include "formula/program.h"
#include "formula/arithmetic.h"
#include "support.h"

enum { INPUTS_MAX = 3, OUTPUTS_MAX = 5 };

static const struct {
  const char *text[OUTPUTS_MAX];
  int into[OUTPUTS_MAX];
  int count;
} steps[] = {
    {{"y", "x"}, {0, 1}, 2},                /* swap */
    {{"y", "z", "x"}, {0, 1, 2}, 3},        /* around */
    {{"y", "x", "x"}, {0, 1, 2}, 3},        /* swap, and a copy */
    {{"x", "y"}, {0, 1}, 2},                /* nothing to do */
    {{"x", "x+1"}, {-1, 0}, 2},             /* the old value outlives the new one */
    {{"x+1", "x"}, {0, -1}, 2},             /* in either order */
    {{"x+1", "x+1", "x+1"}, {0, 1, -1}, 3}, /* one value in three places */
    {{"x+y", "x-y", "x*y"}, {0, 1, 2}, 3},  /* all need the old values */
    {{"y+1", "x+1"}, {0, 1}, 2},            /* crosswise */
    {{"3", "x", "2"}, {0, 1, -1}, 3},       /* constants */
    {{"x*y+z", "z-x*y", "x*y-z", "(x*y)*(x*y)"}, {0, 1, 2, -1}, 4},
    {{"where(x<y, x, y)", "min(x,y)+max(x,y)", "x^5"}, {1, 0, 2}, 3},
    {{"x^-2*y", "(x+y)*(x-y)-(y+z)*(y-z)", "x", "y", "z"}, {2, 0, -1, -1, -1}, 5},
    {{"sin(x)+cos(y)", "sin(x)-cos(y)", "sin(x)", "cos(y)"}, {0, 1, 2, -1}, 4},
};

static double one_value(const struct dh_graph *graph, int node, const double *at, enum dh_precision precision) {
  return value_in(graph, node, at[0], at[1], at[2], precision);
}

static void fill(double *registers, double at[DH_SLOTS][INPUTS_MAX], uint64_t seed) {
  for (int s = 0; s < DH_SLOTS; s++)
    for (int i = 0; i < INPUTS_MAX; i++) {
      at[s][i] = dh_precision_round(DH_FP16, uniform(&seed, 0.5, 3));
      registers[i * DH_SLOTS + s] = at[s][i];
    }
}

static void check_step(int i, enum dh_precision precision, int slots) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_output outputs[OUTPUTS_MAX];
  for (int k = 0; k < steps[i].count; k++)
    outputs[k] = (struct dh_output){parsed(graph, steps[i].text[k]), steps[i].into[k]};
  struct dh_program_spec spec = {.inputs = xyz,
                                 .input_count = INPUTS_MAX,
                                 .outputs = outputs,
                                 .output_count = steps[i].count,
                                 .precision = precision};
  struct dh_program *program = compiled(graph, &spec);
  double *registers = registers_of(program), at[DH_SLOTS][INPUTS_MAX];
  fill(registers, at, (uint64_t)i);
  dh_program_run(program, registers, slots);
  bool kept[INPUTS_MAX] = {true, true, true};
  for (int k = 0; k < steps[i].count; k++) {
    int place = dh_program_output(program, k);
    if (steps[i].into[k] >= 0) ck_assert_int_eq(place, steps[i].into[k]);
    if (steps[i].into[k] >= 0) kept[steps[i].into[k]] = false;
    for (int s = 0; s < slots; s++)
      ck_assert_msg(bits_of(registers[place * DH_SLOTS + s]) ==
                        bits_of(one_value(graph, outputs[k].node, at[s], precision)),
                    "step %d, output %d (%s)", i, k, steps[i].text[k]);
  }
  for (int k = 0; k < INPUTS_MAX; k++) /* what no output goes into is left alone */
    for (int s = 0; s < slots && kept[k]; s++) ck_assert(registers[k * DH_SLOTS + s] == at[s][k]);
  free(registers);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}

START_TEST(step) {
  for (int precision = 0; precision < DH_PRECISION_COUNT; precision++) {
    check_step(_i, (enum dh_precision)precision, 1);
    check_step(_i, (enum dh_precision)precision, DH_SLOTS);
  }
}
END_TEST

/* --- scalars --- */

static double narrow(double x) { return dh_precision_round(DH_BF16, x); }

/* x and z are scalars, y is none; in bf16. */
static struct dh_program *with_scalars(const struct dh_graph *graph, int node, const struct dh_fact *facts, int count) {
  static const bool scalar[INPUTS_MAX] = {true, false, true};
  const struct dh_output output = {node, -1};
  struct dh_program_spec spec = {.inputs = xyz,
                                 .input_count = INPUTS_MAX,
                                 .scalar = scalar,
                                 .outputs = &output,
                                 .output_count = 1,
                                 .facts = facts,
                                 .fact_count = count,
                                 .precision = DH_BF16};
  return compiled(graph, &spec);
}

static double scalar_value(const char *text, const struct dh_fact *facts, int count, double x, double y, double z) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_program *program = with_scalars(graph, parsed(graph, text), facts, count);
  double *registers = registers_of(program);
  const double inputs[INPUTS_MAX] = {x, y, z};
  for (int i = 0; i < INPUTS_MAX; i++) registers[i * DH_SLOTS] = inputs[i];
  dh_program_run(program, registers, 1);
  double value = registers[dh_program_output(program, 0) * DH_SLOTS];
  free(registers);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
  return value;
}

START_TEST(scalars_are_rounded_where_they_meet_values) {
  const double x = 0.999, y = 3, z = 7;
  const struct {
    const char *text;
    double value;
  } rows[] = {
      {"x*y", narrow(narrow(x) * y)},
      {"(1 - x)*y", narrow(narrow(1 - x) * y)},
      {"y/(1 - x^z)", narrow(y / narrow(1 - pow(x, z)))},
      {"y/(1 - x^-2)", narrow(y / narrow(1 - 1 / (x * x)))},
      {"sqrt(y)/sqrt(1 - x)", narrow(narrow(sqrt(y)) / narrow(sqrt(1 - x)))},
      {"0.3*y", narrow(narrow(0.3) * y)},
      {"0.3*x*y + 0.3*y", narrow(narrow(narrow(0.3 * x) * y) + narrow(narrow(0.3) * y))},
      {"x*(y*z)", narrow(narrow(x) * narrow(y * narrow(z)))},
      {"where(x < 1, y, 0)", y},   /* rounded, x is 1 */
      {"where(x*1e-60, y, 0)", y}, /* rounded, this is 0 */
      {"where(y < 5, x, 0)", narrow(x)},
      {"where(x == 0.999, x, z)*y", narrow(narrow(x) * y)},
      {"1 - x", narrow(1 - x)},
      {"x", narrow(x)},
      {"0.3", narrow(0.3)},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    double value = scalar_value(rows[i].text, NULL, 0, x, y, z);
    ck_assert_msg(bits_of(value) == bits_of(rows[i].value), "%s: %a, not %a", rows[i].text, value, rows[i].value);
  }
}
END_TEST

/* What a decided where() leaves is a scalar only if it was one before. */
START_TEST(facts_do_not_make_scalars) {
  static const char *const texts[] = {"x*where(z == 0, 0.3, y)", "x*where(z, y, 0.3)", "(x + where(z, 1, 0.3))*y",
                                      "where(z == 0, x, 2)*0.3*y", "where(z, y, where(z, y, x)*0.7)"};
  const struct dh_fact zero = {"z", true, 0};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double with = scalar_value(texts[i], &zero, 1, 0.999, 3, 0), without = scalar_value(texts[i], NULL, 0, 0.999, 3, 0);
    ck_assert_msg(bits_of(with) == bits_of(without), "%s: %a, not %a", texts[i], with, without);
  }
}
END_TEST

START_TEST(scalars_on_every_kernel) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_program *program =
      with_scalars(graph, parsed(graph, "x*y + (1 - x)*y*y/(1 - x^z) + where(z == 1, y, x)"), NULL, 0);
  double *want = registers_of(program), *got = registers_of(program), at[DH_SLOTS][INPUTS_MAX];
  int place = dh_program_output(program, 0) * DH_SLOTS;
  static const int widths[] = {1, 3, DH_SLOTS};
  for (int kernel = 0; kernel < dh_kernel_count(); kernel++)
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
      fill(want, at, 7);
      fill(got, at, 7);
      dh_program_run_with(program, 0, want, DH_SLOTS);
      dh_program_run_with(program, kernel, got, widths[w]);
      for (int s = 0; s < widths[w]; s++) ck_assert(bits_of(got[place + s]) == bits_of(want[place + s]));
    }
  double *scratch = malloc((size_t)dh_program_scratch(program) * sizeof *scratch);
  struct dh_fault fault;
  ck_assert(dh_program_trace(program, (const double[]){0.999, 3, 0}, 0, scratch, &fault)); /* y/0: z is 0 */
  ck_assert_int_eq(fault.op, DH_OP_DIV);
  free(scratch);
  free(want);
  free(got);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(what_is_read) {
  struct dh_graph *graph = dh_graph_create();
  const struct dh_fact one = {"z", true, 1};
  struct dh_program *program = with_scalars(graph, parsed(graph, "where(z == 1, x, y)"), &one, 1);
  ck_assert(dh_program_reads(program, 0) && !dh_program_reads(program, 1) && !dh_program_reads(program, 2));
  dh_program_destroy(program);
  program = with_scalars(graph, parsed(graph, "y"), NULL, 0);
  ck_assert(!dh_program_reads(program, 0) && dh_program_reads(program, 1));
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

/* What a node is by definition: one operation after the other, each rounded. The caller frees the values of all. */
static double *define(const struct dh_graph *graph, int last, const double *at, enum dh_precision precision) {
  double *value = calloc((size_t)last + 1, sizeof *value);
  ck_assert_ptr_nonnull(value);
  for (int i = 0; i <= last; i++) {
    struct dh_node node = dh_graph_node(graph, i);
    double a = node.a >= 0 ? value[node.a] : 0, b = node.b >= 0 ? value[node.b] : 0,
           c = node.c >= 0 ? value[node.c] : 0;
    if (node.op == DH_OP_CONSTANT)
      value[i] = dh_precision_round(precision, node.value);
    else if (node.op == DH_OP_SYMBOL)
      value[i] = at[node.name[0] - 'x'];
    else
      value[i] = dh_operate(precision, node.op, a, b, c);
  }
  return value;
}

enum { RANDOM_NODES = 60 };

/* A graph over shared parts; the last nodes use recent ones, so that it is deep. */
static struct dh_graph *random_graph(uint64_t *state, int *nodes) {
  static const enum dh_op ops[] = {DH_OP_ADD, DH_OP_SUB, DH_OP_MUL,   DH_OP_MUL, DH_OP_ADD, DH_OP_MIN, DH_OP_SIN,
                                   DH_OP_NEG, DH_OP_LT,  DH_OP_WHERE, DH_OP_LE,  DH_OP_NE,  DH_OP_EQ,  DH_OP_WHERE,
                                   DH_OP_SUB, DH_OP_ABS, DH_OP_POW,   DH_OP_MAX, DH_OP_DIV, DH_OP_SIGN};
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error;
  const char *const leaves[] = {"x", "y", "z", "0.3"};
  for (int i = 0; i < 4; i++) nodes[i] = parsed(graph, leaves[i]);
  for (int i = 4; i < RANDOM_NODES; i++) {
    int operand[3];
    for (int k = 0; k < 3; k++) {
      int back = (int)(next_bits(state) % 8);
      operand[k] = nodes[i < 8 ? back % 4 : i - 1 - back];
    }
    enum dh_op op = ops[next_bits(state) % (sizeof ops / sizeof *ops)];
    nodes[i] = dh_graph_apply(graph, op, operand[0], operand[1], operand[2], &error);
  }
  return graph;
}

static void check_random(enum dh_precision precision, uint64_t seed) {
  uint64_t state = seed;
  int nodes[RANDOM_NODES], last = 0;
  struct dh_graph *graph = random_graph(&state, nodes);
  const struct dh_output outputs[] = {{nodes[59], 2}, {nodes[57], 0}, {nodes[40], 1}, {nodes[58], -1}, {nodes[30], -1}};
  struct dh_program_spec spec = {
      .inputs = xyz, .input_count = 3, .outputs = outputs, .output_count = 5, .precision = precision};
  struct dh_program *program = compiled(graph, &spec);
  double *registers = registers_of(program), at[DH_SLOTS][INPUTS_MAX];
  fill(registers, at, state);
  dh_program_run(program, registers, DH_SLOTS);
  for (int k = 0; k < 5; k++) last = outputs[k].node > last ? outputs[k].node : last;
  for (int s = 0; s < DH_SLOTS; s += 21) {
    double *want = define(graph, last, at[s], precision);
    for (int k = 0; k < 5; k++)
      ck_assert_msg(bits_of(registers[dh_program_output(program, k) * DH_SLOTS + s]) == bits_of(want[outputs[k].node]),
                    "output %d, %s", k, dh_precision_info(precision)->name);
    free(want);
  }
  free(registers);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}

START_TEST(random_programs) {
  for (int precision = 0; precision < DH_PRECISION_COUNT; precision++)
    check_random((enum dh_precision)precision, (uint64_t)_i);
}
END_TEST

/* What is at hand does not outlast a pause. */
START_TEST(long_programs_take_breath) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error;
  int last = parsed(graph, "x"), y = parsed(graph, "y"), z = parsed(graph, "z");
  for (int i = 0; i < 87; i++) { /* ends soon after the first: the square root forgets where it came from */
    last = dh_graph_apply(graph, DH_OP_DIV, last, y, -1, &error);
    last = dh_graph_apply(graph, DH_OP_ADD, last, z, -1, &error);
    last = dh_graph_apply(graph, DH_OP_SQRT, last, -1, -1, &error);
  }
  for (int precision = 0; precision < DH_PRECISION_COUNT; precision++) {
    const double at[] = {1, 0.75, 0.5};
    double *want = define(graph, last, at, (enum dh_precision)precision);
    ck_assert(value_in(graph, last, at[0], at[1], at[2], (enum dh_precision)precision) == want[last]);
    free(want);
  }
  dh_graph_destroy(graph);
}
END_TEST

/* --- facts --- */

static const char *const branching[] = {
    "where(x == 0, y, y + x*z)", "where(x != 0, y + x*z, y)",       "where(x, y + x*z, y)",
    "where(0 < x, y*x, -y)",     "where(x >= 3, sin(y), cos(y)*x)", "where(x == 0, y, where(z == 1, y, x*y + (1-x)*z))",
};
static const double known[] = {0, 1, 3, -0.5};

static int length_of(const struct dh_graph *graph, int node, const struct dh_fact *facts, int count, double x,
                     double *value) {
  const struct dh_output output = {node, -1};
  struct dh_program_spec spec = {
      .inputs = xyz, .input_count = 3, .outputs = &output, .output_count = 1, .facts = facts, .fact_count = count};
  struct dh_program *program = compiled(graph, &spec);
  double *registers = registers_of(program);
  registers[0] = x;
  registers[DH_SLOTS] = 0.7;
  registers[2 * DH_SLOTS] = 1.3;
  dh_program_run(program, registers, 1);
  *value = registers[dh_program_output(program, 0) * DH_SLOTS];
  int length = dh_program_length(program);
  free(registers);
  dh_program_destroy(program);
  return length;
}

START_TEST(facts) {
  struct dh_graph *graph = dh_graph_create();
  int node = parsed(graph, branching[_i]);
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    const struct dh_fact fact = {"x", true, known[k]}, other = {"x", false, known[k]};
    double with, without, x = known[k];
    int shorter = length_of(graph, node, &fact, 1, x, &with), whole = length_of(graph, node, NULL, 0, x, &without);
    ck_assert_int_lt(shorter, whole);
    ck_assert_msg(bits_of(with) == bits_of(without), "%s, x = %g", branching[_i], x);
    length_of(graph, node, &other, 1, x + 0.25, &with);
    length_of(graph, node, NULL, 0, x + 0.25, &without);
    ck_assert_msg(bits_of(with) == bits_of(without), "%s, x = %g", branching[_i], x + 0.25);
  }
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(facts_about_all_slots) {
  struct dh_graph *graph = dh_graph_create();
  const struct dh_fact never = {"x", false, 0}, elsewhere = {"x", false, 2}, unknown = {"z", true, 0};
  int node = parsed(graph, "where(x == 0, sin(y), x*y)");
  double value;
  ck_assert_int_eq(length_of(graph, node, &never, 1, 5, &value), 1);
  int whole = length_of(graph, node, NULL, 0, 5, &value);
  ck_assert_int_eq(length_of(graph, node, &elsewhere, 1, 5, &value), whole);
  ck_assert_int_eq(length_of(graph, node, &unknown, 1, 5, &value), whole);
  /* Conditions only: the arithmetic with a known 0 stays as it is, or 0*inf would lose its NaN. */
  const struct dh_fact zero = {"x", true, 0};
  ck_assert_int_eq(length_of(graph, parsed(graph, "x*y + z"), &zero, 1, 0, &value), 1);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(unknown_input) {
  struct dh_graph *graph = dh_graph_create();
  const struct dh_output output = {parsed(graph, "x + z"), -1};
  struct dh_program_spec spec = {.inputs = xyz, .input_count = 2, .outputs = &output, .output_count = 1};
  struct dh_error error;
  ck_assert_ptr_null(dh_program_create(graph, &spec, &error));
  ck_assert_int_eq(error.code, DH_ERROR_UNKNOWN_NAME);
  ck_assert_str_eq(error.text, "z");
  dh_program_destroy(NULL);
  dh_graph_destroy(NULL);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(powers) {
  struct dh_graph *graph = dh_graph_create();
  double value;
  ck_assert_int_eq(length_of(graph, parsed(graph, "x^2"), NULL, 0, 3, &value), 1);
  ck_assert_int_eq(length_of(graph, parsed(graph, "x^8"), NULL, 0, 3, &value), 3);
  ck_assert(value == 6561);
  ck_assert_int_eq(length_of(graph, parsed(graph, "x^4 + x^2"), NULL, 0, 3, &value),
                   2); /* x*x is shared, the sum joined */
  ck_assert_int_eq(length_of(graph, parsed(graph, "x^-2"), NULL, 0, 4, &value), 2);
  ck_assert(value == 1.0 / 16);
  length_of(graph, parsed(graph, "x^1000000"), NULL, 0, 1.000001, &value);
  ck_assert(fabs(value - exp(1e6 * log1p(1e-6))) < 1e-9);
  dh_graph_destroy(graph);
}
END_TEST

/* A comparison goes into the where() that alone needs it. */
START_TEST(conditions_are_joined) {
  static const char *const texts[] = {"where(x < y, z, x)", "where(x <= y, z, x)", "where(x == y, z, x)",
                                      "where(x != y, z, x)", "where(x > y, z, x)"};
  static const double wanted[] = {1.3, 1.3, 0.5, 1.3, 0.5}; /* y is 0.7, z 1.3 */
  struct dh_graph *graph = dh_graph_create();
  double value;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    ck_assert_int_eq(length_of(graph, parsed(graph, texts[i]), NULL, 0, 0.5, &value), 1);
    ck_assert_msg(value == wanted[i], "%s: %g", texts[i], value);
  }
  ck_assert_int_eq(length_of(graph, parsed(graph, "where(x < y, z, x) * (x < y)"), NULL, 0, 0.5, &value), 3);
  ck_assert(value == 1.3);
  ck_assert_int_eq(length_of(graph, parsed(graph, "where(x < y, x < y, x)"), NULL, 0, 0.5, &value), 2);
  ck_assert(value == 1);
  dh_graph_destroy(graph);
}
END_TEST

/* --- order --- */

/* All but the first take what the one before made, and only the last keeps its result. */
START_TEST(results_are_handed_on) {
  static const char *const texts[] = {"((x + y)/z - x)/y", "y/(x - (x + y)/z)", "where(x < 1, y, (x + y)/z)/x/y",
                                      "z*(x + y*(x - y)/z)/y"};
  struct dh_graph *graph = dh_graph_create();
  const struct dh_output output = {parsed(graph, texts[_i]), -1};
  struct dh_program_spec spec = {.inputs = xyz, .input_count = 3, .outputs = &output, .output_count = 1};
  struct dh_program *program = compiled(graph, &spec);
  int length = dh_program_length(program);
  for (int i = 0; i < length; i++) {
    int code = program->code[i].code;
    ck_assert((code / 2 % (DH_OPERANDS + 1) > 0) == (i > 0));
    ck_assert((code % 2 == 1) == (i == length - 1));
  }
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

/* sin(x) is at hand for what goes into x; but first x - y has to be made of the old x. */
START_TEST(old_values_are_read_first) {
  struct dh_graph *graph = dh_graph_create();
  const struct dh_output outputs[] = {
      {parsed(graph, "sin(x)"), -1}, {parsed(graph, "x - y"), 1}, {parsed(graph, "sin(x)*z"), 0}};
  struct dh_program_spec spec = {.inputs = xyz, .input_count = 3, .outputs = outputs, .output_count = 3};
  struct dh_program *program = compiled(graph, &spec);
  ck_assert_int_eq(dh_program_length(program), 3);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

/* Whoever can go on does, before what comes first in the list. */
START_TEST(what_is_at_hand_is_used_first) {
  struct dh_graph *graph = dh_graph_create();
  const struct dh_output outputs[] = {
      {parsed(graph, "x/y"), -1}, {parsed(graph, "z/y"), -1}, {parsed(graph, "x/y/z"), -1}};
  struct dh_program_spec spec = {.inputs = xyz, .input_count = 3, .outputs = outputs, .output_count = 3};
  struct dh_program *program = compiled(graph, &spec);
  ck_assert_int_eq(program->code[1].code, DH_CODE(DH_OP_DIV, 1, 1));
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

/* --- trace --- */

static const struct {
  const char *text;
  double x, y;
  enum dh_precision precision;
  bool found;
  enum dh_op op;
  double a, b, result;
  const char *source; /* where in the text; NULL for anywhere */
} faults[] = {
    {"1 + y/x", 0, 1, DH_FP64, true, DH_OP_DIV, 1, 0, INFINITE_VALUE, "/"},
    {"1 + y/x", 0, 0, DH_FP64, true, DH_OP_DIV, 0, 0, NAN_VALUE, "/"},
    {"log(x) * 2", -1, 0, DH_FP64, true, DH_OP_LOG, -1, 0, NAN_VALUE, "log"},
    {"exp(x) - exp(x)", 1000, 0, DH_FP64, true, DH_OP_EXP, 1000, 0, INFINITE_VALUE, "exp"},
    {"x - y", INFINITE_VALUE, INFINITE_VALUE, DH_FP64, true, DH_OP_SUB, INFINITE_VALUE, INFINITE_VALUE, NAN_VALUE, "-"},
    {"x - y", INFINITE_VALUE, 1, DH_FP64, false, DH_OP_SUB, 0, 0, 0, NULL},
    {"x - y", NAN_VALUE, 1, DH_FP64, false, DH_OP_SUB, 0, 0, 0, NULL},
    {"x - y", 1, 2, DH_FP64, false, DH_OP_SUB, 0, 0, 0, NULL},
    {"x*x", 300, 0, DH_FP16, true, DH_OP_MUL, 300, 300, INFINITE_VALUE, NULL},
    {"x*x", 300, 0, DH_BF16, false, DH_OP_MUL, 0, 0, 0, NULL},
    {"x^4 - x^4", 300, 0, DH_FP16, true, DH_OP_MUL, 300, 300, INFINITE_VALUE, NULL},
    {"1/(1/x) + log(y)", 0, -1, DH_FP64, true, DH_OP_LOG, -1, 0, NAN_VALUE, "log"}, /* the infinity came to nothing */
    {"where(x > 0, log(x), x/0)", 0, 1, DH_FP64, true, DH_OP_DIV, 0, 0, NAN_VALUE, "/"},
    {"where(x > 0, log(x-1), x/0)", 0.5, 1, DH_FP64, true, DH_OP_LOG, -0.5, 0, NAN_VALUE, "log"},
    {"where(x > 0, x, 1/0) + 1", 1, 1, DH_FP64, false, DH_OP_ADD, 0, 0, 0, NULL},
    {"0*(1/0) + x", 1, 0, DH_FP64, true, DH_OP_DIV, 1, 0, INFINITE_VALUE, "/"},
    {"min(y, sqrt(x))", -4, 1, DH_FP64, true, DH_OP_SQRT, -4, 0, NAN_VALUE, "sqrt"},
    {"x*y + x*y", 1e200, 1e200, DH_FP64, true, DH_OP_MUL, 1e200, 1e200, INFINITE_VALUE, "*"},
    {"(-x)^0.5", 4, 0, DH_FP64, true, DH_OP_POW, -4, 0.5, NAN_VALUE, "^"},
};

START_TEST(trace) {
  struct dh_graph *graph = dh_graph_create();
  const struct dh_output output = {parsed(graph, faults[_i].text), -1};
  struct dh_program_spec spec = {
      .inputs = xyz, .input_count = 3, .outputs = &output, .output_count = 1, .precision = faults[_i].precision};
  struct dh_program *program = compiled(graph, &spec);
  double *scratch = malloc((size_t)dh_program_scratch(program) * sizeof *scratch);
  const double inputs[] = {faults[_i].x, faults[_i].y, 0};
  struct dh_fault fault;
  bool found = dh_program_trace(program, inputs, 0, scratch, &fault);
  ck_assert_msg(found == faults[_i].found, "%s", faults[_i].text);
  if (found) {
    ck_assert_msg(fault.op == faults[_i].op, "%s: %s", faults[_i].text, dh_op_name(fault.op));
    ck_assert(bits_of(fault.operand[0]) == bits_of(faults[_i].a));
    if (fault.operands > 1) ck_assert(bits_of(fault.operand[1]) == bits_of(faults[_i].b));
    ck_assert(bits_of(fault.result) == bits_of(faults[_i].result));
    const char *source = faults[_i].source;
    long position = dh_graph_node(graph, fault.node).position;
    if (source) ck_assert(strncmp(faults[_i].text + position, source, strlen(source)) == 0);
  }
  free(scratch);
  dh_program_destroy(program);
  dh_graph_destroy(graph);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("program");
  TCase *programs = tcase_create("programs");
  tcase_set_timeout(programs, 30);
  tcase_add_loop_test(programs, step, 0, sizeof steps / sizeof *steps);
  tcase_add_test(programs, scalars_are_rounded_where_they_meet_values);
  tcase_add_test(programs, facts_do_not_make_scalars);
  tcase_add_test(programs, scalars_on_every_kernel);
  tcase_add_test(programs, what_is_read);
  tcase_add_loop_test(programs, random_programs, 0, 200);
  tcase_add_test(programs, long_programs_take_breath);
  tcase_add_loop_test(programs, facts, 0, sizeof branching / sizeof *branching);
  tcase_add_test(programs, facts_about_all_slots);
  tcase_add_test(programs, unknown_input);
  tcase_add_test(programs, powers);
  tcase_add_test(programs, conditions_are_joined);
  tcase_add_loop_test(programs, results_are_handed_on, 0, 4);
  tcase_add_test(programs, what_is_at_hand_is_used_first);
  tcase_add_test(programs, old_values_are_read_first);
  tcase_add_loop_test(programs, trace, 0, sizeof faults / sizeof *faults);
  suite_add_tcase(suite, programs);
  return suite;
}

#include "check_main.h"
