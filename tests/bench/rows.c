/* SPDX-License-Identifier: MIT
 *
 * How fast rows are printed: the real program writing a million of them, computing included, against a bare loop of
 * printf("%.17g") over the same numbers. Fails if it is not twice as fast. */
#include "bench/clock.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 1000000, COLUMNS = 6, TRIES = 3 };
static const double least_ratio = 2;

static double time_program(const char *path) {
  static const char *const words[] = {"downhill", "run",     "--surface", "rosenbrock", "--learning_rate",
                                      "0.001",    "--steps", "999999",    "-o",         NULL};
  const char *arguments[16];
  int count = 0;
  while (words[count]) arguments[count] = words[count], count++;
  arguments[count] = path;
  arguments[count + 1] = NULL;
  double begin = now();
  pid_t child = fork();
  if (child == 0) {
    execv(getenv("DOWNHILL_BINARY"), (char *const *)(uintptr_t)arguments);
    _exit(127);
  }
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    fprintf(stderr, "the program could not write its rows\n");
    exit(EXIT_FAILURE);
  }
  return now() - begin;
}

static double *read_numbers(const char *path) {
  double *numbers = malloc(sizeof *numbers * ROWS * COLUMNS);
  FILE *file = fopen(path, "r");
  char line[256];
  if (!numbers || !file || !fgets(line, sizeof line, file)) exit(EXIT_FAILURE);
  for (long row = 0; row < ROWS; row++) {
    if (!fgets(line, sizeof line, file)) exit(EXIT_FAILURE);
    char *next = strchr(line, ',');
    for (int i = 0; i < COLUMNS && next; i++) numbers[row * COLUMNS + i] = strtod(next + 1, &next);
  }
  fclose(file);
  return numbers;
}

static double time_printf(const char *path, const double *numbers) {
  double begin = now();
  FILE *file = fopen(path, "w");
  if (!file) exit(EXIT_FAILURE);
  for (long row = 0; row < ROWS; row++) {
    fprintf(file, "%ld", row);
    for (int i = 0; i < COLUMNS; i++) fprintf(file, ",%.17g", numbers[row * COLUMNS + i]);
    fputc('\n', file);
  }
  fclose(file);
  return now() - begin;
}

int main(void) {
  char path[] = "/tmp/downhill-rows-XXXXXX";
  int file = mkstemp(path);
  if (file < 0 || !getenv("DOWNHILL_BINARY")) return EXIT_FAILURE;
  close(file);
  double ours = time_program(path), theirs = 1e9;
  double *numbers = read_numbers(path);
  for (int i = 0; i < TRIES; i++) {
    double took = time_printf(path, numbers);
    if (took < theirs) theirs = took;
    took = time_program(path);
    if (took < ours) ours = took;
  }
  printf("a million rows: program %.3f s, printf %.3f s, ratio %.2f\n", ours, theirs, theirs / ours);
  free(numbers);
  unlink(path);
  return theirs / ours >= least_ratio ? EXIT_SUCCESS : EXIT_FAILURE;
}
