/* SPDX-License-Identifier: MIT */
#include "commands/keys.h"

#include "app/messages.h"

#include <string.h>

void keys_each(enum action_group group, void (*row)(void *context, const char *keys, const char *help), void *context) {
  const char *last = "";
  for (int i = 0; i < action_count(); i++) {
    const struct action *action = action_row(i);
    char keys[48];
    message_keys(action->keys_shown, action->keys[0], keys, sizeof keys);
    if (action->group != group || (action->keys_shown && strcmp(action->keys_shown, last) == 0)) continue;
    row(context, keys, _(action->help));
    last = action->keys_shown ? action->keys_shown : "";
  }
}
