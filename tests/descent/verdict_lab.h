/* SPDX-License-Identifier: MIT
 *
 * What the tests of verdicts share: surfaces made on the spot, and a run on them judged after some steps. */
#ifndef TESTS_VERDICT_LAB_H
#define TESTS_VERDICT_LAB_H

#include "downhill/verdict.h"
#include "lab.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static inline struct dh_rule *lab_sgd(void) { return lab_rule("sgd"); }
static inline struct dh_rule *lab_adam(void) { return lab_rule("adam"); }

static inline struct dh_surface *lab_surface(const struct dh_surface_spec *spec) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_create(spec, &error);
  ck_assert_msg(surface != NULL, "%s: error %d at %ld: %s", spec->formula, (int)error.code, error.position, error.text);
  return surface;
}

static inline enum dh_verdict lab_judge(const struct dh_run *run) {
  struct dh_reading reading;
  dh_run_judge(run, &reading);
  return reading.verdict;
}

/* splitmix64 (Steele, Lea and Flood 2014): the tests' own generator. */
static inline double lab_uniform(uint64_t *state, double low, double high) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return low + (high - low) * (double)(z >> 11) * 0x1p-53;
}

#endif
