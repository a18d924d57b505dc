/* SPDX-License-Identifier: MIT
 *
 * How fast training logs are read: a million rows of six numbers as CSV and as a Trainer's state, against a bare loop
 * of strtod over the same CSV. Fails if CSV takes more than three times as long, the state more than seven times. */
#include "bench/clock.h"
#include "catalog/log.h"
#include "catalog/log_part.h"

#include <string.h>
#include <unistd.h>

enum { ROWS = 1000000, COLUMNS = 6, TRIES = 3 };

static const char *const names[COLUMNS] = {"step", "epoch", "loss", "learning_rate", "grad_norm", "eval_loss"};

/* As a Trainer would round them. */
static void print_row(FILE *file, int row, bool state) {
  const double value[COLUMNS] = {
      10.0 * row, row / 1000.0, 2 + row % 9973 / 10000.0, 2e-5 * (1 - row / 1e6), 1 + row % 997 / 991.0, 3 - row / 1e6};
  for (int i = 0; i < COLUMNS; i++) {
    if (state) fprintf(file, "%s\n      \"%s\": ", i > 0 ? "," : row > 0 ? ",\n    {" : "    {", names[i]);
    fprintf(file, "%s%.*g", !state && i > 0 ? "," : "", i == 2 ? 5 : 16, value[i]);
  }
  fputs(state ? "\n    }" : "\n", file);
}

static void write_log(const char *path, bool state) {
  FILE *file = fopen(path, "w");
  if (!file) exit(EXIT_FAILURE);
  if (state)
    fputs("{\n  \"log_history\": [\n", file);
  else
    for (int i = 0; i < COLUMNS; i++) fprintf(file, "%s%s", names[i], i + 1 < COLUMNS ? "," : "\n");
  for (int row = 0; row < ROWS; row++) print_row(file, row, state);
  if (state) fputs("\n  ]\n}\n", file);
  if (fclose(file) != 0) exit(EXIT_FAILURE);
}

static double time_reader(const char *path) {
  struct dh_log log;
  struct dh_error error;
  double begin = spent();
  bool good = dh_log_read(path, &log, &error);
  double took = spent() - begin;
  if (!good || log.count != ROWS) exit(EXIT_FAILURE);
  dh_log_free(&log);
  return took;
}

static double time_strtod(const char *path) {
  static double sum[COLUMNS];
  char line[256];
  double begin = spent();
  FILE *file = fopen(path, "r");
  if (!file || !fgets(line, sizeof line, file)) exit(EXIT_FAILURE);
  while (fgets(line, sizeof line, file)) {
    char *next = line;
    for (int i = 0; i < COLUMNS; i++) sum[i] += strtod(next, &next), next += *next == ',';
  }
  fclose(file);
  return spent() - begin;
}

static double best_of(double (*measure)(const char *path), const char *path) {
  double best = 1e9;
  for (int i = 0; i < TRIES; i++) {
    double took = measure(path);
    if (took < best) best = took;
  }
  return best;
}

int main(void) {
  char path[] = "/tmp/downhill-log-XXXXXX";
  int file = mkstemp(path);
  if (file < 0) return EXIT_FAILURE;
  close(file);
  write_log(path, false);
  double bare = best_of(time_strtod, path), csv = best_of(time_reader, path), state = 0;
  if (log_json_is_built()) {
    write_log(path, true);
    state = best_of(time_reader, path);
  }
  unlink(path);
  printf("a million rows: strtod %.3f s, CSV %.3f s (x %.2f), a Trainer's state %.3f s (x %.2f)\n", bare, csv,
         csv / bare, state, state / bare);
  return csv < 3 * bare && state < 7 * bare ? EXIT_SUCCESS : EXIT_FAILURE;
}
