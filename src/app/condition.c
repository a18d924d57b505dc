/* SPDX-License-Identifier: MIT
 *
 * A text is rewritten, place by place, into a formula: `B.loss` becomes the name `B_loss`, a word behind a comparison
 * the number it stands for, ever(...) a name of its own. The formula's own parser, program and errors do the rest, and
 * their positions stay true. */
#include "app/condition.h"

#include "base/number.h"
#include "base/text.h"
#include "catalog/nearest.h"
#include "downhill/scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFERENCES_MAX = 32, EVER_MAX = 8, NAME_SIZE = DH_NAME_MAX + 2 };

/* --- fields --- */

static double field_loss(const struct dh_run *run) { return dh_run_row(run)->loss; }
static double field_rate(const struct dh_run *run) { return dh_run_row(run)->rate; }
static double field_lowest(const struct dh_run *run) { return dh_run_lowest(run); }

static double field_gradient_norm(const struct dh_run *run) {
  const double *gradient = dh_run_row(run)->gradient;
  bool plane = dh_surface_info(dh_run_initial(run)->surface)->dim == 2;
  return plane ? hypot(gradient[0], gradient[1]) : fabs(gradient[0]);
}

static struct dh_reading judged(const struct dh_run *run) {
  struct dh_reading reading;
  dh_run_judge(run, &reading);
  return reading;
}

static double field_verdict(const struct dh_run *run) { return judged(run).verdict; }
static double field_modulus(const struct dh_run *run) { return judged(run).modulus; }

static struct dh_curvature curved(const struct dh_run *run) {
  struct dh_curvature curvature;
  dh_run_curvature(run, &curvature);
  return curvature;
}

static double field_sharpness(const struct dh_run *run) { return curved(run).largest; }
static double field_eta_lambda(const struct dh_run *run) { return curved(run).eta_lambda; }
static double field_limit(const struct dh_run *run) { return curved(run).limit; }

static double first_step(const struct dh_run *run, enum dh_quantity quantity, bool nan) {
  const struct dh_event *event = dh_run_event(run, quantity, nan);
  return event && event->step >= 0 && event->step <= dh_run_row(run)->step ? (double)event->step : (double)NAN;
}

static double loss_overflow(const struct dh_run *run) { return first_step(run, DH_QUANTITY_LOSS, false); }
static double loss_nan(const struct dh_run *run) { return first_step(run, DH_QUANTITY_LOSS, true); }
static double gradient_overflow(const struct dh_run *run) { return first_step(run, DH_QUANTITY_GRADIENT, false); }
static double gradient_nan(const struct dh_run *run) { return first_step(run, DH_QUANTITY_GRADIENT, true); }
static double update_overflow(const struct dh_run *run) { return first_step(run, DH_QUANTITY_UPDATE, false); }
static double update_nan(const struct dh_run *run) { return first_step(run, DH_QUANTITY_UPDATE, true); }
static double parameter_overflow(const struct dh_run *run) { return first_step(run, DH_QUANTITY_PARAMETER, false); }
static double parameter_nan(const struct dh_run *run) { return first_step(run, DH_QUANTITY_PARAMETER, true); }

/* --- what a search for a rate would say of the lane as it is set --- */

static double field_edge(const struct dh_run *run) {
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  return dh_edge_find(dh_run_spec(run), edges, &error) ? dh_edge_choose(edges)->rate : (double)NAN;
}

/* A range test done to its end, or NULL. */
static struct dh_finder *tested(const struct dh_run *run) {
  struct dh_finder_settings settings;
  struct dh_error error;
  dh_finder_defaults(&settings);
  struct dh_finder *finder = dh_finder_create(dh_run_spec(run), &settings, &error);
  while (finder && !dh_finder_advance(finder, DH_FINDER_POINTS_MAX)) continue;
  return finder;
}

static double field_finder_end(const struct dh_run *run) {
  struct dh_finder *finder = tested(run);
  int count = 0;
  const struct dh_finder_point *points = finder ? dh_finder_points(finder, &count) : NULL;
  double rate = count > 0 && dh_finder_diverged(finder) ? points[count - 1].rate : (double)NAN;
  dh_finder_destroy(finder);
  return rate;
}

static double suggested(const struct dh_run *run, enum dh_finder_rule rule) {
  struct dh_suggestion suggestion = {.rate = (double)NAN, .reason = DH_FINDER_NOT_DONE};
  struct dh_finder *finder = tested(run);
  if (finder) dh_finder_suggest(finder, rule, &suggestion);
  dh_finder_destroy(finder);
  return suggestion.reason == DH_FINDER_SUGGESTED ? suggestion.rate : (double)NAN;
}

static double field_finder_steep(const struct dh_run *run) { return suggested(run, DH_FINDER_STEEP); }
static double field_finder_valley(const struct dh_run *run) { return suggested(run, DH_FINDER_VALLEY); }

static const char *verdict_word(int index) {
  return index < DH_VERDICT_COUNT ? dh_verdict_name((enum dh_verdict)index) : NULL;
}

static const struct field {
  const char *name;
  double (*value)(const struct dh_run *run);
  const char *(*word)(int index); /* of one that comes in kinds */
} fields[] = {
    {"loss", field_loss, NULL},
    {"gradient_norm", field_gradient_norm, NULL},
    {"rate", field_rate, NULL},
    {"lowest", field_lowest, NULL},
    {"verdict", field_verdict, verdict_word},
    {"modulus", field_modulus, NULL},
    {"sharpness", field_sharpness, NULL},
    {"eta_lambda", field_eta_lambda, NULL},
    {"limit", field_limit, NULL},
    {"loss_overflow", loss_overflow, NULL},
    {"loss_nan", loss_nan, NULL},
    {"gradient_overflow", gradient_overflow, NULL},
    {"gradient_nan", gradient_nan, NULL},
    {"update_overflow", update_overflow, NULL},
    {"update_nan", update_nan, NULL},
    {"parameter_overflow", parameter_overflow, NULL},
    {"parameter_nan", parameter_nan, NULL},
    {"edge", field_edge, NULL},
    {"finder_end", field_finder_end, NULL},
    {"finder_steep", field_finder_steep, NULL},
    {"finder_valley", field_finder_valley, NULL},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* --- references --- */

/* A name that stands for a number of the lanes. */
struct reference {
  char symbol[NAME_SIZE]; /* as the formula calls it: "B_loss" */
  char lane;              /* 0: `step`, `lanes` or an ever */
  long position;
  const struct field *field;
  int parameter; /* of the table; -1: a field, or a coordinate */
  int ever;      /* -1: none */
};

struct condition {
  const struct catalog *catalog;
  struct reference reference[REFERENCES_MAX];
  int count;
  struct condition *ever[EVER_MAX];
  bool held[EVER_MAX];
  int ever_count;
  struct dh_program *program;
  double *registers;
  bool truth;
};

/* What follows the lane in the symbol. */
static const char *name_of(const struct reference *reference) { return reference->symbol + 2; }

static double parameter_value(const struct condition *condition, const struct dh_run *run, int parameter) {
  const struct dh_spec *spec = dh_run_spec(run);
  if (parameter == DH_SURFACE) return catalog_surface_find(condition->catalog, dh_surface_info(spec->surface)->name);
  if (parameter == DH_OPTIM) return catalog_rule_find(condition->catalog, dh_rule_info(spec->rule)->name);
  return dh_spec_number(spec, (enum dh_parameter)parameter);
}

/* A coordinate, or the gradient along one, by the surface's own names. False if it has none such. */
static bool coordinate(const struct dh_run *run, const char *name, double *value) {
  static const char along[] = "gradient_";
  const struct dh_surface_spec *info = dh_surface_info(dh_run_initial(run)->surface);
  bool gradient = strncmp(name, along, sizeof along - 1) == 0;
  for (int i = 0; i < info->dim; i++) {
    if (strcmp(info->parameter[i], gradient ? name + sizeof along - 1 : name) != 0) continue;
    *value = gradient ? dh_run_row(run)->gradient[i] : dh_run_row(run)->at[i];
    return true;
  }
  return false;
}

static const struct dh_run *run_of(const struct lanes_now *lanes, char letter) {
  for (int i = 0; i < lanes->count; i++)
    if (lanes->letter[i] == letter) return lanes->run[i];
  return NULL;
}

static bool look_up(const struct condition *condition, const struct reference *reference, const struct lanes_now *lanes,
                    double *value) {
  *value = (double)NAN;
  if (reference->ever >= 0) {
    *value = condition->held[reference->ever];
  } else if (reference->lane == 0) {
    *value = strcmp(reference->symbol, "step") == 0 ? (double)lanes->step : lanes->count;
  } else {
    const struct dh_run *run = run_of(lanes, reference->lane);
    if (!run) return false;
    if (!reference->field && reference->parameter < 0) return coordinate(run, name_of(reference), value);
    *value = reference->field ? reference->field->value(run) : parameter_value(condition, run, reference->parameter);
  }
  return true;
}

/* --- reading --- */

struct reader {
  struct condition *condition;
  const char *text;
  char *formula; /* the text, rewritten so far; as long */
  struct dh_error *error;
};

static struct condition *create(const struct catalog *catalog, const char *text, struct dh_error *error);

static void part(const char *text, const struct dh_token *token, char *out, size_t size) {
  text_copy(out, (size_t)token->length + 1 < size ? (size_t)token->length + 1 : size, text + token->start);
}

/* Put a word in the place of a longer one. */
static void rewrite(struct reader *reader, long start, long length, const char *word) {
  memset(reader->formula + start, ' ', (size_t)length);
  memcpy(reader->formula + start, word, strlen(word));
}

static struct reference *add(struct reader *reader, const char *symbol, long position) {
  struct condition *condition = reader->condition;
  for (int i = 0; i < condition->count; i++)
    if (strcmp(condition->reference[i].symbol, symbol) == 0) return &condition->reference[i];
  if (condition->count == REFERENCES_MAX) {
    dh_fail(reader->error, DH_ERROR_TOO_LARGE, position, NULL, NULL);
    return NULL;
  }
  struct reference *reference = &condition->reference[condition->count++];
  *reference = (struct reference){.position = position, .parameter = -1, .ever = -1};
  text_copy(reference->symbol, sizeof reference->symbol, symbol);
  return reference;
}

/* The n-th word a reference can be compared with, NULL past the last and for numbers. */
static const char *word_of(const struct condition *condition, const struct reference *reference, int n) {
  if (reference->field) return reference->field->word ? reference->field->word(n) : NULL;
  if (reference->parameter < 0) return NULL;
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)reference->parameter);
  const struct catalog *catalog = condition->catalog;
  switch (row->type) {
  case DH_TYPE_CHOICE:
    return row->choice(n);
  case DH_TYPE_FLAG:
    return n == 0 ? "false" : n == 1 ? "true" : NULL;
  case DH_TYPE_SURFACE:
    return n < catalog_surface_count(catalog) ? dh_surface_info(catalog_surface(catalog, n))->name : NULL;
  case DH_TYPE_OPTIM:
    return n < catalog_rule_count(catalog) ? dh_rule_info(catalog_rule(catalog, n))->name : NULL;
  default:
    return NULL;
  }
}

static bool unknown_word(struct reader *reader, const struct reference *reference, const char *word, long position) {
  struct nearest nearest = nearest_begin(word);
  char list[128] = "";
  for (int i = 0; word_of(reader->condition, reference, i); i++) {
    const char *each = word_of(reader->condition, reference, i);
    nearest_offer(&nearest, each);
    if (strlen(list) + strlen(each) + 3 < sizeof list) strcat(strcat(list, i > 0 ? ", " : ""), each);
  }
  return dh_fail(reader->error, DH_ERROR_UNKNOWN_NAME, position, word, nearest.best ? nearest.best : list);
}

/* Up to the next blank or bracket: some words are no names ("1-sqrt"). */
static struct dh_token next_word(const char *text, long from) {
  long start = from + (long)strspn(text + from, " ");
  return (struct dh_token){.kind = DH_TOKEN_NAME, .start = start, .length = (long)strcspn(text + start, " ()")};
}

/* Behind a field that comes in kinds: a comparison with one of them. A flag may also stand alone. */
static bool read_word(struct reader *reader, const struct reference *reference, long *at) {
  char word[64], sign[8] = "", number[16];
  struct dh_token token = dh_scan(reader->text, *at, reader->error);
  bool flag =
      reference->parameter >= 0 && dh_parameter_row((enum dh_parameter)reference->parameter)->type == DH_TYPE_FLAG;
  if (token.kind == DH_TOKEN_ERROR) return false;
  if (token.kind == DH_TOKEN_SIGN) part(reader->text, &token, sign, sizeof sign);
  if (strcmp(sign, "==") != 0 && strcmp(sign, "!=") != 0)
    return flag || dh_fail(reader->error, DH_ERROR_EXPECTED, token.start, "== or !=, and a word", sign);
  token = next_word(reader->text, token.start + token.length);
  part(reader->text, &token, word, sizeof word);
  for (int i = 0; word_of(reader->condition, reference, i); i++) {
    if (strcmp(word_of(reader->condition, reference, i), word) != 0) continue;
    snprintf(number, sizeof number, "%d", i);
    if ((long)strlen(number) > token.length) break;
    rewrite(reader, token.start, token.length, number);
    *at = token.start + token.length;
    return true;
  }
  return unknown_word(reader, reference, word, token.start);
}

static bool is_number(enum dh_type type) { return type != DH_TYPE_LIST && type != DH_TYPE_POINT; }

/* What a reference is; a name that is none of ours may be a coordinate. */
static void resolve(struct reference *reference) {
  const char *name = name_of(reference);
  for (int i = 0; i < FIELDS; i++)
    if (strcmp(fields[i].name, name) == 0) reference->field = &fields[i];
  int parameter = reference->field ? -1 : dh_parameter_find(name);
  if (parameter >= 0 && is_number(dh_parameter_row((enum dh_parameter)parameter)->type))
    reference->parameter = parameter;
}

/* LANE.FIELD, `lane` being the token of the lane; the dot is behind it. */
static bool read_field(struct reader *reader, struct dh_token lane, long *at) {
  struct dh_token name = dh_scan(reader->text, lane.start + lane.length + 1, reader->error);
  char letter = reader->text[lane.start], symbol[NAME_SIZE], word[64];
  if (lane.length != 1 || letter < 'A' || letter > 'F') {
    part(reader->text, &lane, word, sizeof word);
    return dh_fail(reader->error, DH_ERROR_UNKNOWN_NAME, lane.start, word, "a lane, A to F");
  }
  if (name.kind != DH_TOKEN_NAME || name.start != lane.start + 2)
    return dh_fail(reader->error, DH_ERROR_EXPECTED, lane.start + 2, "a field, such as loss", NULL);
  part(reader->text, &name, word, sizeof word);
  if (snprintf(symbol, sizeof symbol, "%c_%s", letter, word) >= (int)sizeof symbol)
    return dh_fail(reader->error, DH_ERROR_UNKNOWN_NAME, name.start, word, "loss");
  struct reference *reference = add(reader, symbol, lane.start);
  if (!reference) return false;
  reference->lane = letter;
  resolve(reference);
  reader->formula[lane.start + 1] = '_';
  *at = name.start + name.length;
  return !word_of(reader->condition, reference, 0) || read_word(reader, reference, at);
}

/* The place of the bracket that closes the one at `open`, or -1. */
static long closing(const char *text, long open) {
  int depth = 0;
  for (long at = open; text[at]; at++) {
    depth += (text[at] == '(') - (text[at] == ')');
    if (depth == 0) return at;
  }
  return -1;
}

/* ever(...): what is inside is a condition of its own. */
static bool read_ever(struct reader *reader, struct dh_token ever, long *at) {
  struct condition *condition = reader->condition;
  long open = ever.start + ever.length, close = closing(reader->text, open);
  if (close < 0) return dh_fail(reader->error, DH_ERROR_EXPECTED, (long)strlen(reader->text), ")", NULL);
  if (condition->ever_count == EVER_MAX) return dh_fail(reader->error, DH_ERROR_TOO_LARGE, ever.start, NULL, NULL);
  char *inside = strndup(reader->text + open + 1, (size_t)(close - open - 1)), symbol[8];
  struct condition *child = inside ? create(condition->catalog, inside, reader->error) : NULL;
  if (!inside) dh_fail(reader->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  free(inside);
  if (!child) {
    if (reader->error->position >= 0) reader->error->position += open + 1;
    return false;
  }
  snprintf(symbol, sizeof symbol, "ever%d", condition->ever_count);
  condition->ever[condition->ever_count] = child;
  struct reference *reference = add(reader, symbol, ever.start);
  condition->ever_count++;
  if (!reference) return false;
  reference->ever = condition->ever_count - 1;
  if (!child->truth) return dh_fail(reader->error, DH_ERROR_EXPECTED, open + 1, "a comparison", NULL);
  rewrite(reader, ever.start, close + 1 - ever.start, symbol);
  *at = close + 1;
  return true;
}

/* One token; what concerns lanes is rewritten, everything else is left to the formula's parser. */
static bool read_token(struct reader *reader, struct dh_token token, long *at) {
  char word[64];
  *at = token.start + token.length;
  if (token.kind != DH_TOKEN_NAME) return true;
  part(reader->text, &token, word, sizeof word);
  if (reader->text[*at] == '.' && is_letter(reader->text[*at + 1])) return read_field(reader, token, at);
  if (strcmp(word, "ever") == 0 && reader->text[*at] == '(') return read_ever(reader, token, at);
  if (strcmp(word, "step") == 0 || strcmp(word, "lanes") == 0) return add(reader, word, token.start) != NULL;
  return true;
}

static bool read_all(struct reader *reader) {
  struct dh_token token;
  for (long at = 0;;) {
    token = dh_scan(reader->text, at, reader->error);
    if (token.kind == DH_TOKEN_END) return true;
    if (token.kind == DH_TOKEN_ERROR || !read_token(reader, token, &at)) return false;
  }
}

/* --- the program --- */

/* Comparisons, what joins them, and names that are true or false themselves. */
static bool is_truth(const struct condition *condition, const struct dh_graph *graph, int node) {
  struct dh_node at = dh_graph_node(graph, node);
  if (at.op == DH_OP_MIN || at.op == DH_OP_MAX)
    return is_truth(condition, graph, at.a) && is_truth(condition, graph, at.b);
  if (at.op != DH_OP_SYMBOL) return at.op >= DH_OP_LT && at.op <= DH_OP_NE;
  for (int i = 0; i < condition->count; i++) {
    const struct reference *reference = &condition->reference[i];
    if (strcmp(reference->symbol, at.name) != 0) continue;
    return reference->ever >= 0 || word_of(condition, reference, 0) != NULL;
  }
  return false;
}

static bool compile(struct reader *reader, struct dh_graph *graph) {
  struct condition *condition = reader->condition;
  const char *names[REFERENCES_MAX];
  for (int i = 0; i < condition->count; i++) names[i] = condition->reference[i].symbol;
  int node = dh_graph_parse(graph, reader->formula, names, condition->count, reader->error);
  if (node < 0) return false;
  const struct dh_output output = {.node = node, .into = -1};
  const struct dh_program_spec spec = {
      .inputs = names, .input_count = condition->count, .outputs = &output, .output_count = 1, .precision = DH_FP64};
  condition->truth = is_truth(condition, graph, node);
  condition->program = dh_program_create(graph, &spec, reader->error);
  if (!condition->program) return false;
  size_t size = (size_t)dh_program_registers(condition->program) * DH_SLOTS * sizeof *condition->registers;
  condition->registers = aligned_alloc(64, size);
  if (!condition->registers) return dh_fail(reader->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  memset(condition->registers, 0, size);
  dh_program_load(condition->program, condition->registers);
  return true;
}

static bool build(struct reader *reader) {
  struct dh_graph *graph = dh_graph_create();
  bool good =
      graph ? read_all(reader) && compile(reader, graph) : dh_fail(reader->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  dh_graph_destroy(graph);
  return good;
}

/* --- life --- */

static struct condition *create(const struct catalog *catalog, const char *text, struct dh_error *error) {
  struct condition *condition = calloc(1, sizeof *condition);
  struct reader reader = {condition, text, strdup(text), error};
  bool good = condition && reader.formula;
  if (!good) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (good) {
    condition->catalog = catalog;
    good = build(&reader);
  }
  free(reader.formula);
  if (good) return condition;
  condition_destroy(condition);
  return NULL;
}

struct condition *condition_create(const struct catalog *catalog, const char *text, struct dh_error *error) {
  enum { LONGEST = 4096 }; /* bytes: brackets inside ever() are counted anew at each level */
  if (strlen(text) <= LONGEST) return create(catalog, text, error);
  dh_fail(error, DH_ERROR_TOO_LONG, LONGEST, NULL, NULL);
  error->number = LONGEST;
  return NULL;
}

void condition_destroy(struct condition *condition) {
  if (!condition) return;
  for (int i = 0; i < condition->ever_count; i++) condition_destroy(condition->ever[i]);
  dh_program_destroy(condition->program);
  free(condition->registers);
  free(condition);
}

/* --- asking --- */

bool condition_is_truth(const struct condition *condition) { return condition->truth; }
bool condition_remembers(const struct condition *condition) { return condition->ever_count > 0; }

void condition_forget(struct condition *condition) {
  for (int i = 0; i < condition->ever_count; i++) {
    condition->held[i] = false;
    condition_forget(condition->ever[i]);
  }
}

double condition_value(struct condition *condition, const struct lanes_now *lanes) {
  for (int i = 0; i < condition->ever_count; i++)
    if (condition_value(condition->ever[i], lanes) == 1) condition->held[i] = true;
  for (int i = 0; i < condition->count; i++)
    look_up(condition, &condition->reference[i], lanes, &condition->registers[(size_t)i * DH_SLOTS]);
  dh_program_run(condition->program, condition->registers, 1);
  return condition->registers[(size_t)dh_program_output(condition->program, 0) * DH_SLOTS];
}

bool condition_knows(const struct condition *condition, const struct lanes_now *lanes, struct dh_error *error) {
  double value;
  for (int i = 0; i < condition->count; i++) {
    const struct reference *reference = &condition->reference[i];
    if (look_up(condition, reference, lanes, &value)) continue;
    struct nearest nearest = nearest_begin(name_of(reference));
    for (int k = 0; k < FIELDS; k++) nearest_offer(&nearest, fields[k].name);
    char lane[2] = {reference->lane, '\0'};
    bool missing = !run_of(lanes, reference->lane);
    return dh_fail(error, DH_ERROR_UNKNOWN_NAME, reference->position + (missing ? 0 : 2),
                   missing ? lane : name_of(reference),
                   missing        ? "a lane that is there"
                   : nearest.best ? nearest.best
                                  : "loss");
  }
  for (int i = 0; i < condition->ever_count; i++)
    if (!condition_knows(condition->ever[i], lanes, error)) return false;
  return true;
}
