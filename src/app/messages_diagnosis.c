/* SPDX-License-Identifier: MIT */
#include "app/diagnosis.h"
#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER = 32 };

/* Three digits, exponents without zeros: 2e-5. */
static const char *number(double value, char out[NUMBER]) {
  snprintf(out, NUMBER, "%.3g", value);
  char *e = strchr(out, 'e');
  if (!e) return out;
  char *digits = e + 1 + (e[1] == '-' || e[1] == '+'), *from = digits + strspn(digits, "0");
  memmove(e[1] == '+' ? e + 1 : digits, from, strlen(from) + 1);
  return out;
}

static const char *step(double value, char out[NUMBER]) {
  snprintf(out, NUMBER, "%.0f", value);
  return out;
}

/* --- what was seen --- */

static void see_nan(const struct dh_finding *finding, struct text *out) {
  char growth[NUMBER], back[NUMBER];
  text_add(out, _("The loss is not a number (a Trainer writes 0.0 for NaN)."));
  if (finding->cause == DH_NAN_UNKNOWN)
    text_add(out, _(" There are no gradient norms before it."));
  else
    text_printf(out, _(" The gradient norm went to %s times of what it was within three rows before."),
                number(finding->evidence[1], growth));
  if (!isnan(finding->evidence[3]))
    text_printf(out, _(" From step %s on it is a number again."), step(finding->evidence[3], back));
}

static void see_skipped(const struct dh_finding *finding, struct text *out) {
  char count[NUMBER];
  text_printf(out, _("%s gradient norms are not finite, the losses are: these steps were left out."),
              step(finding->evidence[0], count));
}

static void see_diverged(const struct dh_finding *finding, struct text *out) {
  char best[NUMBER], top[NUMBER];
  text_printf(out, _("The loss went from %s up to %s and did not come back."), number(finding->evidence[0], best),
              number(finding->evidence[1], top));
}

static void see_spike(const struct dh_finding *finding, struct text *out) {
  char best[NUMBER], top[NUMBER], back[NUMBER];
  if (finding->evidence[3] > 1)
    text_printf(out, _("%.0f times the loss went up, to %s at most, and came back."), finding->evidence[3],
                number(finding->evidence[1], top));
  else
    text_printf(out, _("The loss went from %s up to %s and was back at step %s."), number(finding->evidence[0], best),
                number(finding->evidence[1], top), step(finding->evidence[2], back));
}

static void see_frozen(const struct dh_finding *finding, struct text *out) {
  (void)finding;
  text_add(out, _("The learning rate is 0 in all rows: nothing is updated."));
}

static void see_clipped(const struct dh_finding *finding, struct text *out) {
  char cap[NUMBER], norm[NUMBER];
  text_printf(out, _("In %.0f %% of the rows the gradient norm is above max_grad_norm %s (its median is %s)."),
              100 * finding->evidence[0], number(finding->evidence[1], cap), number(finding->evidence[2], norm));
}

static void see_unfinished(const struct dh_finding *finding, struct text *out) {
  char fall[NUMBER];
  text_printf(out, _("Over the last fifth the loss still falls, by %s, and the rate stands at %.0f %% of its peak."),
              number(finding->evidence[0], fall), 100 * finding->evidence[2]);
}

static void see_warmup_spike(const struct dh_finding *finding, struct text *out) {
  char norm[NUMBER], later[NUMBER], rate[NUMBER];
  text_printf(out, _("Where the rate comes to its peak (%s) the gradient norm is %s; later its median is %s."),
              number(finding->evidence[3], rate), number(finding->evidence[0], norm),
              number(finding->evidence[1], later));
}

static void see_noise(const struct dh_finding *finding, struct text *out) {
  char high[NUMBER], low[NUMBER];
  text_printf(out, _("Losses jump by %s at the peak of the rate and by %s at a tenth of it."),
              number(finding->evidence[0], high), number(finding->evidence[1], low));
}

static void see_overfitting(const struct dh_finding *finding, struct text *out) {
  char best[NUMBER], at[NUMBER], last[NUMBER];
  text_printf(out, _("eval_loss was lowest at step %s, %s, and rises since, to %s, while the training loss falls."),
              step(finding->evidence[1], at), number(finding->evidence[0], best), number(finding->evidence[2], last));
}

static void see_stairs(const struct dh_finding *finding, struct text *out) {
  char drop[NUMBER];
  text_printf(out, _("At %.0f of %.0f beginnings of an epoch the loss drops within a row, by %s."),
              finding->evidence[0], finding->evidence[1], number(finding->evidence[2], drop));
}

static void see_flat(const struct dh_finding *finding, struct text *out) {
  char fall[NUMBER], noise[NUMBER];
  text_printf(out, _("The loss falls by %s there; a row is %s away from its neighbours anyhow."),
              number(finding->evidence[0], fall), number(finding->evidence[1], noise));
}

/* --- what to try --- */

/* ": 2e-6 instead of 2e-5", if the log has rates. */
static void add_tenth(const struct dh_log_summary *summary, double factor, struct text *out) {
  char now[NUMBER], then[NUMBER];
  if (summary->peak_rate > 0)
    text_printf(out, _(": %s instead of %s"), number(summary->peak_rate * factor, then),
                number(summary->peak_rate, now));
}

static void cure_nan(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  if (finding->cause == DH_NAN_OTHER) {
    text_add(out, _("Not the rate: the gradients had not grown. Look at the data of these steps, and at the precision "
                    "(bf16 or fp32 in place of fp16)."));
    return;
  }
  if (finding->cause == DH_NAN_RATE)
    text_add(out, _("The rate was too large. Start again with a tenth of it"));
  else
    text_add(out, _("A tenth of the rate"));
  add_tenth(summary, 0.1, out);
  text_add(out, finding->cause == DH_NAN_RATE ? _(". NaN stays NaN: going on from there helps nobody.")
                                              : _("; or it is the data or the precision: this log does not tell."));
}

static void cure_skipped(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary;
  if (finding->weight == DH_FINDING_FAULT) {
    text_add(
        out,
        _("So many running are no accident: nothing is learnt. bf16 or fp32 in place of fp16, or look at the data."));
    return;
  }
  text_add(out, _("Nothing: loss scaling finds its scale like that."));
}

static void cure_diverged(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)finding;
  text_add(out, _("A lower rate"));
  add_tenth(summary, 0.1, out);
  text_add(out, _("; where it happens right behind the warmup, a longer warmup_ratio may do."));
}

static void cure_spike(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out, _("It came back by itself. If such come often: clipping (max_grad_norm), or a lower rate."));
}

static void cure_frozen(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out, _("Set learning_rate, or look at the schedule; only an evaluation has a rate of 0."));
}

static void cure_clipped(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out, _("The clip sets the step, its length is rate x max_grad_norm. If the loss falls, leave it; if not, a "
                  "lower rate, or a larger max_grad_norm."));
}

static void cure_unfinished(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out, _("More steps, or a schedule that comes down to the end. Whether the rate was too small this log does "
                  "not tell."));
}

static void cure_warmup_spike(const struct dh_log_summary *summary, const struct dh_finding *finding,
                              struct text *out) {
  (void)finding;
  text_add(out, _("A longer warmup_ratio, or a lower peak"));
  add_tenth(summary, 0.5, out);
  text_add(out, _("."));
}

static void cure_rate_noise(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out, _("The decay quiets it. If it is too much before: both cures are possible, a lower rate or a larger "
                  "batch (gradient_accumulation_steps)."));
}

static void cure_data_noise(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out,
           _("It comes from the batches, not from the rate: no illness. A larger batch (gradient_accumulation_steps) "
             "or more logging_steps makes a quieter curve."));
}

static void cure_overfitting(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  char at[NUMBER];
  (void)summary;
  text_printf(out, _("Stop at step %s (load_best_model_at_end), fewer epochs, more data, or more weight_decay."),
              step(finding->evidence[1], at));
}

static void cure_stairs(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  (void)summary, (void)finding;
  text_add(out,
           _("It meets samples that it has seen, and remembers them. Watch eval_loss; if it rises, fewer epochs."));
}

static void cure_flat(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  if (finding->weight == DH_FINDING_NOTE) {
    text_add(out, _("It has arrived, or it crosses a plateau: a log does not tell which."));
    return;
  }
  text_add(out, _("Nothing was learnt. A larger rate"));
  add_tenth(summary, 10, out);
  text_add(out, _("; or nothing that counts is trained, or the data say nothing: this log does not tell."));
}

static const struct {
  const char *word;
  void (*see)(const struct dh_finding *finding, struct text *out);
  void (*cure)(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out);
} rows[DH_FINDING_COUNT] = {
    [DH_FINDING_NAN] = {N_("NaN"), see_nan, cure_nan},
    [DH_FINDING_SKIPPED_STEP] = {N_("skipped steps"), see_skipped, cure_skipped},
    [DH_FINDING_DIVERGED] = {N_("diverged"), see_diverged, cure_diverged},
    [DH_FINDING_SPIKE] = {N_("spike"), see_spike, cure_spike},
    [DH_FINDING_FROZEN] = {N_("frozen"), see_frozen, cure_frozen},
    [DH_FINDING_CLIPPED] = {N_("clipped"), see_clipped, cure_clipped},
    [DH_FINDING_UNFINISHED] = {N_("unfinished"), see_unfinished, cure_unfinished},
    [DH_FINDING_WARMUP_SPIKE] = {N_("spike at the end of the warmup"), see_warmup_spike, cure_warmup_spike},
    [DH_FINDING_RATE_NOISE] = {N_("noise follows the rate"), see_noise, cure_rate_noise},
    [DH_FINDING_DATA_NOISE] = {N_("data noise"), see_noise, cure_data_noise},
    [DH_FINDING_OVERFITTING] = {N_("overfitting"), see_overfitting, cure_overfitting},
    [DH_FINDING_EPOCH_STAIRS] = {N_("epoch stairs"), see_stairs, cure_stairs},
    [DH_FINDING_FLAT] = {N_("flat"), see_flat, cure_flat},
};

const char *message_finding_word(enum dh_finding_kind kind) { return _(rows[kind].word); }

void message_finding_where(const struct dh_log *log, const struct dh_finding *finding, struct text *out) {
  char first[NUMBER], last[NUMBER];
  step(log->rows[finding->first].value[DH_LOG_STEP], first);
  step(log->rows[finding->last].value[DH_LOG_STEP], last);
  if (finding->first == finding->last)
    text_printf(out, _("step %s"), first);
  else if (finding->first == 0 && finding->last + 1 == log->count)
    text_add(out, _("all steps"));
  else if (finding->last + 1 == log->count)
    text_printf(out, _("from step %s on"), first);
  else
    text_printf(out, _("steps %s to %s"), first, last);
}

void message_finding_title(const struct dh_log *log, const struct dh_finding *finding, struct text *out) {
  struct text where = {0};
  message_finding_where(log, finding, &where);
  text_printf(out, _("%s, %s"), message_finding_word(finding->kind), text_string(&where));
  text_free(&where);
}

void message_finding_evidence(const struct dh_log_summary *summary, const struct dh_finding *finding,
                              struct text *out) {
  (void)summary;
  rows[finding->kind].see(finding, out);
}

void message_finding_remedy(const struct dh_log_summary *summary, const struct dh_finding *finding, struct text *out) {
  rows[finding->kind].cure(summary, finding, out);
}

void message_log(const struct dh_log *log, const struct dh_log_summary *summary, struct text *out) {
  char first[NUMBER], last[NUMBER];
  text_printf(out, _("%zu rows"), log->count);
  if (log->count > 0)
    text_printf(out, log->numbered ? _(" without steps") : _(", steps %s to %s"),
                step(log->rows[0].value[DH_LOG_STEP], first), step(log->rows[log->count - 1].value[DH_LOG_STEP], last));
  if (summary->losses > 0) {
    char best[NUMBER];
    text_printf(out, _("; loss %s at first, %s at its lowest, %s at the end"), number(summary->first, first),
                number(summary->best, best), number(summary->last, last));
  }
  if (!isnan(summary->peak_rate)) text_printf(out, _("; rate up to %s"), number(summary->peak_rate, first));
  text_add(out, _("."));
  if (log->resumed > 0 && !isnan(log->resumed_at))
    text_printf(out, _(" Resumed at step %s: what stood there before is replaced."), step(log->resumed_at, first));
  if (log->cut) text_add(out, _(" The last row is cut off and left out."));
}

void message_log_limits(const struct dh_log *log, const struct dh_log_summary *summary, struct text *out) {
  enum { FEW = 10 };
  (void)log;
  if (summary->losses < FEW) text_printf(out, _("Losses in so few rows (%zu) say little. "), summary->losses);
  if (!summary->has[DH_LOG_GRAD_NORM])
    text_add(out, _("Without grad_norm: nothing about clipping, warmup and what made a NaN. "));
  if (!summary->has[DH_LOG_LEARNING_RATE]) text_add(out, _("Without learning_rate: nothing that depends on it. "));
  if (!summary->has[DH_LOG_EVAL_LOSS]) text_add(out, _("Without eval_loss: nothing about overfitting. "));
  text_add(out,
           _("No log tells a rate that is too large from a batch that is too small, or a plateau from an arrival."));
}
