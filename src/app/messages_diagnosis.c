/* SPDX-License-Identifier: MIT
 *
 * What is found in a training log, in words: what was seen and what to try. */
#include "app/diagnosis.h"
#include "app/log_words.h"
#include "app/messages.h"

#include <math.h>

/* What is spoken of, and where the words go. */
struct speech {
  const struct dh_log *log;
  const struct dh_log_summary *summary; /* for what to try; else NULL */
  const struct dh_finding *finding;
  struct text *out;
};

/* --- what was seen --- */

static void see_nan(const struct speech *speech) {
  const double *evidence = speech->finding->evidence;
  struct text *out = speech->out;
  char rows[LOG_NUMBER], growth[LOG_NUMBER], back[LOG_PLACE];
  bool zeros = evidence[5] > 0, passed = !isnan(evidence[3]);
  if (passed && evidence[4] == 1)
    text_add(out, _("The loss of one row is NaN or infinite"));
  else if (passed)
    text_printf(out,
                zeros ? _("In %s rows the loss is exactly 0.0, as a Trainer writes NaN")
                      : _("In %s rows the loss is NaN or infinite"),
                log_whole(evidence[4], rows));
  else
    text_add(out, zeros ? _("The loss is exactly 0.0 up to the end, as a Trainer writes NaN")
                        : _("The loss is NaN or infinite up to the end"));
  if (passed) text_printf(out, _("; from %s on it is a number again"), log_place(speech->log, evidence[3], back));
  text_add(out, _("."));
  if (isnan(evidence[1]) && speech->finding->cause == DH_NAN_START)
    text_add(out, _(" It is there from the first rows on."));
  else if (isnan(evidence[1]))
    text_add(out, _(" No gradient norms were written before it."));
  else if (evidence[1] > 1)
    text_printf(out, _(" Over the three rows before it the gradient norm went to %s times its size."),
                log_number(evidence[1], growth));
  else
    text_add(out, _(" The gradient norm had not grown before it."));
}

static void see_skipped(const struct speech *speech) {
  char count[LOG_NUMBER];
  double steps = speech->finding->evidence[0], zeros = speech->finding->evidence[2];
  if (steps == 1 && zeros == 1) {
    text_add(speech->out, _("In one row the gradient norm is not finite and the loss exactly 0.0, as a Trainer writes "
                            "NaN: this step was left out."));
    return;
  }
  if (steps == 1)
    text_add(speech->out, _("A gradient norm is not finite, but the loss is: this step was left out."));
  else
    text_printf(speech->out, _("%s gradient norms are not finite, but the losses are: these steps were left out."),
                log_whole(steps, count));
  if (!isnan(speech->finding->evidence[3]))
    text_printf(speech->out, _(" In the second half it is %.0f %% of the rows."), 100 * speech->finding->evidence[3]);
  if (zeros > 0)
    text_printf(speech->out, _(" Losses of exactly 0.0, as a Trainer writes NaN, are not counted: %s."),
                log_whole(zeros, count));
}

static void see_diverged(const struct speech *speech) {
  char best[LOG_NUMBER], top[LOG_NUMBER], rest[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  if (isnan(evidence[2]))
    text_printf(speech->out, _("The loss went from %s up to %s and did not come back."), log_number(evidence[0], best),
                log_number(evidence[1], top));
  else
    text_printf(speech->out, _("The loss went from %s up to %s and stays at about %s."), log_number(evidence[0], best),
                log_number(evidence[1], top), log_number(evidence[2], rest));
}

static void see_rising(const struct speech *speech) {
  char best[LOG_NUMBER], last[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(speech->out, _("The loss rises up to the end: it was %s at its lowest and ends at %s."),
              log_number(evidence[0], best), log_number(evidence[1], last));
}

static void see_spike(const struct speech *speech) {
  char best[LOG_NUMBER], top[LOG_NUMBER], back[LOG_PLACE];
  const double *evidence = speech->finding->evidence;
  if (evidence[3] > 1)
    text_printf(speech->out, _("%.0f times the loss went up, to %s at most, and came down again."), evidence[3],
                log_number(evidence[1], top));
  else if (isnan(evidence[2]) && !isnan(evidence[4]))
    text_printf(speech->out, _("The loss went from %s up to %s, had come down by half at %s, and is not quite back."),
                log_number(evidence[0], best), log_number(evidence[1], top), log_place(speech->log, evidence[4], back));
  else if (isnan(evidence[2]))
    text_printf(speech->out, _("The loss went from %s up to %s, and there the log ends."),
                log_number(evidence[0], best), log_number(evidence[1], top));
  else
    text_printf(speech->out, _("The loss went from %s up to %s and was back at %s."), log_number(evidence[0], best),
                log_number(evidence[1], top), log_place(speech->log, evidence[2], back));
}

static void see_frozen(const struct speech *speech) {
  const double *evidence = speech->finding->evidence;
  if (isnan(evidence[1]))
    text_add(speech->out, _("The learning rate is 0 in all rows: nothing is updated."));
  else
    text_add(speech->out, evidence[2] != 0
                              ? _("Gradient norm and loss are 0 in all rows: there is nothing to learn from.")
                              : _("The gradient norm is 0 in all rows: there is no gradient, and nothing is updated."));
  if (!isnan(evidence[0]) && !isnan(evidence[1])) text_add(speech->out, _(" The learning rate is 0, too."));
}

static void see_clipped(const struct speech *speech) {
  char cap[LOG_NUMBER], norm[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(speech->out, _("In %.0f %% of the rows the gradient norm is above max_grad_norm %s (its median is %s)."),
              100 * evidence[0], log_number(evidence[1], cap), log_number(evidence[2], norm));
  if (evidence[3] != 0)
    text_printf(speech->out, _(" The log does not name max_grad_norm: %s is a Trainer's default."), cap);
}

/* How far the training came of what it was to be; behind another sentence if there is one. */
static void add_goal(const struct speech *speech, bool behind) {
  char at[LOG_NUMBER], end[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  if (dh_log_counts_steps(speech->log))
    text_printf(speech->out, behind ? _(" The log ends at %s of %s steps.") : _("The log ends at %s of %s steps."),
                log_whole(evidence[4], at), log_whole(evidence[5], end));
  else
    text_printf(speech->out, behind ? _(" The log ends at epoch %s of %s.") : _("The log ends at epoch %s of %s."),
                log_number(evidence[4], at), log_number(evidence[5], end));
}

static void see_unfinished(const struct speech *speech) {
  char fall[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  bool early = !isnan(evidence[4]), falls = !isnan(evidence[0]);
  if (falls)
    text_printf(speech->out,
                _("Over the last fifth the loss still falls, by %s, and the rate stands at %.0f %% of its peak."),
                log_number(evidence[0], fall), 100 * evidence[2]);
  if (early)
    add_goal(speech, falls);
  else if (speech->log->cut)
    text_add(speech->out, _(" But here the log is cut off."));
}

static void see_warmup_spike(const struct speech *speech) {
  char norm[LOG_NUMBER], later[LOG_NUMBER], rate[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  if (evidence[4] != 0)
    text_printf(speech->out,
                _("The training begins at the full rate (%s), without a warmup: the gradient norm is %s there; later "
                  "its median is %s."),
                log_number(evidence[3], rate), log_number(evidence[0], norm), log_number(evidence[1], later));
  else
    text_printf(speech->out,
                _("Where the rate comes to its peak (%s) the gradient norm is %s; later its median is %s."),
                log_number(evidence[3], rate), log_number(evidence[0], norm), log_number(evidence[1], later));
}

static void see_endless_warmup(const struct speech *speech) {
  char first[LOG_NUMBER], last[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(speech->out, _("The rate rises from row to row, from %s to %s, and there the training is at its end."),
              log_number(evidence[0], first), log_number(evidence[1], last));
}

static void see_noise(const struct speech *speech) {
  char high[LOG_NUMBER], low[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(speech->out,
              _("The median difference between neighbouring rows is %s at the peak of the rate and %s at a tenth "
                "of it."),
              log_number(evidence[0], high), log_number(evidence[1], low));
}

static void see_overfitting(const struct speech *speech) {
  char best[LOG_NUMBER], at[LOG_PLACE], last[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(
      speech->out,
      evidence[4] == 0
          ? _("eval_loss was lowest at %s, %s, and rises since, to %s, while the training loss falls.")
          : _("eval_loss was lowest at %s, %s, and has not been so low since; it ends at %s, while the training "
              "loss falls."),
      log_place(speech->log, evidence[1], at), log_number(evidence[0], best), log_number(evidence[2], last));
}

static void see_eval_rise(const struct speech *speech) {
  char best[LOG_NUMBER], last[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(speech->out,
              _("eval_loss rises (%s to %s) while the training loss falls, but over only %.0f evaluations: too few to "
                "call it overfitting."),
              log_number(evidence[0], best), log_number(evidence[2], last), evidence[4]);
}

static void see_stairs(const struct speech *speech) {
  char drop[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  text_printf(speech->out,
              _("At %.0f of %.0f beginnings of an epoch the loss drops; medians of three rows before and behind "
                "them differ by %s."),
              evidence[0], evidence[1], log_number(evidence[2], drop));
}

static void see_flat(const struct speech *speech) {
  static const double least = 1e-3; /* of the noise */
  char change[LOG_NUMBER], between[LOG_NUMBER], last[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  if (speech->finding->weight == DH_FINDING_FAULT)
    text_printf(speech->out, _("The median loss is %s over the first tenth and %s over the last"),
                log_number(evidence[4], change), log_number(evidence[5], last));
  else if (fabs(evidence[0]) <= least * evidence[1])
    text_add(speech->out, _("Along its median slope the loss stays the same there"));
  else
    text_printf(speech->out,
                evidence[0] > 0 ? _("Along its median slope the loss falls by %s there")
                                : _("Along its median slope the loss rises by %s there"),
                log_number(fabs(evidence[0]), change));
  text_printf(speech->out, _("; the median difference between neighbouring rows is %s."),
              log_number(evidence[1], between));
}

/* --- what to try --- */

/* ": 2e-6 instead of 2e-5", if the log has rates. */
static void add_other_rate(const struct speech *speech, double factor) {
  char now[LOG_NUMBER], then[LOG_NUMBER];
  double peak = speech->summary->peak_rate;
  if (peak > 0)
    text_printf(speech->out, _(": %s instead of %s"), log_number(peak * factor, then), log_number(peak, now));
}

static void cure_passed_nan(const struct speech *speech) {
  text_add(speech->out,
           _("The training went on, so its weights are numbers: these steps were left out, as loss scaling "
             "does, or their data have no loss (a batch without labels is such a NaN). Look at the data."));
  if (speech->finding->cause != DH_NAN_RATE) return;
  text_add(speech->out, _(" The gradients had grown before it: if it comes again, a lower rate"));
  add_other_rate(speech, 0.5);
  text_add(speech->out, _("."));
}

static void cure_nan(const struct speech *speech) {
  struct text *out = speech->out;
  enum dh_nan_cause cause = speech->finding->cause;
  if (!isnan(speech->finding->evidence[3])) {
    cure_passed_nan(speech);
    return;
  }
  if (cause == DH_NAN_OTHER) {
    text_add(out,
             _("Rather the data or the precision than the rate, for the gradients had not grown much: look at the data "
               "of these steps, and try bf16 or fp32 in place of fp16. NaN stays NaN: going on from there helps "
               "nobody."));
    return;
  }
  if (cause == DH_NAN_START) {
    text_add(out,
             _("So early it is the data first (a batch whose labels are all masked, or an empty one: print it), then "
               "the precision (bf16 or fp32 in place of fp16); only then a tenth of the rate"));
    add_other_rate(speech, 0.1);
    text_add(out, _("."));
    return;
  }
  text_add(out, cause == DH_NAN_RATE ? _("The rate was too large. Start again with a tenth of it")
                                     : _("A tenth of the rate"));
  add_other_rate(speech, 0.1);
  text_add(out, cause == DH_NAN_RATE ? _(". NaN stays NaN: going on from there helps nobody.")
                                     : _("; or it is the data or the precision: this log does not tell."));
}

static void cure_skipped(const struct speech *speech) {
  double lost = speech->finding->evidence[3];
  if (lost < 0.9) {
    text_add(speech->out, _("Loss scaling does not find its scale: so many steps are lost. bf16 in place of fp16, or a "
                            "lower rate"));
    add_other_rate(speech, 0.5);
    text_add(speech->out, _("."));
  } else if (speech->finding->weight == DH_FINDING_FAULT)
    text_add(speech->out, _("So many running are no accident: nothing is learnt. bf16 or fp32 in place of fp16, or "
                            "look at the data."));
  else if (speech->finding->evidence[2] > 0)
    text_add(speech->out, _("Nothing, for the training went on. If it comes again: look at the data (a batch without "
                            "labels is such a NaN), or bf16 in place of fp16."));
  else
    text_add(speech->out, _("Nothing: loss scaling finds its scale like that."));
}

static void cure_diverged(const struct speech *speech) {
  text_add(speech->out, _("A lower rate"));
  add_other_rate(speech, 0.1);
  double warmup_end = speech->finding->evidence[3];
  char at[LOG_PLACE];
  if (!isnan(warmup_end))
    text_printf(speech->out, _("; or a longer warmup_ratio, for it happens about where the warmup ends (%s)."),
                log_place(speech->log, warmup_end, at));
  else
    text_add(speech->out, speech->summary->peak_rate > 0
                              ? _(".")
                              : _("; where it happens right behind the warmup, a longer warmup_ratio may do."));
}

static void cure_rising(const struct speech *speech) {
  text_add(speech->out,
           _("Look at what changed there (other data, or data in their order). If nothing did, a lower rate"));
  add_other_rate(speech, 0.5);
  text_add(speech->out, _("."));
}

static void cure_spike(const struct speech *speech) {
  text_add(speech->out, isnan(speech->finding->evidence[4]) ? _("Whether it comes back this log does not tell.")
                                                            : _("The training got over it."));
  text_add(speech->out, _(" If such come often: clipping (max_grad_norm), or a lower rate."));
}

static void cure_frozen(const struct speech *speech) {
  const double *evidence = speech->finding->evidence;
  if (isnan(evidence[1]))
    text_add(speech->out, _("Set learning_rate, or look at the schedule; only an evaluation has a rate of 0."));
  else if (speech->log->rewards)
    text_add(speech->out,
             _("Look whether the rewards of all answers to a prompt are the same (reward_std 0): then none "
               "is better than another. If they are not, nothing is trainable (requires_grad)."));
  else if (evidence[2] != 0)
    text_add(speech->out, _("All labels are masked (-100): look at the chat template, the data collator and its marker "
                            "of the completion, and at what max_length cuts off. Print the labels of one batch."));
  else
    text_add(speech->out,
             _("Nothing is trainable: with LoRA and gradient checkpointing call "
               "enable_input_require_grads(); else look at requires_grad (print_trainable_parameters())."));
}

static void cure_clipped(const struct speech *speech) {
  text_add(speech->out,
           _("If the loss falls, leave it. If not: with SGD the clip sets the step, its length is rate x max_grad_norm "
             "(a lower rate, or a larger max_grad_norm); with Adam, which scales steps itself, it matters little. This "
             "log does not name the optimizer."));
}

static void cure_unfinished(const struct speech *speech) {
  bool early = !isnan(speech->finding->evidence[4]);
  if (speech->finding->evidence[6] > 0) {
    text_add(speech->out, _("Nothing: it was told to stop, as early stopping does (EarlyStoppingCallback)."));
    return;
  }
  if (early || speech->log->cut) {
    text_add(speech->out, early
                              ? _("Nothing, if it is still running: look again when it is done. If it was stopped, it "
                                  "can go on from its last checkpoint (resume_from_checkpoint).")
                              : _("Look at the whole log: the training may have gone on."));
    return;
  }
  text_add(speech->out, _("More steps, or a schedule that comes down to the end. Whether the rate was too small this "
                          "log does not tell."));
}

static void cure_warmup_spike(const struct speech *speech) {
  text_add(speech->out, speech->finding->evidence[4] != 0 ? _("A warmup (warmup_ratio 0.03), or a lower peak")
                                                          : _("A longer warmup_ratio, or a lower peak"));
  add_other_rate(speech, 0.5);
  text_add(speech->out, _("."));
}

static void cure_endless_warmup(const struct speech *speech) {
  text_add(speech->out,
           _("Fewer warmup_steps (or a smaller warmup_ratio), or more steps: the rate that was set was never "
             "reached."));
}

static void cure_rate_noise(const struct speech *speech) {
  text_add(speech->out, _("The decay quiets it. If it is too much before: both cures are possible, a lower rate or a "
                          "larger batch (gradient_accumulation_steps)."));
}

static void cure_data_noise(const struct speech *speech) {
  text_add(speech->out, _("It comes from the batches, not from the rate: no illness. A larger batch "
                          "(gradient_accumulation_steps) or more logging_steps makes a quieter curve."));
}

/* The checkpoint that is nearest to a step, of two the earlier one; 0 if there can be none. */
static double nearest_checkpoint(const struct dh_log *log, double step) {
  double every = (double)log->save_steps, last = log->count > 0 ? log->rows[log->count - 1].value[DH_LOG_STEP] : 0;
  if (!(every > 0) || log->numbered) return 0;
  double most = floor(fmax(last, (double)log->global_step) / every);
  return every * fmin(fmax(ceil(step / every - 0.5), 1), most);
}

/* From the evaluation at this step to the one nearest to it; infinite if it is alone. */
static double between_evaluations(const struct dh_log *log, double step) {
  double between = (double)INFINITY;
  for (size_t i = 0; i < log->count; i++) {
    double apart = fabs(log->rows[i].value[DH_LOG_STEP] - step);
    if (dh_log_has(&log->rows[i], DH_LOG_EVAL_LOSS) && apart > 0) between = fmin(between, apart);
  }
  return between;
}

/* What is further off than another evaluation has the weights of that one rather. */
static void add_nearest(const struct speech *speech, double nearest, double step) {
  char checkpoint[LOG_NUMBER], every[LOG_NUMBER];
  bool far = fabs(nearest - step) > between_evaluations(speech->log, step);
  text_printf(speech->out,
              nearest == step ? _(" They are in checkpoint-%s, by save_steps %s.")
              : far           ? _(" None was saved near it (nearest: checkpoint-%s, by save_steps %s).")
                              : _(" checkpoint-%s is the nearest by save_steps %s."),
              log_whole(nearest, checkpoint), log_whole((double)speech->log->save_steps, every));
}

/* Which of the weights that were saved are meant by the lowest eval_loss. */
static void add_checkpoint(const struct speech *speech) {
  const struct dh_log *log = speech->log;
  char checkpoint[LOG_NUMBER], metric[LOG_NUMBER];
  const double *evidence = speech->finding->evidence;
  bool best = log->best_checkpoint > 0;
  double nearest = nearest_checkpoint(log, evidence[1]), held = (double)log->best_checkpoint;
  if (best && held == evidence[1])
    text_printf(speech->out, _(" They are in checkpoint-%s, which the Trainer holds the best."),
                log_whole(held, checkpoint));
  else if (nearest > 0)
    add_nearest(speech, nearest, evidence[1]);
  if (best && held != evidence[1] && log->best_metric != evidence[0])
    text_printf(speech->out, _(" By another measure (best_metric %s) the Trainer holds checkpoint-%s the best."),
                log_number(log->best_metric, metric), log_whole(held, checkpoint));
}

static void cure_overfitting(const struct speech *speech) {
  char at[LOG_PLACE];
  text_printf(speech->out,
              _("Take the weights of %s (load_best_model_at_end); or fewer epochs, more data, or more weight_decay."),
              log_place(speech->log, speech->finding->evidence[1], at));
  add_checkpoint(speech);
}

static void cure_eval_rise(const struct speech *speech) {
  char at[LOG_PLACE];
  text_printf(speech->out,
              _("Evaluate more often (eval_steps). If it goes on: the weights of %s (load_best_model_at_end), fewer "
                "epochs, more data, or more weight_decay."),
              log_place(speech->log, speech->finding->evidence[1], at));
  add_checkpoint(speech);
}

static void cure_stairs(const struct speech *speech) {
  static const char *const trends[] = {
      [DH_EVAL_UNKNOWN] = NULL,
      [DH_EVAL_FALLS] = N_(" eval_loss falls all the same: so far it does no harm."),
      [DH_EVAL_STAYS] = N_(" eval_loss stays where it is: more epochs gain nothing there."),
      [DH_EVAL_RISES] = N_(" eval_loss rises: fewer epochs."),
      [DH_EVAL_WANDERS] = N_(" eval_loss goes up and down, and does not tell whether it does harm."),
  };
  const struct dh_log_summary *summary = speech->summary;
  const char *trend = trends[summary->eval_trend];
  text_add(speech->out, _("It meets samples that it has seen, and remembers them."));
  text_add(speech->out, trend ? _(trend) : _(" Watch eval_loss; if it rises, fewer epochs."));
  if (trend && summary->evals < DH_LOG_EVALS_LEAST)
    text_printf(speech->out, _(" (Evaluations: %zu, too few to be sure.)"), summary->evals);
}

static void cure_flat(const struct speech *speech) {
  if (speech->finding->weight == DH_FINDING_NOTE) {
    text_add(speech->out, _("It has arrived, it crosses a plateau, or it learns nothing: a log does not tell which."));
    return;
  }
  text_add(speech->out, _("Nothing was learnt. A larger rate"));
  add_other_rate(speech, 10);
  text_add(speech->out, _("; or nothing that counts is trained, or the data say nothing: this log does not tell."));
}

static const struct {
  const char *word;
  void (*see)(const struct speech *speech);
  void (*cure)(const struct speech *speech);
} rows[DH_FINDING_COUNT] = {
    [DH_FINDING_NAN] = {N_("NaN"), see_nan, cure_nan},
    [DH_FINDING_SKIPPED_STEP] = {N_("skipped steps"), see_skipped, cure_skipped},
    [DH_FINDING_DIVERGED] = {N_("diverged"), see_diverged, cure_diverged},
    [DH_FINDING_SPIKE] = {N_("spike"), see_spike, cure_spike},
    [DH_FINDING_RISING] = {N_("rising"), see_rising, cure_rising},
    [DH_FINDING_FROZEN] = {N_("frozen"), see_frozen, cure_frozen},
    [DH_FINDING_CLIPPED] = {N_("clipped"), see_clipped, cure_clipped},
    [DH_FINDING_UNFINISHED] = {N_("unfinished"), see_unfinished, cure_unfinished},
    [DH_FINDING_WARMUP_SPIKE] = {N_("spike at the end of the warmup"), see_warmup_spike, cure_warmup_spike},
    [DH_FINDING_ENDLESS_WARMUP] = {N_("warmup to the end"), see_endless_warmup, cure_endless_warmup},
    [DH_FINDING_RATE_NOISE] = {N_("noise follows the rate"), see_noise, cure_rate_noise},
    [DH_FINDING_DATA_NOISE] = {N_("data noise"), see_noise, cure_data_noise},
    [DH_FINDING_OVERFITTING] = {N_("overfitting"), see_overfitting, cure_overfitting},
    [DH_FINDING_EVAL_RISE] = {N_("eval_loss rises"), see_eval_rise, cure_eval_rise},
    [DH_FINDING_EPOCH_STAIRS] = {N_("epoch stairs"), see_stairs, cure_stairs},
    [DH_FINDING_FLAT] = {N_("flat"), see_flat, cure_flat},
};

const char *message_finding_word(const struct dh_finding *finding) {
  const double *evidence = finding->evidence;
  if (finding->kind == DH_FINDING_WARMUP_SPIKE && evidence[4] != 0) return _("no warmup");
  if (finding->kind == DH_FINDING_UNFINISHED && evidence[6] > 0) return _("stopped early");
  if (finding->kind == DH_FINDING_FROZEN && !isnan(evidence[1])) return _("no gradient");
  return _(rows[finding->kind].word);
}

void message_finding_where(const struct dh_log *log, const struct dh_finding *finding, struct text *out) {
  char from[LOG_PLACE], first[LOG_NUMBER], last[LOG_NUMBER];
  double begin = log->rows[finding->first].value[DH_LOG_STEP], end = log->rows[finding->last].value[DH_LOG_STEP];
  bool to_the_end = finding->last + 1 == log->count;
  log_place(log, begin, from);
  if (finding->first == finding->last)
    text_add(out, from);
  else if (to_the_end && finding->first == 0)
    text_add(out, log->numbered ? _("all rows") : _("all steps"));
  else if (to_the_end)
    text_printf(out, _("from %s on"), from);
  else
    text_printf(out, log->numbered ? _("rows %s to %s") : _("steps %s to %s"), log_whole(begin, first),
                log_whole(end, last));
}

void message_finding_title(const struct dh_log *log, const struct dh_finding *finding, struct text *out) {
  struct text where = {0};
  message_finding_where(log, finding, &where);
  text_printf(out, _("%s, %s"), message_finding_word(finding), text_string(&where));
  out->failed |= where.failed;
  text_free(&where);
}

void message_finding_evidence(const struct dh_log *log, const struct dh_finding *finding, struct text *out) {
  rows[finding->kind].see(&(struct speech){.log = log, .finding = finding, .out = out});
}

void message_finding_remedy(const struct dh_log *log, const struct dh_log_summary *summary,
                            const struct dh_finding *finding, struct text *out) {
  rows[finding->kind].cure(&(struct speech){log, summary, finding, out});
}
