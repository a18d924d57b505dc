/* SPDX-License-Identifier: MIT
 *
 * The view of parameters: which rows there are, and that keys change every one of them. */
#include "app/parameters.h"

#include "app/actions.h"
#include "catalog/setting.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .paused = true};
  ck_assert(app_init(&app, &options, &error));
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

static bool has_row(enum dh_parameter parameter) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(&app, lines), found = 0;
  for (int i = 0; i < count; i++) found += lines[i].title[0] == '\0' && lines[i].parameter == parameter;
  ck_assert_int_le(found, 1);
  return found == 1;
}

/* Every row that does something is there, whatever the optimizer and the schedule. */
START_TEST(what_applies_is_listed) {
  const struct dh_rule *rule = catalog_rule(catalog, _i);
  char line[96];
  snprintf(line, sizeof line, "optim %s", dh_rule_info(rule)->name);
  type(line);
  for (int schedule = 0; schedule < DH_SCHEDULE_COUNT; schedule++) {
    snprintf(line, sizeof line, "lr_scheduler_type %s", dh_schedule_name(schedule));
    type(line);
    for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
      enum dh_applies applies = dh_parameter_row((enum dh_parameter)i)->applies;
      bool always = applies != DH_APPLIES_OPTIM && applies != DH_APPLIES_SCHEDULE;
      bool expected = always || dh_spec_applies(app_spec(&app, 1), (enum dh_parameter)i);
      ck_assert_msg(has_row((enum dh_parameter)i) == expected, "%s with %s",
                    dh_parameter_row((enum dh_parameter)i)->name, line);
    }
  }
}
END_TEST

/* What was given stays in view though nothing uses it. */
START_TEST(what_was_given_is_listed) {
  ck_assert(!has_row(DH_BETA2));
  type("beta2 0.9");
  ck_assert(has_row(DH_BETA2));
}
END_TEST

static enum dh_parameter chosen(void) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(&app, lines);
  return lines[parameters_selected(&app, lines, count)].parameter;
}

START_TEST(the_cursor_visits_every_row) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(&app, lines);
  app_key(&app, 'p');
  ck_assert_int_eq(app.view, VIEW_PARAMETERS);
  ck_assert_int_eq(chosen(), DH_LEARNING_RATE);
  for (int i = 0; i < 10; i++) app_key(&app, KEY_CODE_PAGE_UP);
  for (int i = 0; i < count; i++) {
    if (lines[i].title[0] != '\0') continue;
    ck_assert_int_eq(chosen(), lines[i].parameter);
    app_key(&app, KEY_CODE_DOWN);
  }
  ck_assert_int_eq(app.step, 0); /* arrows are the list's here */
  app_key(&app, 'p');
  ck_assert_int_eq(app.view, VIEW_COMPARE);
}
END_TEST

static void choose(enum dh_parameter parameter) {
  app_key(&app, 'p');
  app.parameters.selected = (int)parameter;
}

static double value(enum dh_parameter parameter) { return dh_spec_number(app_spec(&app, 1), parameter); }

/* Right and Left change whatever has a number or a name, within its range, and u takes that back. */
START_TEST(arrows_change_every_row) {
  enum dh_parameter parameter = (enum dh_parameter)_i;
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  type("gradient_noise 1");
  choose(parameter);
  if (!has_row(parameter) || !record_can_set(parameter) || row->type == DH_TYPE_LIST) return;
  const struct dh_rule *rule = app_spec(&app, 1)->rule;
  double before = value(parameter);
  app.held = 0;
  app_key(&app, KEY_CODE_RIGHT);
  bool up = parameter == DH_OPTIM ? app_spec(&app, 1)->rule != rule : value(parameter) != before;
  if (!up) app_key(&app, KEY_CODE_LEFT);
  bool down = parameter == DH_OPTIM || value(parameter) != before;
  ck_assert_msg(up || down, "%s: %s", row->name, app.message);
  if (parameter == DH_OPTIM) return;
  ck_assert_double_ge(value(parameter), row->low);
  ck_assert_double_le(value(parameter), row->high);
  app_key(&app, 'u');
  ck_assert(value(parameter) == before || (isnan(before) && isnan(value(parameter))));
}
END_TEST

START_TEST(backspace_unsets_and_enter_types) {
  choose(DH_LEARNING_RATE);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert(dh_spec_given(app_spec(&app, 1), DH_LEARNING_RATE));
  app_key(&app, KEY_CODE_BACKSPACE);
  ck_assert(!dh_spec_given(app_spec(&app, 1), DH_LEARNING_RATE));
  app_key(&app, KEY_CODE_BACKSPACE);
  ck_assert_int_eq(app.message_tone, TONE_HINT);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert(app.prompt.open);
  ck_assert_str_eq(app.prompt.text, "learning_rate ");
  for (const char *c = "0.25"; *c; c++) app_key(&app, (unsigned char)*c);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_double_eq(value(DH_LEARNING_RATE), 0.25);
  ck_assert_int_eq(app.view, VIEW_PARAMETERS);
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
}
END_TEST

/* A row of the whole scene changes in every lane. */
START_TEST(a_row_of_the_scene_is_everybodys) {
  choose(DH_MAX_STEPS);
  app_key(&app, KEY_CODE_RIGHT);
  for (int i = 0; i < app.lane_count; i++) ck_assert_double_eq(dh_spec_number(app_spec(&app, i), DH_MAX_STEPS), 100);
}
END_TEST

/* With its optimizer a row goes; the cursor stays in the list. */
START_TEST(the_cursor_outlives_its_row) {
  type("optim adam");
  choose(DH_BETA2);
  ck_assert_int_eq(chosen(), DH_BETA2);
  type("optim sgd");
  ck_assert_int_ne(chosen(), DH_BETA2);
  ck_assert(has_row(chosen()));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("app/parameters");
  TCase *t = tcase_create("parameters");
  struct dh_error error;
  struct catalog *counted = catalog_create(NULL, &error);
  int rules = counted ? catalog_rule_count(counted) : 0;
  catalog_destroy(counted);
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_loop_test(t, what_applies_is_listed, 0, rules);
  tcase_add_test(t, what_was_given_is_listed);
  tcase_add_test(t, the_cursor_visits_every_row);
  tcase_add_loop_test(t, arrows_change_every_row, 0, DH_PARAMETER_COUNT);
  tcase_add_test(t, backspace_unsets_and_enter_types);
  tcase_add_test(t, a_row_of_the_scene_is_everybodys);
  tcase_add_test(t, the_cursor_outlives_its_row);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"
