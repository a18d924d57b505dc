/* SPDX-License-Identifier: MIT */
#include "app/map_tally.h"

#include "app/messages.h"

#include <math.h>

enum map_group map_group_of(enum dh_map_rule rule, const struct dh_map_cell *cell) {
  if (rule == DH_MAP_PUBLISHED) return cell->shade < 0 ? MAP_CONVERGED : MAP_NOT_CONVERGED;
  if (cell->blown >= 0) return MAP_BLOWN;
  if (cell->shade > 0) return MAP_HIGHER;
  return cell->arrived >= 0 ? MAP_ARRIVED : MAP_ON_THE_WAY;
}

bool map_group_converged(enum map_group group) {
  return group == MAP_ARRIVED || group == MAP_ON_THE_WAY || group == MAP_CONVERGED;
}

/* --- counting --- */

void map_tally_begin(struct map_tally *tally, enum dh_map_rule rule, long steps, bool known) {
  struct dh_map_ranking ranking = tally->ranking;
  *tally = (struct map_tally){.rule = rule, .steps = steps, .known = known, .ranking = ranking, .fastest = -1};
}

/* A cell may come to a side that had none when they were ranked. */
double map_tally_rank(const struct map_tally *tally, double shade) {
  const struct dh_map_ranking *ranking = &tally->ranking;
  long side = shade < 0 ? ranking->converged : ranking->count - ranking->converged;
  return side > 0 ? dh_map_rank(ranking, shade) : copysign(0.5, shade);
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

static bool is_faster(const struct map_tally *tally, const struct dh_map_cell *cell) {
  if (tally->fastest < 0 || cell->arrived != tally->fastest_arrived)
    return tally->fastest < 0 || cell->arrived < tally->fastest_arrived;
  return cell->ratio < tally->fastest_ratio;
}

void map_tally_count(struct map_tally *tally, const struct dh_map_cell *cell, long number) {
  enum map_group group = map_group_of(tally->rule, cell);
  bool first = tally->group[group].cells++ == 0;
  widen(tally->group[group].number, number_of(group, cell), first);
  widen(tally->group[group].rank, fabs(map_tally_rank(tally, cell->shade)), first);
  tally->verdict[cell->verdict]++;
  if (group != MAP_ARRIVED || !is_faster(tally, cell)) return;
  tally->fastest = number;
  tally->fastest_ratio = cell->ratio;
  tally->fastest_arrived = cell->arrived;
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
void map_group_share(const struct map_tally *tally, enum map_group group, struct text *out) {
  long part = tally->group[group].cells, all = tally->ranking.count;
  double percent = 100 * (double)part / (double)all;
  if (percent < 1)
    text_add(out, "<1%");
  else if (part < all && percent > 99)
    text_add(out, ">99%");
  else
    text_printf(out, "%.0f%%", percent);
}

void map_group_words(const struct map_tally *tally, enum map_group group, struct text *out) {
  const double *number = tally->group[group].number;
  switch (group) {
  case MAP_ARRIVED:
    text_add(out, _("arrived after "));
    put_steps(out, number);
    break;
  case MAP_ON_THE_WAY:
    text_printf(out, tally->known ? _("not arrived after %ld") : _("lower than at the start after %ld"), tally->steps);
    break;
  case MAP_BLOWN:
    text_add(out, _("blew up after "));
    put_steps(out, number);
    break;
  case MAP_HIGHER:
    text_printf(out, _("no lower than at the start after %ld"), tally->steps);
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
  text_add(out, _(": "));
  map_group_share(tally, group, out);
}

const char *map_group_name(const struct map_tally *tally, enum map_group group) {
  static const char *const names[MAP_GROUPS] = {
      [MAP_ARRIVED] = N_("arrived"), [MAP_ON_THE_WAY] = N_("on the way"), [MAP_BLOWN] = N_("blew up"),
      [MAP_HIGHER] = N_("no lower"), [MAP_CONVERGED] = N_("converged"),   [MAP_NOT_CONVERGED] = N_("did not converge"),
  };
  if (group == MAP_ON_THE_WAY && !tally->known) return _("lower");
  return _(names[group]);
}

void map_group_range(const struct map_tally *tally, enum map_group group, struct text *out) {
  const double *number = tally->group[group].number;
  if (group == MAP_ARRIVED || group == MAP_BLOWN)
    put_steps(out, number);
  else if (group == MAP_ON_THE_WAY || group == MAP_HIGHER)
    text_printf(out, _("after %ld steps"), tally->steps);
}

void map_verdict_words(const struct map_tally *tally, struct text *out) {
  bool said[DH_VERDICT_COUNT] = {false};
  text_printf(out, tally->ranking.count == 1 ? _("%ld cell") : _("%ld cells"), tally->ranking.count);
  for (int n = 0;; n++) {
    int most = -1;
    for (int i = 0; i < DH_VERDICT_COUNT; i++)
      if (!said[i] && tally->verdict[i] > 0 && (most < 0 || tally->verdict[i] > tally->verdict[most])) most = i;
    if (most < 0) return;
    said[most] = true;
    text_printf(out, "%s%ld %s", n == 0 ? _(": ") : _(", "), tally->verdict[most],
                message_verdict((enum dh_verdict)most));
  }
}
