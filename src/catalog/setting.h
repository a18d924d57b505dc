/* SPDX-License-Identifier: MIT
 *
 * Which parameters a record writes as `name=value`: numbers, and the optimizer. The surface and the start have fields
 * of their own. */
#ifndef CATALOG_SETTING_H
#define CATALOG_SETTING_H

#include "downhill/parameter.h"

static inline bool record_can_set(enum dh_parameter parameter) {
  enum dh_type type = dh_parameter_row(parameter)->type;
  return type != DH_TYPE_SURFACE && type != DH_TYPE_POINT;
}

#endif
