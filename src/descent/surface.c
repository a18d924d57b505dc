/* SPDX-License-Identifier: MIT */
#include "downhill/surface.h"

#include "descent/fit.h"
#include "descent/names.h"
#include "descent/strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct dh_surface {
  struct dh_surface_spec info; /* strings point into `strings` */
  struct dh_strings strings;
  struct dh_fit fit; /* where info.fit points, if it does; `values` are its data */
  double *values;
  struct dh_graph *graph;
  struct dh_surface_nodes nodes;
};

static bool check_parameters(const struct dh_surface_spec *spec, struct dh_error *error) {
  if (spec->dim < 1 || spec->dim > 2) return dh_fail(error, DH_ERROR_DIMENSION, -1, NULL, NULL);
  for (int axis = 0; axis < spec->dim; axis++) {
    const char *name = spec->parameter[axis] ? spec->parameter[axis] : "";
    if (!dh_name_is_valid(name)) return dh_fail(error, DH_ERROR_EXPECTED, 0, "name", name);
    if (dh_name_is_taken(name)) return dh_fail(error, DH_ERROR_RESERVED, 0, name, NULL);
  }
  if (spec->dim == 2 && strcmp(spec->parameter[0], spec->parameter[1]) == 0)
    return dh_fail(error, DH_ERROR_EXPECTED, 0, "name", spec->parameter[1]);
  return true;
}

static bool keep_strings(struct dh_surface *surface, const struct dh_surface_spec *spec, struct dh_error *error) {
  const char **field[] = {&surface->info.name,        &surface->info.title,  &surface->info.formula,
                          &surface->info.note,        &surface->info.source, &surface->info.parameter[0],
                          &surface->info.parameter[1]};
  surface->info = *spec;
  if (spec->dim == 1) surface->info.parameter[1] = NULL;
  for (size_t i = 0; i < sizeof field / sizeof field[0]; i++) {
    if (field[i] == &surface->info.parameter[1] && !*field[i]) continue;
    *field[i] = dh_strings_keep(&surface->strings, *field[i]);
    if (!*field[i]) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  return true;
}

static bool keep_name(struct dh_surface *surface, const char **name, struct dh_error *error) {
  *name = dh_strings_keep(&surface->strings, *name);
  return *name || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}

static bool keep_data(struct dh_surface *surface, struct dh_data *data, struct dh_error *error) {
  size_t rows = (size_t)data->rows;
  surface->values = malloc((rows * (size_t)data->columns + 1) * sizeof *surface->values);
  if (!surface->values) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  bool kept = keep_name(surface, &data->name, error);
  for (int i = 0; i < data->columns && kept; i++) {
    double *column = surface->values + rows * (size_t)i;
    memcpy(column, data->value[i], rows * sizeof *column);
    data->value[i] = column;
    kept = keep_name(surface, &data->column[i], error);
  }
  return kept;
}

static bool keep_fit(struct dh_surface *surface, struct dh_error *error) {
  struct dh_fit *fit = &surface->fit;
  if (!surface->info.fit) return true;
  *fit = *surface->info.fit;
  surface->info.fit = fit;
  if (!fit->target) fit->target = "y";
  return keep_name(surface, &fit->model, error) && keep_name(surface, &fit->target, error) &&
         keep_data(surface, &fit->data, error);
}

static bool build_nodes(struct dh_surface *surface, struct dh_error *error) {
  const struct dh_surface_spec *info = &surface->info;
  struct dh_surface_nodes *nodes = &surface->nodes;
  struct dh_graph *graph = surface->graph;
  *nodes = (struct dh_surface_nodes){-1, {-1, -1}, {-1, -1, -1}};
  nodes->value = info->fit ? dh_fit_build(info->fit, info->parameter, info->dim, graph, error)
                           : dh_graph_parse(graph, info->formula, info->parameter, info->dim, error);
  if (nodes->value < 0) return false;
  for (int axis = 0; axis < info->dim; axis++) {
    nodes->gradient[axis] = dh_graph_derivative(graph, nodes->value, info->parameter[axis], error);
    if (nodes->gradient[axis] < 0) return false;
  }
  for (int k = 0; k < (info->dim == 1 ? 1 : 3); k++) { /* xx, xy, yy */
    nodes->hessian[k] = dh_graph_derivative(graph, nodes->gradient[k / 2], info->parameter[(k + 1) / 2], error);
    if (nodes->hessian[k] < 0) return false;
  }
  return true;
}

static bool check_formula(const struct dh_surface_spec *spec, struct dh_error *error) {
  if (spec->fit) return dh_fit_check(spec->fit, error);
  return (spec->formula && *spec->formula != '\0') || dh_fail(error, DH_ERROR_EMPTY, 0, NULL, NULL);
}

static struct dh_surface *create(const struct dh_surface_spec *spec, struct dh_error *error) {
  struct dh_surface *surface = calloc(1, sizeof *surface);
  if (surface) surface->graph = dh_graph_create();
  if (!surface || !surface->graph) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  } else if (keep_strings(surface, spec, error) && keep_fit(surface, error) && build_nodes(surface, error)) {
    return surface;
  }
  dh_surface_destroy(surface);
  return NULL;
}

struct dh_surface *dh_surface_create(const struct dh_surface_spec *spec, struct dh_error *error) {
  if (!check_formula(spec, error) || !check_parameters(spec, error)) return NULL;
  if (!spec->fit) return create(spec, error);
  struct dh_surface_spec described = *spec;
  struct text formula = {0};
  dh_fit_describe(spec->fit, &formula);
  described.formula = text_string(&formula);
  struct dh_surface *surface = NULL;
  if (formula.failed)
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  else
    surface = create(&described, error);
  text_free(&formula);
  return surface;
}

void dh_surface_destroy(struct dh_surface *surface) {
  if (!surface) return;
  dh_graph_destroy(surface->graph);
  dh_strings_free(&surface->strings);
  free(surface->values);
  free(surface);
}

static int fail_name(const char *text, const char *at, const char *expected, struct dh_error *error) {
  dh_fail(error, DH_ERROR_EXPECTED, (long)(at - text), expected, at);
  return 0;
}

int dh_surface_names(const char *text, char names[2][DH_NAME_MAX], struct dh_error *error) {
  const char *c = text;
  for (int count = 0;; count++) {
    c += strspn(c, " ");
    size_t length = dh_name_length(c);
    if (length == 0 || length >= DH_NAME_MAX) return fail_name(text, c, "name", error);
    memcpy(names[count], c, length);
    names[count][length] = '\0';
    if (dh_name_is_taken(names[count])) return dh_fail(error, DH_ERROR_RESERVED, (long)(c - text), names[count], NULL);
    if (count == 1 && strcmp(names[0], names[1]) == 0) return fail_name(text, c, "another name", error);
    c += length;
    c += strspn(c, " ");
    if (*c == '\0') return count + 1;
    if (count == 1) return fail_name(text, c, "the end", error);
    if (*c != ',') return fail_name(text, c, "a comma", error);
    c++;
  }
}

/* Does the formula use y? It is parsed once to know. -1 with *error. */
static int count_axes(const char *formula, struct dh_error *error) {
  static const char *const names[] = {"x", "y"};
  struct dh_graph *graph = dh_graph_create();
  int axes = -1;
  if (graph) {
    int node = dh_graph_parse(graph, formula, names, 2, error);
    if (node >= 0) axes = dh_graph_uses(graph, node, "y") ? 2 : 1;
  } else {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  dh_graph_destroy(graph);
  return axes;
}

struct dh_surface *dh_surface_typed(const char *formula, const char *parameters, struct dh_error *error) {
  const double half_window = 5, start = 2;
  char names[2][DH_NAME_MAX] = {"x", "y"};
  int dim = parameters ? dh_surface_names(parameters, names, error) : count_axes(formula, error);
  if (dim <= 0) return NULL;
  struct dh_surface_spec spec = {.name = formula,
                                 .title = formula,
                                 .formula = formula,
                                 .parameter = {names[0], dim == 2 ? names[1] : NULL},
                                 .dim = dim};
  for (int axis = 0; axis < dim; axis++) {
    spec.low[axis] = -half_window;
    spec.high[axis] = half_window;
    spec.start[axis] = start;
  }
  return dh_surface_create(&spec, error);
}

struct dh_surface *dh_surface_fitted(const struct dh_fit *fit, const char *parameters, struct dh_error *error) {
  const double half_window = 5;
  char names[2][DH_NAME_MAX];
  struct text name = {0};
  if (!dh_fit_check(fit, error)) return NULL;
  int dim = parameters ? dh_surface_names(parameters, names, error) : dh_fit_parameters(fit, names, error);
  if (dim <= 0) return NULL;
  dh_fit_describe(fit, &name);
  struct dh_surface_spec spec = {.name = text_string(&name),
                                 .title = text_string(&name),
                                 .fit = fit,
                                 .parameter = {names[0], dim == 2 ? names[1] : NULL},
                                 .dim = dim,
                                 .low = {-half_window, -half_window},
                                 .high = {half_window, half_window}};
  struct dh_surface *surface = NULL;
  if (name.failed)
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  else
    surface = dh_surface_create(&spec, error);
  text_free(&name);
  if (surface) dh_fit_explore(surface, &surface->info);
  return surface;
}

const struct dh_surface_spec *dh_surface_info(const struct dh_surface *surface) { return &surface->info; }

bool dh_surface_is_typed(const struct dh_surface_spec *info) { return strcmp(info->name, info->formula) == 0; }

long dh_surface_rows(const struct dh_surface *surface) { return surface->info.fit ? surface->info.fit->data.rows : 0; }

double dh_surface_best(const struct dh_surface *surface) {
  double best = (double)NAN;
  for (int i = 0; i < surface->info.minimum_count; i++) best = fmin(best, surface->info.minima[i].value);
  return best;
}

const struct dh_graph *dh_surface_graph(const struct dh_surface *surface, struct dh_surface_nodes *nodes) {
  *nodes = surface->nodes;
  return surface->graph;
}
