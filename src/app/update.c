/* SPDX-License-Identifier: MIT */
#include "app/update.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { NAMES_MOST = DH_RULE_PARAMETERS_MAX + DH_STATES_MAX + DH_LINES_MAX + 5 };

/* --- deciding --- */

/* The condition as a number, if these names are all that it reads. Formulas are not evaluated here but by the graph,
 * which folds constants. */
static bool evaluate(const char *condition, size_t length, const struct update_name *names, int count, double *value) {
  char text[UPDATE_TEXT];
  const char *name[NAMES_MOST];
  int node[NAMES_MOST];
  struct dh_error ignored;
  if (length >= sizeof text || count > NAMES_MOST) return false;
  memcpy(text, condition, length);
  text[length] = '\0';
  struct dh_graph *graph = dh_graph_create();
  bool known = graph;
  for (int i = 0; i < count && known; i++) {
    name[i] = names[i].name;
    node[i] = dh_graph_constant(graph, names[i].value, &ignored);
    known = node[i] >= 0;
  }
  int result = known ? dh_graph_parse(graph, text, name, count, &ignored) : -1;
  if (result >= 0) result = dh_graph_substitute(graph, result, name, node, count, &ignored);
  known = result >= 0 && dh_graph_node(graph, result).op == DH_OP_CONSTANT;
  if (known) *value = dh_graph_node(graph, result).value;
  dh_graph_destroy(graph);
  return known;
}

/* Where an argument of a call ends: at the comma or the parenthesis outside all others. */
static const char *argument_end(const char *text) {
  for (int depth = 0; *text; text++) {
    if (depth == 0 && (*text == ',' || *text == ')')) break;
    depth += (*text == '(') - (*text == ')');
  }
  return text;
}

static void trim(const char **from, const char **to) {
  while (*from < *to && **from == ' ') (*from)++;
  while (*to > *from && (*to)[-1] == ' ') (*to)--;
}

/* A branch with an operator in it keeps its sense among others only in parentheses. */
static bool is_sum(const char *from, const char *to) {
  int depth = 0;
  for (const char *c = from; c < to; c++) {
    depth += (*c == '(') - (*c == ')');
    if (depth == 0 && strchr("+-*/", *c)) return true;
  }
  return false;
}

static void decide(struct text *out, const char *text, const char *end, const struct update_name *names, int count);

/* "where(c, a, b)" at `call`, if it is decided; the text behind it, or NULL. `alone`: nothing stands beside it. */
static const char *decide_call(struct text *out, const char *call, bool before, const struct update_name *names,
                               int count) {
  const char *from[3], *to[3], *c = strchr(call, '(');
  double value;
  for (int i = 0; i < 3; i++) {
    from[i] = c + 1;
    c = to[i] = argument_end(from[i]);
    if (*c == '\0') return NULL;
    trim(&from[i], &to[i]);
  }
  if (!evaluate(from[0], (size_t)(to[0] - from[0]), names, count, &value)) return NULL;
  int branch = value != 0 ? 1 : 2;
  bool beside = before || c[1 + strspn(c + 1, " ")] != '\0';
  bool braces = beside && is_sum(from[branch], to[branch]) && c[1] != ',' && c[1] != ')';
  if (braces) text_add(out, "(");
  decide(out, from[branch], to[branch], names, count);
  if (braces) text_add(out, ")");
  return c + 1;
}

static bool in_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

static void decide(struct text *out, const char *text, const char *end, const struct update_name *names, int count) {
  static const char where[] = "where(";
  const char *begin = text;
  while (text < end) {
    bool call = strncmp(text, where, sizeof where - 1) == 0 && (text == begin || !in_name(text[-1]));
    bool before = text > begin && strchr("(,", text[-1]) == NULL;
    const char *after = call ? decide_call(out, text, before, names, count) : NULL;
    if (!after) {
      text_append(out, text, 1);
      after = text + 1;
    }
    text = after;
  }
}

void update_decide(const char *text, const struct update_name *names, int count, char *out, size_t size) {
  struct text decided = {0};
  decide(&decided, text, text + strlen(text), names, count);
  bool whole = !decided.failed && decided.length < size;
  text_copy(out, size, whole ? text_string(&decided) : "");
  text_free(&decided);
}

/* --- which lines --- */

/* Take `name = formula` apart and decide what the parameters decide. */
static void read_line(const struct dh_spec *spec, int index, struct update_line *line) {
  const struct dh_rule_spec *rule = dh_rule_info(spec->rule);
  struct update_name names[DH_RULE_PARAMETERS_MAX];
  const char *text = rule->update[index] + strspn(rule->update[index], " ");
  size_t length = 0;
  while (in_name(text[length])) length++;
  text_copy(line->target, length + 1 < DH_NAME_MAX ? length + 1 : DH_NAME_MAX, text);
  line->line = index;
  for (int i = 0; i < rule->parameter_count; i++) {
    int parameter = dh_parameter_find(rule->parameter[i].name);
    names[i] = (struct update_name){rule->parameter[i].name, dh_spec_number(spec, (enum dh_parameter)parameter)};
  }
  text = strchr(text, '=');
  text += text ? 1 + strspn(text + 1, " ") : 0;
  update_decide(text ? text : "", names, rule->parameter_count, line->text, sizeof line->text);
}

/* Where a name stands in a text, as a whole name; NULL if it does not. */
static const char *find_name(const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *found = strstr(text, name); found; found = strstr(found + 1, name))
    if ((found == text || !in_name(found[-1])) && !in_name(found[length])) return found;
  return NULL;
}

static bool reads(const char *text, const char *name) { return find_name(text, name) != NULL; }

static bool is_name(const char *text) {
  size_t length = 0;
  while (in_name(text[length])) length++;
  return length > 0 && text[length] == '\0' && !isdigit((unsigned char)text[0]);
}

static bool is_state(const struct dh_rule_spec *rule, const char *name) {
  for (int i = 0; i < rule->state_count; i++)
    if (strcmp(rule->state[i], name) == 0) return true;
  return false;
}

/* Is what a line assigns read by a line that counts: a later one of this update, or, if it is kept, any of the next? */
static bool is_read(const struct dh_rule_spec *rule, const struct update_lines *all, const bool *counts, int index) {
  const char *name = all->line[index].target;
  for (int i = index + 1; i < all->count; i++) {
    if (counts[i] && reads(all->line[i].text, name)) return true;
    if (strcmp(all->line[i].target, name) == 0) return false;
  }
  for (int i = 0; i <= index && is_state(rule, name); i++)
    if (counts[i] && reads(all->line[i].text, name)) return true;
  return false;
}

/* From the last line back, until no more lines count. */
static void find_read(const struct dh_rule_spec *rule, const struct update_lines *all, bool *counts) {
  bool more = true;
  counts[all->count - 1] = true;
  while (more) {
    more = false;
    for (int i = all->count - 2; i >= 0; i--) {
      if (counts[i] || !is_read(rule, all, counts, i)) continue;
      counts[i] = more = true;
    }
  }
}

/* p = p*(1 - lr*weight_decay) without decay: a parameter that is 0 leaves what is assigned as it was. */
static bool is_idle(const struct dh_spec *spec, const struct update_line *line) {
  return reads(line->text, "weight_decay") && strcmp(line->target, "p") == 0 &&
         dh_spec_number(spec, DH_WEIGHT_DECAY) == 0;
}

/* A copy that no update to come reads: the name it copies can stand for it. */
static bool is_copy(const struct update_lines *all, int index) {
  if (!is_name(all->line[index].text)) return false;
  for (int i = 0; i < index; i++)
    if (reads(all->line[i].text, all->line[index].target)) return false;
  return true;
}

static void replace_name(char *text, const char *name, const char *by) {
  struct text replaced = {0};
  const char *rest = text;
  for (const char *found; (found = find_name(rest, name)); rest = found + strlen(name)) {
    text_append(&replaced, rest, (size_t)(found - rest));
    text_add(&replaced, by);
  }
  text_add(&replaced, rest);
  text_copy(text, UPDATE_TEXT, !replaced.failed && replaced.length < UPDATE_TEXT ? text_string(&replaced) : "");
  text_free(&replaced);
}

/* In the lines behind a copy, until one of both names means something else. */
static void spread_copy(struct update_lines *all, int index) {
  const struct update_line *copy = &all->line[index];
  for (int i = index + 1; i < all->count && strcmp(copy->target, copy->text) != 0; i++) {
    struct update_line *line = &all->line[i];
    replace_name(line->text, copy->target, copy->text);
    if (strcmp(line->target, copy->target) == 0 || strcmp(line->target, copy->text) == 0) return;
  }
}

void update_lines(const struct dh_spec *spec, struct update_lines *lines) {
  const struct dh_rule_spec *rule = dh_rule_info(spec->rule);
  bool counts[DH_LINES_MAX] = {false};
  struct update_lines all = {.count = rule->update_count};
  for (int i = 0; i < all.count; i++) read_line(spec, i, &all.line[i]);
  for (int i = 0; i + 1 < all.count; i++)
    if (is_copy(&all, i)) spread_copy(&all, i);
  find_read(rule, &all, counts);
  lines->count = 0;
  for (int i = 0; i < all.count; i++) {
    bool last = i + 1 == all.count;
    if (last || (counts[i] && !is_copy(&all, i) && !is_idle(spec, &all.line[i])))
      lines->line[lines->count++] = all.line[i];
  }
}
