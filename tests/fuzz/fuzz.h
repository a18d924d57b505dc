/* SPDX-License-Identifier: MIT
 *
 * What the fuzz targets share. A target is a file with LLVMFuzzerTestOneInput(), which libFuzzer calls (meson option
 * `fuzz`, clang) or else driver.c. Whatever reads text may refuse it, in words of one line, and nothing else may
 * happen: the sanitizers see what a result does not show. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "catalog/catalog.h"

#include <stddef.h>
#include <stdint.h>

/* So much of an input is read: what goes wrong with more goes wrong with this much. */
enum { FUZZ_SIZE = 8192 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, which is how both drivers learn of a failure. */
#define fuzz_must(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
__attribute__((noreturn)) void fuzz_fail(const char *file, int line, const char *condition);

/* The input as a string in memory of just its size, so that reading on is seen; the caller frees. */
char *fuzz_text(const uint8_t *data, size_t size);
/* What is compiled in; fuzz_text() makes it anew every now and then, because it keeps what was typed. */
struct catalog *fuzz_catalog(void);

/* The input was taken: driver.c holds seeds to that. */
extern long fuzz_taken;
/* Or else the error can be told, in one line that is safe to print. */
void fuzz_refused(const struct dh_error *error);
/* Text that reaches a terminal: valid UTF-8 without controls, and nothing that hides or turns the reading order. */
void fuzz_harmless(const char *text);

#endif
