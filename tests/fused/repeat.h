/* SPDX-License-Identifier: MIT
 *
 * A program repeated by a kernel against the same program run again and again. */
#ifndef TESTS_FUSED_REPEAT_H
#define TESTS_FUSED_REPEAT_H

#include "../formula/support.h"
#include "formula/program.h"

/* Anything, or numbers with which a descent lasts. */
static inline void fill_registers(const struct dh_program *program, double *registers, uint64_t *state) {
  bool tame = next_bits(state) % 2;
  for (int i = 0; i < dh_program_registers(program) * DH_SLOTS; i++)
    registers[i] = tame ? uniform(state, -0.1, 0.1) : interesting(state);
  dh_program_load(program, registers);
}

/* Check counts its assertions in a file: only what is wrong is told. */
static inline void check_slots(const struct dh_program *program, const double *got, const double *want,
                               const double *before, int slots, int group) {
  int changed = (slots + group - 1) / group * group;
  for (int r = 0; r < program->list.inputs; r++)
    for (int s = 0; s < DH_SLOTS; s++) {
      int at = r * DH_SLOTS + s;
      if (s < slots && bits_of(got[at]) != bits_of(want[at]))
        ck_abort_msg("input %d, slot %d of %d: %a, not %a", r, s, slots, got[at], want[at]);
      if (s >= changed && bits_of(got[at]) != bits_of(before[at]))
        ck_abort_msg("input %d, slot %d was touched, with %d in use", r, s, slots);
    }
}

/* Every number of slots, 0 to 50 times, with a kernel whose vectors are `width` wide. */
static inline void check_repeat(const struct dh_program *program, int width, uint64_t seed) {
  uint64_t state = seed;
  double *got = registers_of(program), *want = registers_of(program), *before = registers_of(program);
  size_t size = (size_t)dh_program_registers(program) * DH_SLOTS * sizeof *got;
  ck_assert_ptr_nonnull(program->repeat);
  for (int slots = 1; slots <= DH_SLOTS; slots++) {
    long times = (long)(next_bits(&state) % (slots % 2 ? 4 : 51));
    fill_registers(program, before, &state);
    memcpy(got, before, size);
    memcpy(want, before, size);
    for (long i = 0; i < times; i++) dh_program_run(program, want, slots);
    if (slots % 3)
      dh_program_repeat(program, got, slots, times);
    else
      program->repeat(got, slots, times);
    check_slots(program, got, want, before, slots, width * dh_program_together(program));
  }
  free(got);
  free(want);
  free(before);
}

#endif
