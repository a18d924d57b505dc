/* SPDX-License-Identifier: MIT
 *
 * downhill eval: value, gradient, Hessian and its eigenvalues at points. Points are gathered into blocks, which are
 * evaluated at once. */
#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct evaluation {
  const struct arguments *arguments;
  struct dh_sampler *sampler;
  struct output output;
  int dim;
  const char *const *name; /* of the parameters */
  double x[DH_SLOTS], y[DH_SLOTS];
  int count;
  bool any; /* something was evaluated */
};

static void write_header(const struct evaluation *evaluation, struct text *out) {
  const char *a = evaluation->name[0], *b = evaluation->name[1];
  if (evaluation->dim == 1)
    text_printf(out, "%s,f,df_d%s,d2f_d%s2\n", a, a, a);
  else
    text_printf(out, "%s,%s,f,df_d%s,df_d%s,d2f_d%s2,d2f_d%sd%s,d2f_d%s2,eig_min,eig_max\n", a, b, a, b, a, a, b, b);
}

static void write_line(struct evaluation *evaluation, const struct dh_sample *at, int i) {
  struct text *out = &evaluation->output.text;
  double xx = at->hessian[0][i], xy = at->hessian[1][i], yy = at->hessian[2][i], eig[2];
  output_number(out, evaluation->x[i], ',');
  if (evaluation->dim == 1) {
    output_number(out, at->value[i], ',');
    output_number(out, at->gradient[0][i], ',');
    output_number(out, xx, '\n');
    return;
  }
  dh_eigenvalues(xx, xy, yy, eig);
  output_number(out, evaluation->y[i], ',');
  output_number(out, at->value[i], ',');
  output_number(out, at->gradient[0][i], ',');
  output_number(out, at->gradient[1][i], ',');
  output_number(out, xx, ',');
  output_number(out, xy, ',');
  output_number(out, yy, ',');
  output_number(out, eig[0], ',');
  output_number(out, eig[1], '\n');
}

static bool flush(struct evaluation *evaluation) {
  struct dh_sample sample;
  if (evaluation->count > 0)
    dh_sampler_run(evaluation->sampler, evaluation->x, evaluation->y, evaluation->count, &sample);
  for (int i = 0; i < evaluation->count; i++) write_line(evaluation, &sample, i);
  evaluation->count = 0;
  return output_flow(&evaluation->output);
}

static bool add(struct evaluation *evaluation, const double *point) {
  evaluation->any = true;
  evaluation->x[evaluation->count] = point[0];
  evaluation->y[evaluation->count++] = point[1];
  return evaluation->count < DH_SLOTS || flush(evaluation);
}

/* "x" or "x,y" and nothing else. How many numbers there are, -1 if something is no number. */
static int read_point(const char *text, double point[2]) {
  static const char blanks[] = " \t\r\n";
  for (int count = 1;; text++) {
    char number[64];
    double value;
    text += strspn(text, blanks);
    size_t length = strcspn(text, ","), used = length;
    while (used > 0 && strchr(blanks, text[used - 1])) used--;
    if (used >= sizeof number) return -1;
    text_copy(number, used + 1, text);
    if (!dh_number_parse(number, &value)) return -1;
    if (count <= 2) point[count - 1] = value;
    text += length;
    if (*text == '\0') return count;
    count++;
  }
}

static bool is_blank(const char *line) {
  line += strspn(line, " \t\r\n");
  return *line == '\0' || *line == '#';
}

/* Complains about what is not a point of this surface. `place` is "points.csv:3". */
static bool take(struct evaluation *evaluation, const char *text, const char *place) {
  double point[2] = {0, 0};
  char wanted[2 * DH_NAME_MAX + 2];
  snprintf(wanted, sizeof wanted, evaluation->dim == 1 ? "%s" : "%s,%s", evaluation->name[0], evaluation->name[1]);
  int count = read_point(text, point);
  char shown[40];
  if (count == evaluation->dim) return add(evaluation, point);
  text_copy(shown, strcspn(text, "\r\n") + 1 < sizeof shown ? strcspn(text, "\r\n") + 1 : sizeof shown, text);
  if (count < 0)
    complain(evaluation->arguments->command, _("%s: '%s' is not a point: write %s"), place, shown, wanted);
  else
    complain(evaluation->arguments->command, _("%s: '%s' has %d number(s), this surface needs %d: write %s"), place,
             shown, count, evaluation->dim, wanted);
  return false;
}

static int read_lines(struct evaluation *evaluation, FILE *file, const char *name) {
  char *line = NULL;
  size_t room = 0;
  int status = STATUS_DONE;
  for (long number = 1; status == STATUS_DONE && getline(&line, &room, file) >= 0; number++) {
    char place[256];
    snprintf(place, sizeof place, _("%s, line %ld"), name, number);
    if (!is_blank(line) && !take(evaluation, line, place)) status = STATUS_USAGE;
  }
  if (ferror(file)) {
    complain(evaluation->arguments->command, _("cannot read %s: %s"), name, strerror(errno));
    status = STATUS_FAILED;
  }
  free(line);
  return status;
}

static int read_file(struct evaluation *evaluation, const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    complain(evaluation->arguments->command, _("'%s' is neither a point nor a file that can be read: %s"), path,
             strerror(errno));
    return STATUS_USAGE;
  }
  int status = read_lines(evaluation, file, path);
  fclose(file);
  return status;
}

static int read_operand(struct evaluation *evaluation, const char *operand) {
  double point[2];
  if (strcmp(operand, "-") == 0) return read_lines(evaluation, stdin, _("standard input"));
  if (read_point(operand, point) < 0) return read_file(evaluation, operand);
  return take(evaluation, operand, _("arguments")) ? STATUS_DONE : STATUS_USAGE;
}

static int evaluate(struct evaluation *evaluation) {
  const struct arguments *arguments = evaluation->arguments;
  struct output *output = &evaluation->output;
  int status = STATUS_DONE;
  output_open(output, arguments->own[OWN_OUTPUT]);
  write_header(evaluation, &output->text);
  if (arguments->operand_count == 0) status = read_operand(evaluation, "-");
  for (int i = 0; i < arguments->operand_count && status == STATUS_DONE; i++)
    status = read_operand(evaluation, arguments->operand[i]);
  flush(evaluation);
  if (status != STATUS_DONE) output_cancel(output);
  if (status != STATUS_DONE && !evaluation->any) text_clear(&output->text); /* no header over nothing */
  int written = output_close(output);
  return output->reason != 0 || written != STATUS_DONE ? written : status;
}

static int run(const struct arguments *arguments) {
  struct dh_error error;
  const struct dh_surface_spec *surface = dh_surface_info(arguments->spec.surface);
  struct evaluation evaluation = {.arguments = arguments, .dim = surface->dim, .name = surface->parameter};
  evaluation.sampler = dh_sampler_create(arguments->spec.surface, DH_HESSIAN, &error);
  if (!evaluation.sampler) return complain_error(arguments->command, &error, NULL, NULL);
  int status = evaluate(&evaluation);
  dh_sampler_destroy(evaluation.sampler);
  return status;
}

const struct command command_eval = {
    .name = "eval",
    .summary = N_("value, gradient and Hessian at points"),
    .operands = "[POINT | FILE | -]...",
    .values = {.file = true},
    .operands_max = -1,
    .notes =
        N_("A point is x or x,y; a file (or - for standard input, which is also read if nothing is given) has one on\n"
           "each line; empty lines and lines that begin with # are skipped. Columns are called by the surface's\n"
           "own parameters: w,f,df_dw,d2f_dw2.\n"),
    .own = TAKES(OWN_PARAMS) | TAKES(OWN_OUTPUT),
    .parameters = true,
    .run = run,
};
