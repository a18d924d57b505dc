/* SPDX-License-Identifier: MIT
 *
 * Text to graph, by precedence climbing. From loose to tight: or, and, not, comparisons (they do not chain), + -, * /,
 * unary minus, ^ (right associative; its exponent may carry a sign). Every bracket, sign, exponent and `not` is one
 * level of nesting, and a level costs a few stack frames, which the limit of levels bounds. */
#include "base/text.h"
#include "downhill/scan.h"
#include "formula/graph.h"

#include <limits.h>
#include <string.h>

struct parser {
  struct dh_graph *graph;
  const char *text;
  const char *const *names;
  int count;
  struct dh_token token; /* the one not yet taken */
  struct dh_token last;  /* the one taken before */
  int depth;
  struct dh_error *error;
};

static int expression(struct parser *parser);

/* --- tokens --- */

static void part(const struct parser *parser, const struct dh_token *token, char *out, size_t size) {
  size_t length = (size_t)token->length < size ? (size_t)token->length : size - 1;
  memcpy(out, parser->text + token->start, length);
  out[length] = '\0';
}

static void advance(struct parser *parser) {
  parser->last = parser->token;
  parser->token = dh_scan(parser->text, parser->token.start + parser->token.length, parser->error);
}

static bool sees(const struct parser *parser, const char *sign) {
  const struct dh_token *token = &parser->token;
  return token->kind == DH_TOKEN_SIGN && (size_t)token->length == strlen(sign) &&
         strncmp(parser->text + token->start, sign, (size_t)token->length) == 0;
}

static bool sees_word(const struct parser *parser, const char *word) {
  const struct dh_token *token = &parser->token;
  return token->kind == DH_TOKEN_NAME && (size_t)token->length == strlen(word) &&
         strncmp(parser->text + token->start, word, (size_t)token->length) == 0;
}

static bool takes(struct parser *parser, const char *sign) {
  if (!sees(parser, sign)) return false;
  advance(parser);
  return true;
}

static int expected(struct parser *parser, const char *what) {
  if (parser->token.kind == DH_TOKEN_ERROR) return -1; /* already told */
  char found[64] = "the end";
  if (parser->token.kind != DH_TOKEN_END) part(parser, &parser->token, found, sizeof found);
  dh_fail(parser->error, DH_ERROR_EXPECTED, parser->token.start, what, found);
  return -1;
}

static bool deeper(struct parser *parser) {
  if (++parser->depth <= DH_DEPTH_MAX) return true;
  dh_fail(parser->error, DH_ERROR_TOO_DEEP, parser->token.start, NULL, NULL);
  parser->error->number = DH_DEPTH_MAX;
  return false;
}

static int apply(struct parser *parser, enum dh_op op, int a, int b, int c, long position) {
  dh_graph_locate(parser->graph, position);
  return dh_graph_apply(parser->graph, op, a, b, c, parser->error);
}

/* --- names --- */

/* Other people's names for our functions; the edit distance would not find them. */
static const struct {
  const char *name, *ours;
} synonyms[] = {{"ln", "log"},   {"arcsin", "asin"}, {"arccos", "acos"},      {"arctan", "atan"}, {"arctan2", "atan2"},
                {"fabs", "abs"}, {"power", "pow"},   {"logistic", "sigmoid"}, {"if", "where"}};

/* At most this many edits away counts as a slip of the finger: a third of the word. */
static bool is_near(const char *name, int distance) { return distance <= 1 || distance <= (int)strlen(name) / 3; }

static int unknown_function(struct parser *parser, const char *name, long position) {
  const char *best = "";
  int least = INT_MAX;
  for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
    if (strcmp(name, synonyms[i].name) == 0) best = synonyms[i].ours, least = 0;
  for (int op = 0; op < DH_OP_COUNT; op++) {
    int distance = dh_op_is_function((enum dh_op)op) ? text_distance(name, dh_op_name((enum dh_op)op)) : INT_MAX;
    if (distance >= least || !is_near(name, distance)) continue;
    best = dh_op_name((enum dh_op)op);
    least = distance;
  }
  dh_fail(parser->error, DH_ERROR_UNKNOWN_FUNCTION, position, name, best);
  return -1;
}

static bool declared(const struct parser *parser, const char *name) {
  for (int i = 0; i < parser->count; i++)
    if (strcmp(parser->names[i], name) == 0) return true;
  return false;
}

static bool known(const struct parser *parser, const char *name) {
  return declared(parser, name) || strcmp(name, "pi") == 0 || strcmp(name, "e") == 0;
}

static int implicit_product(struct parser *parser, const char *left, const char *right, const char *between,
                            long position) {
  char wrong[128] = "", better[128] = "";
  strncat(wrong, left, 40);
  strncat(wrong, between, 4);
  strncat(wrong, right, 40);
  strncat(better, left, 40);
  strncat(better, "*", 2);
  strncat(better, right, 40);
  dh_fail(parser->error, DH_ERROR_IMPLICIT_PRODUCT, position, wrong, better);
  return -1;
}

/* The declared name nearest to it, or all of them as a list. */
static int unknown_name(struct parser *parser, const char *name, long position) {
  char first[DH_NAME_MAX] = "";
  size_t length = strlen(name);
  for (size_t i = 1; i < length && i < sizeof first; i++) { /* xy is x times y? */
    memcpy(first, name, i);
    first[i] = '\0';
    if (known(parser, first) && known(parser, name + i))
      return implicit_product(parser, first, name + i, "", position + (long)i);
  }
  const char *best = NULL;
  int least = INT_MAX;
  char list[128] = "";
  for (int i = 0; i < parser->count; i++) {
    int distance = text_distance(name, parser->names[i]);
    if (distance < least) best = parser->names[i];
    if (distance < least) least = distance;
    if (strlen(list) + strlen(parser->names[i]) + 3 > sizeof list) continue;
    if (i > 0) strcat(list, ", ");
    strcat(list, parser->names[i]);
  }
  bool near = best && length > 1 && is_near(name, least);
  dh_fail(parser->error, DH_ERROR_UNKNOWN_NAME, position, name, near ? best : list);
  return -1;
}

/* --- grammar --- */

static int call(struct parser *parser, enum dh_op op, const char *name, long position) {
  int operand[3] = {-1, -1, -1};
  int count = 0;
  if (!deeper(parser)) return -1;
  advance(parser); /* the bracket */
  int wanted = dh_op_arguments(op);
  if (!sees(parser, ")")) {
    do {
      int argument = expression(parser);
      if (argument < 0) return -1;
      if (count < 3) operand[count] = argument;
      count++;
    } while (takes(parser, ","));
  }
  if (!sees(parser, ")")) return expected(parser, count < wanted ? "," : ")");
  if (count != wanted) {
    dh_fail(parser->error, DH_ERROR_ARGUMENTS, position, name, NULL);
    parser->error->number = wanted;
    return -1;
  }
  advance(parser);
  parser->depth--;
  return apply(parser, op, operand[0], operand[1], operand[2], position);
}

static int named(struct parser *parser) {
  char name[128];
  long position = parser->token.start;
  part(parser, &parser->token, name, sizeof name);
  advance(parser);
  int op = dh_op_named(name);
  if (sees(parser, "(") && op >= 0) return call(parser, (enum dh_op)op, name, position);
  dh_graph_locate(parser->graph, position);
  if (declared(parser, name)) return dh_graph_symbol(parser->graph, name, parser->error);
  if (strcmp(name, "pi") == 0) return dh_graph_constant(parser->graph, 3.14159265358979323846, parser->error);
  if (strcmp(name, "e") == 0) return dh_graph_constant(parser->graph, 2.71828182845904523536, parser->error);
  if (parser->token.kind == DH_TOKEN_ERROR) return -1;
  if (sees(parser, "(")) return unknown_function(parser, name, position);
  if (op >= 0) return expected(parser, "(");
  return unknown_name(parser, name, position);
}

static int primary(struct parser *parser) {
  if (parser->token.kind == DH_TOKEN_NAME) return named(parser);
  if (parser->token.kind == DH_TOKEN_NUMBER) {
    dh_graph_locate(parser->graph, parser->token.start);
    int node = dh_graph_constant(parser->graph, parser->token.value, parser->error);
    advance(parser);
    return node;
  }
  if (!sees(parser, "(")) return expected(parser, "a value");
  if (!deeper(parser)) return -1;
  advance(parser);
  int node = expression(parser);
  if (node < 0) return -1;
  if (!takes(parser, ")")) return expected(parser, ")");
  parser->depth--;
  return node;
}

/* A value must not be followed by another one: that would be a product without its sign. */
static int value(struct parser *parser) {
  int node = primary(parser);
  if (node < 0) return -1;
  const struct dh_token *next = &parser->token;
  if (next->kind == DH_TOKEN_ERROR) return -1;
  if (sees_word(parser, "and") || sees_word(parser, "or")) return node;
  if (next->kind != DH_TOKEN_NUMBER && next->kind != DH_TOKEN_NAME && !sees(parser, "(")) return node;
  char left[64], right[64];
  part(parser, &parser->last, left, sizeof left);
  part(parser, next, right, sizeof right);
  bool apart = next->start > parser->last.start + parser->last.length;
  return implicit_product(parser, left, right, apart ? " " : "", next->start);
}

static int signed_value(struct parser *parser);

static int powered(struct parser *parser) {
  int base = value(parser);
  if (base < 0) return -1;
  if (sees(parser, "**")) return expected(parser, "^");
  if (!sees(parser, "^")) return base;
  long position = parser->token.start;
  if (!deeper(parser)) return -1;
  advance(parser);
  int exponent = signed_value(parser);
  if (exponent < 0) return -1;
  parser->depth--;
  return apply(parser, DH_OP_POW, base, exponent, -1, position);
}

static int signed_value(struct parser *parser) {
  bool minus = sees(parser, "-");
  if (!minus && !sees(parser, "+")) return powered(parser);
  long position = parser->token.start;
  if (!deeper(parser)) return -1;
  advance(parser);
  int node = signed_value(parser);
  parser->depth--;
  return node < 0 || !minus ? node : apply(parser, DH_OP_NEG, node, -1, -1, position);
}

/* Two signs of the same rank, from left to right. */
struct rank {
  const char *sign[2];
  enum dh_op op[2];
  int (*operand)(struct parser *parser);
};

static int chain(struct parser *parser, const struct rank *rank) {
  int node = rank->operand(parser);
  while (node >= 0) {
    int which = sees(parser, rank->sign[0]) ? 0 : sees(parser, rank->sign[1]) ? 1 : -1;
    if (which < 0) break;
    long position = parser->token.start;
    advance(parser);
    int right = rank->operand(parser);
    node = right < 0 ? -1 : apply(parser, rank->op[which], node, right, -1, position);
  }
  return node;
}

static int product(struct parser *parser) {
  static const struct rank rank = {{"*", "/"}, {DH_OP_MUL, DH_OP_DIV}, signed_value};
  return chain(parser, &rank);
}

static int addition(struct parser *parser) {
  static const struct rank rank = {{"+", "-"}, {DH_OP_ADD, DH_OP_SUB}, product};
  return chain(parser, &rank);
}

/* Which comparison comes next; a > b is stored as b < a. */
static bool comparison(const struct parser *parser, enum dh_op *op, bool *swapped) {
  static const struct {
    const char *sign;
    enum dh_op op;
    bool swapped;
  } rows[] = {{"<", DH_OP_LT, false},  {"<=", DH_OP_LE, false}, {"==", DH_OP_EQ, false},
              {"!=", DH_OP_NE, false}, {">", DH_OP_LT, true},   {">=", DH_OP_LE, true}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (!sees(parser, rows[i].sign)) continue;
    *op = rows[i].op;
    *swapped = rows[i].swapped;
    return true;
  }
  return false;
}

static int relation(struct parser *parser) {
  int node = addition(parser);
  enum dh_op op;
  bool swapped;
  if (node < 0) return -1;
  if (sees(parser, "=")) return expected(parser, "==");
  if (!comparison(parser, &op, &swapped)) return node;
  long position = parser->token.start;
  advance(parser);
  int right = addition(parser);
  if (right < 0) return -1;
  node = apply(parser, op, swapped ? right : node, swapped ? node : right, -1, position);
  if (comparison(parser, &op, &swapped)) return expected(parser, "brackets around one of two comparisons");
  return node;
}

/* 1 or 0: comparisons are already, of anything else it is whether it is not 0. */
static int truth(struct parser *parser, int node, long position) {
  if (node < 0) return -1;
  enum dh_op op = dh_graph_at(parser->graph, node)->op;
  if (op >= DH_OP_LT && op <= DH_OP_NE) return node;
  int zero = dh_graph_constant(parser->graph, 0, parser->error);
  return zero < 0 ? -1 : apply(parser, DH_OP_NE, node, zero, -1, position);
}

static int negation(struct parser *parser) {
  if (!sees_word(parser, "not")) return relation(parser);
  long position = parser->token.start;
  if (!deeper(parser)) return -1;
  advance(parser);
  int node = negation(parser), zero = node < 0 ? -1 : dh_graph_constant(parser->graph, 0, parser->error);
  parser->depth--;
  return zero < 0 ? -1 : apply(parser, DH_OP_EQ, node, zero, -1, position);
}

/* Conditions joined by one word: all of them is their least truth, one of them the greatest. */
static int joined(struct parser *parser, const char *word, enum dh_op op, int (*operand)(struct parser *parser)) {
  int node = operand(parser);
  while (node >= 0 && sees_word(parser, word)) {
    long position = parser->token.start;
    advance(parser);
    int left = truth(parser, node, position), right = left < 0 ? -1 : truth(parser, operand(parser), position);
    node = right < 0 ? -1 : apply(parser, op, left, right, -1, position);
  }
  return node;
}

static int conjunction(struct parser *parser) { return joined(parser, "and", DH_OP_MIN, negation); }
static int expression(struct parser *parser) { return joined(parser, "or", DH_OP_MAX, conjunction); }

int dh_graph_parse(struct dh_graph *graph, const char *text, const char *const *names, int count,
                   struct dh_error *error) {
  if (strlen(text) > DH_TEXT_MAX) {
    dh_fail(error, DH_ERROR_TOO_LONG, DH_TEXT_MAX, NULL, NULL);
    error->number = DH_TEXT_MAX;
    return -1;
  }
  struct parser parser = {.graph = graph, .text = text, .names = names, .count = count, .error = error};
  advance(&parser);
  int node = -1;
  if (parser.token.kind == DH_TOKEN_END)
    dh_fail(error, DH_ERROR_EMPTY, parser.token.start, NULL, NULL);
  else
    node = expression(&parser);
  dh_graph_locate(graph, -1);
  if (node >= 0 && parser.token.kind != DH_TOKEN_END) return expected(&parser, "an operator");
  return node;
}
