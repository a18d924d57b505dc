/* SPDX-License-Identifier: MIT
 *
 * Every verdict has a run that earns it; and every advice, taken and run again from the start, cures. */
#include "verdict_lab.h"

#include "downhill/precision.h"

#include <stdlib.h>

static const struct dh_surface_spec surfaces[] = {
    {.name = "parabola",
     .formula = "(w-5)^2",
     .parameter = {"w"},
     .dim = 1,
     .low = {-1},
     .high = {11},
     .rates = {0.01, 0.1, 1.0},
     .rate_count = 3,
     .minima = {{.at = {5}, .kind = DH_MINIMUM_SMOOTH}},
     .minimum_count = 1},
    {.name = "wells",
     .formula = "(x^2-1)^2",
     .parameter = {"x"},
     .dim = 1,
     .low = {-2},
     .high = {2},
     .minima = {{.at = {-1}, .kind = DH_MINIMUM_SMOOTH}, {.at = {1}, .kind = DH_MINIMUM_SMOOTH}},
     .minimum_count = 2},
    {.name = "double_well",
     .formula = "x^4-3*x^2+x",
     .parameter = {"x"},
     .dim = 1,
     .low = {-2.5},
     .high = {2.5},
     .minima = {{.at = {-1.30084}, .value = -3.513905, .kind = DH_MINIMUM_SMOOTH},
                {.at = {1.130901}, .value = -1.07023, .kind = DH_MINIMUM_SMOOTH}},
     .minimum_count = 2},
    {.name = "plateau",
     .formula = "1-exp(-x^2)",
     .parameter = {"x"},
     .dim = 1,
     .low = {-5},
     .high = {5},
     .minima = {{.at = {0}, .kind = DH_MINIMUM_SMOOTH}},
     .minimum_count = 1},
    {.name = "quartic", /* nothing is known about its minimum */
     .formula = "x^4",
     .parameter = {"x"},
     .dim = 1,
     .low = {-3},
     .high = {3}},
    {.name = "kink",
     .formula = "abs(x)",
     .parameter = {"x"},
     .dim = 1,
     .low = {-5},
     .high = {5},
     .minima = {{.at = {0}, .kind = DH_MINIMUM_KINK}},
     .minimum_count = 1},
    {.name = "saddle",
     .formula = "(x^2-1)^2+y^2",
     .parameter = {"x", "y"},
     .dim = 2,
     .low = {-2, -2},
     .high = {2, 2},
     .minima = {{.at = {-1, 0}, .kind = DH_MINIMUM_SMOOTH}, {.at = {1, 0}, .kind = DH_MINIMUM_SMOOTH}},
     .minimum_count = 2},
    {.name = "bottomless", .formula = "x^2-y^2", .parameter = {"x", "y"}, .dim = 2, .low = {-2, -2}, .high = {2, 2}},
    {.name = "ravine",
     .formula = "0.5*(x^2+100*y^2)",
     .parameter = {"x", "y"},
     .dim = 2,
     .low = {-5, -5},
     .high = {5, 5},
     .minima = {{.at = {0, 0}, .kind = DH_MINIMUM_SMOOTH}},
     .minimum_count = 1},
    {.name = "fine_tuning",
     .formula = "log(cosh(70.71*w))",
     .parameter = {"w"},
     .dim = 1,
     .low = {-0.1},
     .high = {0.1}},
};

static const struct dh_surface_spec *surface_named(const char *name) {
  for (size_t i = 0; i < sizeof surfaces / sizeof surfaces[0]; i++) {
    if (strcmp(surfaces[i].name, name) == 0) return &surfaces[i];
  }
  ck_abort_msg("no surface %s", name);
  return NULL;
}

struct scenario {
  const char *surface;
  double start[2];
  double rate;
  long horizon, step;
  enum dh_verdict verdict;
  enum dh_advice_kind advice;
  struct {
    enum dh_parameter parameter;
    double value;
  } more[3];
  bool adam, incurable; /* there is no bottom to arrive at */
};

static const struct scenario scenarios[] = {
    {"parabola", {2}, 0, 60, 10, .verdict = DH_VERDICT_FROZEN, .advice = DH_ADVICE_SET_RATE},
    {"parabola",
     {2},
     0.01,
     300,
     200,
     .verdict = DH_VERDICT_STALLED,
     .advice = DH_ADVICE_WIDER_FORMAT,
     .more = {{DH_PRECISION, DH_BF16}}},
    {"parabola",
     {2},
     0.001,
     60,
     1,
     .verdict = DH_VERDICT_STALLED,
     .advice = DH_ADVICE_WIDER_FORMAT,
     .more = {{DH_PRECISION, DH_BF16}}},
    {"parabola", {2}, 0.01, 60, 30, .verdict = DH_VERDICT_SLOW, .advice = DH_ADVICE_RAISE_RATE},
    {"parabola", {2}, 0.01, 60, 60, .verdict = DH_VERDICT_SLOW, .advice = DH_ADVICE_RAISE_RATE},
    {"parabola", {2}, 1e-6, 60, 30, .verdict = DH_VERDICT_SLOW, .advice = DH_ADVICE_RAISE_RATE},
    {"parabola",
     {2},
     0.02,
     60,
     20,
     .verdict = DH_VERDICT_SLOW,
     .advice = DH_ADVICE_RAISE_RATE,
     .more = {{DH_LR_SCHEDULER_TYPE, 1}}},
    {"kink", {5}, 0.01, 60, 20, .verdict = DH_VERDICT_SLOW, .advice = DH_ADVICE_RAISE_RATE},
    {"ravine", {4, 1}, 0.015, 60, 40, .verdict = DH_VERDICT_SLOW, .advice = DH_ADVICE_MOMENTUM},
    {"ravine", {4, 1}, 0.0195, 200, 100, .verdict = DH_VERDICT_RINGING, .more = {{DH_MOMENTUM, 0.9}}},
    {"parabola", {2}, 0.1, 60, 12, .verdict = DH_VERDICT_CONVERGING, .advice = DH_ADVICE_NONE},
    {"kink", {5}, 0.1, 60, 20, .verdict = DH_VERDICT_CONVERGING, .advice = DH_ADVICE_NONE},
    {"parabola", {2}, 0.9, 60, 20, .verdict = DH_VERDICT_ZIGZAG, .advice = DH_ADVICE_ONE_STEP},
    {"parabola",
     {2},
     0.1,
     60,
     40,
     .verdict = DH_VERDICT_RINGING,
     .advice = DH_ADVICE_LESS_MOMENTUM,
     .more = {{DH_MOMENTUM, 0.9}}},
    {"parabola", {2}, 1.0, 60, 20, .verdict = DH_VERDICT_OSCILLATING, .advice = DH_ADVICE_ONE_STEP},
    {"double_well", {-1.5}, 0.17, 400, 390, .verdict = DH_VERDICT_OSCILLATING, .advice = DH_ADVICE_ONE_STEP},
    {"fine_tuning", {0.0416}, 1e-3, 100, 50, .verdict = DH_VERDICT_OSCILLATING, .advice = DH_ADVICE_ONE_STEP},
    {"parabola",
     {2},
     1.1,
     60,
     60,
     .verdict = DH_VERDICT_OSCILLATING,
     .advice = DH_ADVICE_ONE_STEP,
     .more = {{DH_MAX_GRAD_NORM, 1}}},
    {"kink", {4.95}, 0.1, 200, 100, .verdict = DH_VERDICT_OSCILLATING, .advice = DH_ADVICE_DECAY},
    {"parabola", {2}, 1.1, 60, 10, .verdict = DH_VERDICT_DIVERGING, .advice = DH_ADVICE_LOWER_RATE},
    {"parabola",
     {2},
     2.5,
     60,
     10,
     .verdict = DH_VERDICT_DIVERGING,
     .advice = DH_ADVICE_LOWER_RATE,
     .more = {{DH_MOMENTUM, 0.9}}},
    {"parabola",
     {2},
     1.1,
     60,
     50,
     .verdict = DH_VERDICT_DIVERGING,
     .advice = DH_ADVICE_LOWER_RATE,
     .more = {{DH_WARMUP_RATIO, 0.1}}},
    {"parabola",
     {2},
     1.5,
     60,
     8,
     .verdict = DH_VERDICT_OVERFLOW,
     .advice = DH_ADVICE_LOWER_RATE,
     .more = {{DH_PRECISION, DH_FP16}}},
    {"parabola",
     {2},
     1.5,
     60,
     20,
     .verdict = DH_VERDICT_NAN,
     .advice = DH_ADVICE_RESTART_LOWER,
     .more = {{DH_PRECISION, DH_FP16}}},
    {"parabola",
     {400},
     0.1,
     60,
     1,
     .verdict = DH_VERDICT_OVERFLOW,
     .advice = DH_ADVICE_WIDER_FORMAT,
     .more = {{DH_PRECISION, DH_FP16}}},
    {"quartic", {2}, 0.15, 60, 20, .verdict = DH_VERDICT_NAN, .advice = DH_ADVICE_RESTART_LOWER},
    {"parabola", {2}, 0.1, 60, 60, .verdict = DH_VERDICT_CONVERGED, .advice = DH_ADVICE_NONE},
    {"parabola",
     {2},
     0.1,
     60,
     60,
     .verdict = DH_VERDICT_CONVERGED,
     .advice = DH_ADVICE_NONE,
     .more = {{DH_WEIGHT_DECAY, 0.1}}},
    {"parabola", {5}, 0.1, 60, 0, .verdict = DH_VERDICT_CONVERGED, .advice = DH_ADVICE_NONE},
    {"wells", {1e-6}, 0.01, 200, 10, .verdict = DH_VERDICT_SADDLE, .advice = DH_ADVICE_MOMENTUM},
    {"bottomless", {1.5, 0.01}, 0.1, 200, 20, .verdict = DH_VERDICT_CONVERGING, .incurable = true},
    {"bottomless", {1.5, 0.01}, 0.1, 200, 100, .verdict = DH_VERDICT_DIVERGING, .incurable = true},
    {"saddle", {1e-9, 1}, 0.1, 200, 35, .verdict = DH_VERDICT_SADDLE, .advice = DH_ADVICE_MOMENTUM},
    {"plateau", {3}, 0.1, 400, 20, .verdict = DH_VERDICT_PLATEAU, .advice = DH_ADVICE_MOMENTUM},
    {"plateau", {3.5}, 0.001, 200, 20, .verdict = DH_VERDICT_PLATEAU, .advice = DH_ADVICE_RAISE_RATE, .adam = true},
    {"double_well", {2}, 0.01, 400, 400, .verdict = DH_VERDICT_LOCAL, .advice = DH_ADVICE_MOMENTUM},
    {"parabola", {2}, 10, 200, 200, .verdict = DH_VERDICT_CONVERGED, .advice = DH_ADVICE_NONE, .adam = true},
};
enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0] };

struct set_up {
  struct dh_rule *rule;
  struct dh_surface *surface;
  struct dh_spec spec;
};

static struct set_up set_up(const struct scenario *scenario) {
  struct set_up s = {.rule = scenario->adam ? lab_adam() : lab_sgd()};
  s.surface = lab_surface(surface_named(scenario->surface));
  dh_spec_init(&s.spec, s.surface, s.rule);
  memcpy(s.spec.start, scenario->start, sizeof s.spec.start);
  dh_spec_set(&s.spec, DH_LEARNING_RATE, scenario->rate);
  dh_spec_set(&s.spec, DH_MAX_STEPS, (double)scenario->horizon);
  for (int i = 0; i < 3 && scenario->more[i].value != 0; i++)
    dh_spec_set(&s.spec, scenario->more[i].parameter, scenario->more[i].value);
  return s;
}

static void tear_down(struct set_up *s) {
  dh_surface_destroy(s->surface);
  dh_rule_destroy(s->rule);
}

static struct dh_reading judge_spec(const struct dh_spec *spec, long step) {
  struct dh_run *run = lab_run(spec);
  struct dh_reading reading;
  dh_run_goto(run, step);
  dh_run_judge(run, &reading);
  dh_run_destroy(run);
  return reading;
}

static void describe(int i, const struct dh_reading *reading, char *text, size_t size) {
  char value[32];
  dh_parameter_print(reading->advice.setting.parameter, reading->advice.setting.value, value, sizeof value);
  snprintf(text, size, "%d (%s): %s, modulus %g, phase %g, arrival %g, advice %d: %s = %s", i, scenarios[i].surface,
           dh_verdict_name(reading->verdict), reading->modulus, reading->phase, reading->arrival,
           (int)reading->advice.kind, dh_parameter_row(reading->advice.setting.parameter)->name, value);
}

START_TEST(earns_its_verdict) {
  struct set_up s = set_up(&scenarios[_i]);
  struct dh_reading reading = judge_spec(&s.spec, scenarios[_i].step);
  char text[256];
  describe(_i, &reading, text, sizeof text);
  ck_assert_msg(reading.verdict == scenarios[_i].verdict, "%s", text);
  ck_assert_msg(reading.advice.kind == scenarios[_i].advice, "%s", text);
  tear_down(&s);
}
END_TEST

/* Arrived, or about to before time is up. */
static bool is_well(const struct dh_reading *reading, long horizon) {
  enum dh_verdict verdict = reading->verdict;
  if (verdict == DH_VERDICT_CONVERGED) return true;
  bool going = verdict == DH_VERDICT_CONVERGING || verdict == DH_VERDICT_RINGING || verdict == DH_VERDICT_ZIGZAG;
  return going && reading->arrival <= (double)horizon;
}

/* Take the advice and run again from the start, as often as it takes: at most three times. */
START_TEST(advice_cures) {
  const struct scenario *scenario = &scenarios[_i];
  struct set_up s = set_up(scenario);
  struct dh_reading reading = judge_spec(&s.spec, scenario->step);
  char text[4][256];
  describe(_i, &reading, text[0], sizeof text[0]);
  if (scenario->incurable) ck_assert_msg(reading.advice.kind == DH_ADVICE_NONE, "%s", text[0]);
  for (int i = 1; i < 4 && !scenario->incurable; i++) {
    text[i][0] = '\0';
    if (is_well(&reading, scenario->horizon)) continue;
    ck_assert_msg(reading.advice.kind != DH_ADVICE_NONE, "%s\n%s", text[0], text[i - 1]);
    dh_spec_apply(&s.spec, &reading.advice.setting);
    reading = judge_spec(&s.spec, scenario->horizon);
    describe(_i, &reading, text[i], sizeof text[i]);
  }
  bool well = scenario->incurable || is_well(&reading, scenario->horizon);
  ck_assert_msg(well, "%s\n%s\n%s\n%s", text[0], text[1], text[2], text[3]);
  tear_down(&s);
}
END_TEST

/* The word must not flicker: over its whole horizon a run goes through its regimes, not to and fro: the
 * longest way is down to a saddle, past it, down again, and over the minimum. */
START_TEST(keeps_its_word) {
  struct set_up s = set_up(&scenarios[_i]);
  struct dh_run *run = lab_run(&s.spec);
  enum dh_verdict before = lab_judge(run);
  int changes = 0;
  for (long t = 0; t < scenarios[_i].horizon; t++) {
    dh_run_step(run);
    enum dh_verdict now = lab_judge(run);
    changes += now != before;
    before = now;
  }
  ck_assert_int_le(changes, 7);
  dh_run_destroy(run);
  tear_down(&s);
}
END_TEST

START_TEST(every_verdict_has_a_scenario) {
  bool seen[DH_VERDICT_COUNT] = {[DH_VERDICT_READY] = true, [DH_VERDICT_NOISY] = true /* verdict_noise.c */};
  for (int i = 0; i < SCENARIOS; i++) seen[scenarios[i].verdict] = true;
  for (int v = 0; v < DH_VERDICT_COUNT; v++) ck_assert_msg(seen[v], "%s", dh_verdict_name((enum dh_verdict)v));
}
END_TEST

/* Advised numbers are short: two digits. */
START_TEST(advised_rates_read_well) {
  struct set_up s = set_up(&scenarios[_i]);
  struct dh_advice advice = judge_spec(&s.spec, scenarios[_i].step).advice;
  char again[32];
  if (advice.kind != DH_ADVICE_NONE && advice.setting.parameter == DH_LEARNING_RATE) {
    snprintf(again, sizeof again, "%.1e", advice.setting.value);
    ck_assert_double_eq(strtod(again, NULL), advice.setting.value);
  }
  tear_down(&s);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("descent/verdict_scenarios");
  TCase *tc = tcase_create("scenarios");
  tcase_add_loop_test(tc, earns_its_verdict, 0, SCENARIOS);
  tcase_add_loop_test(tc, advice_cures, 0, SCENARIOS);
  tcase_add_loop_test(tc, keeps_its_word, 0, SCENARIOS);
  tcase_add_test(tc, every_verdict_has_a_scenario);
  tcase_add_loop_test(tc, advised_rates_read_well, 0, SCENARIOS);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
