/* SPDX-License-Identifier: MIT
 *
 * A surface or an optimizer from its YAML file. The format is explained in assets/surfaces/parabola.yaml and
 * assets/optimizers/sgd.yaml. */
#ifndef CATALOG_KINDS_H
#define CATALOG_KINDS_H

#include "catalog/document.h"
#include "downhill/rule.h"
#include "downhill/surface.h"

/* NULL with *error (YAML, FIELD, MEMORY). A surface's data may be in the user's `directory` (NULL: there is none). */
struct dh_surface *surface_from_yaml(const struct document *document, const char *directory, struct dh_error *error);
struct dh_rule *rule_from_yaml(const struct document *document, struct dh_error *error);

#endif
