/* SPDX-License-Identifier: MIT
 *
 * Going to and fro in a long run by held keys: what one key costs, with its picture, four lanes, from step 100,000 back
 * to the start and forth again. The budget is a frame's. */
#include "panes/panes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FAR = 100000, REPEAT = 33333 /* microseconds between two keys of a held one */ };
static const double budget_ms = 33;

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static void need(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "bench: %s\n", what);
  exit(EXIT_FAILURE);
}

static void type(struct app *app, const char *line) {
  app_key(app, ':');
  while (*line) app_key(app, (unsigned char)*line++);
  app_key(app, KEY_CODE_ENTER);
}

/* Keys until the step stands still; the dearest of them. */
static void scrub(struct app *app, struct frame *frame, uint32_t key, const char *what) {
  double worst = 0, all = 0;
  long before = -1, at = 0;
  int keys = 0;
  for (; app->step != before; keys++) {
    before = app->step;
    double begun = now_ms();
    app_key(app, key);
    panes_draw(frame, app);
    double took = now_ms() - begun;
    app_tick(app, REPEAT);
    all += took;
    if (took > worst) worst = took, at = app->step;
  }
  printf("%-34s %5d keys, %6.2f ms each, at most %6.2f ms (step %ld), used %.2f of %.0f ms\n", what, keys, all / keys,
         worst, at, worst / budget_ms, budget_ms);
}

/* A step of Adam with noise takes about the longest of those that are built in. */
static void make_noisy_adam(struct app *app) {
  for (int i = 0; i < app->lane_count; i++) {
    app_key(app, '1' + (uint32_t)i);
    type(app, "optim adam");
    type(app, "gradient_noise 1");
  }
}

static void bench(struct catalog *catalog, const char *surface, bool noisy_adam, int cols, int rows) {
  const struct app_options options = {.catalog = catalog, .cols = cols, .rows = rows, .paused = true};
  struct app app;
  struct frame frame;
  struct dh_error error;
  char what[64];
  need(app_init(&app, &options, &error) && frame_init(&frame, cols, rows), "no app");
  type(&app, surface);
  type(&app, "max_steps 100000");
  if (noisy_adam) make_noisy_adam(&app);
  type(&app, "goto 100000");
  need(app.step == FAR && app.lane_count == 4, "not there");
  const char *rule = dh_rule_info(app_spec(&app, 0)->rule)->name;
  snprintf(what, sizeof what, "back, %s, %s, %dx%d", surface + 8, rule, cols, rows);
  scrub(&app, &frame, KEY_CODE_LEFT, what);
  snprintf(what, sizeof what, "forth, %s, %s, %dx%d", surface + 8, rule, cols, rows);
  scrub(&app, &frame, KEY_CODE_RIGHT, what);
  frame_free(&frame);
  app_free(&app);
}

int main(void) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  need(catalog != NULL, "no catalog");
  bench(catalog, "surface parabola", false, 80, 24);
  bench(catalog, "surface rosenbrock", false, 200, 60);
  bench(catalog, "surface parabola", true, 80, 24);
  bench(catalog, "surface rosenbrock", true, 200, 60);
  catalog_destroy(catalog);
  return EXIT_SUCCESS;
}
