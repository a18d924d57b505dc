/* SPDX-License-Identifier: MIT
 *
 * Parameters as text: `--learning_rate 0.1`, `:lr 3e-4`, `learning_rate=0.3`. One reader for all three, derived from
 * the parameter table. */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include "catalog/catalog.h"

/* Set one parameter of a spec from text: numbers, choices, the surface (name or formula), the optimizer, the start
 * ("2" or "2,-1"). `parameters` names the parameters of a typed formula ("w,b") or NULL. A new surface takes its own
 * start unless the start was given. False with *error, the spec is then as it was. */
bool option_set(struct dh_spec *spec, struct catalog *catalog, enum dh_parameter parameter, const char *text,
                const char *parameters, struct dh_error *error);
/* The value in force as text that option_set reads back. */
void option_print(const struct dh_spec *spec, enum dh_parameter parameter, char *out, size_t size);

#endif
