/* SPDX-License-Identifier: MIT
 *
 * Numbers that are taught with a surface, to the digits they are taught with. */
#include "surface_lab.h"

#include <stdio.h>
#include <string.h>

/* As many digits after the point as `text` has. */
static bool reads(double value, const char *text) {
  const char *point = strchr(text, '.');
  char printed[64];
  (void)snprintf(printed, sizeof printed, "%.*f", point ? (int)strlen(point + 1) : 0, value);
  return strcmp(printed, text) == 0;
}

static void assert_reads(const char *surface, const char *what, double value, const char *text) {
  ck_assert_msg(reads(value, text), "%s: %s is %.9g, it should read %s", surface, what, value, text);
}

/* --- losses --- */

static const struct taught {
  const char *surface;
  double rate;
  int step;
  const char *loss;
} taught[] = {
    {"fine_tuning", 1e-3, 0, "2.25"},
    {"fine_tuning", 1e-3, 1, "1.35"},
    {"fine_tuning", 1e-3, 2, "2.11"},
    {"fine_tuning", 1e-3, 3, "1.48"},
    {"fine_tuning", 1e-3, 4, "2.02"},
    {"fine_tuning", 1e-5, 10, "1.76"},
    {"fine_tuning", 1e-5, 50, "0.23"},
    {"fine_tuning", 1e-7, 100, "2.20"},
    {"fine_tuning_explodes", 1e-3, 0, "2.25"},
    {"fine_tuning_explodes", 1e-3, 1, "36"},
    {"fine_tuning_explodes", 1e-3, 2, "576"},
    {"fine_tuning_explodes", 1e-5, 10, "0.81"},
    {"fine_tuning_explodes", 1e-5, 50, "0.013"},
    {"fine_tuning_explodes", 1e-7, 100, "2.04"},
    {"catapult", 0.08, 0, "0.36"},
};
enum { TAUGHT = sizeof taught / sizeof *taught };

START_TEST(losses_are_as_taught) {
  const struct taught *t = &taught[_i];
  assert_reads(t->surface, "the loss", lab_loss_after(lab_find(t->surface), t->rate, t->step), t->loss);
}
END_TEST

/* The stable form against the one that is taught, where that does not overflow. */
START_TEST(fine_tuning_is_log_cosh) {
  enum { POINTS = 200 };
  int index = lab_find("fine_tuning");
  const struct dh_surface_spec *surface = lab_info(index);
  struct dh_sampler *sampler = lab_sampler(index);
  for (int n = 0; n <= POINTS; n++) {
    struct point p = {{surface->low[0] + (surface->high[0] - surface->low[0]) * n / POINTS}};
    double u = 70.71 * p.at[0];
    struct values here = lab_values(sampler, surface, p);
    ck_assert_double_eq_tol(here.value, log(cosh(u)), 1e-14);
    ck_assert_double_eq_tol(here.gradient[0], 70.71 * tanh(u), 1e-12);
  }
  ck_assert(isfinite(lab_values(sampler, surface, (struct point){{1e6, 0}}).value));
  dh_sampler_destroy(sampler);
}
END_TEST

/* --- the catapult --- */

static double sharpness(int surface, const double at[2]) {
  struct dh_sampler *sampler = lab_sampler(surface);
  double eigenvalue = lab_values(sampler, lab_info(surface), (struct point){{at[0], at[1]}}).eigenvalues[1];
  dh_sampler_destroy(sampler);
  return eigenvalue;
}

/* Above the limit of 2/32 it is thrown up and comes to rest where the limit suits it. */
START_TEST(the_catapult_lands_where_it_is_flatter) {
  int surface = lab_find("catapult");
  double highest = 0;
  struct dh_run *run = lab_run(surface, 0.08, 0);
  assert_reads("catapult", "the sharpness at the start", sharpness(surface, dh_run_row(run)->at), "32");
  for (int step = 0; step <= 60; step++) {
    dh_run_goto(run, step);
    highest = fmax(highest, dh_run_row(run)->loss);
  }
  assert_reads("catapult", "the highest loss", highest, "8.9");
  assert_reads("catapult", "the sharpness at the end", sharpness(surface, dh_run_row(run)->at), "14");
  ck_assert_double_lt(dh_run_row(run)->loss, 1e-12);
  dh_run_destroy(run);
}
END_TEST

static bool has_exploded(double loss) { return !(loss < 1e6); }

START_TEST(far_above_the_limit_it_explodes) {
  ck_assert(has_exploded(lab_loss_after(lab_find("catapult"), 0.15, 20)));
  ck_assert(has_exploded(lab_loss_after(lab_find("distill_banana"), 0.006, 7)));
  ck_assert(!has_exploded(lab_loss_after(lab_find("distill_banana"), 0.003, 150)));
}
END_TEST

/* --- the crash course --- */

static const struct exercise {
  double rate;
  int steps; /* 0: never */
} exercises[] = {{0.1, 81}, {1, 6}, {1.6, 1}, {4, 0}};
enum { EXERCISES = sizeof exercises / sizeof *exercises };

/* The exercise stops within 0.55 % of the way. */
START_TEST(the_crash_course_counts_these_steps) {
  enum { LONG = 1000 };
  int surface = lab_find("mlcc"), step = 0;
  const struct dh_surface_spec *info = lab_info(surface);
  double goal = info->minima[0].at[0], way = fabs(info->start[0] - goal);
  struct dh_run *run = lab_run(surface, exercises[_i].rate, 0);
  while (step < LONG && !(fabs(dh_run_row(run)->at[0] - goal) <= 0.0055 * way)) dh_run_goto(run, ++step);
  ck_assert_int_eq(step, exercises[_i].steps > 0 ? exercises[_i].steps : LONG);
  dh_run_destroy(run);
}
END_TEST

/* --- curvature --- */

static const double PI = 3.14159265358979323846;

/* The eigenvalues of the Hessian at a minimum, and the largest stable rate there; "" where nothing is taught. */
static const struct curvature {
  const char *surface;
  double at[2]; /* to a hundredth or better */
  const char *largest, *smallest, *limit;
} curvatures[] = {
    {"rosenbrock", {1, 1}, "1002", "0.399", "0.001997"},
    {"rastrigin", {0, 0}, "396.8", "396.8", "0.00504"},
    {"distill_banana", {1, 0.33}, "520.6", "1.383", "0.00384"},
    {"distill_bowl", {0, 0}, "100", "1", "0.02"},
    {"himmelblau", {3, 2}, "82.3", "", "0.0243"},
    {"himmelblau", {-2.805, 3.131}, "80.6", "", "0.0248"},
    {"himmelblau", {-3.779, -3.283}, "133.8", "", "0.0149"},
    {"himmelblau", {3.584, -1.848}, "105.4", "", "0.0190"},
    {"flower", {0, 0}, "4", "0", "0.5"},
    {"matyas", {0, 0}, "1", "0.04", "2"},
    {"booth", {1, 3}, "18", "2", "0.111"},
    {"beale", {3, 0.5}, "49.0", "0.30", "0.0408"},
    {"dupont", {-0.936, 0}, "31.4", "30.2", "0.0637"},
    {"dupont", {0.905, 0}, "21.1", "19.4", "0.0947"},
    {"lilipads_global", {0, 0}, "2", "2", "1"},
    {"lilipads_local", {-0.968, 0}, "120.9", "61.1", "0.0165"},
    {"lilipads_local", {0.905, 0}, "41.4", "19.4", "0.0483"},
    {"lilipads_saddle", {-1.571, 0}, "2", "1", "1"},
    {"lilipads_bowl", {0, 0}, "2.75", "1", "0.727"},
    {"lilipads_hills", {0.900, -0.653}, "41.7", "18.0", "0.0479"},
    {"lilipads_hills", {0.04, 0}, "6.25", "2.98", "0.320"},
    {"lilipads_plateau", {0.663, 0}, "11.3", "0", "0.177"},
    {"three_hump_camel", {0, 0}, "4.41", "1.59", "0.453"},
    {"easom", {PI, PI}, "3", "3", "0.667"},
    {"branin", {-PI, 12.275}, "22.3", "0.86", "0.0897"},
    {"branin", {PI, 2.275}, "11.1", "1.73", "0.180"},
};
enum { CURVATURES = sizeof curvatures / sizeof *curvatures };

static struct point listed_near(const struct dh_surface_spec *surface, const double at[2]) {
  for (int m = 0; m < surface->minimum_count; m++) {
    const double *place = surface->minima[m].at;
    if (fabs(place[0] - at[0]) < 0.01 && fabs(place[1] - at[1]) < 0.01) return (struct point){{place[0], place[1]}};
  }
  ck_abort_msg("%s has no minimum near %g, %g", surface->name, at[0], at[1]);
  return (struct point){{0, 0}};
}

START_TEST(curvature_is_as_taught) {
  const struct curvature *c = &curvatures[_i];
  int index = lab_find(c->surface);
  struct dh_sampler *sampler = lab_sampler(index);
  struct values here = lab_values(sampler, lab_info(index), listed_near(lab_info(index), c->at));
  assert_reads(c->surface, "the largest eigenvalue", here.eigenvalues[1], c->largest);
  if (*c->smallest != '\0') assert_reads(c->surface, "the smallest eigenvalue", fabs(here.eigenvalues[0]), c->smallest);
  assert_reads(c->surface, "the limit", 2 / here.eigenvalues[1], c->limit);
  dh_sampler_destroy(sampler);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("catalog/taught");
  TCase *tcase = tcase_create("taught");
  tcase_add_checked_fixture(tcase, lab_set_up, lab_tear_down);
  tcase_add_loop_test(tcase, losses_are_as_taught, 0, TAUGHT);
  tcase_add_test(tcase, fine_tuning_is_log_cosh);
  tcase_add_test(tcase, the_catapult_lands_where_it_is_flatter);
  tcase_add_test(tcase, far_above_the_limit_it_explodes);
  tcase_add_loop_test(tcase, the_crash_course_counts_these_steps, 0, EXERCISES);
  tcase_add_loop_test(tcase, curvature_is_as_taught, 0, CURVATURES);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
