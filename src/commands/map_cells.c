/* SPDX-License-Identifier: MIT
 *
 * The cells of a map in memory, and a look over all of them. */
#include "app/messages.h"
#include "commands/map.h"

#include <math.h>
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

enum map_group map_group_of(const struct map_about *about, const struct dh_map_cell *cell) {
  if (about->map.rule == DH_MAP_PUBLISHED) return cell->shade < 0 ? MAP_CONVERGED : MAP_NOT_CONVERGED;
  if (cell->blown >= 0) return MAP_BLOWN;
  if (cell->shade > 0) return MAP_HIGHER;
  return cell->arrived >= 0 ? MAP_ARRIVED : MAP_ON_THE_WAY;
}

static double number_of(enum map_group group, const struct dh_map_cell *cell) {
  switch (group) {
  case MAP_ARRIVED:
    return (double)cell->arrived;
  case MAP_BLOWN:
    return (double)cell->blown;
  default:
    return fabs(cell->shade);
  }
}

static void widen(double range[2], double value, bool first) {
  range[0] = first ? value : fmin(range[0], value);
  range[1] = first ? value : fmax(range[1], value);
}

static void look_at(struct map_survey *survey, long x, long y) {
  const struct dh_map_cell *cell = map_cells_at(survey->cells, x, y);
  enum map_group group = map_group_of(survey->about, cell);
  bool first = survey->group[group].cells++ == 0;
  widen(survey->group[group].number, number_of(group, cell), first);
  widen(survey->group[group].rank, fabs(dh_map_rank(&survey->ranking, cell->shade)), first);
  survey->verdict[cell->verdict]++;
  long across = survey->cells->map->axis[0].cells;
  if (group != MAP_ARRIVED) return;
  if (survey->fastest >= 0) {
    const struct dh_map_cell *best = map_cells_at(survey->cells, survey->fastest % across, survey->fastest / across);
    if (best->arrived <= cell->arrived) return;
  }
  survey->fastest = y * across + x;
}

bool map_survey_init(struct map_survey *survey, const struct map_about *about, const struct map_cells *cells) {
  long across = cells->map->axis[0].cells, up = cells->map->axis[1].cells, count = across * up;
  *survey = (struct map_survey){.about = about, .cells = cells, .fastest = -1};
  survey->ranking.shades = malloc((size_t)count * sizeof *survey->ranking.shades);
  if (!survey->ranking.shades) return false;
  survey->ranking.count = count;
  for (long i = 0; i < count; i++) survey->ranking.shades[i] = map_cells_at(cells, i % across, i / across)->shade;
  dh_map_rank_all(&survey->ranking);
  for (long y = 0; y < up; y++)
    for (long x = 0; x < across; x++) look_at(survey, x, y);
  return true;
}

void map_survey_free(struct map_survey *survey) {
  free(survey->ranking.shades);
  survey->ranking.shades = NULL;
}

double map_rank_at(const struct map_survey *survey, long x, long y) {
  return dh_map_rank(&survey->ranking, map_cells_at(survey->cells, x, y)->shade);
}

/* --- in words --- */

static void put_range(struct text *out, const double number[2], int digits) {
  if (number[0] == number[1])
    text_printf(out, "%.*g", digits, number[0]);
  else
    text_printf(out, "%.*g .. %.*g", digits, number[0], digits, number[1]);
}

static void put_steps(struct text *out, const double number[2]) {
  put_range(out, number, 10);
  text_add(out, number[1] == 1 ? _(" step") : _(" steps"));
}

/* Rounded, but what there is is never said to be nothing, and what is not all not to be all. */
static void put_share(struct text *out, long part, long whole) {
  double percent = 100 * (double)part / (double)whole;
  if (percent < 1)
    text_add(out, "<1%");
  else if (part < whole && percent > 99)
    text_add(out, ">99%");
  else
    text_printf(out, "%.0f%%", percent);
}

void map_group_words(const struct map_survey *survey, enum map_group group, struct text *out) {
  const double *number = survey->group[group].number;
  switch (group) {
  case MAP_ARRIVED:
    text_add(out, _("arrived after "));
    put_steps(out, number);
    break;
  case MAP_ON_THE_WAY:
    text_printf(out, survey->about->known ? _("not arrived after %ld") : _("lower than at the start after %ld"),
                survey->about->map.steps);
    break;
  case MAP_BLOWN:
    text_add(out, _("blew up after "));
    put_steps(out, number);
    break;
  case MAP_HIGHER:
    text_printf(out, _("no lower than at the start after %ld"), survey->about->map.steps);
    break;
  case MAP_CONVERGED:
    text_add(out, _("converged, sum of losses "));
    put_range(out, number, 4);
    break;
  default:
    text_add(out, _("did not, sum of inverse losses "));
    put_range(out, number, 4);
    break;
  }
  text_add(out, ": ");
  put_share(out, survey->group[group].cells, survey->ranking.count);
}

void map_verdict_words(const struct map_survey *survey, struct text *out) {
  bool said[DH_VERDICT_COUNT] = {false};
  text_printf(out, survey->ranking.count == 1 ? _("%ld cell") : _("%ld cells"), survey->ranking.count);
  for (int n = 0;; n++) {
    int most = -1;
    for (int i = 0; i < DH_VERDICT_COUNT; i++)
      if (!said[i] && survey->verdict[i] > 0 && (most < 0 || survey->verdict[i] > survey->verdict[most])) most = i;
    if (most < 0) return;
    said[most] = true;
    text_printf(out, "%s%ld %s", n == 0 ? ": " : ", ", survey->verdict[most], message_verdict((enum dh_verdict)most));
  }
}
