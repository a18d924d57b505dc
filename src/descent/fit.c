/* SPDX-License-Identifier: MIT */
#include "descent/fit.h"

#include "descent/names.h"
#include "downhill/parameter.h"
#include "downhill/scan.h"
#include "formula/graph.h"

#include <math.h>
#include <string.h>

/* --- losses --- */

static const struct loss_row {
  const char *name, *synonym, *bend;
  const char *formula; /* over the residual r, or the model's value z and the target y; and the bend */
} losses[] = {
    [DH_LOSS_SAMPLE] = {"sample", NULL, NULL, NULL},
    [DH_LOSS_MSE] = {"mse", "l2", NULL, "r^2"},
    [DH_LOSS_MAE] = {"mae", "l1", NULL, "abs(r)"},
    [DH_LOSS_HUBER] = {"huber", NULL, "delta", "where(abs(r) <= bend, 0.5*r^2, bend*(abs(r) - 0.5*bend))"},
    [DH_LOSS_SMOOTH_L1] = {"smooth_l1", NULL, "beta", "where(abs(r) < bend, 0.5*r^2/bend, abs(r) - 0.5*bend)"},
    /* As two terms that cannot cancel: -log(1 - sigmoid(z)) where y is 0, -log(sigmoid(z)) where it is 1. */
    [DH_LOSS_BCE_LOGITS] = {"bce_logits", "bce_with_logits", NULL, "(1 - y)*softplus(z) + y*softplus(-z)"},
};
_Static_assert(sizeof losses / sizeof losses[0] == DH_LOSS_COUNT, "a row for every loss");

const char *dh_loss_name(enum dh_loss loss) { return losses[loss].name; }

const char *dh_loss_bend(enum dh_loss loss) { return losses[loss].bend; }

int dh_loss_find(const char *name) {
  for (int i = DH_LOSS_SAMPLE + 1; i < DH_LOSS_COUNT; i++)
    if (text_same_name(name, losses[i].name) || (losses[i].synonym && text_same_name(name, losses[i].synonym)))
      return i;
  return -1;
}

static const char *target_of(const struct dh_fit *fit) { return fit->target ? fit->target : "y"; }

static double bend_of(const struct dh_fit *fit) { return fit->bend > 0 ? fit->bend : 1; }

int dh_fit_words(const struct dh_fit *fit, struct dh_fit_word words[DH_FIT_WORDS]) {
  const char *bend = dh_loss_bend(fit->loss);
  int count = 0;
  words[count++] = (struct dh_fit_word){.name = "data", .value = fit->data.name};
  words[count++] = (struct dh_fit_word){.name = fit->loss == DH_LOSS_SAMPLE ? "sample" : "model", .value = fit->model};
  if (fit->loss == DH_LOSS_SAMPLE) return count;
  words[count++] = (struct dh_fit_word){.name = "loss", .value = dh_loss_name(fit->loss)};
  if (strcmp(target_of(fit), "y") != 0) words[count++] = (struct dh_fit_word){.name = "target", .value = fit->target};
  if (bend && fit->bend > 0) words[count++] = (struct dh_fit_word){.name = bend, .number = fit->bend};
  return count;
}

/* --- names --- */

static int find_column(const struct dh_data *data, const char *name) {
  for (int i = 0; i < data->columns; i++)
    if (strcmp(data->column[i], name) == 0) return i;
  return -1;
}

/* The next name in the model that is not called, from *position on; false at the end, or where nothing can be read. */
static bool next_name(const char *model, long *position, long *start, char name[DH_NAME_MAX]) {
  struct dh_error ignored;
  for (;;) {
    struct dh_token token = dh_scan(model, *position, &ignored);
    if (token.kind == DH_TOKEN_END || token.kind == DH_TOKEN_ERROR) return false;
    *position = token.start + token.length;
    if (token.kind != DH_TOKEN_NAME || token.length >= DH_NAME_MAX) continue;
    struct dh_token next = dh_scan(model, *position, &ignored);
    if (next.kind == DH_TOKEN_SIGN && model[next.start] == '(') continue;
    *start = token.start;
    memcpy(name, model + token.start, (size_t)token.length);
    name[token.length] = '\0';
    return true;
  }
}

bool dh_fit_reads(const struct dh_fit *fit, const char *column) {
  char name[DH_NAME_MAX];
  if (fit->loss != DH_LOSS_SAMPLE && strcmp(column, target_of(fit)) == 0) return true;
  for (long position = 0, start; next_name(fit->model, &position, &start, name);)
    if (strcmp(name, column) == 0) return true;
  return false;
}

static void list_columns(const struct dh_data *data, struct text *out) {
  for (int i = 0; i < data->columns; i++) text_printf(out, "%s%s", i > 0 ? ", " : "", data->column[i]);
}

/* About names: the columns there are tell which of them was meant. */
static bool fail_names(const struct dh_fit *fit, enum dh_error_code code, const char *names, double count,
                       struct dh_error *error) {
  struct text columns = {0};
  list_columns(&fit->data, &columns);
  dh_fail(error, code, -1, names, text_string(&columns));
  error->number = count;
  text_free(&columns);
  return false;
}

int dh_fit_parameters(const struct dh_fit *fit, char names[2][DH_NAME_MAX], struct dh_error *error) {
  struct text all = {0};
  char name[DH_NAME_MAX];
  int count = 0;
  for (long position = 0, start; next_name(fit->model, &position, &start, name);) {
    if (find_column(&fit->data, name) >= 0 || strcmp(name, "pi") == 0 || strcmp(name, "e") == 0) continue;
    if (dh_name_is_taken(name)) {
      text_free(&all);
      return dh_fail(error, DH_ERROR_RESERVED, start, name, NULL);
    }
    bool known = false;
    for (int i = 0; i < count && i < 2; i++) known = known || strcmp(names[i], name) == 0;
    if (known) continue;
    if (count < 2) memcpy(names[count], name, sizeof name);
    text_printf(&all, "%s%s", count++ > 0 ? ", " : "", name);
  }
  if (count == 0) fail_names(fit, DH_ERROR_NO_PARAMETER, fit->model, 0, error);
  if (count > 2) fail_names(fit, DH_ERROR_PARAMETERS, text_string(&all), count, error);
  text_free(&all);
  return count > 2 ? 0 : count;
}

/* --- checking --- */

static bool check_labels(const struct dh_fit *fit, struct dh_error *error) {
  const double *label = fit->data.value[find_column(&fit->data, target_of(fit))];
  for (long row = 0; row < fit->data.rows; row++) {
    if (label[row] >= 0 && label[row] <= 1) continue;
    dh_fail(error, DH_ERROR_LABEL, -1, target_of(fit), NULL);
    error->number = label[row];
    error->number2 = (double)(row + 1);
    return false;
  }
  return true;
}

bool dh_fit_check(const struct dh_fit *fit, struct dh_error *error) {
  if (!fit->model || fit->model[0] == '\0') return dh_fail(error, DH_ERROR_EMPTY, 0, NULL, NULL);
  if (fit->data.rows < 1) return dh_fail(error, DH_ERROR_NO_ROWS, -1, fit->data.name, NULL);
  if (fit->loss == DH_LOSS_SAMPLE) return true;
  if (find_column(&fit->data, target_of(fit)) < 0)
    return fail_names(fit, DH_ERROR_NO_COLUMN, target_of(fit), fit->data.columns, error);
  return fit->loss != DH_LOSS_BCE_LOGITS || check_labels(fit, error);
}

/* --- building --- */

/* A loss's own formula is parsed over its own names, then these are replaced: nothing in the model or the data can
 * collide with them. */
static int build_loss(const struct dh_fit *fit, int model, struct dh_graph *graph, struct dh_error *error) {
  static const char *const names[] = {"r", "z", "y", "bend"};
  int target = dh_graph_symbol(graph, target_of(fit), error);
  int bend = dh_graph_constant(graph, bend_of(fit), error);
  if (target < 0 || bend < 0) return -1;
  int residual = dh_graph_apply(graph, DH_OP_SUB, model, target, -1, error);
  int formula = dh_graph_parse(graph, losses[fit->loss].formula, names, 4, error);
  if (residual < 0 || formula < 0) return -1;
  return dh_graph_substitute(graph, formula, names, (const int[]){residual, model, target, bend}, 4, error);
}

int dh_fit_build(const struct dh_fit *fit, const char *const *parameters, int dim, struct dh_graph *graph,
                 struct dh_error *error) {
  const char *names[DH_COLUMNS_MAX + 2];
  int count = 0;
  for (int axis = 0; axis < dim; axis++) {
    if (find_column(&fit->data, parameters[axis]) >= 0) {
      dh_fail(error, DH_ERROR_RESERVED, -1, parameters[axis], NULL);
      return -1;
    }
    names[count++] = parameters[axis];
  }
  for (int i = 0; i < fit->data.columns; i++) names[count++] = fit->data.column[i];
  int model = dh_graph_parse(graph, fit->model, names, count, error);
  return model < 0 || fit->loss == DH_LOSS_SAMPLE ? model : build_loss(fit, model, graph, error);
}

void dh_fit_describe(const struct dh_fit *fit, struct text *out) {
  if (fit->loss == DH_LOSS_SAMPLE) {
    text_printf(out, "mean(%s)", fit->model);
    return;
  }
  text_printf(out, "%s(%s, %s", losses[fit->loss].name, fit->model, target_of(fit));
  if (losses[fit->loss].bend && bend_of(fit) != 1) {
    char number[32];
    dh_number_print(bend_of(fit), number, sizeof number);
    text_printf(out, ", %s=%s", losses[fit->loss].bend, number);
  }
  text_add(out, ")");
}

/* --- a look around --- */

enum { NEWTON_STEPS = 50, HALVINGS = 40 };

/* A step this much shorter than the way that was gone is rounding. */
static const double CONVERGED = 1e-12;

/* Directions that bend less than this share of the sharpest one bend by rounding. */
static const double FLAT = 1e-12;

static double value_at(struct dh_sampler *sampler, const double at[2]) {
  struct dh_sample sample;
  dh_sampler_run(sampler, &at[0], &at[1], 1, &sample);
  return sample.value[0];
}

/* Newton's step at a place where the surface bends upwards all around; false elsewhere. */
static bool newton_step(const struct dh_sample *s, int dim, double step[2]) {
  double xx = s->hessian[0][0], xy = dim == 2 ? s->hessian[1][0] : 0, yy = dim == 2 ? s->hessian[2][0] : 1, eig[2];
  double gx = s->gradient[0][0], gy = dim == 2 ? s->gradient[1][0] : 0;
  dh_eigenvalues(xx, xy, dim == 2 ? yy : xx, eig);
  if (!(eig[0] > FLAT * eig[1])) return false;
  double determinant = xx * yy - xy * xy;
  step[0] = (xy * gy - yy * gx) / determinant;
  step[1] = (xy * gx - xx * gy) / determinant;
  return isfinite(step[0]) && isfinite(step[1]);
}

/* To the minimum that is reached by steps which never go up; *value is what it is worth. */
static bool descend(struct dh_sampler *sampler, int dim, double at[2], double *value) {
  struct dh_sample sample;
  for (int i = 0; i < NEWTON_STEPS; i++) {
    double step[2], next[2], share = 1;
    dh_sampler_run(sampler, &at[0], &at[1], 1, &sample);
    *value = sample.value[0];
    if (!newton_step(&sample, dim, step)) return false;
    if (hypot(step[0], step[1]) <= CONVERGED * (1 + hypot(at[0], at[1]))) return isfinite(*value);
    bool lower = false;
    for (int k = 0; k < HALVINGS && !lower; k++, share /= 2) {
      for (int axis = 0; axis < 2; axis++) next[axis] = at[axis] + share * step[axis];
      lower = value_at(sampler, next) <= *value + CONVERGED * fabs(*value);
    }
    if (!lower) return false;
    memcpy(at, next, sizeof next);
  }
  return false;
}

/* Wide enough for the start, with the minimum in the middle; no axis is shown more than four times as wide as another
 * needs it. */
static void frame(struct dh_surface_spec *info, const double minimum[2]) {
  double away[2] = {0, 0}, most = 0;
  for (int axis = 0; axis < 2; axis++) {
    away[axis] = fabs(minimum[axis] - info->start[axis]);
    most = fmax(most, away[axis]);
  }
  for (int axis = 0; axis < 2; axis++) {
    double half = most > 0 ? 1.5 * fmax(away[axis], most / 4) : 1;
    info->low[axis] = minimum[axis] - half;
    info->high[axis] = minimum[axis] + half;
  }
}

void dh_fit_explore(const struct dh_surface *surface, struct dh_surface_spec *info) {
  struct dh_error ignored;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_HESSIAN, &ignored);
  double at[2] = {info->start[0], info->dim == 2 ? info->start[1] : 0}, value;
  if (sampler && descend(sampler, info->dim, at, &value)) {
    info->minima[0] = (struct dh_minimum){{at[0], at[1]}, value, DH_MINIMUM_SMOOTH};
    info->minimum_count = 1;
    frame(info, at);
  }
  dh_sampler_destroy(sampler);
}
