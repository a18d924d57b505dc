/* SPDX-License-Identifier: MIT
 *
 * How far a map has come, on a terminal's error output: share, cells per second, time left. */
#include "app/messages.h"
#include "commands/map.h"

#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Painting ten times a second is often enough. */
static const double EVERY = 0.1;
/* A line of an 80 column terminal, with room for the ^C that a terminal shows. */
enum { BAR = 30, LINE = 76, ERASED = 79 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void map_progress_begin(struct map_progress *progress, long before, long all) {
  *progress = (struct map_progress){.shown = isatty(STDERR_FILENO) == 1, .before = before, .all = all};
  progress->began = now();
  progress->painted = -1;
}

static void put_time(struct text *out, double seconds) {
  if (seconds < 100)
    text_printf(out, _("%.0f s left"), ceil(seconds));
  else if (seconds < 6000)
    text_printf(out, _("%.0f min left"), ceil(seconds / 60));
  else
    text_printf(out, _("%.1f h left"), seconds / 3600);
}

static void put_rate(struct text *out, double rate) {
  static const char *const unit[] = {"", "k", "M", "G"};
  int k = 0;
  for (; rate >= 1000 && k < 3; k++) rate /= 1000;
  text_printf(out, rate < 10 && k > 0 ? _("%.1f%s cells/s, ") : _("%.0f%s cells/s, "), rate, unit[k]);
}

static void paint(const struct map_progress *progress, long done, double passed) {
  struct text line = {0};
  double share = (double)done / (double)progress->all, rate = (double)(done - progress->before) / passed;
  int full = (int)(share * BAR);
  text_printf(&line, "%3.0f%% [", floor(share * 100));
  for (int i = 0; i < BAR; i++) text_add(&line, i < full ? "#" : ".");
  text_add(&line, "] ");
  if (passed > 0.3 && rate > 0) {
    put_rate(&line, rate);
    put_time(&line, (double)(progress->all - done) / rate);
  }
  int blanks = LINE - text_columns(text_string(&line));
  fprintf(stderr, "\r%s%*s", text_string(&line), blanks > 0 ? blanks : 0, "");
  fflush(stderr);
  text_free(&line);
}

void map_progress_tell(struct map_progress *progress, long done) {
  if (!progress->shown) return;
  double time = now();
  if (progress->painted >= 0 && fabs(time - progress->painted) < EVERY) return;
  progress->painted = time;
  paint(progress, done, time - progress->began);
}

void map_progress_end(struct map_progress *progress) {
  if (progress->shown && progress->painted >= 0) fprintf(stderr, "\r%*s\r", ERASED, "");
}
