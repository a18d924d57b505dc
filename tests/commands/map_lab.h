/* SPDX-License-Identifier: MIT
 *
 * Running the program to make maps: to the end, badly, and in the background. */
#ifndef TESTS_COMMANDS_MAP_LAB_H
#define TESTS_COMMANDS_MAP_LAB_H

#include "program.h"

#include <check.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct result result;

static inline void teardown(void) { result_free(&result); }

/* A few hundred tiles, in which everything happens. */
#define SMALL "--surface rosenbrock --x lr:1e-5:1e-2:log:83 --y momentum:0:0.99:61 --steps 150"

/* Every form in which this build can print a map. */
static const char *const map_lab_formats[] = {"csv", "text", "csv --summary",
#ifdef DOWNHILL_PNG
                                              "png",
#endif
                                              NULL};

static inline void run_well(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
  ck_assert_str_eq(text_string(&result.err), "");
}

static inline void run_badly(int status, const char *words, const char *said) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == status, "%s: status %d, %s", words, result.status, text_string(&result.err));
  ck_assert_msg(strstr(text_string(&result.err), said) != NULL, "%s said: %s", words, text_string(&result.err));
  ck_assert_int_eq(text_lines(&result.err), 1);
  ck_assert_int_eq(result.out.length, 0);
}

/* A path that stays; free it. */
static inline char *path_of(const char *name) { return strdup(scratch_path(name)); }

static inline bool exists(const char *path) { return access(path, F_OK) == 0; }

static inline long size_of(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

static inline struct text read_file(const char *path) {
  struct text text = {0};
  char bytes[65536];
  size_t got;
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s cannot be read", path);
  while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) text_append(&text, bytes, got);
  fclose(file);
  return text;
}

static inline void write_file(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
  fclose(file);
}

static inline bool same_text(const struct text *a, const struct text *b) {
  return a->length == b->length && memcmp(text_string(a), text_string(b), a->length) == 0;
}

static inline void check_same_files(const char *a, const char *b) {
  struct text first = read_file(a), second = read_file(b);
  ck_assert_msg(same_text(&first, &second), "%s and %s differ", a, b);
  text_free(&first);
  text_free(&second);
}

static inline void words_of(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static inline void words_of(char *out, size_t size, const char *format, ...) {
  va_list list;
  va_start(list, format);
  ck_assert_int_lt(vsnprintf(out, size, format, list), (int)size);
  va_end(list);
}

/* `downhill` and these words, to a file. */
static inline void write_map(const char *words, const char *path) {
  char line[1024];
  words_of(line, sizeof line, "%s -o %s", words, path);
  run_well(line);
  ck_assert_int_eq(result.out.length, 0);
}

/* The program in the background, its error output in a file. */
static inline pid_t start(const char *words, const char *errors) {
  char command[1024];
  words_of(command, sizeof command, "exec '%s' %s 2>'%s' >/dev/null", getenv("DOWNHILL_BINARY"), words, errors);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child > 0) return child;
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(127);
}

static inline void pause_a_little(void) {
  const struct timespec time = {0, 2000000};
  nanosleep(&time, NULL);
}

static inline int end_of(pid_t child) {
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
