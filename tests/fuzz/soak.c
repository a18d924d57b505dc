/* SPDX-License-Identifier: MIT
 *
 * A long lesson: an hour of the program's time at full speed. Views and scenes go round, lanes explode and start again,
 * maps refine. Memory stays where it was after the first round, and what the screen holds is, bit for bit, what the
 * same runs come to without a screen. Prints memory at intervals.
 *
 *   soak [MINUTES] */
#include "fuzz.h"

#include "app/scene.h"
#include "app/view.h"
#include "catalog/scenes.h"
#include "panes/panes.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 33333, FRAMES = 30, SECONDS = 60, WORK = 16384, DRAW_EVERY = 6, REPORT_EVERY = 5 /* minutes */ };

struct soak {
  struct catalog *catalog;
  struct app app;
  struct frame frame;
  long rows; /* compared */
};

static void press(struct soak *soak, uint32_t key) { app_key(&soak->app, key); }

static void type(struct soak *soak, const char *line) {
  press(soak, KEY_CODE_ESCAPE);
  press(soak, ':');
  for (; *line; line++) press(soak, (unsigned char)*line);
  press(soak, KEY_CODE_ENTER);
}

static void pass(struct soak *soak, int seconds) {
  for (int i = 0; i < seconds * FRAMES; i++) {
    app_tick(&soak->app, FRAME);
    if (app_is_working(&soak->app)) app_work(&soak->app, WORK);
    if (i % DRAW_EVERY == 0) panes_draw(&soak->frame, &soak->app);
  }
}

/* The lane's run once more, from its spec and journal. */
static void compare(struct soak *soak, int lane) {
  const struct dh_run *run = soak->app.lane[lane].run;
  struct dh_error error;
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  struct dh_run *again = dh_run_load(dh_run_initial(run), journal, count, &error);
  fuzz_must(again);
  dh_run_goto(again, dh_run_row(run)->step);
  const struct dh_row *a = dh_run_row(run), *b = dh_run_row(again);
  fuzz_must(a->step == b->step);
  fuzz_must(memcmp(a->at, b->at, sizeof a->at) == 0);
  fuzz_must(memcmp(&a->loss, &b->loss, sizeof a->loss) == 0 && memcmp(&a->rate, &b->rate, sizeof a->rate) == 0);
  soak->rows++;
  dh_run_destroy(again);
}

/* Two minutes: a scene, another view each ten seconds, changes on the way, an explosion, back and on. */
static void go_round(struct soak *soak, int round) {
  static const char *const lines[] = {"lr 1e200", "lr 0.1", "optim adam", "precision fp16", "max_steps 100000"};
  char line[64];
  const struct scenes *scenes = catalog_scenes(soak->catalog);
  snprintf(line, sizeof line, "scene %s", scenes->file[round % scenes->count].name);
  type(soak, line);
  for (int i = 0; i < 12; i++) {
    snprintf(line, sizeof line, "view %s", view_row(i % VIEW_COUNT)->name);
    type(soak, line);
    type(soak, lines[i % 5]);
    if (i % 6 == 3) press(soak, KEY_CODE_LEFT);
    if (i % 6 == 5) press(soak, 'r');
    press(soak, KEY_CODE_ESCAPE);
    if (!soak->app.running) press(soak, KEY_CODE_SPACE);
    soak->app.speed = APP_SPEED_MOST;
    pass(soak, 10);
    for (int lane = 0; lane < soak->app.lane_count; lane++) compare(soak, lane);
  }
}

static long resident(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file && fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
  if (file) fclose(file);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long allocated(void) { return (long)(mallinfo2().uordblks / 1024); }

int main(int argc, char **argv) {
  struct soak soak = {.rows = 0};
  struct dh_error error;
  int minutes = argc > 1 ? atoi(argv[1]) : 60, rounds = minutes / 2, settled = 0;
  long before[2] = {0, 0};
  soak.catalog = catalog_create(NULL, &error);
  fuzz_must(soak.catalog);
  const struct app_options options = {.catalog = soak.catalog, .cols = 120, .rows = 40};
  fuzz_must(app_init(&soak.app, &options, &error) && frame_init(&soak.frame, 120, 40));
  /* Every scene once, and then half an hour at least has to pass without more. */
  settled = catalog_scenes(soak.catalog)->count;
  for (int round = 0; round < rounds; round++) {
    go_round(&soak, round);
    if (round % REPORT_EVERY == REPORT_EVERY - 1)
      printf("# minute %d: %ld KiB allocated, %ld KiB resident, %ld rows compared\n", 2 * (round + 1), allocated(),
             resident(), soak.rows);
    if (round + 1 == settled) before[0] = allocated(), before[1] = resident();
    fflush(stdout);
  }
  bool flat = before[1] == 0 || (allocated() < before[0] + before[0] / 10 && resident() < before[1] + before[1] / 5);
  app_free(&soak.app);
  frame_free(&soak.frame);
  catalog_destroy(soak.catalog);
  printf("ok 1 - %ld rows are what they are without a screen\n%s 2 - memory is flat\n1..2\n", soak.rows,
         flat ? "ok" : "not ok");
  return flat ? 0 : 1;
}
