/* SPDX-License-Identifier: MIT
 *
 * A rule from a text that declares nothing: what its names are follows from where they are read and assigned. */
#include "descent/bindings.h"
#include "descent/names.h"
#include "descent/rule.h"

#include <stdlib.h>
#include <string.h>

/* What a parameter is where nobody says otherwise: what PyTorch's optimizers have in common. Only momentum, there 0 and
 * so none at all, is the one everybody starts with: whoever writes it into a rule means it to do something. */
static const double initial[DH_PARAMETER_COUNT] = {
    [DH_MOMENTUM] = 0.9, [DH_BETA1] = 0.9,     [DH_BETA2] = 0.999,  [DH_ALPHA] = 0.99,           [DH_RHO] = 0.9,
    [DH_EPS] = 1e-8,     [DH_ETA_MINUS] = 0.5, [DH_ETA_PLUS] = 1.2, [DH_MOMENTUM_DECAY] = 0.004, [DH_STEP_MIN] = 1e-6,
    [DH_STEP_MAX] = 50,
};

enum { KNOWN_MAX = DH_GIVEN_NAMES + DH_LINES_MAX + DH_PARAMETER_COUNT };

/* A name that a line may read. */
struct known {
  const char *name;
  bool given;    /* p g lr t loss */
  bool target;   /* assigned somewhere */
  int parameter; /* its row of the table, or -1 */
  bool assigned; /* in a line before the one that is looked at */
  bool declared; /* as a state or a parameter */
};

struct reader {
  char *text;                             /* owned: what was typed, cut into lines */
  struct dh_rule_line line[DH_LINES_MAX]; /* taken apart */
  struct known known[KNOWN_MAX];
  const char *names[KNOWN_MAX]; /* the same, for parsing */
  int known_count;
  struct dh_rule_spec spec;
};

/* --- lines --- */

static bool too_many(struct dh_error *error, const char *what, int most) {
  dh_fail(error, DH_ERROR_TOO_MANY, -1, what, NULL);
  error->number = most;
  return false;
}

/* Where a place in a line is in the text. */
static bool misplaced(const struct reader *reader, int line, struct dh_error *error) {
  if (error->position >= 0) error->position += (long)(reader->spec.update[line] - reader->text);
  return false;
}

static char *trim(char *line) {
  static const char blanks[] = " \t\r";
  line += strspn(line, blanks);
  size_t length = strlen(line);
  while (length > 0 && strchr(blanks, line[length - 1])) line[--length] = '\0';
  return line;
}

/* Lines end at ';' and at line breaks; empty ones do not count. */
static bool cut_lines(struct reader *reader, struct dh_error *error) {
  for (char *next = reader->text; next;) {
    char *line = next;
    next = strpbrk(line, ";\n");
    if (next) *next++ = '\0';
    line = trim(line);
    if (*line == '\0') continue;
    if (reader->spec.update_count == DH_LINES_MAX) return too_many(error, "lines", DH_LINES_MAX);
    reader->spec.update[reader->spec.update_count++] = line;
  }
  return true;
}

static bool may_assign(const char *name) {
  return strcmp(name, "p") == 0 || strcmp(name, "g") == 0 || !dh_name_is_taken(name);
}

static bool split_lines(struct reader *reader, struct dh_error *error) {
  const struct dh_rule_spec *spec = &reader->spec;
  for (int i = 0; i < spec->update_count; i++) {
    if (!dh_rule_split(spec->update[i], &reader->line[i], error)) return misplaced(reader, i, error);
    if (may_assign(reader->line[i].name)) continue;
    dh_fail(error, DH_ERROR_ASSIGNMENT, 0, reader->line[i].name, NULL);
    return misplaced(reader, i, error);
  }
  int last = spec->update_count - 1;
  if (last < 0) return dh_fail(error, DH_ERROR_EXPECTED, 0, "p = ...", NULL);
  if (strcmp(reader->line[last].name, "p") == 0) return true;
  dh_fail(error, DH_ERROR_EXPECTED, 0, "p = ... as the last line", reader->line[last].name);
  return misplaced(reader, last, error);
}

/* --- names --- */

static struct known *know(struct reader *reader, const char *name) {
  for (int i = 0; i < reader->known_count; i++)
    if (strcmp(reader->known[i].name, name) == 0) return &reader->known[i];
  struct known *next = &reader->known[reader->known_count];
  *next = (struct known){.name = name, .parameter = -1};
  reader->names[reader->known_count++] = name;
  return next;
}

static void gather_names(struct reader *reader) {
  static const char *const given[DH_GIVEN_NAMES] = {"p", "g", "lr", "t", "loss"};
  for (int i = 0; i < DH_GIVEN_NAMES; i++) know(reader, given[i])->given = true;
  for (int i = 0; i < reader->spec.update_count; i++) know(reader, reader->line[i].name)->target = true;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)i);
    if (row->applies == DH_APPLIES_OPTIM) know(reader, row->name)->parameter = i;
  }
}

/* A parameter goes before a state: `momentum` is what --momentum sets. */
static bool declare(struct reader *reader, struct known *known, struct dh_error *error) {
  struct dh_rule_spec *spec = &reader->spec;
  known->declared = true;
  if (known->parameter >= 0) {
    if (spec->parameter_count == DH_RULE_PARAMETERS_MAX) return too_many(error, "parameters", DH_RULE_PARAMETERS_MAX);
    spec->parameter[spec->parameter_count++] = (struct dh_rule_parameter){known->name, initial[known->parameter]};
  } else {
    if (spec->state_count == DH_STATES_MAX) return too_many(error, "states", DH_STATES_MAX);
    spec->state[spec->state_count++] = known->name;
  }
  return true;
}

/* What a line reads that no line before has assigned. */
static bool read_line(struct reader *reader, int line, struct dh_graph *graph, struct dh_error *error) {
  const struct dh_rule_line *at = &reader->line[line];
  int node = dh_graph_parse(graph, at->formula, reader->names, reader->known_count, error);
  if (node < 0) {
    if (error->position >= 0) error->position += (long)(at->formula - reader->spec.update[line]);
    return misplaced(reader, line, error);
  }
  for (int i = 0; i < reader->known_count; i++) {
    struct known *known = &reader->known[i];
    if (known->given || known->assigned || known->declared || !dh_graph_uses(graph, node, known->name)) continue;
    if (!declare(reader, known, error)) return false;
  }
  struct known *target = know(reader, at->name);
  target->assigned = true;
  if (!target->declared || target->parameter < 0) return true;
  dh_fail(error, DH_ERROR_ASSIGNMENT, 0, at->name, NULL);
  return misplaced(reader, line, error);
}

static bool read_lines(struct reader *reader, struct dh_error *error) {
  struct dh_graph *graph = dh_graph_create();
  bool good = graph || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < reader->spec.update_count && good; i++) good = read_line(reader, i, graph, error);
  dh_graph_destroy(graph);
  return good;
}

/* --- the rule --- */

/* The lines in one: how the rule is called, and a text that makes the same rule again. NULL if out of memory. */
static char *join_lines(const struct dh_rule_spec *spec) {
  size_t size = 1;
  for (int i = 0; i < spec->update_count; i++) size += strlen(spec->update[i]) + 2;
  char *name = malloc(size);
  if (name) *name = '\0';
  for (int i = 0; i < spec->update_count && name; i++) {
    if (i > 0) strcat(name, "; ");
    strcat(name, spec->update[i]);
  }
  return name;
}

static struct dh_rule *create(struct reader *reader, struct dh_error *error) {
  char *name = join_lines(&reader->spec);
  struct dh_rule *rule = NULL;
  reader->spec.name = reader->spec.title = name;
  reader->spec.typed = true;
  reader->spec.limit_note = "what a rule of your own can stand is not known";
  if (name)
    rule = dh_rule_create(&reader->spec, error);
  else
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  free(name);
  return rule;
}

struct dh_rule *dh_rule_typed(const char *text, struct dh_error *error) {
  struct dh_rule *rule = NULL;
  if (strlen(text) > DH_TEXT_MAX) {
    dh_fail(error, DH_ERROR_TOO_LONG, DH_TEXT_MAX, NULL, NULL);
    error->number = DH_TEXT_MAX;
    return NULL;
  }
  struct reader *reader = calloc(1, sizeof *reader);
  if (reader) reader->text = strdup(text);
  if (!reader || !reader->text) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  } else if (cut_lines(reader, error) && split_lines(reader, error)) {
    gather_names(reader);
    if (read_lines(reader, error)) rule = create(reader, error);
  }
  if (reader) free(reader->text);
  free(reader);
  return rule;
}
