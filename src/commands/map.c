/* SPDX-License-Identifier: MIT
 *
 * downhill map: every cell is a run. */
#include "commands/map.h"

#include "app/messages.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { THREADS_MAX = 1024 };

/* All that was asked for. */
struct request {
  const struct arguments *arguments;
  struct map_about about;
  const char *format;
  long shard, shards; /* 1 of 1: the whole map */
  long threads;       /* 0: one for each processor */
  struct text state;  /* where tiles are kept until the map is written; empty: nowhere */
};

/* --- options --- */

static bool read_rule(struct request *request) {
  const char *text = request->arguments->own[OWN_RULE];
  if (!text) return true;
  for (int i = 0; dh_map_rule_name(i); i++) {
    if (strcmp(text, dh_map_rule_name(i)) != 0) continue;
    request->about.map.rule = (enum dh_map_rule)i;
    return true;
  }
  complain(request->arguments->command, _("rule: there is no '%s': choose rows or published"), text);
  return false;
}

static bool read_threads(struct request *request) {
  struct dh_error error;
  const char *text = request->arguments->own[OWN_THREADS];
  if (!text || read_count("threads", text, 1, THREADS_MAX, &request->threads, &error)) return true;
  complain_error(request->arguments->command, &error, NULL, NULL);
  return false;
}

static bool read_shard(struct request *request) {
  const struct arguments *arguments = request->arguments;
  const char *text = arguments->own[OWN_SHARD];
  struct dh_error error;
  char first[24];
  request->shard = request->shards = 1;
  if (!text) return true;
  size_t length = strcspn(text, "/");
  text_copy(first, length + 1 < sizeof first ? length + 1 : sizeof first, text);
  bool good = text[length] == '/' && read_count("shard", first, 1, MAP_SHARDS_MAX, &request->shard, &error) &&
              read_count("shard", text + length + 1, 1, MAP_SHARDS_MAX, &request->shards, &error) &&
              request->shard <= request->shards;
  if (!good) {
    complain(arguments->command, _("shard: '%s' is none: write K/N, the K-th of N, such as 1/4"), text);
  } else if (!arguments->own[OWN_OUTPUT]) {
    complain(arguments->command, _("a shard goes to a file: add -o part%ld"), request->shard);
    good = false;
  } else if (arguments->own[OWN_FORMAT] || arguments->own[OWN_SUMMARY] || map_ending(arguments->own[OWN_OUTPUT])) {
    complain(arguments->command,
             _("a shard is no picture yet and no table: write it to -o part%ld, and join them with map-merge"),
             request->shard);
    good = false;
  }
  return good;
}

static bool read_request(struct request *request) {
  const struct arguments *arguments = request->arguments;
  long cells[2];
  request->about.map.spec = arguments->spec;
  request->about.map.steps = arguments->steps;
  if (!read_rule(request) || !read_threads(request) || !read_shard(request)) return false;
  request->format = arguments->own[OWN_SHARD] ? "part" : map_format(arguments);
  if (!request->format || !map_default_cells(arguments, request->format, cells)) return false;
  if (!map_read_axes(arguments, cells, &request->about)) return false;
  if (!map_fits(arguments, request->format, &request->about)) return false;
  if (map_about_describe(&request->about, arguments->own[OWN_PARAMS])) return true;
  complain(arguments->command, _("out of memory"));
  return false;
}

/* Beside a file that is to be made; there is nothing to be kept beside a device. */
static void choose_state(struct request *request) {
  struct stat status;
  const char *path = request->arguments->own[OWN_OUTPUT];
  if (!path || (stat(path, &status) == 0 && !S_ISREG(status.st_mode))) return;
  text_printf(&request->state, "%s.part", path);
}

/* --- computing --- */

/* The program ends as the signal would have ended it: a loop in a shell ends too. */
static int stop(const struct request *request, const struct map_cells *cells, int signal) {
  double percent = 100 * (double)cells->tiles_done / (double)cells->tiles;
  if (request->state.length > 0)
    complain(request->arguments->command, _("stopped at %.0f%%: the same command goes on from %s"), percent,
             text_string(&request->state));
  else
    complain(request->arguments->command, _("stopped at %.0f%%: nothing is kept without -o FILE"), percent);
  raise(signal);
  return STATUS_FAILED; /* where the signal is ignored */
}

static int show(const struct request *request, const struct map_cells *cells) {
  struct output output;
  if (!request->arguments->own[OWN_SHARD])
    return map_print(request->arguments, request->format, &request->about, cells);
  output_open(&output, request->arguments->own[OWN_OUTPUT]);
  map_part_write(&output, &request->about, cells);
  return output_close(&output);
}

/* A file is begun before the work: that it cannot be written should not be found out after hours. */
static int compute(const struct request *request, struct map_cells *cells, struct map_part *part) {
  const struct arguments *arguments = request->arguments;
  bool kept = request->state.length > 0;
  if (kept) {
    int status = map_part_open(part, text_string(&request->state), arguments, &request->about, cells);
    if (status != STATUS_DONE) return status;
  }
  map_catch();
  int status = map_work(arguments, &request->about, cells, kept ? part : NULL, (int)request->threads);
  int signal = map_caught();
  map_release();
  if (status == STATUS_DONE && signal != 0 && cells->tiles_done < cells->tiles) status = stop(request, cells, signal);
  return status == STATUS_DONE ? show(request, cells) : status;
}

static int run_request(const struct request *request) {
  struct map_cells cells;
  struct map_part part = {.file = -1};
  if (!map_cells_init(&cells, &request->about.map, request->shard, request->shards)) {
    double count = (double)request->about.map.axis[0].cells * (double)request->about.map.axis[1].cells;
    complain(request->arguments->command, _("no memory for %.0f cells (%.1f GB): take fewer, or a --shard of them"),
             count, count * (double)sizeof(struct dh_map_cell) / (double)request->shards / 1e9);
    return STATUS_FAILED;
  }
  int status = compute(request, &cells, &part);
  map_part_close(&part, status == STATUS_DONE);
  map_cells_free(&cells);
  return status;
}

static int run(const struct arguments *arguments) {
  struct request request = {.arguments = arguments};
  int status = STATUS_USAGE;
  if (read_request(&request)) {
    choose_state(&request);
    status = run_request(&request);
  }
  map_about_free(&request.about);
  text_free(&request.state);
  return status;
}

const struct command command_map = {
    .name = "map",
    .summary = N_("a phase map: every cell is a run; as text, CSV or PNG"),
    .operands = "",
    .notes = /* xgettext:no-c-format */
    N_("NAME is a parameter that is a number, by its name or alias, or a coordinate of the start: start.x, or the\n"
       "surface's own name of it. A scale that is not given is log for rates and the like, else lin. With --x alone\n"
       "the map is a line; with neither it is learning rate against momentum (or beta1, or the start):\n"
       "  downhill map --surface rosenbrock --x lr:1e-5:1e-2:log:400 --y momentum:0:0.99:300 --steps 500 -o map.png\n"
       "The format is what FILE ends in, or text. A cell arrived at the step from which on no more than 1% of the\n"
       "start's gap to the minimum was left, and blew up at the one from which on it was a million times the start's\n"
       "gap, or not finite. Colours go by rank, each side of the border by itself. --rule rows is this; published\n"
       "counts losses as J. Sohl-Dickstein's fractal maps do. Memory is about 50 bytes a cell, however many steps\n"
       "there are.\n"
       "CSV: arrived and blown are these steps, or -1 for never; ratio is what is left of the gap after the last;\n"
       "shade orders the cells for colours: below 0 what converged, the slower the further from 0.\n"
       "\n"
       "Tiles that are done are kept in FILE.part: a map that was stopped (Ctrl-C, SIGTERM, kill -9) goes on where\n"
       "it was when the same command is given again. One stopped by a signal ends by it, as status 130 or 143.\n"
       "On several machines, each computes a shard; as a Slurm job array of four:\n"
       "  sbatch --array=1-4 --wrap='downhill map OPTIONS --shard $SLURM_ARRAY_TASK_ID/4 -o "
       "part$SLURM_ARRAY_TASK_ID'\n"
       "  downhill map-merge part1 part2 part3 part4 -o map.png\n"),
    .own = TAKES(OWN_PARAMS) | TAKES(OWN_X) | TAKES(OWN_Y) | TAKES(OWN_STEPS) | TAKES(OWN_RULE) | TAKES(OWN_THREADS) |
           TAKES(OWN_SHARD) | TAKES(OWN_SIZE) | TAKES(OWN_GLYPHS) | TAKES(OWN_SUMMARY) | TAKES(OWN_OUTPUT),
    .parameters = true,
    .formats = map_formats,
    .run = run,
};
