/* SPDX-License-Identifier: MIT
 *
 * The programs of a block: what each of them puts out, and what is known of its numbers when it is compiled. */
#include "descent/block_parts.h"
#include "descent/memory.h"

#include <stdlib.h>

enum {
  OUTPUTS_MAX = 1 + 2 + 2 + 2 + 2 + 2 * DH_STATES_MAX + 2 * DH_LINES_MAX + DH_WATCH_INPUTS + 1,
  FACTS_MAX = DH_RULE_PARAMETERS_MAX + 3
};

/* --- what is known when compiling --- */

double dh_block_number(const struct dh_block *block, const struct dh_spec *spec, int i) {
  if (i < block->at.parameters) return dh_spec_number(spec, block->row[i]);
  return i == block->at.parameters ? dh_spec_number(spec, DH_MAX_GRAD_NORM) : dh_spec_noise(spec);
}

static void note_zeros(struct dh_block *block, const struct dh_spec *const *specs) {
  for (int i = 0; i < dh_block_numbers(block); i++) {
    int zeros = 0;
    for (int slot = 0; slot < block->slots; slot++) zeros += dh_block_number(block, specs[slot], i) == 0;
    if (zeros == block->slots) block->zero |= UINT32_C(1) << i;
    if (zeros == 0) block->nonzero |= UINT32_C(1) << i;
  }
}

static int list_facts(const struct dh_block *block, const struct dh_step *step, enum dh_block_phase phase,
                      struct dh_fact *facts) {
  int count = 0;
  for (int i = 0; i < dh_block_numbers(block); i++) {
    bool zero = block->zero >> i & 1, nonzero = block->nonzero >> i & 1;
    if (zero || nonzero) facts[count++] = (struct dh_fact){step->input[block->at.parameter + i], zero, 0};
  }
  if (phase != MIXED) facts[count++] = (struct dh_fact){step->input[block->at.t], phase == FIRST, 1};
  return count;
}

bool dh_block_suits(const struct dh_block *block, const struct dh_spec *spec) {
  if (spec->surface != block->kind.surface || spec->rule != block->kind.rule ||
      dh_spec_precision(spec) != block->precision)
    return false;
  for (int i = 0; i < dh_block_numbers(block); i++) {
    bool zero = dh_block_number(block, spec, i) == 0;
    if (zero ? block->nonzero >> i & 1 : block->zero >> i & 1) return false;
  }
  return true;
}

/* --- compiling --- */

static int list_measures(const struct dh_step *step, struct measures *out, struct dh_output *outputs) {
  int count = 0, dim = step->at.dim;
  out->loss = count;
  outputs[count++] = (struct dh_output){step->loss, -1};
  out->gradient = count;
  for (int axis = 0; axis < dim; axis++) outputs[count++] = (struct dh_output){step->gradient[axis], -1};
  out->update = count;
  for (int axis = 0; axis < dim; axis++) outputs[count++] = (struct dh_output){step->update[axis], -1};
  out->preconditioner = step->preconditioner[0] < 0 ? -1 : count;
  for (int axis = 0; axis < dim && out->preconditioner >= 0; axis++)
    outputs[count++] = (struct dh_output){step->preconditioner[axis], -1};
  out->position = count;
  return count;
}

static int list_next(const struct dh_step *step, struct dh_output *outputs) {
  int count = 0, dim = step->at.dim;
  for (int axis = 0; axis < dim; axis++) outputs[count++] = (struct dh_output){step->position[axis], axis};
  for (int s = 0; s < step->at.states; s++)
    for (int axis = 0; axis < dim; axis++)
      outputs[count++] = (struct dh_output){step->state[s][axis], step->at.state + s * dim + axis};
  return count;
}

static int list_seen(const struct dh_step *step, struct dh_output *outputs) {
  int count = 0;
  for (int i = 0; i < step->at.watched; i++)
    if (step->seen[i] >= 0) outputs[count++] = (struct dh_output){step->seen[i], step->at.watch + i};
  return count;
}

static int list_lines(const struct dh_step *step, struct dh_output *outputs) {
  int count = 0;
  for (int i = 0; i < step->lines; i++)
    for (int axis = 0; axis < step->at.dim; axis++) outputs[count++] = (struct dh_output){step->line[i][axis], -1};
  for (int axis = 0; axis < step->at.dim; axis++) outputs[count++] = (struct dh_output){step->clipped[axis], -1};
  return count;
}

static struct dh_program *compile(const struct dh_block *block, const struct dh_step *step, enum dh_block_phase phase,
                                  const struct dh_output *outputs, int count, struct dh_error *error) {
  struct dh_fact facts[FACTS_MAX];
  struct dh_program_spec spec = {.inputs = step->input,
                                 .input_count = step->at.count,
                                 .scalar = step->scalar,
                                 .outputs = outputs,
                                 .output_count = count,
                                 .facts = facts,
                                 .fact_count = list_facts(block, step, phase, facts),
                                 .precision = block->precision};
  return dh_program_create(step->graph, &spec, error);
}

static int wanted_data(const struct dh_step *step, const struct dh_program *program) {
  int wanted = 0;
  if (step->at.loss < 0) return 0;
  if (dh_program_reads(program, step->at.loss)) wanted |= DH_WANT_LOSS;
  for (int axis = 0; axis < step->at.dim; axis++)
    if (dh_program_reads(program, step->at.gradient + axis)) wanted |= DH_WANT_GRADIENT;
  return wanted;
}

static bool compile_phase(struct dh_block *block, const struct dh_step *step, enum dh_block_phase phase,
                          struct dh_error *error) {
  struct dh_output outputs[OUTPUTS_MAX];
  for (int task = 0; task < TASKS; task++) {
    int count = task == MEASURING ? list_measures(step, &block->out, outputs) : 0;
    count += list_next(step, outputs + count);
    count += list_seen(step, outputs + count);
    struct dh_program *program = compile(block, step, phase, outputs, count, error);
    /* One that reads t counts on by itself, so that it can be repeated. */
    if (program && dh_program_reads(program, step->at.t)) {
      dh_program_destroy(program);
      outputs[count++] = (struct dh_output){step->next_t, step->at.t};
      program = compile(block, step, phase, outputs, count, error);
    }
    if (!program) return false;
    block->program[phase][task] = program;
    block->reads_t[phase][task] = dh_program_reads(program, step->at.t);
    block->reads_z[phase][task] = dh_program_reads(program, step->at.z);
    block->reads_data[phase][task] = wanted_data(step, program);
  }
  return true;
}

/* Enough registers and scratch for whichever program needs most. */
static bool reserve(struct dh_block *block, struct dh_error *error) {
  int registers = block->at.count, scratch = 0;
  for (int phase = 0; phase < PHASES; phase++)
    for (int task = 0; task < TASKS; task++) {
      const struct dh_program *program = block->program[phase][task];
      if (!program) continue;
      if (dh_program_registers(program) > registers) registers = dh_program_registers(program);
      if (dh_program_scratch(program) > scratch) scratch = dh_program_scratch(program);
    }
  block->registers = dh_registers_create(registers);
  block->scratch = malloc((size_t)(DH_INPUTS_MAX + scratch) * sizeof *block->scratch);
  return (block->registers && block->scratch) || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}

bool dh_block_compile(struct dh_block *block, const struct dh_spec *const *specs, struct dh_error *error) {
  struct dh_step step;
  bool done = dh_step_build(&step, block->kind.surface, block->kind.rule, block->watch, error);
  if (done) {
    block->at = step.at;
    note_zeros(block, specs);
    /* One slot alone is either at its first update or not. */
    for (int phase = 0; phase < (block->slots > 1 ? PHASES : MIXED) && done; phase++)
      done = compile_phase(block, &step, (enum dh_block_phase)phase, error);
  }
  dh_step_free(&step);
  return done && reserve(block, error);
}

bool dh_block_prepare_explain(struct dh_block *block, struct dh_error *error) {
  struct dh_step step;
  struct dh_output outputs[OUTPUTS_MAX];
  bool done = dh_step_build(&step, block->kind.surface, block->kind.rule, block->watch, error);
  if (done) {
    block->explain = compile(block, &step, MIXED, outputs, list_lines(&step, outputs), error);
    done = block->explain != NULL;
  }
  dh_step_free(&step);
  if (!done) return false;
  int registers = dh_program_registers(block->explain);
  block->explain_registers = dh_registers_create(registers > block->at.count ? registers : block->at.count);
  return block->explain_registers || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}
