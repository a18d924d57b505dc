/* SPDX-License-Identifier: MIT
 *
 * What records, surfaces and options agree on about values. */
#ifndef CATALOG_SETTING_H
#define CATALOG_SETTING_H

#include "downhill/parameter.h"

/* Which parameters a record writes as `name=value`: numbers, and the optimizer. The surface and the start have fields
 * of their own. */
static inline bool record_can_set(enum dh_parameter parameter) {
  enum dh_type type = dh_parameter_row(parameter)->type;
  return type != DH_TYPE_SURFACE && type != DH_TYPE_POINT;
}

/* May a run start there, whatever a coordinate is called? */
static inline bool start_in_range(double coordinate) {
  const struct dh_parameter_row *row = dh_parameter_row(DH_START);
  return coordinate >= row->low && coordinate <= row->high;
}

#endif
