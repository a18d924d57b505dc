/* SPDX-License-Identifier: MIT
 *
 * The lines of an update that say something. */
#include "app/update.h"
#include "catalog/catalog.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
}

static void tear_down(void) { catalog_destroy(catalog); }

static struct dh_spec spec_of(const char *rule) {
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, 0), catalog_rule(catalog, catalog_rule_find(catalog, rule)));
  return spec;
}

static void print_lines(const struct dh_spec *spec, char *out, size_t size) {
  struct update_lines lines;
  size_t length = 0;
  update_lines(spec, &lines);
  for (int i = 0; i < lines.count; i++)
    length += (size_t)snprintf(out + length, size - length, "%s%s = %s", i > 0 ? "; " : "", lines.line[i].target,
                               lines.line[i].text);
}

static void expect(const struct dh_spec *spec, const char *lines) {
  char printed[2048];
  print_lines(spec, printed, sizeof printed);
  ck_assert_str_eq(printed, lines);
}

START_TEST(plain_descent_is_one_line) {
  struct dh_spec spec = spec_of("sgd");
  expect(&spec, "p = p - lr*g");
}
END_TEST

START_TEST(what_is_switched_on_has_its_line) {
  struct dh_spec spec = spec_of("sgd");
  dh_spec_set(&spec, DH_MOMENTUM, 0.9);
  expect(&spec, "b = where(t == 1, g, momentum*b + (1 - dampening)*g); p = p - lr*b");
  dh_spec_set(&spec, DH_NESTEROV, 1);
  dh_spec_set(&spec, DH_WEIGHT_DECAY, 0.1);
  expect(&spec, "g = g + weight_decay*p; b = where(t == 1, g, momentum*b + (1 - dampening)*g); d = g + momentum*b; "
                "p = p - lr*d");
}
END_TEST

/* Adam's largest second moment is kept, but read only with amsgrad. */
START_TEST(what_nobody_reads_is_left_out) {
  struct dh_spec spec = spec_of("adam");
  expect(&spec, "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g*g; "
                "d = m/(1 - beta1^t)/(sqrt(v)/sqrt(1 - beta2^t) + eps); p = p - lr*d");
  dh_spec_set(&spec, DH_AMSGRAD, 1);
  expect(&spec, "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g*g; u = max(u, v); "
                "d = m/(1 - beta1^t)/(sqrt(u)/sqrt(1 - beta2^t) + eps); p = p - lr*d");
}
END_TEST

/* What only the next update reads counts: Lion's mean, Rprop's gradient. */
START_TEST(what_the_next_update_reads_stays) {
  struct dh_spec lion = spec_of("lion");
  expect(&lion, "d = sign(beta1*m + (1 - beta1)*g); m = beta2*m + (1 - beta2)*g; p = p - lr*d");
  char printed[2048];
  struct dh_spec rprop = spec_of("rprop");
  print_lines(&rprop, printed, sizeof printed);
  ck_assert_ptr_nonnull(strstr(printed, "q = g; "));
}
END_TEST

static bool is_known(const struct dh_spec *spec, const struct update_lines *lines, int line, const char *name) {
  static const char *const given[] = {"p", "g", "lr", "t", "loss", "where", "sqrt", "max", "sign", "min", "abs", "e"};
  const struct dh_rule_spec *rule = dh_rule_info(spec->rule);
  for (size_t i = 0; i < sizeof given / sizeof *given; i++)
    if (strcmp(name, given[i]) == 0) return true;
  for (int i = 0; i < rule->state_count; i++)
    if (strcmp(name, rule->state[i]) == 0) return true;
  for (int i = 0; i < rule->parameter_count; i++)
    if (strcmp(name, rule->parameter[i].name) == 0) return true;
  for (int i = 0; i < line; i++)
    if (strcmp(name, lines->line[i].target) == 0) return true;
  return false;
}

/* Whatever is set, no line reads what no line before assigns. */
START_TEST(no_name_is_left_hanging) {
  for (int set = 0; set < 64; set++) {
    struct update_lines lines;
    struct dh_spec spec;
    static const enum dh_parameter flags[] = {DH_MOMENTUM, DH_NESTEROV, DH_WEIGHT_DECAY,
                                              DH_AMSGRAD,  DH_CENTERED, DH_DAMPENING};
    dh_spec_init(&spec, catalog_surface(catalog, 0), catalog_rule(catalog, _i));
    for (int i = 0; i < 6; i++)
      if (set >> i & 1) dh_spec_set(&spec, flags[i], flags[i] == DH_NESTEROV ? 1 : 0.5);
    update_lines(&spec, &lines);
    ck_assert_int_ge(lines.count, 1);
    ck_assert_str_eq(lines.line[lines.count - 1].target, "p");
    for (int i = 0; i < lines.count; i++) {
      const char *text = lines.line[i].text;
      ck_assert_int_gt((int)strlen(text), 0);
      for (const char *c = text; *c; c++) {
        char name[DH_NAME_MAX];
        size_t length = 0;
        while (isalnum((unsigned char)c[length]) || c[length] == '_') length++;
        if (length == 0) continue;
        if (isalpha((unsigned char)*c)) {
          snprintf(name, sizeof name, "%.*s", (int)length, c);
          ck_assert_msg(is_known(&spec, &lines, i, name), "%s: '%s' reads %s", dh_rule_info(spec.rule)->name, text,
                        name);
        }
        c += length - 1;
      }
    }
  }
}
END_TEST

START_TEST(branches_keep_their_sense) {
  static const struct update_name names[] = {{"a", 1}, {"b", 0}, {"n", 0.0 / 0.0}};
  static const struct {
    const char *text, *decided;
  } cases[] = {
      {"where(a, x, y)", "x"},
      {"where(b, x, y)", "y"},
      {"where(a == 1, x + 1, y)*z", "(x + 1)*z"},
      {"max(where(b, x + 1, y + 2), z)", "max(y + 2, z)"},
      {"where(a > 0, where(b, x, y), z)", "y"},
      {"where(c > 0, where(b, x, y), z)", "where(c > 0, y, z)"},
      {"where(n > 0, x, y)", "y"},
      {"nowhere(a, x, y)", "nowhere(a, x, y)"},
      {"where(a, x", "where(a, x"},
      {"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char decided[UPDATE_TEXT];
    update_decide(cases[i].text, names, 3, decided, sizeof decided);
    ck_assert_str_eq(decided, cases[i].decided);
  }
}
END_TEST

/* Text that does not fit is left out whole. */
START_TEST(a_line_as_long_as_a_book_has_no_text) {
  struct dh_error error;
  struct update_lines lines;
  char text[4 * UPDATE_TEXT] = "p = p - lr*(g";
  while (strlen(text) < 2 * UPDATE_TEXT) strcat(text, " + g");
  strcat(text, ")");
  struct dh_rule *rule = dh_rule_typed(text, &error);
  ck_assert_ptr_nonnull(rule);
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, 0), rule);
  update_lines(&spec, &lines);
  ck_assert_int_eq(lines.count, 1);
  ck_assert_str_eq(lines.line[0].text, "");
  dh_rule_destroy(rule);
}
END_TEST

static Suite *suite(void) {
  struct dh_error error;
  Suite *suite = suite_create("update");
  TCase *tests = tcase_create("update");
  struct catalog *all = catalog_create(NULL, &error);
  int count = all ? catalog_rule_count(all) : 1;
  catalog_destroy(all);
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, plain_descent_is_one_line);
  tcase_add_test(tests, what_is_switched_on_has_its_line);
  tcase_add_test(tests, what_nobody_reads_is_left_out);
  tcase_add_test(tests, what_the_next_update_reads_stays);
  tcase_add_loop_test(tests, no_name_is_left_hanging, 0, count);
  tcase_add_test(tests, branches_keep_their_sense);
  tcase_add_test(tests, a_line_as_long_as_a_book_has_no_text);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
