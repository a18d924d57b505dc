/* SPDX-License-Identifier: MIT
 *
 * Changes of the journal in words. */
#include "app/messages.h"

#include <stdio.h>
#include <string.h>

/* By the shorter of its names. */
void message_setting(const struct dh_setting *setting, char *out, size_t size) {
  const struct dh_parameter_row *row = dh_parameter_row(setting->parameter);
  const char *name = row->alias && strlen(row->alias) < strlen(row->name) ? row->alias : row->name;
  char value[64];
  if (setting->unset) {
    snprintf(out, size, _("%s unset"), name);
  } else if (setting->parameter == DH_OPTIM) {
    text_copy(out, size, message_rule(setting->rule));
  } else if (row->type == DH_TYPE_CHOICE) {
    text_copy(out, size, row->choice((int)setting->value));
  } else if (row->type == DH_TYPE_LIST) {
    dh_parameter_print_list(&setting->list, value, sizeof value);
    snprintf(out, size, "%s %s", name, value);
  } else {
    dh_parameter_print(setting->parameter, setting->value, value, sizeof value);
    snprintf(out, size, "%s %s", name, value);
  }
}
