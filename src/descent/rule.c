/* SPDX-License-Identifier: MIT
 *
 * Update rules: the declarations and lines are checked here once, so that building a step from them cannot fail on
 * what the rule says. */
#include "descent/rule.h"

#include "descent/bindings.h"
#include "descent/names.h"
#include "descent/strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct dh_rule {
  struct dh_rule_spec info; /* strings point into `strings` */
  struct dh_strings strings;
  struct dh_rule_line line[DH_LINES_MAX];
  enum dh_parameter row[DH_RULE_PARAMETERS_MAX]; /* of the parameter table */
  struct dh_program *limit;                      /* over the parameters; NULL if there is no simple limit */
  struct dh_program *curvature;                  /* over the parameters and `sharpness`; NULL: the sharpness itself */
  struct dh_program *coast;                      /* over the parameters: how far an update goes by itself */
};

/* What a line may read so far. */
struct scope {
  const char *name[DH_BINDINGS_MAX];
  int count;
};

static bool declared(const struct scope *scope, const char *name) {
  for (int i = 0; i < scope->count; i++)
    if (strcmp(scope->name[i], name) == 0) return true;
  return false;
}

/* --- checking --- */

static bool check_states(const struct dh_rule_spec *spec, struct scope *scope, struct dh_error *error) {
  for (int i = 0; i < spec->state_count; i++) {
    const char *name = spec->state[i];
    if (!dh_name_is_valid(name)) return dh_fail(error, DH_ERROR_EXPECTED, 0, "name", name);
    if (dh_name_is_taken(name) || declared(scope, name)) return dh_fail(error, DH_ERROR_RESERVED, 0, name, NULL);
    scope->name[scope->count++] = name;
  }
  return true;
}

static bool check_parameters(struct dh_rule *rule, struct scope *scope, struct dh_error *error) {
  for (int i = 0; i < rule->info.parameter_count; i++) {
    const char *name = rule->info.parameter[i].name;
    int row = dh_parameter_find(name);
    if (row < 0 || strcmp(dh_parameter_row((enum dh_parameter)row)->name, name) != 0 ||
        dh_parameter_row((enum dh_parameter)row)->applies != DH_APPLIES_OPTIM)
      return dh_fail(error, DH_ERROR_UNKNOWN_PARAMETER, -1, name, dh_parameter_nearest(name));
    if (declared(scope, name)) return dh_fail(error, DH_ERROR_RESERVED, -1, name, NULL);
    rule->row[i] = (enum dh_parameter)row;
    scope->name[scope->count++] = name;
  }
  return true;
}

static bool is_parameter(const struct dh_rule_spec *spec, const char *name) {
  for (int i = 0; i < spec->parameter_count; i++)
    if (strcmp(spec->parameter[i].name, name) == 0) return true;
  return false;
}

/* A line may set p, g, a state, or a local of its own. */
static bool may_assign(const struct dh_rule_spec *spec, const char *name) {
  if (strcmp(name, "p") == 0 || strcmp(name, "g") == 0) return true;
  return !dh_name_is_taken(name) && !is_parameter(spec, name);
}

bool dh_rule_split(const char *text, struct dh_rule_line *line, struct dh_error *error) {
  const char *c = text + strspn(text, " ");
  size_t length = dh_name_length(c);
  if (length == 0 || length >= DH_NAME_MAX) return dh_fail(error, DH_ERROR_EXPECTED, (long)(c - text), "name", c);
  memcpy(line->name, c, length);
  line->name[length] = '\0';
  c += length;
  c += strspn(c, " ");
  if (c[0] != '=' || c[1] == '=') return dh_fail(error, DH_ERROR_EXPECTED, (long)(c - text), "=", c);
  line->formula = c + 1;
  return true;
}

static bool check_line(struct dh_rule *rule, int index, struct dh_graph *graph, struct scope *scope,
                       struct dh_error *error) {
  const char *text = rule->info.update[index];
  struct dh_rule_line *line = &rule->line[index];
  if (!dh_rule_split(text, line, error)) return false;
  if (!may_assign(&rule->info, line->name))
    return dh_fail(error, DH_ERROR_ASSIGNMENT, (long)strspn(text, " "), line->name, NULL);
  if (dh_graph_parse(graph, line->formula, scope->name, scope->count, error) < 0) {
    if (error->position >= 0) error->position += (long)(line->formula - text);
    return false;
  }
  if (!declared(scope, line->name)) scope->name[scope->count++] = line->name;
  return true;
}

static bool check_lines(struct dh_rule *rule, struct dh_graph *graph, struct scope *scope, struct dh_error *error) {
  int count = rule->info.update_count;
  if (count == 0) return dh_fail(error, DH_ERROR_EMPTY, 0, NULL, NULL);
  for (int i = 0; i < count; i++)
    if (!check_line(rule, i, graph, scope, error)) {
      error->number2 = i + 1;
      return false;
    }
  if (strcmp(rule->line[count - 1].name, "p") != 0) {
    dh_fail(error, DH_ERROR_ASSIGNMENT, 0, rule->line[count - 1].name, NULL);
    error->number2 = count;
    return false;
  }
  return true;
}

static bool check_preconditioner(const struct dh_rule *rule, struct dh_graph *graph, const struct scope *scope,
                                 struct dh_error *error) {
  const char *text = rule->info.preconditioner;
  return !text || dh_graph_parse(graph, text, scope->name, scope->count, error) >= 0;
}

/* --- limit, curvature, coasting --- */

/* The names a formula about the rule may read: its parameters, and `sharpness` as the last. Returns how many. */
static int list_names(const struct dh_rule *rule, const char *names[DH_RULE_PARAMETERS_MAX + 1]) {
  int count = 0;
  for (; count < rule->info.parameter_count; count++) names[count] = rule->info.parameter[count].name;
  names[count++] = "sharpness";
  return count;
}

/* A node over these names, in double. */
static struct dh_program *compile_node(const struct dh_rule *rule, const struct dh_graph *graph, int node,
                                       struct dh_error *error) {
  const char *names[DH_RULE_PARAMETERS_MAX + 1];
  struct dh_output output = {node, -1};
  if (node < 0) return NULL;
  struct dh_program_spec spec = {.inputs = names,
                                 .input_count = list_names(rule, names),
                                 .outputs = &output,
                                 .output_count = 1,
                                 .precision = DH_FP64};
  return dh_program_create(graph, &spec, error);
}

static struct dh_program *compile_formula(const struct dh_rule *rule, const char *text, struct dh_graph *graph,
                                          struct dh_error *error) {
  const char *names[DH_RULE_PARAMETERS_MAX + 1];
  int count = list_names(rule, names);
  return compile_node(rule, graph, dh_graph_parse(graph, text, names, count, error), error);
}

static void bind_number(struct dh_bindings *bindings, const char *name, struct dh_graph *graph, double number,
                        struct dh_error *error) {
  dh_bind(bindings, name, dh_graph_constant(graph, number, error));
}

/* Where an update later than the first leads from p = 0 if the gradient is 0 there and every state is 1. */
static int coast_of(const struct dh_rule *rule, struct dh_graph *graph, struct dh_error *error) {
  static const struct {
    const char *name;
    double value;
  } given[DH_GIVEN_NAMES] = {{"p", 0}, {"g", 0}, {"lr", 1}, {"t", 2}, {"loss", 0}};
  const struct dh_rule_spec *info = &rule->info;
  struct dh_bindings bindings = {.count = 0};
  for (int i = 0; i < DH_GIVEN_NAMES; i++) bind_number(&bindings, given[i].name, graph, given[i].value, error);
  for (int i = 0; i < info->state_count; i++) bind_number(&bindings, info->state[i], graph, 1, error);
  for (int i = 0; i < info->parameter_count; i++)
    dh_bind(&bindings, info->parameter[i].name, dh_graph_symbol(graph, info->parameter[i].name, error));
  for (int i = 0; i < bindings.count; i++)
    if (bindings.node[i] < 0) return -1;
  for (int i = 0; i < info->update_count; i++) {
    int node = dh_graph_parse(graph, rule->line[i].formula, bindings.name, bindings.count, error);
    if (node >= 0) node = dh_bindings_evaluate(&bindings, graph, node, error);
    if (node < 0) return -1;
    dh_bind(&bindings, rule->line[i].name, node);
  }
  return dh_bound(&bindings, "p");
}

static bool compile_formulas(struct dh_rule *rule, struct dh_graph *graph, struct dh_error *error) {
  if (rule->info.limit) rule->limit = compile_formula(rule, rule->info.limit, graph, error);
  if (rule->info.limit && !rule->limit) return false;
  if (rule->info.curvature) rule->curvature = compile_formula(rule, rule->info.curvature, graph, error);
  if (rule->info.curvature && !rule->curvature) return false;
  rule->coast = compile_node(rule, graph, coast_of(rule, graph, error), error);
  return rule->coast;
}

int dh_rule_registers(const struct dh_rule *rule) {
  const struct dh_program *const programs[] = {rule->limit, rule->curvature, rule->coast};
  int most = 0;
  for (int i = 0; i < 3; i++)
    if (programs[i] && dh_program_registers(programs[i]) > most) most = dh_program_registers(programs[i]);
  return most;
}

static double evaluate(const struct dh_rule *rule, const struct dh_program *program, const struct dh_spec *spec,
                       double sharpness, double *registers) {
  int count = rule->info.parameter_count;
  dh_program_load_some(program, registers, 1);
  for (int i = 0; i < count; i++) registers[(size_t)i * DH_SLOTS] = dh_spec_number(spec, rule->row[i]);
  registers[(size_t)count * DH_SLOTS] = sharpness;
  dh_program_run(program, registers, 1);
  return registers[(size_t)dh_program_output(program, 0) * DH_SLOTS];
}

double dh_rule_limit(const struct dh_rule *rule, const struct dh_spec *spec, double *registers) {
  return rule->info.preconditioner ? (double)NAN : dh_rule_preconditioned_limit(rule, spec, registers);
}

double dh_rule_preconditioned_limit(const struct dh_rule *rule, const struct dh_spec *spec, double *registers) {
  return rule->limit ? evaluate(rule, rule->limit, spec, (double)NAN, registers) : (double)NAN;
}

double dh_rule_curvature(const struct dh_rule *rule, const struct dh_spec *spec, double sharpness, double *registers) {
  return rule->curvature ? evaluate(rule, rule->curvature, spec, sharpness, registers) : sharpness;
}

bool dh_rule_coasts(const struct dh_rule *rule, const struct dh_spec *spec, double *registers) {
  return rule->info.state_count > 0 && evaluate(rule, rule->coast, spec, (double)NAN, registers) != 0;
}

/* --- the rule --- */

static bool keep(struct dh_rule *rule, const char **field, struct dh_error *error) {
  *field = dh_strings_keep(&rule->strings, *field);
  return *field || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}

static bool keep_strings(struct dh_rule *rule, struct dh_error *error) {
  struct dh_rule_spec *info = &rule->info;
  const char **always[] = {&info->name, &info->title, &info->limit_note, &info->paper};
  const char **optional[] = {&info->limit, &info->curvature, &info->preconditioner, &info->limit_source};
  for (int i = 0; i < 4; i++)
    if (!keep(rule, always[i], error)) return false;
  for (int i = 0; i < 4; i++)
    if (*optional[i] && !keep(rule, optional[i], error)) return false;
  for (int i = 0; i < info->alias_count; i++)
    if (!keep(rule, &info->alias[i], error)) return false;
  for (int i = 0; i < info->state_count; i++)
    if (!keep(rule, &info->state[i], error)) return false;
  for (int i = 0; i < info->parameter_count; i++)
    if (!keep(rule, &info->parameter[i].name, error)) return false;
  for (int i = 0; i < info->update_count; i++)
    if (!keep(rule, &info->update[i], error)) return false;
  return true;
}

static bool check_rule(struct dh_rule *rule, struct dh_graph *graph, struct dh_error *error) {
  struct scope scope = {.name = {"p", "g", "lr", "t", "loss"}, .count = DH_GIVEN_NAMES};
  return check_states(&rule->info, &scope, error) && check_parameters(rule, &scope, error) &&
         check_lines(rule, graph, &scope, error) && check_preconditioner(rule, graph, &scope, error) &&
         compile_formulas(rule, graph, error);
}

struct dh_rule *dh_rule_create(const struct dh_rule_spec *spec, struct dh_error *error) {
  struct dh_rule *rule = calloc(1, sizeof *rule);
  struct dh_graph *graph = dh_graph_create();
  bool good = false;
  if (rule && graph) {
    rule->info = *spec;
    good = keep_strings(rule, error) && check_rule(rule, graph, error);
  } else {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  dh_graph_destroy(graph);
  if (good) return rule;
  dh_rule_destroy(rule);
  return NULL;
}

void dh_rule_destroy(struct dh_rule *rule) {
  if (!rule) return;
  dh_program_destroy(rule->limit);
  dh_program_destroy(rule->curvature);
  dh_program_destroy(rule->coast);
  dh_strings_free(&rule->strings);
  free(rule);
}

const struct dh_rule_spec *dh_rule_info(const struct dh_rule *rule) { return &rule->info; }

const struct dh_rule_line *dh_rule_lines(const struct dh_rule *rule, int *count) {
  *count = rule->info.update_count;
  return rule->line;
}

bool dh_rule_has(const struct dh_rule *rule, enum dh_parameter parameter, double *initial) {
  for (int i = 0; i < rule->info.parameter_count; i++)
    if (rule->row[i] == parameter) {
      if (initial) *initial = rule->info.parameter[i].initial;
      return true;
    }
  return false;
}
