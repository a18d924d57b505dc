/* SPDX-License-Identifier: MIT
 *
 * A block at work: its slots filled, advanced, measured, and looked at. */
#include "descent/block_parts.h"
#include "downhill/random.h"

#include <stdlib.h>
#include <string.h>

static double *input(const struct dh_block *block, int index, int slot) {
  return &block->registers[(size_t)index * DH_SLOTS + (size_t)slot];
}

static double rounded(const struct dh_block *block, double x) { return dh_precision_round(block->precision, x); }

/* --- creation --- */

static bool check_kinds(const struct dh_spec *const *specs, int slots, struct dh_error *error) {
  for (int i = 1; i < slots; i++)
    if (specs[i]->surface != specs[0]->surface || specs[i]->rule != specs[0]->rule ||
        dh_spec_precision(specs[i]) != dh_spec_precision(specs[0]))
      return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, "block", dh_surface_info(specs[i]->surface)->name);
  return true;
}

struct dh_block *dh_block_create(const struct dh_spec *const *specs, int slots, struct dh_error *error) {
  return dh_block_create_watching(specs, slots, DH_WATCH_NONE, error);
}

struct dh_block *dh_block_create_watching(const struct dh_spec *const *specs, int slots, enum dh_watch watch,
                                          struct dh_error *error) {
  if (!check_kinds(specs, slots, error)) return NULL;
  struct dh_block *block = calloc(1, sizeof *block);
  if (!block) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  const struct dh_rule_spec *rule = dh_rule_info(specs[0]->rule);
  block->kind = *specs[0];
  block->precision = dh_spec_precision(specs[0]);
  block->watch = watch;
  block->slots = slots;
  for (int i = 0; i < rule->parameter_count; i++)
    block->row[i] = (enum dh_parameter)dh_parameter_find(rule->parameter[i].name);
  bool data = dh_surface_rows(specs[0]->surface) > 0;
  if (data) block->batches = dh_batches_create(specs[0]->surface, block->precision, error);
  if ((data && !block->batches) || !dh_block_compile(block, specs, error)) {
    dh_block_destroy(block);
    return NULL;
  }
  for (int slot = 0; slot < slots; slot++) {
    dh_block_configure(block, slot, specs[slot]);
    dh_block_reset(block, slot, specs[slot]->start);
  }
  return block;
}

void dh_block_destroy(struct dh_block *block) {
  if (!block) return;
  for (int phase = 0; phase < PHASES; phase++)
    for (int task = 0; task < TASKS; task++) dh_program_destroy(block->program[phase][task]);
  dh_program_destroy(block->explain);
  dh_batches_destroy(block->batches);
  free(block->explain_registers);
  free(block->registers);
  free(block->scratch);
  free(block);
}

/* --- numbers --- */

void dh_block_configure(struct dh_block *block, int slot, const struct dh_spec *spec) {
  for (int i = 0; i < dh_block_numbers(block); i++)
    *input(block, block->at.parameter + i, slot) = dh_block_number(block, spec, i);
  block->seed[slot] = (uint64_t)dh_spec_number(spec, DH_SEED);
  if (block->batches) dh_batches_configure(block->batches, slot, spec);
}

void dh_block_at(const struct dh_block *block, int slot, double at[2]) {
  at[1] = 0;
  for (int axis = 0; axis < block->at.dim; axis++) at[axis] = *input(block, axis, slot);
}

void dh_block_save(const struct dh_block *block, int slot, struct dh_block_state *state) {
  const struct dh_step_layout *at = &block->at;
  dh_block_at(block, slot, state->at);
  for (int s = 0; s < at->states; s++)
    for (int axis = 0; axis < at->dim; axis++)
      state->state[s][axis] = *input(block, at->state + s * at->dim + axis, slot);
  state->t = block->t[slot];
  state->step = block->step[slot];
}

void dh_block_restore(struct dh_block *block, int slot, const struct dh_block_state *state) {
  const struct dh_step_layout *at = &block->at;
  for (int axis = 0; axis < at->dim; axis++) *input(block, axis, slot) = rounded(block, state->at[axis]);
  for (int s = 0; s < at->states; s++)
    for (int axis = 0; axis < at->dim; axis++)
      *input(block, at->state + s * at->dim + axis, slot) = rounded(block, state->state[s][axis]);
  block->t[slot] = state->t;
  block->step[slot] = state->step;
  block->has_t = false;
}

void dh_block_reset(struct dh_block *block, int slot, const double at[2]) {
  struct dh_block_state fresh = {.at = {at[0], block->at.dim > 1 ? at[1] : 0}};
  dh_block_restore(block, slot, &fresh);
}

/* --- watching --- */

void dh_block_watch(struct dh_block *block, int slot, const double limits[DH_LIMITS]) {
  for (int i = 0; i < DH_LIMITS; i++) *input(block, block->at.watch + i, slot) = limits[i];
  for (int i = DH_LIMITS; i < block->at.watched; i++)
    *input(block, block->at.watch + i, slot) = dh_watch_first(block->watch, i);
}

void dh_block_seen(const struct dh_block *block, int slot, double seen[DH_SEEN_MAX]) {
  for (int i = DH_LIMITS; i < block->at.watched; i++) seen[i - DH_LIMITS] = *input(block, block->at.watch + i, slot);
}

void dh_block_use(struct dh_block *block, int slots) { block->slots = slots; }

void dh_block_move(struct dh_block *block, int from, int to) {
  for (int i = 0; i < block->at.count; i++) *input(block, i, to) = *input(block, i, from);
  block->t[to] = block->t[from];
  block->step[to] = block->step[from];
  block->seed[to] = block->seed[from];
  if (block->batches) dh_batches_move(block->batches, from, to);
}

/* --- stepping --- */

static enum dh_block_phase phase_of(const struct dh_block *block) {
  int first = 0;
  for (int slot = 0; slot < block->slots; slot++) first += block->t[slot] == 0;
  return first == block->slots ? FIRST : first == 0 ? LATER : MIXED;
}

static void count_updates(struct dh_block *block, long updates) {
  for (int slot = 0; slot < block->slots; slot++) block->t[slot] += updates, block->step[slot] += updates;
}

static void place_t(struct dh_block *block) {
  for (int slot = 0; slot < block->slots; slot++) *input(block, block->at.t, slot) = (double)(block->t[slot] + 1);
}

/* What the noise of update `step` is made of, rounded like everything that is placed. It hangs on seed and step alone:
 * runs of one seed are pushed alike, whatever else differs between them. */
static void draw(const struct dh_block *block, int slot, long step, double z[2]) {
  dh_random_normals(block->seed[slot], DH_STREAM_NOISE, (uint64_t)step, z);
  for (int axis = 0; axis < 2; axis++) z[axis] = rounded(block, z[axis]);
}

static void place_z(struct dh_block *block) {
  for (int slot = 0; slot < block->slots; slot++) {
    double z[2];
    draw(block, slot, block->step[slot], z);
    for (int axis = 0; axis < block->at.dim; axis++) *input(block, block->at.z + axis, slot) = z[axis];
  }
}

static void place_data(struct dh_block *block, int wanted) {
  for (int slot = 0; slot < block->slots; slot++) {
    double at[2];
    struct dh_batch_values values = {0};
    dh_block_at(block, slot, at);
    dh_batches_evaluate(block->batches, slot, at, block->step[slot], wanted, &values);
    *input(block, block->at.loss, slot) = values.loss;
    for (int axis = 0; axis < block->at.dim; axis++)
      *input(block, block->at.gradient + axis, slot) = values.gradient[axis];
  }
}

/* `times` over, where nothing has to be placed in between. */
static void run_program(struct dh_block *block, enum dh_block_phase phase, enum dh_block_task task, long times) {
  const struct dh_program *program = block->program[phase][task];
  if (block->loaded != program) {
    dh_program_load(program, block->registers);
    block->loaded = program;
  }
  if (block->reads_t[phase][task] && !block->has_t) place_t(block);
  block->has_t = block->reads_t[phase][task] && block->precision == DH_FP64; /* in others it was rounded */
  if (block->reads_z[phase][task]) place_z(block);
  if (block->reads_data[phase][task]) place_data(block, block->reads_data[phase][task]);
  dh_program_repeat(program, block->registers, block->slots, times);
}

static void place_rates(struct dh_block *block, const double *rates) {
  for (int slot = 0; slot < block->slots; slot++) *input(block, block->at.rate, slot) = rates[slot];
}

/* Where a program that measures leaves each field of a row, NULL: nowhere; positions before it runs, for it moves them.
 */
static void find_fields(const struct dh_block *block, enum dh_block_phase phase, const double *from[DH_ROW_FIELDS]) {
  const struct {
    int field, output;
  } pairs[] = {{DH_ROW_GRADIENT, block->out.gradient},
               {DH_ROW_UPDATE, block->out.update},
               {DH_ROW_PRECONDITIONER, block->out.preconditioner}};
  const struct dh_program *program = block->program[phase][MEASURING];
  for (int axis = 0; axis < 2; axis++) {
    bool is = axis < block->at.dim;
    from[DH_ROW_AT + axis] = is ? input(block, axis, 0) : NULL;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
      from[pairs[i].field + axis] =
          is && pairs[i].output >= 0 ? input(block, dh_program_output(program, pairs[i].output + axis), 0) : NULL;
  }
  from[DH_ROW_LOSS] = input(block, dh_program_output(program, block->out.loss), 0);
  from[DH_ROW_RATE] = input(block, block->at.rate, 0);
}

/* Dividing by 1 is what no preconditioner does, along the axes there are. */
static void note_field(const struct dh_block *block, const double *from, int field, double *to) {
  double otherwise = field >= DH_ROW_PRECONDITIONER && field - DH_ROW_PRECONDITIONER < block->at.dim;
  if (from)
    memcpy(to, from, (size_t)block->slots * sizeof *to);
  else
    for (int slot = 0; slot < block->slots; slot++) to[slot] = otherwise;
}

void dh_block_measure(struct dh_block *block, const double *rates, double fields[DH_ROW_FIELDS][DH_SLOTS]) {
  enum dh_block_phase phase = phase_of(block);
  const double *from[DH_ROW_FIELDS];
  find_fields(block, phase, from);
  place_rates(block, rates);
  for (int k = DH_ROW_AT; k < DH_ROW_LOSS; k++) note_field(block, from[k], k, fields[k]);
  run_program(block, phase, MEASURING, 1);
  count_updates(block, 1);
  for (int k = DH_ROW_LOSS; k < DH_ROW_FIELDS; k++) note_field(block, from[k], k, fields[k]);
  if (block->precision == DH_FP64) return;
  for (int slot = 0; slot < block->slots; slot++) fields[DH_ROW_RATE][slot] = rounded(block, fields[DH_ROW_RATE][slot]);
}

void dh_block_step(struct dh_block *block, const double *rates, struct dh_row *rows) {
  double fields[DH_ROW_FIELDS][DH_SLOTS];
  if (!rows) {
    dh_block_advance(block, rates, 1);
    return;
  }
  dh_block_measure(block, rates, fields);
  for (int slot = 0; slot < block->slots; slot++) dh_row_read(fields, slot, &rows[slot]);
}

struct dh_program *dh_block_repeated(const struct dh_block *block) {
  return block->program[LATER][FAST];
}

void dh_block_advance(struct dh_block *block, const double *rates, long steps) {
  place_rates(block, rates);
  while (steps > 0) {
    enum dh_block_phase phase = phase_of(block);
    bool same = phase == LATER && !block->reads_z[LATER][FAST] && !block->batches;
    long updates = same ? steps : 1;
    run_program(block, phase, FAST, updates);
    count_updates(block, updates);
    steps -= updates;
  }
}

/* --- looking at an update --- */

static void list_inputs(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                        double *values) {
  const struct dh_step_layout *at = &block->at;
  for (int axis = 0; axis < at->dim; axis++) values[axis] = rounded(block, state->at[axis]);
  for (int s = 0; s < at->states; s++)
    for (int axis = 0; axis < at->dim; axis++)
      values[at->state + s * at->dim + axis] = rounded(block, state->state[s][axis]);
  values[at->rate] = rate;
  for (int i = 0; i < dh_block_numbers(block); i++) values[at->parameter + i] = *input(block, at->parameter + i, slot);
  values[at->t] = (double)(state->t + 1);
  double z[2];
  draw(block, slot, state->step, z);
  for (int axis = 0; axis < at->dim; axis++) values[at->z + axis] = z[axis];
  if (!block->batches) return;
  struct dh_batch_values data;
  dh_batches_evaluate(block->batches, slot, values, state->step, DH_WANT_LOSS | DH_WANT_GRADIENT, &data);
  values[at->loss] = data.loss;
  for (int axis = 0; axis < at->dim; axis++) values[at->gradient + axis] = data.gradient[axis];
}

/* What a step of data was given was wrong already: look into the rows. */
static bool trace_data(const struct dh_block *block, int slot, const double *at, long step, enum dh_quantity quantity,
                       int axis, struct dh_fault *fault) {
  if (!block->batches) return false;
  if (quantity == DH_QUANTITY_LOSS) return dh_batches_trace(block->batches, slot, at, step, DH_WANT_LOSS, 0, fault);
  return dh_batches_trace(block->batches, slot, at, step, DH_WANT_GRADIENT, axis, fault);
}

bool dh_block_trace(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                    enum dh_quantity quantity, int axis, struct dh_fault *fault) {
  const int first[DH_QUANTITY_COUNT] = {block->out.loss, block->out.gradient, block->out.update, block->out.position};
  double *inputs = block->scratch, *scratch = block->scratch + DH_INPUTS_MAX;
  const struct dh_program *program = block->program[state->t == 0 ? FIRST : LATER][MEASURING];
  list_inputs(block, slot, state, rate, inputs);
  return dh_program_trace(program, inputs, first[quantity] + axis, scratch, fault) ||
         trace_data(block, slot, inputs, state->step, quantity, axis, fault);
}

/* Carry out the explaining program. Output i of the rule's lines, then the clipped gradient, is on axis 0 at i*dim. */
static void explain(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate) {
  double inputs[DH_INPUTS_MAX];
  double *registers = block->explain_registers;
  list_inputs(block, slot, state, rate, inputs);
  for (int i = 0; i < block->at.count; i++) registers[(size_t)i * DH_SLOTS] = inputs[i];
  dh_program_load(block->explain, registers);
  dh_program_run(block->explain, registers, 1);
}

static double explained(const struct dh_block *block, int index, int axis) {
  if (axis >= block->at.dim) return 0;
  int output = dh_program_output(block->explain, index * block->at.dim + axis);
  return block->explain_registers[(size_t)output * DH_SLOTS];
}

int dh_block_explain(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                     double values[DH_LINES_MAX][2]) {
  int lines = dh_rule_info(block->kind.rule)->update_count;
  explain(block, slot, state, rate);
  for (int i = 0; i < lines; i++)
    for (int axis = 0; axis < 2; axis++) values[i][axis] = explained(block, i, axis);
  return lines;
}

void dh_block_clipped(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                      double gradient[2]) {
  explain(block, slot, state, rate);
  int lines = dh_rule_info(block->kind.rule)->update_count;
  for (int axis = 0; axis < 2; axis++) gradient[axis] = explained(block, lines, axis);
}
