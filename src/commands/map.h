/* SPDX-License-Identifier: MIT
 *
 * A phase map as a command: what is asked for (map.c, map_axis.c), what it says about itself (map_about.c), its cells
 * (map_cells.c) and who computes them (map_work.c), where they are kept meanwhile and how shards travel (map_part.c),
 * and how they are shown (map_table.c, map_text.c, map_picture.c). */
#ifndef COMMANDS_MAP_H
#define COMMANDS_MAP_H

#include "app/map_axes.h"
#include "app/map_tally.h"
#include "commands/arguments.h"
#include "commands/output.h"

/* --- what it says about itself --- */

enum { MAP_SHARDS_MAX = 1000000 };

/* All but the cells. */
struct map_about {
  struct dh_map_spec map;      /* `spec` is only set where cells are computed, not when parts are joined */
  bool line;                   /* no y axis was asked for: it has one cell and is not shown */
  bool known;                  /* the lowest minimum is known */
  char name[2][MAP_NAME_MAX];  /* of the axes: "learning_rate", "start.x" */
  struct text title, settings; /* owned; a line each: the surface; optimizer, steps and what else was set */
  struct text command;         /* owned; the command line that makes this map */
  struct text header;          /* owned; lines `name: value` with all that identifies the map */
};

/* Make title, settings, command and header from the rest. False: out of memory. */
bool map_about_describe(struct map_about *about, const char *params);
/* All of it from a header, which may come from anywhere. False if it is none, or of no map that could be asked for. */
bool map_about_read(struct map_about *about, const char *header);
/* FNV-1a (Fowler, Noll and Vo's hash, RFC 9923) goes on from `hash`, at first from MAP_HASH_BEGIN. */
#define MAP_HASH_BEGIN UINT64_C(0xCBF29CE484222325)
uint64_t map_hash(uint64_t hash, const unsigned char *bytes, size_t length);
/* Where two headers differ: "steps: 400 there, 500 here". */
void map_about_difference(const char *here, const char *there, struct text *out);
void map_about_free(struct map_about *about);

/* Read --x and --y, with `cells` across and up where their number is not given. False after a complaint. */
bool map_read_axes(const struct arguments *arguments, const long cells[2], struct map_about *about);

/* --- its cells --- */

/* Tile by tile: of the whole map, or of its tiles shard - 1, shard - 1 + shards ... */
struct map_cells {
  const struct dh_map_spec *map; /* the caller's */
  long shard, shards;
  long tiles, tiles_done;   /* of its own */
  struct dh_map_cell *cell; /* owned, room for DH_SLOTS a tile */
  unsigned char *done;      /* owned, a byte a tile */
};

/* False: out of memory. */
bool map_cells_init(struct map_cells *cells, const struct dh_map_spec *map, long shard, long shards);
void map_cells_free(struct map_cells *cells);
/* Its own tiles are those from 0 to tiles - 1; this is their number in the map, and back (-1: not its own). */
long map_cells_tile(const struct map_cells *cells, long own);
long map_cells_own(const struct map_cells *cells, long tile);
/* Take over the cells of one of its own tiles, in the order of dh_map_tile(). */
void map_cells_put(struct map_cells *cells, long own, const struct dh_map_cell *done, int count);
/* A cell of a whole map, all of whose tiles are done. */
const struct dh_map_cell *map_cells_at(const struct map_cells *cells, long x, long y);

/* A map looked over. */
struct map_survey {
  const struct map_about *about;
  const struct map_cells *cells;
  struct map_tally tally; /* owns the shades of its ranking */
};

/* False: out of memory. */
bool map_survey_init(struct map_survey *survey, const struct map_about *about, const struct map_cells *cells);
void map_survey_free(struct map_survey *survey);
double map_rank_at(const struct map_survey *survey, long x, long y);

/* --- who computes them --- */

/* Until map_release() a signal that would end the program only asks the workers to stop; a second one ends it. */
void map_catch(void);
int map_caught(void); /* the signal, 0: none */
void map_release(void);

struct map_part;
/* Compute what is not done yet; every tile that is done goes to `part` (may be NULL). `threads` 0: one for each
 * processor. STATUS_DONE, also if it was stopped before the end (map_caught()), or STATUS_FAILED after a complaint. */
int map_work(const struct arguments *arguments, const struct map_about *about, struct map_cells *cells,
             struct map_part *part, int threads);

/* Progress on the error output, if that is a terminal. */
struct map_progress {
  bool shown;
  double began, painted; /* seconds */
  long before, all;      /* cells that were done already; all that are to be */
};
void map_progress_begin(struct map_progress *progress, long before, long all);
void map_progress_tell(struct map_progress *progress, long done);
void map_progress_end(struct map_progress *progress);

/* --- where they are kept --- */

/* Tiles in a file, as they get done: the header, a line `shard: K/N`, an empty line, then records. Whatever ends the
 * program, all that is lost is the record that was being written. */
struct map_part {
  int file;
  struct text path;
  uint64_t seed; /* of the records' checksums, from the header */
  int reason;    /* errno of the first failure, 0 none */
};

/* Go on with the file at `path`, or begin it: its tiles go to `cells`. Returns STATUS_DONE, or another after a
 * complaint: it is of another map, or in use, or cannot be written. */
int map_part_open(struct map_part *part, const char *path, const struct arguments *arguments,
                  const struct map_about *about, struct map_cells *cells);
/* Append a tile; false if it cannot be written (`reason`). */
bool map_part_append(struct map_part *part, long tile, const struct dh_map_cell *cells, int count);
/* `remove` it if it is not needed any more. */
void map_part_close(struct map_part *part, bool remove);

/* The same file, written at once, when all tiles are done. */
void map_part_write(struct output *output, const struct map_about *about, const struct map_cells *cells);

/* A part that is read: its header and shard, then its tiles one by one. */
struct map_reader {
  int file;
  long at, size; /* bytes */
  uint64_t seed;
  struct text header; /* without the shard */
  long shard, shards;
};
/* NULL, or why it cannot be read. */
const char *map_reader_open(struct map_reader *reader, const char *path);
/* The next tile; returns how many cells it has, 0 at the end and where the file is damaged (`at` < `size`). */
int map_reader_next(struct map_reader *reader, const struct dh_map_spec *map, long *tile, struct dh_map_cell *cells);
void map_reader_close(struct map_reader *reader);

/* --- how they are shown --- */

extern const char *const map_formats[]; /* "text", "csv", "png" */
/* The format asked for, or else what the file's name ends in, or else text; NULL after a complaint. */
const char *map_format(const struct arguments *arguments);
/* The format that a file's name ends in, or NULL. */
const char *map_ending(const char *path);
/* Can the map be shown in this format? False after a complaint. */
bool map_fits(const struct arguments *arguments, const char *format, const struct map_about *about);
/* Cells across and up that suit the format. */
bool map_default_cells(const struct arguments *arguments, const char *format, long cells[2]);
/* Print it in its format, or its summary. Returns the exit status. */
int map_print(const struct arguments *arguments, const char *format, const struct map_about *about,
              const struct map_cells *cells);

bool map_write_csv(struct output *output, const struct map_about *about, const struct map_cells *cells);
void map_write_summary(struct text *out, const struct map_survey *survey);

/* Columns and rows of the plot itself in a frame of this size. */
void map_text_plot(int cols, int rows, long plot[2]);
void map_write_text(struct text *out, const struct map_survey *survey, int cols, int rows, enum look_glyphs glyphs);
/* False: out of memory. */
bool map_write_picture(struct text *out, const struct map_survey *survey);

#endif
