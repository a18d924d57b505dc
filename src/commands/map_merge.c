/* SPDX-License-Identifier: MIT
 *
 * downhill map-merge: the parts of a map as one. */
#include "commands/map.h"

#include "app/messages.h"

#include <string.h>

struct merge {
  const struct arguments *arguments;
  struct map_about about; /* from the first part */
  struct map_cells cells;
  long shards;
};

static int refuse(const struct merge *merge, const char *path, const char *why) {
  return complain(merge->arguments->command, "%s: %s", path, why);
}

static int refuse_other(const struct merge *merge, const char *path, const char *header) {
  struct text why = {0};
  map_about_difference(text_string(&merge->about.header), header, &why);
  int status = complain(merge->arguments->command, _("%s is of another map than %s: %s"), path,
                        merge->arguments->operand[0], text_string(&why));
  text_free(&why);
  return status;
}

/* The first part says which map it is. */
static int begin(struct merge *merge, const char *path, const struct map_reader *reader) {
  if (!map_about_read(&merge->about, text_string(&reader->header)))
    return refuse(merge, path, _("this downhill cannot read it: it is of another version, or damaged"));
  merge->shards = reader->shards;
  if (map_cells_init(&merge->cells, &merge->about.map, 1, 1)) return STATUS_DONE;
  complain(merge->arguments->command, _("no memory for all the cells"));
  return STATUS_FAILED;
}

static int take_tiles(struct merge *merge, const char *path, struct map_reader *reader) {
  struct dh_map_cell some[DH_SLOTS];
  const struct dh_map_spec *map = &merge->about.map;
  long tile, taken = 0, wanted = (dh_map_tiles(map) - reader->shard + reader->shards) / reader->shards;
  int count;
  while ((count = map_reader_next(reader, map, &tile, some)) > 0) {
    if (tile % reader->shards != reader->shard - 1)
      return refuse(merge, path, _("it has a tile of another shard: it is damaged"));
    if (merge->cells.done[tile])
      return complain(merge->arguments->command, _("%s: shard %ld/%ld is there twice: leave one out"), path,
                      reader->shard, reader->shards);
    map_cells_put(&merge->cells, tile, some, count);
    taken++;
  }
  if (taken == wanted) return STATUS_DONE;
  return complain(merge->arguments->command, _("%s has %ld of its %ld tiles: finish it first"), path, taken, wanted);
}

static int add_part(struct merge *merge, const char *path, struct map_reader *reader) {
  const char *wrong = map_reader_open(reader, path);
  if (wrong) return refuse(merge, path, wrong);
  if (merge->shards == 0) {
    int status = begin(merge, path, reader);
    if (status != STATUS_DONE) return status;
  }
  if (strcmp(text_string(&merge->about.header), text_string(&reader->header)) != 0)
    return refuse_other(merge, path, text_string(&reader->header));
  if (reader->shards != merge->shards)
    return complain(merge->arguments->command, _("%s is one of %ld parts, %s one of %ld: they overlap"), path,
                    reader->shards, merge->arguments->operand[0], merge->shards);
  return take_tiles(merge, path, reader);
}

/* Of each shard one tile is looked at: its first, if it has any. */
static int check_complete(const struct merge *merge) {
  struct text missing = {0};
  int count = 0;
  for (long shard = 1; shard <= merge->shards && shard <= merge->cells.tiles; shard++) {
    if (merge->cells.done[shard - 1]) continue;
    if (count++ < 5) text_printf(&missing, "%s%ld/%ld", missing.length > 0 ? ", " : "", shard, merge->shards);
  }
  if (count == 0) return STATUS_DONE;
  if (count > 5) text_add(&missing, ", ...");
  int status = complain(merge->arguments->command, _("shards are missing: %s"), text_string(&missing));
  text_free(&missing);
  return status;
}

static int show(const struct merge *merge, const char *format) {
  if (!map_fits(merge->arguments, format, &merge->about)) return STATUS_USAGE;
  return map_print(merge->arguments, format, &merge->about, &merge->cells);
}

static int join(struct merge *merge, const char *format) {
  int status = STATUS_DONE;
  for (int i = 0; i < merge->arguments->operand_count && status == STATUS_DONE; i++) {
    struct map_reader reader;
    status = add_part(merge, merge->arguments->operand[i], &reader);
    map_reader_close(&reader);
  }
  if (status == STATUS_DONE) status = check_complete(merge);
  return status == STATUS_DONE ? show(merge, format) : status;
}

static int run(const struct arguments *arguments) {
  struct merge merge = {.arguments = arguments};
  const char *format = map_format(arguments);
  if (!format) return STATUS_USAGE;
  if (arguments->operand_count == 0)
    return complain(arguments->command, _("parts are needed: downhill map-merge PART..."));
  int status = join(&merge, format);
  map_cells_free(&merge.cells);
  map_about_free(&merge.about);
  return status;
}

const struct command command_map_merge = {
    .name = "map-merge",
    .summary = N_("the parts of a map as one: text, CSV or PNG"),
    .operands = "PART...",
    .values = {.file = true},
    .operands_max = -1,
    .notes = N_("Parts are what 'downhill map --shard K/N -o PART' writes. All N of them are needed, in any order.\n"),
    .own = TAKES(OWN_SIZE) | TAKES(OWN_GLYPHS) | TAKES(OWN_SUMMARY) | TAKES(OWN_OUTPUT),
    .formats = map_formats,
    .run = run,
};
