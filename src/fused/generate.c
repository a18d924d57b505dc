/* SPDX-License-Identifier: MIT
 *
 * Runs while building: `generate KERNELS.c TABLE.c` compiles pairs of built-in surfaces and update rules as a map would
 * and writes every program out as C: the kernels, compiled once per instruction set, and the table by which they are
 * found. Only pairs are worth it whose every operation is one instruction: where a sine or a power is computed, what
 * is around it does not matter. */
#include "catalog/catalog.h"
#include "descent/block.h"
#include "fused/fused.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

struct writer {
  FILE *out;
  const struct dh_list *list;
  bool *compared; /* of each value: it is needed as a number, not only as a condition */
};

static const char *comparison(enum dh_op op) {
  switch (op) {
  case DH_OP_LT:
    return "LESS";
  case DH_OP_LE:
    return "LESS_EQUAL";
  case DH_OP_EQ:
    return "EQUAL";
  case DH_OP_NE:
    return "UNEQUAL";
  default:
    return NULL;
  }
}

/* The vocabulary's word for an operation with this many operands; NULL if there is none. */
static const char *word(enum dh_op op) {
  switch (op) {
  case DH_OP_MIN:
    return "MINIMUM";
  case DH_OP_MAX:
    return "MAXIMUM";
  case DH_OP_SQRT:
    return "ROOT";
  case DH_OP_ABS:
    return "ABSOLUTE";
  case DH_OP_SIGN:
    return "SIGN";
  default:
    return NULL;
  }
}

static bool is_native(enum dh_op op) {
  return op == DH_OP_ADD || op == DH_OP_SUB || op == DH_OP_MUL || op == DH_OP_DIV || op == DH_OP_NEG ||
         op == DH_OP_WHERE || comparison(op) || word(op);
}

static int first_result(const struct dh_list *list) { return list->inputs + list->constants; }

static const struct dh_operation *made_by(const struct dh_list *list, int value) {
  return value < first_result(list) ? NULL : &list->operations[value - first_result(list)];
}

static void put_value(const struct writer *writer, int value) {
  const struct dh_list *list = writer->list;
  if (value < list->inputs)
    fprintf(writer->out, "in%d[i]", value);
  else if (value < first_result(list))
    fprintf(writer->out, "SPREAD(%a)", list->constant[value - list->inputs]);
  else
    fprintf(writer->out, "v%d", value);
}

static void put_call(const struct writer *writer, const char *name, int a, int b) {
  fprintf(writer->out, "%s(", name);
  put_value(writer, a);
  if (b >= 0) {
    fprintf(writer->out, ", ");
    put_value(writer, b);
  }
  fprintf(writer->out, ")");
}

static void put_condition(const struct writer *writer, int value) {
  const struct dh_operation *at = made_by(writer->list, value);
  if (at && comparison(at->op)) {
    put_call(writer, comparison(at->op), at->a, at->b);
    return;
  }
  fprintf(writer->out, "UNEQUAL(");
  put_value(writer, value);
  fprintf(writer->out, ", SPREAD(0.0))");
}

static void put_result(const struct writer *writer, const struct dh_operation *at) {
  FILE *out = writer->out;
  if (at->op == DH_OP_WHERE) {
    fprintf(out, "SELECT(");
    put_condition(writer, at->a);
    fprintf(out, ", ");
    put_value(writer, at->b);
    fprintf(out, ", ");
    put_value(writer, at->c);
    fprintf(out, ")");
  } else if (comparison(at->op)) {
    fprintf(out, "TRUTH(");
    put_call(writer, comparison(at->op), at->a, at->b);
    fprintf(out, ")");
  } else if (word(at->op)) {
    put_call(writer, word(at->op), at->a, at->b);
  } else if (at->op == DH_OP_NEG) {
    put_call(writer, "-", at->a, -1);
  } else {
    put_value(writer, at->a);
    fprintf(out, " %s ", dh_op_name(at->op));
    put_value(writer, at->b);
  }
}

/* Conditions are written where they are used. */
static void find_compared(struct writer *writer, const struct dh_program *program) {
  const struct dh_list *list = writer->list;
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    if (at->op != DH_OP_WHERE) writer->compared[at->a] = true;
    if (at->b >= 0) writer->compared[at->b] = true;
    if (at->c >= 0) writer->compared[at->c] = true;
  }
  for (int i = 0; i < program->output_count; i++) writer->compared[program->outputs[i].node] = true;
}

static bool is_input_read(const struct dh_program *program, int input) { return dh_program_reads(program, input); }

static bool is_input_written(const struct dh_program *program, int input) {
  for (int i = 0; i < program->output_count; i++)
    if (program->outputs[i].into == input) return true;
  return false;
}

static void put_body(const struct writer *writer, const struct dh_program *program) {
  const struct dh_list *list = writer->list;
  for (int i = 0; i < list->count; i++) {
    int value = first_result(list) + i;
    if (comparison(list->operations[i].op) && !writer->compared[value]) continue;
    fprintf(writer->out, "        vector v%d = ", value);
    put_result(writer, &list->operations[i]);
    fprintf(writer->out, ";\n");
  }
  for (int i = 0; i < program->output_count; i++) {
    fprintf(writer->out, "        vector out%d = ", i);
    put_value(writer, program->outputs[i].node);
    fprintf(writer->out, ";\n");
  }
  for (int i = 0; i < program->output_count; i++)
    fprintf(writer->out, "        in%d[i] = out%d;\n", program->outputs[i].into, i);
}

static void write_kernel(FILE *out, const struct dh_program *program, int index) {
  struct writer writer = {out, &program->list, NULL};
  const struct dh_list *list = writer.list;
  writer.compared = calloc((size_t)first_result(list) + (size_t)list->count + 1, sizeof *writer.compared);
  check(writer.compared != NULL, "memory", NULL);
  find_compared(&writer, program);
  fprintf(out, "\nstatic void repeat_%d(double *registers, int slots, long times) {\n", index);
  fprintf(out, "  for (int first = 0; first < slots; first += TOGETHER * WIDTH) {\n");
  for (int r = 0; r < list->inputs; r++)
    if (is_input_read(program, r) || is_input_written(program, r)) fprintf(out, "    vector in%d[TOGETHER];\n", r);
  fprintf(out, "    EACH_VECTOR {\n");
  for (int r = 0; r < list->inputs; r++)
    if (is_input_read(program, r) || is_input_written(program, r))
      fprintf(out, "      in%d[i] = load(registers + %d * DH_SLOTS + first + i * WIDTH);\n", r, r);
  fprintf(out, "    }\n    for (long n = 0; n < times; n++)\n      EACH_VECTOR {\n");
  put_body(&writer, program);
  fprintf(out, "      }\n    EACH_VECTOR {\n");
  for (int r = 0; r < list->inputs; r++)
    if (is_input_written(program, r))
      fprintf(out, "      store(registers + %d * DH_SLOTS + first + i * WIDTH, in%d[i]);\n", r, r);
  fprintf(out, "    }\n  }\n}\n");
  free(writer.compared);
}

/* What the kernel is found by. */
static void write_key(FILE *out, const struct dh_program *program, int index) {
  const struct dh_list *list = &program->list;
  fprintf(out, "\nstatic const double constant_%d[] = {", index);
  for (int i = 0; i < list->constants; i++) fprintf(out, "%a, ", list->constant[i]);
  fprintf(out, "0};\nstatic const int operation_%d[][4] = {\n", index);
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    fprintf(out, "  {%d, %d, %d, %d},\n", (int)at->op, at->a, at->b, at->c);
  }
  fprintf(out, "};\nstatic const int output_%d[][2] = {", index);
  for (int i = 0; i < program->output_count; i++)
    fprintf(out, "{%d, %d}, ", program->outputs[i].node, program->outputs[i].into);
  fprintf(out, "};\n");
}

static void write_entry(FILE *out, const struct dh_program *program, int index) {
  fprintf(out, "  {%d, %d, %d, %d, constant_%d, operation_%d, output_%d},\n", program->list.inputs,
          program->list.constants, program->list.count, program->output_count, index, index, index);
}

/* --- which programs --- */

static bool is_worth_it(const struct dh_program *program) {
  const struct dh_list *list = &program->list;
  bool native = list->count <= MOST_OPERATIONS;
  for (int i = 0; i < list->count; i++) native = native && is_native(list->operations[i].op);
  for (int i = 0; i < program->output_count; i++) native = native && program->outputs[i].into >= 0;
  return native;
}

struct kept {
  struct dh_block *block;
  const struct dh_program *program;
};

static bool is_known(const struct kept *kept, int count, const struct dh_program *program);

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
  if (count == MOST_KERNELS || !is_worth_it(program) || is_known(kept, count, program)) {
    dh_block_destroy(block);
    return count;
  }
  kept[count] = (struct kept){block, program};
  return count + 1;
}

static bool same(const struct dh_program *a, const struct dh_program *b) {
  if (a->list.count != b->list.count || a->list.constants != b->list.constants || a->list.inputs != b->list.inputs)
    return false;
  for (int i = 0; i < a->list.count; i++) {
    const struct dh_operation *p = &a->list.operations[i], *q = &b->list.operations[i];
    if (p->op != q->op || p->a != q->a || p->b != q->b || p->c != q->c) return false;
  }
  return memcmp(a->list.constant, b->list.constant, (size_t)a->list.constants * sizeof *a->list.constant) == 0;
}

static bool is_known(const struct kept *kept, int count, const struct dh_program *program) {
  for (int i = 0; i < count; i++)
    if (same(kept[i].program, program)) return true;
  return false;
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
  fprintf(out, "\nconst struct fused fused[] = {\n");
  for (int i = 0; i < count; i++) write_entry(out, kept[i].program, i);
  fprintf(out, "  {0, 0, 0, 0, NULL, NULL, NULL},\n};\nconst int fused_count = %d;\n", count);
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
