/* SPDX-License-Identifier: MIT */
#include "panes/worked.h"

#include "app/messages.h"
#include "frame/axes.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SETTING_DIGITS = 6 };
enum { NAMES_MOST = 5 + DH_STATES_MAX + DH_RULE_PARAMETERS_MAX + DH_LINES_MAX };

static bool in_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

static bool is_name(const char *name, size_t length, const char *other) {
  return strlen(other) == length && strncmp(name, other, length) == 0;
}

/* Does a line of the rule assign to this name? */
static bool assigns(const struct dh_rule_spec *rule, int line, const char *name, size_t length) {
  const char *text = rule->update[line] + strspn(rule->update[line], " ");
  return strncmp(text, name, length) == 0 && !in_name(text[length]);
}

/* p g lr t loss and the states, as the update finds them. */
static bool given_value(const struct worked *worked, const char *name, size_t length, int axis, double *value) {
  const struct dh_row *row = dh_run_row(worked->run);
  const struct {
    const char *name;
    double value;
  } given[] = {{"p", row->at[axis]},
               {"g", worked->inputs.gradient[axis]},
               {"lr", row->rate},
               {"t", (double)worked->inputs.t},
               {"loss", row->loss}};
  for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
    if (!is_name(name, length, given[i].name)) continue;
    *value = given[i].value;
    return true;
  }
  for (int i = 0; i < worked->rule->state_count; i++) {
    if (!is_name(name, length, worked->rule->state[i])) continue;
    *value = worked->inputs.state[i][axis];
    return true;
  }
  return false;
}

bool worked_value(const struct worked *worked, int line, const char *name, size_t length, int axis, double *value) {
  char key[DH_NAME_MAX];
  for (int before = line - 1; before >= 0; before--) {
    if (!assigns(worked->rule, before, name, length)) continue;
    *value = worked->value[before][axis];
    return true;
  }
  if (given_value(worked, name, length, axis, value)) return true;
  if (length >= sizeof key) return false;
  memcpy(key, name, length);
  key[length] = '\0';
  int parameter = dh_parameter_find(key);
  if (parameter < 0) return false;
  *value = dh_spec_number(dh_run_spec(worked->run), (enum dh_parameter)parameter);
  return true;
}

/* --- where() --- */

/* Every name that a line may read, with its number. */
static int list_names(const struct worked *worked, int line, int axis, char keys[][DH_NAME_MAX],
                      struct update_name *names) {
  static const char *const given[] = {"p", "g", "lr", "t", "loss"};
  const struct dh_rule_spec *rule = worked->rule;
  const char *all[NAMES_MOST];
  int found = 0, count = 0;
  for (int i = 0; i < 5; i++) all[found++] = given[i];
  for (int i = 0; i < rule->state_count; i++) all[found++] = rule->state[i];
  for (int i = 0; i < rule->parameter_count; i++) all[found++] = rule->parameter[i].name;
  for (int i = 0; i < line; i++) all[found++] = rule->update[i] + strspn(rule->update[i], " ");
  for (int i = 0; i < found; i++) {
    size_t length = 0;
    while (in_name(all[i][length])) length++;
    if (length == 0 || length >= DH_NAME_MAX) continue;
    memcpy(keys[count], all[i], length);
    keys[count][length] = '\0';
    bool twice = false;
    for (int k = 0; k < count; k++) twice = twice || strcmp(keys[k], keys[count]) == 0;
    if (twice || !worked_value(worked, line, keys[count], length, axis, &names[count].value)) continue;
    names[count].name = keys[count];
    count++;
  }
  return count;
}

/* --- text --- */

static void put_number(struct text *out, double value, int digits, bool first) {
  char number[32];
  axes_short(value, digits, number, sizeof number);
  /* Behind an operator a sign could be mistaken for one. */
  text_printf(out, !first && number[0] == '-' ? "(%s)" : "%s", number);
}

static void put_operator(struct text *out, char sign, const char *times) {
  if (sign == '*')
    text_add(out, times);
  else if (sign == '+' || sign == '-' || sign == '/')
    text_printf(out, " %c ", sign);
  else if (sign == ',')
    text_add(out, ", ");
  else if (sign != ' ')
    text_printf(out, "%c", sign);
}

/* A number as it is written, with its exponent's sign. */
static size_t literal(const char *text) {
  size_t length = 0;
  while (isdigit((unsigned char)text[length]) || text[length] == '.' ||
         (length > 0 && (text[length] == 'e' || (text[length - 1] == 'e' && strchr("+-", text[length])))))
    length++;
  return length;
}

/* Settings are said as they were given: 0.999 with two digits would be 1. */
static int number_digits(const struct worked *worked, const char *name, size_t length) {
  bool setting = is_name(name, length, "t");
  for (int i = 0; i < worked->rule->parameter_count; i++)
    setting = setting || is_name(name, length, worked->rule->parameter[i].name);
  return setting && worked->digits < SETTING_DIGITS ? SETTING_DIGITS : worked->digits;
}

static void put_numbers(struct text *out, const struct worked *worked, int line, const char *text, int axis) {
  bool first = true;
  while (*text) {
    size_t length = 0;
    double value;
    if (isdigit((unsigned char)*text)) {
      length = literal(text);
      text_append(out, text, length);
    } else if (isalpha((unsigned char)*text)) {
      while (in_name(text[length])) length++;
      bool call = text[length] == '(';
      if (call || !worked_value(worked, line, text, length, axis, &value))
        text_append(out, text, length);
      else
        put_number(out, value, number_digits(worked, text, length), first);
    } else {
      put_operator(out, *text, worked->times);
      length = 1;
    }
    first = *text == '(' || *text == ',' || (first && *text == ' ');
    text += length;
  }
}

void worked_text(const struct worked *worked, int line, const char *text, int axis, struct text *out) {
  char keys[NAMES_MOST][DH_NAME_MAX], decided[UPDATE_TEXT];
  struct update_name names[NAMES_MOST];
  if (strstr(text, "where(")) {
    int count = list_names(worked, line, axis, keys, names);
    update_decide(text, names, count, decided, sizeof decided);
    text = decided;
  }
  put_numbers(out, worked, line, text, axis);
}

bool worked_begin(struct worked *worked, const struct app *app, int lane) {
  const struct dh_run *run = app->lane[lane].run;
  *worked = (struct worked){.run = run,
                            .rule = dh_rule_info(dh_run_spec(run)->rule),
                            .digits = WORKED_DIGITS,
                            .times = message_times(dh_run_spec(run)->surface)};
  worked->covered = app_covered(app);
  worked->surface = dh_surface_info(dh_run_initial(run)->surface);
  worked->lines = dh_run_explain(run, worked->value);
  dh_run_update_inputs(run, &worked->inputs);
  return worked->lines > 0;
}
