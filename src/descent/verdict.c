/* SPDX-License-Identifier: MIT
 *
 * The table of verdicts. Its rows are tried from above, the first that holds decides; a measure that is NaN holds
 * nowhere. A measure is made when a row first asks for it: what takes long comes last in its row. Every threshold is
 * explained in the row that uses it. */
#include "downhill/verdict.h"
#include "descent/curvature.h"
#include "descent/judge.h"
#include "descent/rule.h"
#include "descent/run.h"

#include <math.h>
#include <stddef.h>

static const char *const names[][2] = {
    [DH_VERDICT_READY] = {"ready", "nothing to judge yet"},
    [DH_VERDICT_FROZEN] = {"frozen", "evaluation: nothing is learnt"},
    [DH_VERDICT_STALLED] = {"stalled", "the step is lost in rounding"},
    [DH_VERDICT_SLOW] = {"slow", "too small: will not arrive in time"},
    [DH_VERDICT_CONVERGING] = {"converging", "smooth descent"},
    [DH_VERDICT_ZIGZAG] = {"zigzag", "overshoots, still converging"},
    [DH_VERDICT_RINGING] = {"ringing", "momentum swings, still converging"},
    [DH_VERDICT_OSCILLATING] = {"oscillating", "bounces for ever"},
    [DH_VERDICT_NOISY] = {"noisy", "as low as this rate and batch allow"},
    [DH_VERDICT_DIVERGING] = {"diverging", "too large: each step is worse"},
    [DH_VERDICT_OVERFLOW] = {"overflow", "exploded: beyond the largest number"},
    [DH_VERDICT_NAN] = {"nan", "exploded: not a number any more"},
    [DH_VERDICT_CONVERGED] = {"converged", "arrived at the minimum"},
    [DH_VERDICT_SADDLE] = {"saddle", "stuck: flat here, but it falls away to the side"},
    [DH_VERDICT_PLATEAU] = {"plateau", "stuck: flat all around"},
    [DH_VERDICT_LOCAL] = {"local", "arrived, but a lower minimum is known"},
};
_Static_assert(sizeof names / sizeof names[0] == DH_VERDICT_COUNT, "a name and a meaning for every verdict");

const char *dh_verdict_name(enum dh_verdict verdict) { return names[verdict][0]; }

const char *dh_verdict_words(enum dh_verdict verdict) { return names[verdict][1]; }

/* One measure within [low, high]. */
struct clause {
  enum dh_judge_measure measure;
  double low, high;
};

enum { CLAUSES = 6 };

struct table_row {
  enum dh_verdict verdict;
  struct clause clauses[CLAUSES];
  int count;
};

#define MANY HUGE_VAL
#define ROW(verdict, ...)                                                                                              \
  { DH_VERDICT_##verdict, {__VA_ARGS__}, (int)(sizeof((struct clause[]){__VA_ARGS__}) / sizeof(struct clause)) }

static const struct table_row table[] = {
    /* What is not finite now cannot be judged otherwise, and NaN, which comes last, says more than infinity. */
    ROW(NAN, {MEASURE_NANS, 1, 1}),
    ROW(OVERFLOW, {MEASURE_INFINITIES, 1, 1}),

    /* The base rate itself; the first step of a warmup has rate 0 too. */
    ROW(FROZEN, {MEASURE_BASE_RATE, 0, 0}),

    /* Arrived (gap.c: 1e-8 of the start's gap), but more than 1e-4 of it above the best that is known: ten
     * thousand times what arriving leaves, and far more than minima written with six digits are off. */
    ROW(LOCAL, {MEASURE_ARRIVED, 1, 1}, {MEASURE_LOWER, 1e-4, MANY}),
    ROW(CONVERGED, {MEASURE_ARRIVED, 1, 1}),

    /* So flat that walking across the whole window would gain less than a hundredth of what there is to gain; on a bowl
     * it is twice as much as there is, or more. If curvature would, over that width, take the loss down by more than
     * all of it, this is a saddle (or a crest); if it would do less either way, and the horizon is out of reach, a
     * plateau. */
    ROW(SADDLE, {MEASURE_FLAT, 0, 0.01}, {MEASURE_BEND, -MANY, -1}, {MEASURE_STRIDE, 0, 0.01}),
    ROW(PLATEAU, {MEASURE_FLAT, 0, 0.01}, {MEASURE_BEND, -1, 1}, {MEASURE_STRIDE, 0, 0.01}, {MEASURE_LEFT, 0.01, MANY}),

    /* Both the last step and the next vanish: because it was thrown out of the window, far from where numbers are fine
     * enough for them, or where it is. */
    ROW(DIVERGING, {MEASURE_LOST, 1, 1}, {MEASURE_AWAY, 1, MANY}),
    ROW(STALLED, {MEASURE_LOST, 1, 1}),

    /* At the floor that rate and batch have here (noise.c). The gap goes by the square of the distance: nine times the
     * floor is three standard deviations away, where a run is once in 370 rows if each forgets the one before. */
    ROW(NOISY, {MEASURE_NOISE, 1, 1}, {MEASURE_LEVEL, -MANY, 9}, {MEASURE_ENOUGH, 1, 1}),

    /* Only in the first steps of a run: later the curvature tells what a change does (motion.c). */
    ROW(READY, {MEASURE_ENOUGH, 0, 0}),

    /* Modulus 1 within 1 %, which is 63 steps to halve or to double; smooth motion with such a root is slow, not
     * bouncing. Nor is a swing that takes more than 126 rows (phase 0.05). The roots are believed if they miss
     * steps by 0.1 % at most. */
    ROW(OSCILLATING, {MEASURE_MODULUS, 0.99, 1.01}, {MEASURE_PHASE, 0.05, PI}, {MEASURE_RESIDUAL, 0, 1e-3}),

    /* Steps that no recurrence explains (misfit over 0.3 of a step), and no trend in two dozen rows or more; in fewer,
     * anything can look like anything. The halves of 64 rows show a modulus within 2.2 % of 1: their mean gaps are
     * within a factor of 4, where those of correlated squares differ by 2 (one standard deviation). And their losses
     * differ by less than 1.5 standard deviations; a steady drift through both halves makes 3.5. A noise floor, or,
     * where there is no noise, bounded chaos, which turns back more than once in a while. */
    ROW(NOISY, {MEASURE_NOISE, 1, 1}, {MEASURE_RESIDUAL, 0.3, MANY}, {MEASURE_STEPS, 24, MANY},
        {MEASURE_TREND, 0.978, 1.022}, {MEASURE_SHIFT, -1.5, 1.5}),
    ROW(OSCILLATING, {MEASURE_RESIDUAL, 0.3, MANY}, {MEASURE_TURNS, 0.03, 1}, {MEASURE_STEPS, 24, MANY},
        {MEASURE_NOISE, 0, 0}, {MEASURE_TREND, 0.978, 1.022}, {MEASURE_SHIFT, -1.5, 1.5}),

    /* The same for bouncing that the roots explain only roughly, and for a ball that is smooth at the moment but has
     * turned back more than once in a while. */
    ROW(OSCILLATING, {MEASURE_PHASE, 1e-3, PI}, {MEASURE_RESIDUAL, 1e-3, MANY}, {MEASURE_STEPS, 24, MANY},
        {MEASURE_NOISE, 0, 0}, {MEASURE_TREND, 0.978, 1.022}, {MEASURE_SHIFT, -1.5, 1.5}),
    ROW(OSCILLATING, {MEASURE_TURNS, 0.03, 1}, {MEASURE_PHASE, 0, 0}, {MEASURE_STEPS, 24, MANY}, {MEASURE_NOISE, 0, 0},
        {MEASURE_TREND, 0.978, 1.022}, {MEASURE_SHIFT, -1.5, 1.5}),

    /* Steps grow, and the loss with them: at once if the roots are exact (a quadratic's, to 0.1 %), else over 64 rows,
     * because a swing uphill is no divergence, or two records at once that no recurrence foretold. Growing steps while
     * the loss falls are only a ball getting under way. */
    ROW(DIVERGING, {MEASURE_MODULUS, 1.01, MANY}, {MEASURE_RESIDUAL, 0, 1e-3}, {MEASURE_RISE, 0, MANY}),
    ROW(DIVERGING, {MEASURE_MODULUS, 1.01, MANY}, {MEASURE_RISE, 0, MANY}, {MEASURE_TREND, 1.01, MANY}),
    ROW(DIVERGING, {MEASURE_RESIDUAL, 0.05, MANY}, {MEASURE_RECORDS, 1, 1}),

    /* Noise at the limit (within 1 %, as above) or beyond, and yet it does not grow. */
    ROW(OSCILLATING, {MEASURE_NOISE, 1, 1}, {MEASURE_SHARE, 0.99, MANY}),

    /* Thrown up by an overshoot: there is no speaking of descent before the loss is where it was at the start (or at
     * the last change; a millionth of the gap allows for rounding), or, for plain descent, which does not swing, before
     * it is back at nearly the lowest. To and fro without growing is bouncing: on the far side it may be higher. */
    ROW(OSCILLATING, {MEASURE_ABOVE, 1e-6, MANY}, {MEASURE_PHASE, 1e-3, PI}, {MEASURE_MODULUS, 0, 1.01}),
    ROW(DIVERGING, {MEASURE_ABOVE, 1e-6, MANY}),
    ROW(OSCILLATING, {MEASURE_BACK, DH_JUDGE_THROWN_BACK, MANY}),

    /* More than a window's width outside the window, and steps grow: it runs away, be it downhill, as on a saddle that
     * has no bottom, or in swings that lead down at the moment. */
    ROW(DIVERGING, {MEASURE_AWAY, 1, MANY}, {MEASURE_MODULUS, 1.01, MANY}),

    /* Smooth, and by definition more than 1 % of the start's gap is left at the horizon. Without a bottom in sight
     * (infinite) there is no saying. */
    ROW(SLOW, {MEASURE_PHASE, 0, 0}, {MEASURE_LEFT, 0.01, 1e300}),
    ROW(CONVERGING, {MEASURE_PHASE, 0, 0}),

    /* Real roots have phase 0 or pi exactly. */
    ROW(ZIGZAG, {MEASURE_PHASE, PI, PI}),
    ROW(RINGING, {MEASURE_PHASE, 0, PI}),
};

static bool holds(const struct table_row *row, struct dh_judge_evidence *evidence) {
  for (int i = 0; i < row->count; i++) {
    const struct clause *clause = &row->clauses[i];
    double value = dh_judge_measure(evidence, clause->measure);
    if (!(value >= clause->low && value <= clause->high)) return false;
  }
  return true;
}

/* False: that takes rows that are not there. */
static bool decide(struct dh_judge_evidence *evidence, enum dh_verdict *verdict) {
  const size_t count = sizeof table / sizeof table[0];
  size_t i = 0;
  while (i < count && !holds(&table[i], evidence)) {
    if (evidence->context->partial && evidence->older) return false;
    i++;
  }
  *verdict = i < count ? table[i].verdict : DH_VERDICT_READY;
  return !evidence->context->partial || !evidence->older;
}

/* A change in mid-run whose effect nothing foretells (Adam has no limit): for the few steps until there is something to
 * see, the run is called what it was called at the change. `before` is the context for that. */
static void judge_from_before(struct dh_judge_evidence *evidence, struct dh_judge_context *before) {
  const struct dh_judge_context *context = evidence->context;
  const struct dh_row *rows = evidence->rows;
  int count = evidence->count;
  if (context->since == 0 || dh_judge_measure(evidence, MEASURE_NANS) > 0 ||
      dh_judge_measure(evidence, MEASURE_INFINITIES) > 0 || dh_judge_measure(evidence, MEASURE_ENOUGH) > 0)
    return;
  *before = *context;
  before->since = 0;
  while (count > 1 && rows[count - 1].step > context->since) count--;
  dh_judge_open(rows, count, before, evidence);
}

bool dh_judge_verdict(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                      enum dh_verdict *verdict) {
  struct dh_judge_evidence evidence;
  struct dh_judge_context before;
  dh_judge_open(rows, count, context, &evidence);
  judge_from_before(&evidence, &before);
  return decide(&evidence, verdict);
}

void dh_judge_rows(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                   struct dh_reading *reading) {
  struct dh_judge_evidence evidence;
  struct dh_judge_context before;
  dh_judge_open(rows, count, context, &evidence);
  judge_from_before(&evidence, &before);
  dh_judge_measure_all(&evidence);
  *reading = (struct dh_reading){
      .modulus = evidence.motion.fit.modulus,
      .phase = evidence.motion.fit.phase,
      .arrival = evidence.gap.arrival,
      .curvature = context->curvature,
  };
  decide(&evidence, &reading->verdict);
  dh_judge_advise(rows, count, context, &evidence, reading->verdict, &reading->advice);
}

/* The row from which on the present spec is in force. */
static long last_change(const struct dh_run *run) {
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  long since = 0, now = dh_run_row(run)->step;
  for (int i = 0; i < count && journal[i].step <= now; i++) since = journal[i].step;
  return since;
}

/* A kink or an edge has no curvature to go by. */
static const struct dh_minimum *smooth_goal(const struct dh_row *now, const struct dh_row *start,
                                            const struct dh_spec *spec) {
  const struct dh_minimum *goal = dh_judge_goal(now, start, spec);
  return goal && goal->kind == DH_MINIMUM_SMOOTH ? goal : NULL;
}

/* The curvature that counts at some other place than where the run is. */
static double counts_at(const struct dh_judge_lab *lab, const struct dh_spec *spec, const double at[2]) {
  return dh_rule_curvature(spec->rule, spec, dh_sharpness(spec, lab->sampler, at, NULL), lab->registers);
}

static void look_through_noise(const struct dh_judge_lab *lab, const struct dh_row *now,
                               struct dh_judge_context *context) {
  struct dh_sample sample = {.gradient = {{0}}};
  dh_sampler_run(lab->sampler, &now->at[0], &now->at[1], 1, &sample);
  bool plane = dh_surface_info(context->spec->surface)->dim == 2;
  for (int axis = 0; axis < 2; axis++) context->slope[axis] = axis == 0 || plane ? sample.gradient[axis][0] : 0;
  for (int k = 0; k < 3; k++) context->bend[k] = k == 0 || plane ? sample.hessian[k][0] : 0;
}

void dh_judge_look(const struct dh_row *rows, int count, const struct dh_judge_lab *lab,
                   struct dh_judge_context *context) {
  const struct dh_spec *spec = context->spec;
  const struct dh_row *now = &rows[count - 1];
  dh_curvature_at(spec, lab->sampler, lab->registers, now, &context->curvature);
  context->noise = dh_spec_is_noisy(spec);
  if (context->noise) look_through_noise(lab, now, context);
  context->memory = dh_rule_coasts(spec->rule, spec, lab->registers);
}

void dh_judge_look_around(const struct dh_row *rows, int count, const struct dh_judge_lab *lab,
                          struct dh_judge_context *context) {
  const struct dh_spec *spec = context->spec;
  const struct dh_row *now = &rows[count - 1], *before = count > 1 ? now - 1 : now, *start = &context->history[0];
  const struct dh_minimum *goal = smooth_goal(now, start, spec);
  context->start_sharpness = counts_at(lab, spec, start->at);
  context->between =
      counts_at(lab, spec, (double[2]){(now->at[0] + before->at[0]) / 2, (now->at[1] + before->at[1]) / 2});
  context->goal_sharpness = goal ? counts_at(lab, spec, goal->at) : UNKNOWN;
}

void dh_run_judge(const struct dh_run *run, struct dh_reading *reading) {
  const struct dh_row *rows, *history;
  int count = dh_run_recent(run, &rows);
  const struct dh_judge_lab lab = {run->sampler, run->rule_registers};
  struct dh_judge_context context = {
      .spec = dh_run_spec(run), .since = last_change(run), .schedule = &run->schedule_state};
  context.history_count = dh_run_history(run, &history);
  context.history = context.history_count > 0 ? history : rows;
  if (context.history_count == 0) context.history_count = 1;
  dh_judge_look(rows, count, &lab, &context);
  dh_judge_look_around(rows, count, &lab, &context);
  dh_judge_rows(rows, count, &context, reading);
}
