/* SPDX-License-Identifier: MIT
 *
 * What a training log is, in words: its extent, what of it is left out, and what it cannot tell. */
#include "app/diagnosis.h"
#include "app/log_words.h"
#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *log_number(double value, char out[LOG_NUMBER]) {
  snprintf(out, LOG_NUMBER, "%.3g", value);
  char *e = strchr(out, 'e');
  if (!e) return out;
  char *digits = e + 1 + (e[1] == '-' || e[1] == '+'), *from = digits + strspn(digits, "0");
  memmove(e[1] == '+' ? e + 1 : digits, from, strlen(from) + 1);
  return out;
}

const char *log_whole(double value, char out[LOG_NUMBER]) {
  snprintf(out, LOG_NUMBER, "%.0f", value);
  return out;
}

const char *log_place(const struct dh_log *log, double step, char out[LOG_PLACE]) {
  char number[LOG_NUMBER];
  snprintf(out, LOG_PLACE, log->numbered ? _("row %s") : _("step %s"), log_whole(step, number));
  return out;
}

static void add_extent(const struct dh_log *log, struct text *out) {
  char first[LOG_NUMBER], last[LOG_NUMBER];
  text_printf(out, log->count == 1 ? _("%zu row") : _("%zu rows"), log->count);
  if (log->numbered)
    text_add(out, _(" without steps"));
  else if (log->count > 0)
    text_printf(out, log->count == 1 ? _(", step %s") : _(", steps %s to %s"),
                log_whole(log->rows[0].value[DH_LOG_STEP], first),
                log_whole(log->rows[log->count - 1].value[DH_LOG_STEP], last));
}

/* Rows that are not kept, and why. */
static void add_left_out(const struct dh_log *log, struct text *out) {
  char at[LOG_PLACE];
  bool anew = log->resumed > 0 && log->count > 0 && log->rows[0].value[DH_LOG_STEP] >= log->resumed_at;
  if (anew)
    text_printf(out, _(" Another training begins at %s: the rows before it (%zu) are left out."),
                log_place(log, log->resumed_at, at), log->replaced);
  else if (log->resumed > 0)
    text_printf(out,
                log->resumed == 1
                    ? _(" Resumed at %s: rows from there on were written twice (%zu), the later ones hold.")
                    : _(" Resumed several times, the last time at %s: rows were written twice (%zu), the "
                        "later ones hold."),
                log_place(log, log->resumed_at, at), log->replaced);
  else if (log->replaced > 0)
    text_printf(out, _(" Some rows were written twice (%zu): the later ones hold."), log->replaced);
  if (log->stray > 0)
    text_printf(out,
                log->numbered ? _(" Rows that go back to an earlier epoch and stand alone (%zu) are left out.")
                              : _(" Rows that go back to an earlier step and stand alone (%zu) are left out."),
                log->stray);
  if (log->cut) text_add(out, _(" The last row is cut off and left out."));
}

void message_log(const struct dh_log *log, const struct dh_log_summary *summary, struct text *out) {
  char first[LOG_NUMBER], best[LOG_NUMBER], last[LOG_NUMBER];
  add_extent(log, out);
  if (summary->losses > 0)
    text_printf(out, _("; loss %s at first, %s at its lowest, %s at the end"), log_number(summary->first, first),
                log_number(summary->best, best), isnan(summary->last) ? "NaN" : log_number(summary->last, last));
  if (!isnan(summary->peak_rate)) text_printf(out, _("; rate up to %s"), log_number(summary->peak_rate, first));
  text_add(out, _("."));
  if (log->groups) text_add(out, _(" Of several learning rates in a row the first is read."));
  if (log->runs) text_add(out, _(" Of several runs in a row the first is read."));
  if (log->eval_set[0])
    text_printf(out, log->eval_sets ? _(" Of several evaluation sets '%s' is read.") : _(" eval_loss is that of '%s'."),
                log->eval_set);
  add_left_out(log, out);
}

void message_log_verdict(const struct dh_log_summary *summary, int count, int faults, struct text *out) {
  if (faults > 0) return;
  if (summary->judged)
    text_add(out, count > 0 ? _("No fault was found in this log: its notes are for information.")
                            : _("No fault was found in this log."));
  else
    text_printf(out, _("Too few rows to judge: at least %d with a loss are needed, and this log has %zu."),
                DH_LOG_LOSSES_LEAST, summary->losses);
}

void message_log_limits(const struct dh_log *log, const struct dh_log_summary *summary, struct text *out) {
  if (log->rewards) text_add(out, _("Rewards are not read; for GRPO and DPO the loss tells little. "));
  if (!summary->has[DH_LOG_GRAD_NORM])
    text_add(out, _("Without grad_norm: nothing about clipping, warmup and what made a NaN. "));
  if (!summary->has[DH_LOG_LEARNING_RATE]) text_add(out, _("Without learning_rate: nothing that depends on it. "));
  if (summary->evals == 0)
    text_add(out, _("Without eval_loss: nothing about overfitting. "));
  else if (summary->evals == 1)
    text_add(out, _("Only one row with eval_loss: too few about overfitting. "));
  else if (summary->evals < DH_LOG_EVALS_LEAST)
    text_printf(out, _("Only %zu rows with eval_loss: too few about overfitting. "), summary->evals);
  text_add(out,
           _("No log tells a rate that is too large from a batch that is too small, or a plateau from an arrival."));
}
