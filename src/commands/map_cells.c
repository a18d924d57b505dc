/* SPDX-License-Identifier: MIT
 *
 * The cells of a map in memory, and a look over all of them. */
#include "commands/map.h"

#include <stdlib.h>
#include <string.h>

bool map_cells_init(struct map_cells *cells, const struct dh_map_spec *map, long shard, long shards) {
  long tiles = dh_map_tiles(map);
  *cells = (struct map_cells){.map = map, .shard = shard, .shards = shards};
  cells->tiles = (tiles - shard + shards) / shards;
  size_t room = cells->tiles > 0 ? (size_t)cells->tiles : 1;
  cells->cell = calloc(room, DH_SLOTS * sizeof *cells->cell);
  cells->done = calloc(room, 1);
  if (cells->cell && cells->done) return true;
  map_cells_free(cells);
  return false;
}

void map_cells_free(struct map_cells *cells) {
  free(cells->cell);
  free(cells->done);
  *cells = (struct map_cells){.map = NULL};
}

long map_cells_tile(const struct map_cells *cells, long own) { return cells->shard - 1 + own * cells->shards; }

long map_cells_own(const struct map_cells *cells, long tile) {
  long own = (tile - (cells->shard - 1)) / cells->shards;
  bool is_own = tile >= 0 && own >= 0 && own < cells->tiles && map_cells_tile(cells, own) == tile;
  return is_own ? own : -1;
}

void map_cells_put(struct map_cells *cells, long own, const struct dh_map_cell *done, int count) {
  memcpy(cells->cell + own * DH_SLOTS, done, (size_t)count * sizeof *done);
  cells->tiles_done += !cells->done[own];
  cells->done[own] = 1;
}

const struct dh_map_cell *map_cells_at(const struct map_cells *cells, long x, long y) {
  int index;
  long tile = dh_map_tile_of(cells->map, x, y, &index);
  return &cells->cell[tile * DH_SLOTS + index];
}

/* --- looking over them --- */

bool map_survey_init(struct map_survey *survey, const struct map_about *about, const struct map_cells *cells) {
  long across = cells->map->axis[0].cells, up = cells->map->axis[1].cells, count = across * up;
  *survey = (struct map_survey){.about = about, .cells = cells};
  struct dh_map_ranking *ranking = &survey->tally.ranking;
  ranking->shades = malloc((size_t)count * sizeof *ranking->shades);
  if (!ranking->shades) return false;
  ranking->count = count;
  for (long i = 0; i < count; i++) ranking->shades[i] = map_cells_at(cells, i % across, i / across)->shade;
  dh_map_rank_all(ranking);
  map_tally_begin(&survey->tally, about->map.rule, about->map.steps, about->known);
  for (long i = 0; i < count; i++) map_tally_count(&survey->tally, map_cells_at(cells, i % across, i / across), i);
  return true;
}

void map_survey_free(struct map_survey *survey) {
  free(survey->tally.ranking.shades);
  survey->tally.ranking.shades = NULL;
}

double map_rank_at(const struct map_survey *survey, long x, long y) {
  return map_tally_rank(&survey->tally, map_cells_at(survey->cells, x, y)->shade);
}
