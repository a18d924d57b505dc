/* SPDX-License-Identifier: MIT
 *
 * For tests of what is compiled at run time. Where libgccjit or an assembler is missing there is nothing to test; where
 * they are there, everything must compile. */
#ifndef TESTS_JIT_LAB_H
#define TESTS_JIT_LAB_H

#include "../formula/support.h"
#include "catalog/catalog.h"
#include "descent/block.h"
#include "formula/program.h"
#include "jit/machine.h"

#include <stdio.h>

static struct catalog *catalog; /* as long as the program runs */
static struct library library;

static inline const struct dh_surface *lab_surface(const char *name) {
  int index = catalog_surface_find(catalog, name);
  ck_assert_msg(index >= 0, "no surface %s", name);
  return catalog_surface(catalog, index);
}

/* A full block, momentum where the rule has it; whatever kernel was generated for it is forgotten. */
static inline struct dh_block *lab_block(const struct dh_surface *surface, const struct dh_rule *rule,
                                         enum dh_precision precision, enum dh_watch watch) {
  struct dh_spec spec;
  struct dh_error error;
  const struct dh_spec *specs[DH_SLOTS];
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_MOMENTUM, 0.9);
  dh_spec_set(&spec, DH_PRECISION, precision);
  for (int i = 0; i < DH_SLOTS; i++) specs[i] = &spec;
  struct dh_block *block = dh_block_create_watching(specs, DH_SLOTS, watch, &error);
  ck_assert_msg(block != NULL, "%s: error %d, %s", dh_surface_info(surface)->name, (int)error.code, error.text);
  dh_program_attach(dh_block_repeated(block), NULL);
  return block;
}

/* Why nothing can be compiled here; NULL: it can. */
static inline const char *lab_obstacle(void) {
  if (dh_kernel_count() == 1) return "no instruction set to compile for";
  if (!library_open(&library)) return "no libgccjit here";
  return system("as --version >/dev/null 2>&1 && ld --version >/dev/null 2>&1") == 0 ? NULL : "no assembler here";
}

static Suite *suite(void);

static inline int lab_run(void) {
  struct dh_error error;
  const char *obstacle = lab_obstacle();
  if (obstacle) return printf("1..0 # SKIP %s\n", obstacle) < 0;
  catalog = catalog_create(NULL, &error);
  if (!catalog) return EXIT_FAILURE;
  SRunner *runner = srunner_create(suite());
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  catalog_destroy(catalog);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
