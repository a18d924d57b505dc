/* SPDX-License-Identifier: MIT
 *
 * Agreement with PyTorch: value, gradient, Hessian and eigenvalues of every surface of tests/golden/surfaces. */
#include "surface_lab.h"

#include "descent/csv.h"

enum { NAMES_MAX = 64, NAME = 64 };

static char names[NAMES_MAX][NAME];
static int name_count;

static void read_names(void) {
  struct csv csv;
  csv_open(&csv, "surfaces/formulas.csv");
  for (name_count = 0; csv_next(&csv); name_count++) {
    csv_must(name_count < NAMES_MAX, "too many surfaces", csv_text(&csv, "name"));
    (void)snprintf(names[name_count], NAME, "%s", csv_text(&csv, "name"));
  }
  csv_close(&csv);
}

/* Numbers of one kind agree to 1e-10 of the largest among them, or of 1. */
static void compare(const struct csv *csv, const char *name, const char *const columns[], const double *ours,
                    int count) {
  double largest = 1;
  for (int i = 0; i < count; i++) largest = fmax(largest, fabs(csv_number(csv, columns[i])));
  for (int i = 0; i < count; i++) {
    double theirs = csv_number(csv, columns[i]);
    ck_assert_msg(fabs(ours[i] - theirs) <= 1e-10 * largest, "%s: %s at %s, %s is %.17g, not %.17g", name, columns[i],
                  csv_text(csv, "x"), csv_text(csv, "y"), ours[i], theirs);
  }
}

START_TEST(surfaces_are_those_of_pytorch) {
  static const char *const value[] = {"f"}, *const gradient[] = {"df_dx", "df_dy"},
                           *const hessian[] = {"d2f_dx2", "d2f_dxdy", "d2f_dy2"},
                           *const eigenvalues[] = {"eig_min", "eig_max"};
  const char *name = names[_i];
  char path[2 * NAME];
  int index = lab_find(name), rows = 0;
  struct dh_sampler *sampler = lab_sampler(index);
  struct csv csv;
  (void)snprintf(path, sizeof path, "surfaces/%s.csv", name);
  csv_open(&csv, path);
  for (; csv_next(&csv); rows++) {
    struct point p = {{csv_number(&csv, "x"), csv_number(&csv, "y")}};
    struct values here = lab_values(sampler, lab_info(index), p);
    compare(&csv, name, value, &here.value, 1);
    compare(&csv, name, gradient, here.gradient, 2);
    compare(&csv, name, hessian, here.hessian, 3);
    compare(&csv, name, eigenvalues, here.eigenvalues, 2);
  }
  csv_close(&csv);
  ck_assert_int_gt(rows, 0);
  dh_sampler_destroy(sampler);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("catalog/golden_surfaces");
  TCase *tcase = tcase_create("golden");
  read_names();
  tcase_add_checked_fixture(tcase, lab_set_up, lab_tear_down);
  tcase_add_loop_test(tcase, surfaces_are_those_of_pytorch, 0, name_count);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
