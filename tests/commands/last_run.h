/* SPDX-License-Identifier: MIT
 *
 * One run of the program after the other: the last one's result, which the test's fixture frees. */
#ifndef TESTS_COMMANDS_LAST_RUN_H
#define TESTS_COMMANDS_LAST_RUN_H

#include "program.h"

#include <check.h>

static struct result result;

static void teardown(void) { result_free(&result); }

static void run_well(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
}

static void expect_notes(const char *words, const char *notes) {
  run_well(words);
  ck_assert_str_eq(text_string(&result.err), notes);
}

#endif
