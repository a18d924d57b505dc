/* SPDX-License-Identifier: MIT */
#include "catalog/members.h"

#include <json-c/json.h>
#include <string.h>

enum { DEPTH_MOST = 8 };

bool members_are_built(void) { return true; }

/* What Python writes is no JSON, and json-c would take it for some. */
static bool has_single_quotes(const char *json) {
  bool inside = false;
  for (; *json; json++) {
    if (*json == '\'' && !inside) return true;
    if (*json == '\\' && inside && json[1])
      json++;
    else if (*json == '"')
      inside = !inside;
  }
  return false;
}

/* Strictly: Python's reader takes no single quotes, comments or commas too many either. The end of the text is given
 * with it, for only then a number that it ends with is whole. */
static struct json_object *parse(const char *json) {
  struct json_tokener *tokener = has_single_quotes(json) ? NULL : json_tokener_new_ex(DEPTH_MOST);
  if (!tokener) return NULL;
  json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
  struct json_object *object = json_tokener_parse_ex(tokener, json, (int)strlen(json) + 1);
  bool good = json_tokener_get_error(tokener) == json_tokener_success && json_object_is_type(object, json_type_object);
  json_tokener_free(tokener);
  if (good) return object;
  json_object_put(object);
  return NULL;
}

enum members members_read(const char *json, members_take *take, void *context) {
  struct json_object *object = parse(json);
  enum members result = MEMBERS_TAKEN;
  if (!object) return MEMBERS_NO_OBJECT;
  json_object_object_foreach(object, name, value) {
    if (take(context, name, json_object_get_string(value))) continue;
    result = MEMBERS_REFUSED;
    break;
  }
  json_object_put(object);
  return result;
}
