/* SPDX-License-Identifier: MIT
 *
 * For compilers without libFuzzer: seeds are read, damaged by chance from a counter, and handed to the target, so many
 * times. It takes what libFuzzer takes of that:
 *
 *   TARGET -runs=N [-seed=N] [-dict=FILE] SEED...      a seed is a file, or a folder of them
 *   TARGET FILE                                                       this input once
 *
 * What broke it is written to crash-TARGET, in the folder it runs in. All it prints is TAP. */
#include "fuzz.h"

#include "../base/dice.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECES_MAX = 4096, WORD_MAX = 64, DAMAGES_MAX = 6, PATIENCE = 30 /* seconds for one input */ };

struct piece {
  char *data;
  size_t size;
};
struct pieces {
  struct piece piece[PIECES_MAX];
  int count;
};

static struct pieces seeds, words;
static int given;          /* so many seeds came from outside */
static struct piece input; /* the one that is being tried */
static char crash_path[256];
static FILE *report;

__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));
__attribute__((weak)) void __sanitizer_set_report_fd(void *fd);

/* --- what broke it --- */

static void keep_input(void) {
  FILE *file = fopen(crash_path, "wb");
  if (!file) return;
  fwrite(input.data, 1, input.size, file);
  fclose(file);
}

/* The program is broken anyway: what is called here need not be safe in a handler. */
static void die(int number) {
  keep_input();
  fprintf(report, "not ok 1 - %s, the input is in %s\n", number == SIGALRM ? "it takes too long" : "it is broken",
          crash_path);
  fflush(report);
  signal(number, SIG_DFL);
  raise(number);
}

static void listen(const char *program) {
  static const int signals[] = {SIGABRT, SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
  const char *name = strrchr(program, '/');
  snprintf(crash_path, sizeof crash_path, "crash-%s", name ? name + 1 : program);
  report = fdopen(dup(STDOUT_FILENO), "w"); /* a target may close its own */
  if (!report) exit(1);
  if (__sanitizer_set_death_callback) __sanitizer_set_death_callback(keep_input);
  if (__sanitizer_set_report_fd) __sanitizer_set_report_fd((void *)(intptr_t)dup(STDERR_FILENO));
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) /* A sanitizer has more to say about these. */
    if (!__sanitizer_set_death_callback || signals[i] == SIGABRT || signals[i] == SIGALRM) signal(signals[i], die);
}

/* --- seeds and words --- */

static void keep(struct pieces *pieces, const char *data, size_t size) {
  if (pieces->count == PIECES_MAX) return;
  char *copy = malloc(size + 1);
  if (!copy) exit(1);
  memcpy(copy, data, size);
  pieces->piece[pieces->count++] = (struct piece){copy, size};
}

static void read_seed(const char *path) {
  char data[FUZZ_SIZE * 4];
  FILE *file = fopen(path, "rb");
  if (!file) {
    fprintf(stderr, "there is no %s\n", path);
    exit(1);
  }
  keep(&seeds, data, fread(data, 1, sizeof data, file));
  fclose(file);
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void read_seeds(const char *path) {
  struct stat status;
  struct dirent **entry;
  if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
    read_seed(path);
    return;
  }
  int count = scandir(path, &entry, NULL, by_name);
  for (int i = 0; i < count; i++) {
    char file[4096];
    snprintf(file, sizeof file, "%s/%s", path, entry[i]->d_name);
    if (stat(file, &status) == 0 && S_ISREG(status.st_mode)) read_seed(file);
    free(entry[i]);
  }
  if (count >= 0) free(entry);
}

/* The word between the quotes, \\ \" and \xAB being what they are in C. */
static void read_word(const char *line) {
  char word[WORD_MAX];
  size_t size = 0;
  const char *from = strchr(line, '"'), *end = strrchr(line, '"');
  if (line[0] == '#' || !from || from == end) return;
  for (from++; from < end && size < sizeof word; from++) {
    char hex[3] = "";
    if (*from == '\\' && from[1] == 'x') {
      memcpy(hex, from + 2, 2);
      word[size++] = (char)strtol(hex, NULL, 16);
      from += 3;
    } else {
      if (*from == '\\') from++;
      word[size++] = *from;
    }
  }
  keep(&words, word, size);
}

static void read_dictionary(const char *path) {
  char line[256];
  FILE *file = fopen(path, "r");
  if (!file) exit(1);
  while (fgets(line, sizeof line, file)) read_word(line);
  fclose(file);
}

/* --- damage --- */

/* Put a piece in the place of `removed` bytes at `at`, as far as there is room. */
static void replace(struct piece *text, size_t at, size_t removed, const char *data, size_t size) {
  if (text->size - removed + size > FUZZ_SIZE) return;
  memmove(text->data + at + size, text->data + at + removed, text->size - at - removed);
  memcpy(text->data + at, data, size);
  text->size += size - removed;
}

/* A stretch of a seed, of this one as well as of others. */
static struct piece stretch(uint64_t *chance, size_t most) {
  const struct piece *from = &seeds.piece[dice(chance) % (uint64_t)seeds.count];
  if (from->size == 0) return (struct piece){from->data, 0};
  size_t at = dice(chance) % from->size, left = from->size - at;
  size_t size = 1 + dice(chance) % most;
  return (struct piece){from->data + at, size < left ? size : left};
}

static void damage(struct piece *text, uint64_t *chance) {
  static const char bytes[] = "\x01\x1b\x7f\x80\xc2\xe2\xff\n\t \"'(){}[]-0;";
  size_t at = dice(chance) % (text->size + 1), left = text->size - at;
  size_t some = left > 0 ? 1 + dice(chance) % (left < 24 ? left : 24) : 0;
  struct piece piece = {NULL, 0};
  switch (dice(chance) % 6) {
  case 0: /* one byte, any or an awkward one */
    if (left > 0)
      text->data[at] = dice(chance) % 2 ? (char)dice_int(chance, 0, 255) : bytes[dice(chance) % sizeof bytes];
    return;
  case 1: /* something is missing */
    replace(text, at, some, "", 0);
    return;
  case 2: /* something stands here too, in the place of something or not */
    piece = stretch(chance, 32);
    break;
  case 3: /* again and again, seldom */
    piece = stretch(chance, 12);
    for (int times = dice(chance) % 8 ? 2 : dice_int(chance, 1, 1200); times > 0; times--)
      replace(text, at, 0, piece.data, piece.size);
    return;
  default:
    if (words.count == 0) return;
    piece = words.piece[dice(chance) % (uint64_t)words.count];
  }
  replace(text, at, dice(chance) % 2 ? some : 0, piece.data, piece.size);
}

static void make_input(uint64_t seed, uint64_t run) {
  uint64_t chance = seed * UINT64_C(0x2545F4914F6CDD1D) + run;
  const struct piece *from = &seeds.piece[dice(&chance) % (uint64_t)seeds.count];
  input.size = from->size < FUZZ_SIZE ? from->size : FUZZ_SIZE;
  memcpy(input.data, from->data, input.size);
  int damages = dice_int(&chance, 1, dice_int(&chance, 1, DAMAGES_MAX)); /* mostly little: that is taken more often */
  for (; damages > 0; damages--) damage(&input, &chance);
}

/* What was taken although it was damaged is a seed itself. */
static void breed(uint64_t seed, uint64_t run) {
  uint64_t chance = seed + run;
  if (seeds.count == PIECES_MAX) {
    struct piece *old = &seeds.piece[given + (int)(dice(&chance) % (uint64_t)(PIECES_MAX - given))];
    free(old->data);
    *old = seeds.piece[--seeds.count];
  }
  keep(&seeds, input.data, input.size);
}

/* --- trying --- */

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* How long it took. */
static double try_input(void) {
  double begun = seconds();
  alarm(PATIENCE);
  LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.size);
  alarm(0);
  return seconds() - begun;
}

/* Otherwise the damage would be done to something that was never read. */
static bool try_seeds(void) {
  bool good = seeds.count > 0;
  for (int i = 0; i < seeds.count; i++) {
    long before = fuzz_taken;
    input.size = seeds.piece[i].size;
    memcpy(input.data, seeds.piece[i].data, input.size);
    try_input();
    if (fuzz_taken > before) continue;
    fprintf(report, "# seed %d is not taken: %.60s\n", i, seeds.piece[i].data);
    good = false;
  }
  return good;
}

int main(int argc, char **argv) {
  unsigned long long runs = 0, seed = 1;
  listen(argv[0]);
  for (int i = 1; i < argc; i++) {
    if (sscanf(argv[i], "-runs=%llu", &runs) == 1 || sscanf(argv[i], "-seed=%llu", &seed) == 1) continue;
    if (strncmp(argv[i], "-dict=", 6) == 0)
      read_dictionary(argv[i] + 6);
    else if (argv[i][0] != '-')
      read_seeds(argv[i]);
  }
  input.data = malloc(FUZZ_SIZE * 4 + 1);
  if (!input.data) return 1;
  given = seeds.count;
  bool good = try_seeds() || runs == 0;
  double slowest = 0, begun = seconds();
  for (unsigned long long run = 0; run < runs; run++) {
    long before = fuzz_taken;
    make_input(seed, run);
    double took = try_input();
    if (fuzz_taken > before) breed(seed, run);
    if (took > slowest) slowest = took;
  }
  fprintf(report, "# %d seeds, %llu executions in %.1f s, the slowest %.3f s, %ld taken\n", given, runs,
          seconds() - begun, slowest, fuzz_taken);
  fprintf(report, "%s 1 - every seed is taken\nok 2 - nothing breaks it\n1..2\n", good ? "ok" : "not ok");
  for (int i = 0; i < seeds.count; i++) free(seeds.piece[i].data);
  for (int i = 0; i < words.count; i++) free(words.piece[i].data);
  free(input.data);
  fclose(report);
  return good ? 0 : 1;
}
