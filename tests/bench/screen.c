/* SPDX-License-Identifier: MIT
 *
 * What the screen costs, measured on the real program in a pseudo-terminal: time to the first frame, bytes sent per
 * frame while the first scene plays, memory after a million steps of every lane. Each figure stands beside its budget.
 */
#include "../terminal/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STARTS = 15 };
static const double first_frame_ms = 30, bytes_per_frame = 2048, memory_mb = 12;
static const double desk_bytes = 3072, share_of_core = 10, key_ms = 33;
static const double terrain_bytes = 600, relief_bytes = 30000, relief_ms = 5;

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static void print(const char *what, double value, const char *unit, double budget) {
  printf("%-42s %9.2f %-6s budget %6.0f, used %.2f of it\n", what, value, unit, budget, value / budget);
}

static void need(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "bench: %s\n", what);
  exit(EXIT_FAILURE);
}

static void open_session(struct session *session, int cols, int rows, const char *const *arguments) {
  const struct session_options options = {.cols = cols, .rows = rows, .arguments = arguments};
  session_start(session, &options);
  need(session_until_shows(session, "quit"), "no first frame");
}

static void leave(struct session *session) {
  session_send(session, "\033q");
  need(session_until_end(session), "it does not end");
  session_close(session);
}

static void open_view(struct session *session, const char *view) {
  char line[32], shown[32];
  snprintf(line, sizeof line, ":view %s\r", view);
  snprintf(shown, sizeof shown, "%s: ", view); /* what the view says of itself */
  session_send(session, line);
  need(session_until_shows(session, shown), "no such view");
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* From the moment the program is to be started until its whole first frame has been read. */
static void bench_first_frame(int cols, int rows) {
  static const char *const paused[] = {"--paused", NULL};
  double took[STARTS];
  char what[64];
  for (int i = 0; i < STARTS; i++) {
    struct session session;
    double begun = now_ms();
    open_session(&session, cols, rows, paused);
    took[i] = now_ms() - begun;
    leave(&session);
  }
  qsort(took, STARTS, sizeof *took, compare);
  snprintf(what, sizeof what, "first frame %dx%d, best", cols, rows);
  print(what, took[0], "ms", first_frame_ms);
  snprintf(what, sizeof what, "first frame %dx%d, median", cols, rows);
  print(what, took[STARTS / 2], "ms", first_frame_ms);
}

/* Seconds of processor time the program has used; NAN if the system does not say. */
static double used(const struct session *session) {
  char path[64], line[1024];
  unsigned long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", (int)session->program);
  FILE *file = fopen(path, "r");
  if (!file) return NAN;
  bool read = fgets(line, sizeof line, file) != NULL;
  fclose(file);
  const char *rest = read ? strrchr(line, ')') : NULL;
  if (!rest || sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) return NAN;
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Four lanes as they play by themselves, from the first step to the horizon. */
static void bench_bytes(int cols, int rows, const char *surface, const char *view, double budget) {
  const char *const arguments[] = {"--surface", surface, "--steps", "60", NULL};
  struct session session;
  char what[64];
  open_session(&session, cols, rows, arguments);
  open_view(&session, view);
  need(session_until_shows(&session, "step 1 of 60"), "no first step");
  size_t from = session.screen.length;
  double begun = now_ms(), busy = used(&session);
  for (int step = 10; step <= 50; step += 10) { /* in stages: a wait has a limit */
    char text[32];
    snprintf(text, sizeof text, "step %d of 60", step);
    need(session_until_shows(&session, text), "the scene does not go on");
  }
  need(session_until_shows(&session, "step 59 of 60"), "no last step");
  double seconds = (now_ms() - begun) * 1e-3;
  int frames = screen_sent(&session.screen, from, "\033[?2026l");
  snprintf(what, sizeof what, "bytes a frame %dx%d, %s, %s", cols, rows, surface, view);
  print(what, (double)(session.screen.length - from) / frames, "bytes", budget);
  print("share of a core", 100 * (used(&session) - busy) / seconds, "%", share_of_core);
  printf("%-42s %9.2f frames/s\n", "", frames / seconds);
  leave(&session);
}

static double memory(const struct session *session, const char *field) {
  char path[64], line[256];
  double kilobytes = NAN;
  snprintf(path, sizeof path, "/proc/%d/status", (int)session->program);
  FILE *file = fopen(path, "r");
  if (!file) return NAN;
  while (fgets(line, sizeof line, file))
    if (strncmp(line, field, strlen(field)) == 0) kilobytes = strtod(line + strlen(field), NULL);
  fclose(file);
  return kilobytes / 1024;
}

static void bench_memory(void) {
  static const char *const paused[] = {"--paused", NULL};
  struct session session;
  open_session(&session, 120, 40, paused);
  print("resident at the start", memory(&session, "VmRSS:"), "MB", memory_mb);
  session_send(&session, ":max_steps 1000000\r");
  need(session_until_shows(&session, "of 1000000"), "no horizon of a million");
  double begun = now_ms();
  session_send(&session, ":goto 1000000\r");
  need(session_until_shows(&session, "step 1000000"), "not at a million");
  double took = now_ms() - begun;
  print("resident after a million steps", memory(&session, "VmRSS:"), "MB", memory_mb);
  print("at most so far", memory(&session, "VmHWM:"), "MB", memory_mb);
  printf("%-42s %9.2f ms for four lanes\n", "going there", took);
  leave(&session);
}

struct sent {
  size_t from;
  int frames;
};

static bool has_painted(const struct session *session, const void *argument) {
  const struct sent *sent = argument;
  return screen_sent(&session->screen, sent->from, "\033[?2026l") >= sent->frames;
}

/* A key, and its frame; so many times. */
static void press(struct session *session, const char *key, int times) {
  for (int i = 0; i < times; i++) {
    struct sent sent = {session->screen.length, 1};
    session_send(session, key);
    need(session_until(session, has_painted, &sent), "a key paints nothing");
  }
}

/* A relief in a view, turned all the way round. */
static void bench_relief(int cols, int rows, const char *view) {
  enum { TURNS = 72 };
  static const char *const paused[] = {"--paused", "--surface", "rosenbrock", NULL};
  struct session session;
  char what[64];
  open_session(&session, cols, rows, paused);
  open_view(&session, view);
  press(&session, "T", 1);
  size_t from = session.screen.length;
  double begun = used(&session);
  press(&session, "\033[D", TURNS);
  snprintf(what, sizeof what, "bytes a turn %dx%d, %s", cols, rows, view);
  print(what, (double)(session.screen.length - from) / TURNS, "bytes", relief_bytes);
  print("processor time of a turn", 1e3 * (used(&session) - begun) / TURNS, "ms", relief_ms);
  leave(&session);
}

static void rest(long ms) {
  const struct timespec time = {.tv_nsec = ms * 1000000};
  nanosleep(&time, NULL);
}

/* From a key to the screen that answers it, at moments that have nothing to do with the frames. */
static void bench_key(const char *what, const char *keys, const char *const *arguments) {
  enum { KEYS = 200, LEAST = 40, SPREAD = 31 };
  double took[KEYS];
  struct session session;
  char line[64];
  open_session(&session, 200, 60, arguments);
  session_send(&session, keys);
  for (int i = 0; i < KEYS; i++) { /* keys without an action are answered by their names */
    const char key[2] = {i % 2 ? 'U' : 'Y', '\0'};
    char answer[32];
    snprintf(answer, sizeof answer, "%s does nothing here", key);
    rest(LEAST + i * 7 % SPREAD);
    double begun = now_ms();
    session_send(&session, key);
    need(session_until_shows(&session, answer), "a key is not answered");
    took[i] = now_ms() - begun;
  }
  qsort(took, KEYS, sizeof *took, compare);
  snprintf(line, sizeof line, "key to screen, %s, median", what);
  print(line, took[KEYS / 2], "ms", key_ms);
  snprintf(line, sizeof line, "key to screen, %s, 99th percentile", what);
  print(line, took[KEYS * 99 / 100], "ms", key_ms);
  leave(&session);
}

static void bench_keys(void) {
  static const char *const lanes[] = {"--steps", "1000", NULL};
  static const char *const terrain[] = {"--surface", "rosenbrock", "--steps", "1000", NULL};
  static const char *const long_runs[] = {"--surface", "rosenbrock", "--steps", "100000", NULL};
  bench_key("compare", "", lanes);
  bench_key("focus", ":view focus\r", lanes);
  bench_key("map at work", ":view map\r", long_runs);
  bench_key("relief", "T", terrain);
}

int main(void) {
  bench_first_frame(80, 24);
  bench_first_frame(200, 60);
  bench_bytes(80, 24, "parabola", "compare", bytes_per_frame);
  bench_bytes(120, 40, "parabola", "compare", bytes_per_frame);
  bench_bytes(200, 60, "parabola", "compare", desk_bytes);
  bench_bytes(200, 60, "parabola", "focus", desk_bytes);
  bench_bytes(200, 60, "ravine", "compare", terrain_bytes);
  bench_bytes(200, 60, "ravine", "overlay", terrain_bytes);
  bench_relief(120, 40, "compare");
  bench_relief(200, 60, "compare");
  bench_relief(200, 60, "overlay");
  bench_keys();
  bench_memory();
  return EXIT_SUCCESS;
}
