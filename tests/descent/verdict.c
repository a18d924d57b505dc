/* SPDX-License-Identifier: MIT
 *
 * Verdicts against truth: on a quadratic the roots of the recurrence are known exactly, and so is what the run is. */
#include "verdict_lab.h"

#include "downhill/precision.h"

enum { HORIZON = 60 };

enum kind { PLAIN, HEAVY_BALL, NESTEROV, KINDS };
static const double momenta[KINDS] = {0, 0.9, 0.9};

static double limit_of(enum kind kind) {
  double beta = momenta[kind];
  return kind == NESTEROV ? 2 * (1 + beta) / (1 + 2 * beta) : 2 * (1 + beta);
}

/* --- truth --- */

/* The gap at the horizon as a share of the start's: distances, at rest at first, x = eta lambda. */
static double gap_at_horizon(enum kind kind, double x) {
  double beta = momenta[kind], e = 1, b = 0;
  for (int t = 0; t < HORIZON; t++) {
    b = t == 0 ? e : beta * b + e;
    e -= x * (kind == NESTEROV ? e + beta * b : b);
  }
  return e * e;
}

static enum dh_verdict truth(enum kind kind, double x) {
  double beta = momenta[kind];
  double a = kind == NESTEROV ? (1 + beta) * (1 - x) : 1 + beta - x, b = kind == NESTEROV ? -beta * (1 - x) : -beta;
  double inside = a * a / 4 + b, gap = gap_at_horizon(kind, x);
  double root = a / 2 + copysign(sqrt(fmax(inside, 0)), a), modulus = inside < 0 ? sqrt(-b) : fabs(root);
  bool smooth = inside >= 0 && root > 0;
  if (gap <= 1e-8) return DH_VERDICT_CONVERGED;
  if (!smooth && fabs(modulus - 1) <= 0.01) return DH_VERDICT_OSCILLATING;
  if (modulus > 1) return DH_VERDICT_DIVERGING;
  if (inside < 0) return DH_VERDICT_RINGING;
  if (root < 0) return DH_VERDICT_ZIGZAG;
  return gap > 0.01 ? DH_VERDICT_SLOW : DH_VERDICT_CONVERGING;
}

/* A verdict is right if it is the truth within 2 % of x. */
static bool right(enum kind kind, double x, enum dh_verdict verdict) {
  for (int i = -20; i <= 20; i++) {
    if (truth(kind, x * (1 + i * 0.001)) == verdict) return true;
  }
  return false;
}

static bool on_a_border(enum kind kind, double x) {
  for (int i = -20; i <= 20; i++) {
    if (truth(kind, x * (1 + i * 0.001)) != truth(kind, x)) return true;
  }
  return false;
}

/* --- a quadratic and its run --- */

struct quadratic {
  enum kind kind;
  double lambda, x, center, start;
  bool known; /* the surface says where its minimum is */
};

static struct quadratic draw(uint64_t *random, int i) {
  struct quadratic q = {.kind = (enum kind)(i % KINDS), .known = i / KINDS % 2 == 0};
  q.lambda = pow(10, lab_uniform(random, -3, 3));
  q.x = lab_uniform(random, 0, 1.5) * limit_of(q.kind);
  q.center = lab_uniform(random, -5, 5);
  q.start = lab_uniform(random, -10, 10);
  return q;
}

static struct dh_surface *surface_of(const struct quadratic *q) {
  char formula[128];
  snprintf(formula, sizeof formula, "0.5*%.17g*(x-(%.17g))^2", q->lambda, q->center);
  return lab_surface(&(struct dh_surface_spec){
      .formula = formula,
      .parameter = {"x"},
      .dim = 1,
      .low = {-10},
      .high = {10},
      .start = {q->start},
      .minima = {{.at = {q->center}, .value = 0, .kind = DH_MINIMUM_SMOOTH}},
      .minimum_count = q->known,
  });
}

static struct dh_run *run_of(const struct quadratic *q, const struct dh_surface *surface, const struct dh_rule *rule) {
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  spec.start[0] = q->start;
  dh_spec_set(&spec, DH_LEARNING_RATE, q->x / q->lambda);
  dh_spec_set(&spec, DH_MAX_STEPS, HORIZON);
  dh_spec_set(&spec, DH_MOMENTUM, momenta[q->kind]);
  dh_spec_set(&spec, DH_NESTEROV, q->kind == NESTEROV);
  return lab_run(&spec);
}

static enum dh_verdict judge_at_horizon(const struct quadratic *q, const struct dh_rule *rule) {
  struct dh_surface *surface = surface_of(q);
  struct dh_run *run = run_of(q, surface, rule);
  dh_run_goto(run, HORIZON);
  enum dh_verdict verdict = lab_judge(run);
  dh_run_destroy(run);
  dh_surface_destroy(surface);
  return verdict;
}

/* --- the tests --- */

static void print_confusion(int seen[DH_VERDICT_COUNT][DH_VERDICT_COUNT]) {
  for (int t = 0; t < DH_VERDICT_COUNT; t++) {
    for (int v = 0; v < DH_VERDICT_COUNT; v++) {
      if (seen[t][v] == 0) continue;
      printf("# truth %-12s judged %-12s %5d\n", dh_verdict_name((enum dh_verdict)t),
             dh_verdict_name((enum dh_verdict)v), seen[t][v]);
    }
  }
}

static double share_right(int cases, uint64_t random, void (*twist)(struct quadratic *, uint64_t *)) {
  struct dh_rule *rule = lab_sgd();
  int seen[DH_VERDICT_COUNT][DH_VERDICT_COUNT] = {{0}}, good = 0;
  for (int i = 0; i < cases; i++) {
    struct quadratic q = draw(&random, i);
    if (twist) twist(&q, &random);
    enum dh_verdict verdict = judge_at_horizon(&q, rule);
    seen[truth(q.kind, q.x)][verdict]++;
    if (right(q.kind, q.x, verdict))
      good++;
    else
      printf("# kind %d lambda %.4g x %.6g start %.3g known %d: %s, is %s\n", (int)q.kind, q.lambda, q.x, q.start,
             q.known, dh_verdict_name(verdict), dh_verdict_name(truth(q.kind, q.x)));
  }
  print_confusion(seen);
  printf("# %d of %d right\n", good, cases);
  fflush(stdout);
  dh_rule_destroy(rule);
  return (double)good / cases;
}

START_TEST(two_thousand_quadratics) { ck_assert_double_ge(share_right(2000, 1, NULL), 0.97); }
END_TEST

/* Small rates, where `slow` lives, are rare in a uniform draw. */
static void make_slow(struct quadratic *q, uint64_t *random) {
  q->x = pow(10, lab_uniform(random, -6, 0)) * limit_of(q->kind);
}

START_TEST(small_rates) { ck_assert_double_ge(share_right(600, 2, make_slow), 0.97); }
END_TEST

/* The scale of steps and losses must not matter. */
static void make_extreme(struct quadratic *q, uint64_t *random) {
  q->lambda = pow(10, lab_uniform(random, -100, 100));
  q->center = 0;
  q->start = pow(10, lab_uniform(random, -25, 25));
}

START_TEST(extreme_scales) { ck_assert_double_ge(share_right(300, 3, make_extreme), 0.97); }
END_TEST

/* Past its first four steps the word changes at most once, to `converged`. */
START_TEST(no_flicker) {
  struct dh_rule *rule = lab_sgd();
  uint64_t random = 4;
  for (int i = 0; i < 300; i++) {
    struct quadratic q = draw(&random, i);
    if (i % 2) make_slow(&q, &random);
    if (on_a_border(q.kind, q.x)) continue;
    struct dh_surface *surface = surface_of(&q);
    struct dh_run *run = run_of(&q, surface, rule);
    dh_run_goto(run, 5);
    enum dh_verdict before = lab_judge(run);
    ck_assert_int_ne(before, DH_VERDICT_READY);
    for (int t = 6; t <= 3 * HORIZON; t++) {
      dh_run_step(run);
      enum dh_verdict now = lab_judge(run);
      /* Time is up for `slow` at the horizon, and those who go on may arrive. */
      bool late = t > HORIZON && before == DH_VERDICT_SLOW && now == DH_VERDICT_CONVERGING;
      bool explodes = before == DH_VERDICT_DIVERGING && (now == DH_VERDICT_OVERFLOW || now == DH_VERDICT_NAN);
      explodes |= before == DH_VERDICT_OVERFLOW && now == DH_VERDICT_NAN;
      ck_assert_msg(now == before || now == DH_VERDICT_CONVERGED || late || explodes,
                    "kind %d lambda %g x %g start %g known %d: %s, then %s at step %d", (int)q.kind, q.lambda, q.x,
                    q.start, q.known, dh_verdict_name(before), dh_verdict_name(now), t);
      before = now;
    }
    dh_run_destroy(run);
    dh_surface_destroy(surface);
  }
  dh_rule_destroy(rule);
}
END_TEST

static struct dh_surface *parabola(void) {
  return lab_surface(&(struct dh_surface_spec){
      .name = "parabola",
      .formula = "(w-5)^2",
      .parameter = {"w"},
      .dim = 1,
      .low = {-1},
      .high = {11},
      .start = {2},
      .rates = {0.01, 0.1, 1.0, 1.1},
      .rate_count = 4,
      .minima = {{.at = {5}, .value = 0, .kind = DH_MINIMUM_SMOOTH}},
      .minimum_count = 1,
  });
}

/* The four lanes that the program opens with. */
START_TEST(first_thirty_seconds) {
  static const long steps[] = {4, 12, 24, 60};
  static const struct {
    double rate;
    enum dh_verdict verdict[4];
  } lanes[] = {
      {0.01, {DH_VERDICT_SLOW, DH_VERDICT_SLOW, DH_VERDICT_SLOW, DH_VERDICT_SLOW}},
      {0.1, {DH_VERDICT_CONVERGING, DH_VERDICT_CONVERGING, DH_VERDICT_CONVERGING, DH_VERDICT_CONVERGED}},
      {1.0, {DH_VERDICT_OSCILLATING, DH_VERDICT_OSCILLATING, DH_VERDICT_OSCILLATING, DH_VERDICT_OSCILLATING}},
      {1.1, {DH_VERDICT_DIVERGING, DH_VERDICT_DIVERGING, DH_VERDICT_DIVERGING, DH_VERDICT_DIVERGING}},
  };
  struct dh_rule *rule = lab_sgd();
  struct dh_surface *surface = parabola();
  struct quadratic q = {.lambda = 2, .start = 2};
  q.x = 2 * lanes[_i].rate;
  struct dh_run *run = run_of(&q, surface, rule);
  for (int i = 0; i < 4; i++) {
    dh_run_goto(run, steps[i]);
    enum dh_verdict verdict = lab_judge(run);
    ck_assert_msg(verdict == lanes[_i].verdict[i], "%g at %ld: %s", lanes[_i].rate, steps[i], dh_verdict_name(verdict));
  }
  dh_run_destroy(run);
  dh_surface_destroy(surface);
  dh_rule_destroy(rule);
}
END_TEST

/* eta lambda = 1: the first step lands on the minimum, and two rows are enough to say so. */
START_TEST(one_step) {
  struct dh_rule *rule = lab_sgd();
  struct dh_surface *surface = parabola();
  struct quadratic q = {.lambda = 2, .x = 1, .start = 2};
  struct dh_run *run = run_of(&q, surface, rule);
  ck_assert_int_eq(lab_judge(run), DH_VERDICT_READY);
  dh_run_step(run);
  ck_assert_int_eq(lab_judge(run), DH_VERDICT_CONVERGED);
  dh_run_step(run);
  ck_assert_int_eq(lab_judge(run), DH_VERDICT_CONVERGED);
  dh_run_destroy(run);
  dh_surface_destroy(surface);
  dh_rule_destroy(rule);
}
END_TEST

/* 1 % of the gap is left after log(0.01) / log((1 - 0.2)^2) = 10.3 steps; a gap that grows never closes. */
START_TEST(arrival) {
  struct dh_rule *rule = lab_sgd();
  struct dh_surface *surface = parabola();
  struct quadratic q = {.lambda = 2, .x = 0.2, .start = 2};
  struct dh_run *run = run_of(&q, surface, rule);
  struct dh_reading reading;
  dh_run_goto(run, 6);
  dh_run_judge(run, &reading);
  ck_assert_double_eq_tol(reading.arrival, 10.3188, 1e-3);
  ck_assert_double_eq_tol(reading.modulus, 0.8, 1e-9);
  ck_assert_double_eq(reading.phase, 0);
  dh_run_goto(run, 30);
  dh_run_judge(run, &reading);
  ck_assert_double_eq(reading.arrival, 11);
  dh_run_destroy(run);
  q.x = 2.2;
  run = run_of(&q, surface, rule);
  dh_run_goto(run, 6);
  dh_run_judge(run, &reading);
  ck_assert(isinf(reading.arrival));
  dh_run_destroy(run);
  dh_surface_destroy(surface);
  dh_rule_destroy(rule);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("descent/verdict");
  TCase *tc = tcase_create("quadratics");
  tcase_set_timeout(tc, 60);
  tcase_add_test(tc, two_thousand_quadratics);
  tcase_add_test(tc, small_rates);
  tcase_add_test(tc, extreme_scales);
  tcase_add_test(tc, no_flicker);
  tcase_add_loop_test(tc, first_thirty_seconds, 0, 4);
  tcase_add_test(tc, one_step);
  tcase_add_test(tc, arrival);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
