/* SPDX-License-Identifier: MIT
 *
 * A block from inside. It owns one register file, shared by all its programs: they have the same inputs in the same
 * registers, and only the constants behind them are loaded anew when another program takes over. There are programs for
 * the first update (t = 1), for later ones, and for slots of which some are at their first; each of them measuring or
 * fast. */
#ifndef DESCENT_BLOCK_PARTS_H
#define DESCENT_BLOCK_PARTS_H

#include "descent/block.h"
#include "descent/data.h"
#include "descent/step.h"

enum dh_block_phase { FIRST, LATER, MIXED, PHASES };
enum dh_block_task { FAST, MEASURING, TASKS };
/* Outputs of a measuring program, in this order; then the next positions and states. */
struct measures {
  int loss, gradient, update, preconditioner /* -1: there is none */, position;
};

struct dh_block {
  struct dh_spec kind; /* of slot 0: which surface, rule and precision */
  enum dh_precision precision;
  enum dh_watch watch;
  int slots;
  struct dh_step_layout at;
  enum dh_parameter row[DH_RULE_PARAMETERS_MAX]; /* parameter i of the rule in the parameter table */
  uint32_t zero, nonzero;                        /* bit i: number i (see dh_block_number) is 0 in every, in no slot */
  struct measures out;
  struct dh_program *program[PHASES][TASKS];
  bool reads_t[PHASES][TASKS], reads_z[PHASES][TASKS];
  int reads_data[PHASES][TASKS]; /* bits DH_WANT_... */
  struct dh_batches *batches;    /* of a data surface */
  const struct dh_program *loaded;
  double *registers;
  double *scratch; /* for tracing: inputs, then the program's scratch */
  struct dh_program *explain;
  double *explain_registers;
  bool has_t;          /* the register of t is right: the program that ran last counts on by itself */
  long t[DH_SLOTS];    /* updates done since the rule began */
  long step[DH_SLOTS]; /* updates done since the start: what is drawn for the next hangs on it */
  uint64_t seed[DH_SLOTS];
};

/* Numbers that may specialise the programs: the rule's parameters, max_grad_norm, the noise. */
static inline int dh_block_numbers(const struct dh_block *block) { return block->at.parameters + 2; }
double dh_block_number(const struct dh_block *block, const struct dh_spec *spec, int i);

static inline enum dh_precision dh_spec_precision(const struct dh_spec *spec) {
  return (enum dh_precision)dh_spec_number(spec, DH_PRECISION);
}

/* Programs for a block whose kind, rows of parameters and slots are known, and the registers that they need. */
bool dh_block_compile(struct dh_block *block, const struct dh_spec *const *specs, struct dh_error *error);

#endif
