/* SPDX-License-Identifier: MIT
 *
 * Runs while building: `generate KERNELS.c TABLE.c` compiles pairs of built-in surfaces and update rules as a map would
 * and writes every program out as C: the kernels, compiled once per instruction set, and the table by which they are
 * found. Only pairs are worth it whose every operation is one instruction: where a sine or a power is computed, what
 * is around it does not matter. */
#include "catalog/catalog.h"
#include "descent/block.h"
#include "fused/fused.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_OPERATIONS = 96, MOST_KERNELS = 256 };

/* The rules worth it: settings that make the program a different one. */
static const struct variant {
  const char *rule;
  enum dh_parameter parameter;
  double value;
} variants[] = {
    {"sgd", DH_MOMENTUM, 0},
    {"sgd", DH_MOMENTUM, 0.9},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static void check(bool good, const char *what, const struct dh_error *error) {
  if (good) return;
  fprintf(stderr, "generate: %s: error %d, %s\n", what, error ? (int)error->code : 0, error ? error->text : "");
  exit(EXIT_FAILURE);
}

/* --- one program --- */

/* The vocabulary's word for an operation (see vector.h); NULL where there is none. */
static const char *const words[DH_OP_COUNT] = {
    [DH_OP_ADD] = "SUM",      [DH_OP_SUB] = "DIFFERENCE", [DH_OP_MUL] = "PRODUCT",   [DH_OP_DIV] = "QUOTIENT",
    [DH_OP_NEG] = "NEGATIVE", [DH_OP_LT] = "LESS",        [DH_OP_LE] = "LESS_EQUAL", [DH_OP_EQ] = "EQUAL",
    [DH_OP_NE] = "UNEQUAL",   [DH_OP_WHERE] = "SELECT",   [DH_OP_MIN] = "MINIMUM",   [DH_OP_MAX] = "MAXIMUM",
    [DH_OP_SQRT] = "ROOT",    [DH_OP_ABS] = "ABSOLUTE",   [DH_OP_SIGN] = "SIGN",
};

static bool is_comparison(enum dh_op op) { return op >= DH_OP_LT && op <= DH_OP_NE; }

static int first_result(const struct dh_list *list) { return list->inputs + list->constants; }

static void put_value(FILE *out, const struct dh_list *list, int value) {
  if (value < list->inputs)
    fprintf(out, "in%d[i]", value);
  else if (value < first_result(list))
    fprintf(out, "SPREAD(%a)", list->constant[value - list->inputs]);
  else
    fprintf(out, "v%d", value);
}

static void put_call(FILE *out, const struct dh_list *list, const char *word, int a, int b) {
  fprintf(out, "%s(", word);
  put_value(out, list, a);
  if (b >= 0) {
    fprintf(out, ", ");
    put_value(out, list, b);
  }
  fprintf(out, ")");
}

/* What a where() decides by: a comparison itself and not the number that it makes. */
static void put_condition(FILE *out, const struct dh_list *list, int value) {
  const struct dh_operation *at = value < first_result(list) ? NULL : &list->operations[value - first_result(list)];
  if (at && is_comparison(at->op)) {
    put_call(out, list, words[at->op], at->a, at->b);
    return;
  }
  put_call(out, list, "NONZERO", value, -1);
}

static void put_result(FILE *out, const struct dh_list *list, const struct dh_operation *at) {
  if (is_comparison(at->op)) {
    fprintf(out, "TRUTH(");
    put_call(out, list, words[at->op], at->a, at->b);
    fprintf(out, ")");
  } else if (at->op == DH_OP_WHERE) {
    fprintf(out, "SELECT(");
    put_condition(out, list, at->a);
    fprintf(out, ", ");
    put_value(out, list, at->b);
    fprintf(out, ", ");
    put_value(out, list, at->c);
    fprintf(out, ")");
  } else {
    put_call(out, list, words[at->op], at->a, at->b);
  }
}

/* A comparison that only conditions use makes a number that nobody does: the compiler drops it. */
static void put_body(FILE *out, const struct dh_program *program) {
  const struct dh_list *list = &program->list;
  for (int i = 0; i < list->count; i++) {
    fprintf(out, "        vector v%d = ", first_result(list) + i);
    put_result(out, list, &list->operations[i]);
    fprintf(out, ";\n");
  }
  for (int i = 0; i < program->output_count; i++) {
    fprintf(out, "        vector out%d = ", i);
    put_value(out, list, program->outputs[i].node);
    fprintf(out, ";\n");
  }
  for (int i = 0; i < program->output_count; i++)
    fprintf(out, "        in%d[i] = out%d;\n", program->outputs[i].into, i);
}

static bool is_used(const struct dh_program *program, int input) {
  return dh_program_reads(program, input) || dh_program_writes(program, input);
}

static void write_kernel(FILE *out, const struct dh_program *program, int index) {
  int inputs = program->list.inputs;
  fprintf(out, "\nstatic void repeat_%d(double *registers, int slots, long times) {\n", index);
  fprintf(out, "  enum { TOGETHER = %d };\n", dh_program_together(program));
  fprintf(out, "  for (int first = 0; first < slots; first += TOGETHER * WIDTH) {\n");
  for (int r = 0; r < inputs; r++)
    if (is_used(program, r)) fprintf(out, "    vector in%d[TOGETHER];\n", r);
  fprintf(out, "    EACH_VECTOR {\n");
  for (int r = 0; r < inputs; r++)
    if (is_used(program, r))
      fprintf(out, "      in%d[i] = load(registers + %d * DH_SLOTS + first + i * WIDTH);\n", r, r);
  fprintf(out, "    }\n    for (long n = 0; n < times; n++)\n      EACH_VECTOR {\n");
  put_body(out, program);
  fprintf(out, "      }\n    EACH_VECTOR {\n");
  for (int r = 0; r < inputs; r++)
    if (dh_program_writes(program, r))
      fprintf(out, "      store(registers + %d * DH_SLOTS + first + i * WIDTH, in%d[i]);\n", r, r);
  fprintf(out, "    }\n  }\n}\n");
}

/* What the kernel is found by: the program itself, without its code. */
static void write_key(FILE *out, const struct dh_program *program, int index) {
  const struct dh_list *list = &program->list;
  fprintf(out, "\nstatic const double constant_%d[] = {", index);
  for (int i = 0; i < list->constants; i++) fprintf(out, "%a, ", list->constant[i]);
  fprintf(out, "0};\nstatic const struct dh_operation operation_%d[] = {\n", index);
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    fprintf(out, "  {%d, %d, %d, %d, -1},\n", (int)at->op, at->a, at->b, at->c);
  }
  fprintf(out, "  {0}};\nstatic const struct dh_output output_%d[] = {", index);
  for (int i = 0; i < program->output_count; i++)
    fprintf(out, "{%d, %d}, ", program->outputs[i].node, program->outputs[i].into);
  fprintf(out, "{0}};\n");
}

static void write_entry(FILE *out, const struct dh_program *program, int index) {
  const struct dh_list *list = &program->list;
  fprintf(out, "  {.list = {%d, %d, %d, 0, (double *)constant_%d, (struct dh_operation *)operation_%d},\n",
          list->inputs, list->constants, list->count, index, index);
  fprintf(out, "   .outputs = (struct dh_output *)output_%d, .output_count = %d},\n", index, program->output_count);
}

/* --- which programs --- */

static bool is_worth_it(const struct dh_program *program) {
  const struct dh_list *list = &program->list;
  bool worth = list->count <= MOST_OPERATIONS;
  for (int i = 0; i < list->count; i++) worth = worth && words[list->operations[i].op];
  for (int i = 0; i < list->constants; i++) worth = worth && isfinite(list->constant[i]);
  for (int i = 0; i < program->output_count; i++) worth = worth && program->outputs[i].into >= 0;
  return worth;
}

struct kept {
  struct dh_block *block;
  const struct dh_program *program;
};

static bool is_known(const struct kept *kept, int count, const struct dh_program *program) {
  for (int i = 0; i < count; i++)
    if (dh_program_is_same(kept[i].program, program)) return true;
  return false;
}

/* The program that a full block of this pair repeats. */
static int keep(struct kept *kept, int count, const struct catalog *catalog, int surface, const struct variant *variant,
                enum dh_watch watch) {
  struct dh_spec spec;
  struct dh_error error;
  const struct dh_spec *specs[2] = {&spec, &spec};
  int rule = catalog_rule_find(catalog, variant->rule);
  check(rule >= 0, variant->rule, NULL);
  dh_spec_init(&spec, catalog_surface(catalog, surface), catalog_rule(catalog, rule));
  dh_spec_set(&spec, variant->parameter, variant->value);
  struct dh_block *block = dh_block_create_watching(specs, 2, watch, &error);
  check(block != NULL, dh_surface_info(spec.surface)->name, &error);
  const struct dh_program *program = dh_block_repeated(block);
  if (!is_worth_it(program) || is_known(kept, count, program)) {
    dh_block_destroy(block);
    return count;
  }
  check(count < MOST_KERNELS, "more kernels than MOST_KERNELS", NULL);
  kept[count] = (struct kept){block, program};
  return count + 1;
}

/* --- files --- */

static FILE *open_file(const char *path, const char *include) {
  FILE *out = fopen(path, "w");
  if (!out) {
    perror(path);
    exit(EXIT_FAILURE);
  }
  fprintf(out, "/* Made by generate.c: do not edit. */\n#include \"fused/%s\"\n", include);
  return out;
}

static void write_kernels(const char *path, const struct kept *kept, int count) {
  FILE *out = open_file(path, "kernel.h");
  for (int i = 0; i < count; i++) write_kernel(out, kept[i].program, i);
  fprintf(out, "\ndh_repeat_run *const FUSED_NAME[] = {");
  for (int i = 0; i < count; i++) fprintf(out, "repeat_%d, ", i);
  fprintf(out, "NULL};\n");
  check(fclose(out) == 0, path, NULL);
}

static void write_table(const char *path, const struct kept *kept, int count) {
  FILE *out = open_file(path, "fused.h");
  for (int i = 0; i < count; i++) write_key(out, kept[i].program, i);
  fprintf(out, "\nconst struct dh_program fused[] = {\n");
  for (int i = 0; i < count; i++) write_entry(out, kept[i].program, i);
  fprintf(out, "  {.output_count = 0},\n};\nconst int fused_count = %d;\n", count);
  check(fclose(out) == 0, path, NULL);
}

int main(int argc, char **argv) {
  static const enum dh_watch watched[] = {DH_WATCH_NONE, DH_WATCH_ROWS, DH_WATCH_SUMS};
  static struct kept kept[MOST_KERNELS];
  struct dh_error error;
  int count = 0;
  if (argc != 3) {
    fprintf(stderr, "usage: generate KERNELS.c TABLE.c\n");
    return EXIT_FAILURE;
  }
  struct catalog *catalog = catalog_create(NULL, &error);
  check(catalog != NULL, "catalog", &error);
  for (int surface = 0; surface < catalog_surface_count(catalog); surface++)
    for (int v = 0; v < VARIANTS; v++)
      for (size_t w = 0; w < sizeof watched / sizeof *watched; w++)
        count = keep(kept, count, catalog, surface, &variants[v], watched[w]);
  write_kernels(argv[1], kept, count);
  write_table(argv[2], kept, count);
  for (int i = 0; i < count; i++) dh_block_destroy(kept[i].block);
  catalog_destroy(catalog);
  return EXIT_SUCCESS;
}
