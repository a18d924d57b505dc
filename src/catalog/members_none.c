/* SPDX-License-Identifier: MIT
 *
 * Where the program was built without json-c. */
#include "catalog/members.h"

bool members_are_built(void) { return false; }

enum members members_read(const char *json, members_take *take, void *context) {
  (void)json, (void)take, (void)context;
  return MEMBERS_NO_OBJECT;
}
