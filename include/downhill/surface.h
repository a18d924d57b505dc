/* SPDX-License-Identifier: MIT
 *
 * A loss surface: a formula over one or two parameters, or the mean of one over rows of data, differentiated
 * symbolically, with the truth about it (domain, usual start, rates worth trying, minima). Created from a description,
 * immutable afterwards, and shared freely. Strings and data are owned by the surface. */
#ifndef DOWNHILL_SURFACE_H
#define DOWNHILL_SURFACE_H

#include "downhill/fit.h"

enum { DH_MINIMA_MAX = 16, DH_RATES_MAX = 8 };

enum dh_minimum_kind { DH_MINIMUM_SMOOTH, DH_MINIMUM_KINK, DH_MINIMUM_EDGE, DH_MINIMUM_KINDS };

struct dh_minimum {
  double at[2];
  double value;
  enum dh_minimum_kind kind; /* smooth: gradient 0; kink: not differentiable; edge: at the border of the domain */
};

/* What a surface is made from. Only `formula`, or `fit`, must be given; NULL strings become "". */
struct dh_surface_spec {
  const char *name;         /* as it is called on the command line; the formula itself for one that was typed */
  const char *title;        /* one line */
  const char *formula;      /* of a fit, what it is in words: "mse(w*x + b, y)"; ignored when one is made */
  const struct dh_fit *fit; /* NULL: a formula of its parameters alone */
  const char *parameter[2]; /* names; parameter[1] is NULL in one dimension */
  int dim;                  /* 1 or 2 */
  double low[2], high[2];   /* the usual window */
  double start[2];
  double rates[DH_RATES_MAX]; /* learning rates of the lanes when it is opened by itself */
  int rate_count;
  struct dh_minimum minima[DH_MINIMA_MAX];
  int minimum_count;
  bool minima_partial; /* there are more, none of them lower than the highest listed (a curve of them, or too many) */
  bool no_minimum;     /* there is none at all: it goes down for ever; without it, and with none listed, nobody knows */
  const char *note, *source;
};

struct dh_surface;
struct dh_surface *dh_surface_create(const struct dh_surface_spec *spec, struct dh_error *error);
void dh_surface_destroy(struct dh_surface *surface);

/* "w,b" into two names that may be declared; how many there are, or 0 with *error and the place in the text. */
int dh_surface_names(const char *text, char names[2][DH_NAME_MAX], struct dh_error *error);

/* A surface from a typed formula. `parameters` is "w,b" or NULL: then x, or x and y when the formula uses y. The window
 * is -5..5 and the start (2) or (2, 2) unless given otherwise later. */
struct dh_surface *dh_surface_typed(const char *formula, const char *parameters, struct dh_error *error);

/* A surface from data and a model, called as it is described. `parameters` is "w,b" or NULL: whatever is no column, in
 * order of appearance. It starts at 0; its window and its minimum are found, where Newton's method finds any. */
struct dh_surface *dh_surface_fitted(const struct dh_fit *fit, const char *parameters, struct dh_error *error);

/* The description, valid as long as the surface. */
const struct dh_surface_spec *dh_surface_info(const struct dh_surface *surface);

/* Was it typed, or made from data that was named? Then it has no name but what it is. */
bool dh_surface_is_typed(const struct dh_surface_spec *info);

/* The rows of data behind it; 0 if it is a formula of its parameters alone. */
long dh_surface_rows(const struct dh_surface *surface);

/* The value of the lowest known minimum, or NaN if none is known. */
double dh_surface_best(const struct dh_surface *surface);

/* The graph and its nodes: value, gradient[dim], hessian {xx, xy, yy}. With data they are those of one row, over the
 * parameters and the columns. */
struct dh_surface_nodes {
  int value;
  int gradient[2];
  int hessian[3];
};
const struct dh_graph *dh_surface_graph(const struct dh_surface *surface, struct dh_surface_nodes *nodes);

/* Values at up to DH_SLOTS points at a time, in double. The sampler owns its registers: one per thread. */
enum dh_order { DH_VALUE = 0, DH_GRADIENT = 1, DH_HESSIAN = 2 };
struct dh_sample {
  double value[DH_SLOTS];
  double gradient[2][DH_SLOTS];
  double hessian[3][DH_SLOTS]; /* xx, xy, yy */
};
struct dh_sampler;
struct dh_sampler *dh_sampler_create(const struct dh_surface *surface, enum dh_order order, struct dh_error *error);
void dh_sampler_destroy(struct dh_sampler *sampler);
/* x and y hold `slots` numbers each (y may be NULL in one dimension); fields above the order are left alone. */
void dh_sampler_run(struct dh_sampler *sampler, const double *x, const double *y, int slots, struct dh_sample *sample);

/* For pictures of a million rows: average over at most so many of them from now on, evenly spaced. */
void dh_sampler_thin(struct dh_sampler *sampler, long rows);

/* Eigenvalues of the symmetric matrix {{xx, xy}, {xy, yy}}, smaller first; NaN if an entry is not finite. */
void dh_eigenvalues(double xx, double xy, double yy, double eig[2]);

#endif
