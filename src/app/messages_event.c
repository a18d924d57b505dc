/* SPDX-License-Identifier: MIT
 *
 * The wording of events: what overflowed or became NaN, by which operation. */
#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "w", "gradient along x": the quantity with the parameter's own name where it has one. */
static void put_what(struct text *out, const struct dh_event *event, const struct dh_spec *spec) {
  const struct dh_surface_spec *surface = spec->surface ? dh_surface_info(spec->surface) : NULL;
  const char *name = surface ? surface->parameter[event->axis] : NULL;
  bool two = surface && surface->dim == 2;
  if (event->quantity == DH_QUANTITY_PARAMETER && name)
    text_add(out, name);
  else if (two && (event->quantity == DH_QUANTITY_GRADIENT || event->quantity == DH_QUANTITY_UPDATE))
    text_printf(out, _("%s along %s"), message_quantity(event->quantity), name);
  else
    text_add(out, message_quantity(event->quantity));
}

/* Six digits for what a class can multiply in its head, three for the rest: the line has to fit 78 columns. */
static void short_number(double x, bool bracket, char *out, size_t size) {
  char digits[32];
  snprintf(digits, sizeof digits, fabs(x) < 1e6 && fabs(x) >= 1e-4 ? "%.6g" : "%.3g", x);
  char *plus = strstr(digits, "e+");
  if (plus) memmove(plus + 1, plus + 2, strlen(plus + 2) + 1);
  snprintf(out, size, bracket ? "(%s)" : "%s", digits);
}

const char *message_times(const struct dh_surface *surface) {
  const struct dh_surface_spec *info = surface ? dh_surface_info(surface) : NULL;
  for (int i = 0; info && i < info->dim; i++)
    if (strcmp(info->parameter[i], "x") == 0) return " * ";
  return " x ";
}

/* What stands between two operands, as a class would write it; NULL for functions. */
static const char *infix(enum dh_op op, const struct dh_spec *spec) {
  static const char *const signs[DH_OP_COUNT] = {
      [DH_OP_ADD] = " + ", [DH_OP_SUB] = " - ", [DH_OP_DIV] = " / ", [DH_OP_POW] = " ^ "};
  return op == DH_OP_MUL ? message_times(spec->surface) : signs[op];
}

static void put_function(struct text *out, const struct dh_fault *fault, char (*operand)[40]) {
  text_add(out, dh_op_name(fault->op));
  text_add(out, "(");
  for (int i = 0; i < fault->operands; i++) {
    if (i > 0) text_add(out, ", ");
    text_add(out, operand[i]);
  }
  text_add(out, ")");
}

static void put_operation(struct text *out, const struct dh_fault *fault, const struct dh_spec *spec) {
  char operand[3][40];
  for (int i = 0; i < 3; i++) {
    double x = i < fault->operands ? fault->operand[i] : 0;
    bool bracket = i > 0 && x < 0 && fault->op <= DH_OP_POW;
    short_number(x, bracket, operand[i], sizeof operand[i]);
  }
  if (fault->op == DH_OP_ROUND) {
    text_add(out, operand[0]);
  } else if (infix(fault->op, spec) && fault->operands == 2) {
    text_add(out, operand[0]);
    text_add(out, infix(fault->op, spec));
    text_add(out, operand[1]);
  } else {
    put_function(out, fault, operand);
  }
}

static void put_overflow(struct text *out, const struct dh_fault *fault, const struct dh_spec *spec) {
  enum dh_precision precision = (enum dh_precision)dh_spec_number(spec, DH_PRECISION);
  const struct dh_precision_info *info = dh_precision_info(precision);
  char text[96], number[40];
  /* What plain doubles would have given shows by how much the format was too small. */
  double exact = fault->op == DH_OP_ROUND ? (double)INFINITY : dh_op_evaluate(fault->op, fault->operand);
  if (fault->op == DH_OP_DIV && fault->operand[1] == 0) {
    text_add(out, _(", a division by zero"));
    return;
  }
  if (fabs(exact) < 1e6) {
    short_number(exact, false, number, sizeof number);
    text_add(out, " = ");
    text_add(out, number);
  }
  short_number(info->largest, false, number, sizeof number);
  snprintf(text, sizeof text, _(" > %s (%s)"), number, info->name);
  text_add(out, text);
}

static void put_cause(struct text *out, const struct dh_event *event, const struct dh_spec *spec) {
  if (event->fault.operands == 0) {
    text_add(out, event->nan ? _("carried on from what was no number before")
                             : _("carried on from what was infinite before"));
    return;
  }
  put_operation(out, &event->fault, spec);
  if (event->nan)
    text_add(out, _(", which has no value"));
  else
    put_overflow(out, &event->fault, spec);
}

void message_event_what(const struct dh_event *event, const struct dh_spec *spec, struct text *out) {
  struct text what = {0}, cause = {0};
  if (event->step < 0) return;
  put_what(&what, event, spec);
  put_cause(&cause, event, spec);
  text_printf(out, event->nan ? _("%s is NaN: %s") : _("%s overflows: %s"), text_string(&what), text_string(&cause));
  text_free(&what);
  text_free(&cause);
}

void message_event(const struct dh_event *event, const struct dh_spec *spec, char *out, size_t size) {
  struct text line = {0};
  if (event->step >= 0) text_printf(&line, _("step %ld: "), event->step);
  message_event_what(event, spec, &line);
  text_copy(out, size, text_string(&line));
  text_free(&line);
}
