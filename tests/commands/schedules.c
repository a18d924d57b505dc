/* SPDX-License-Identifier: MIT
 *
 * Schedules on the command line: their names and parameters, lists of numbers, and what is said where nothing changes.
 */
#include "downhill/downhill.h"
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct result result;

static void teardown(void) { result_free(&result); }

static void run_well(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
}

static void expect_notes(const char *words, const char *notes) {
  run_well(words);
  ck_assert_str_eq(text_string(&result.err), notes);
}

/* --- names --- */

START_TEST(every_schedule_runs_under_its_names) {
  const struct dh_schedule_info *info = dh_schedule_info(_i);
  char words[160];
  struct text rows = {0};
  for (int command = 0; command < 2; command++) {
    for (int alias = 0; alias < (info->alias ? 2 : 1); alias++) {
      snprintf(words, sizeof words, "%s --lr_scheduler_type %s --warmup_steps 3 --steps 30 --format csv",
               command == 0 ? "schedule" : "run", alias ? info->alias : info->name);
      run_well(words);
      ck_assert_int_eq(text_lines(&result.out), command == 0 ? 31 : 32);
      if (alias) ck_assert_str_eq(text_string(&result.out), text_string(&rows));
      text_clear(&rows);
      text_add(&rows, text_string(&result.out));
    }
  }
  text_free(&rows);
}
END_TEST

/* The lesson's code: AdamW, 1e-4, CosineAnnealingLR(T_max=100), printed after each scheduler step. */
START_TEST(the_lesson_s_example_comes_out) {
  run_well("schedule --learning_rate 1e-4 --lr_scheduler_type cosine_annealing --T_max 100 --steps 100");
  ck_assert_int_eq(text_lines(&result.out), 100);
  ck_assert_str_eq(text_line(&result.out, 0), "Step 0: lr = 0.000100");
  ck_assert_str_eq(text_line(&result.out, 8), "Step 8: lr = 0.000098");
  ck_assert_str_eq(text_line(&result.out, 95), "Step 95: lr = 0.000001");
  for (int k = 96; k < 100; k++) ck_assert_ptr_nonnull(strstr(text_line(&result.out, k), "lr = 0.000000"));
  run_well("run --optim adamw --lr 1e-4 --schedule CosineAnnealingLR --t-max 100 --steps 100 --every 8");
  ck_assert_str_eq(csv_field(text_line(&result.out, 2), 0), "8");
  char shown[32];
  snprintf(shown, sizeof shown, "%.6f", csv_number(text_line(&result.out, 2), 4));
  ck_assert_str_eq(shown, "0.000098");
}
END_TEST

START_TEST(capitals_may_be_small) {
  static const char *const spellings[] = {"T_max", "T-max", "t_max", "t-max"};
  for (int i = 0; i < 4; i++) {
    char words[80];
    snprintf(words, sizeof words, "schedule --schedule cosine_annealing --%s 4 --steps 5", spellings[i]);
    run_well(words);
    ck_assert_str_eq(text_line(&result.out, 4), "Step 4: lr = 0.000000");
  }
}
END_TEST

/* --- lists --- */

START_TEST(milestones_are_a_list) {
  static const char *const written[] = {"3,8", "8,3", "'[3, 8]'", "'3 8'", "3|8"};
  for (int i = 0; i < 5; i++) {
    char words[96];
    snprintf(words, sizeof words, "schedule --schedule multistep --milestones %s --gamma 0.5 --steps 10", written[i]);
    run_well(words);
    ck_assert_str_eq(text_line(&result.out, 2), "Step 2: lr = 0.100000");
    ck_assert_str_eq(text_line(&result.out, 3), "Step 3: lr = 0.050000");
    ck_assert_str_eq(text_line(&result.out, 8), "Step 8: lr = 0.025000");
  }
}
END_TEST

static const char *in_spec(const char *name) {
  char spec[2048];
  text_copy(spec, sizeof spec, json_member(text_string(&result.out), "spec"));
  return json_member(spec, name);
}

START_TEST(the_summary_has_what_the_schedule_reads) {
  run_well("run --schedule multistep --milestones 30,8 --steps 9 --summary");
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  ck_assert_str_eq(in_spec("milestones"), "[8.0,30.0]");
  ck_assert_str_eq(in_spec("gamma"), "0.1");
  ck_assert_str_eq(in_spec("T_max"), "");
  run_well("run --schedule multistep --steps 9 --summary");
  ck_assert_str_eq(in_spec("milestones"), "null");
  run_well("run --schedule one_cycle --steps 9 --summary");
  ck_assert_str_eq(in_spec("max_lr"), "null");
  ck_assert_str_eq(in_spec("three_phase"), "false");
  ck_assert_str_eq(in_spec("anneal_strategy"), "\"cos\"");
}
END_TEST

/* A list of numbers is one value: only other parameters are spread over lanes. */
START_TEST(lanes_share_the_milestones) {
  run_well("compare --schedule multistep --milestones 3,8 --gamma 0.1,0.5 --lr 0.1 --steps 12");
  ck_assert_int_eq(text_lines(&result.out), 3);
}
END_TEST

/* --- what is listed and said --- */

START_TEST(the_list_has_every_schedule_s_parameters) {
  run_well("list schedules");
  for (int i = 0; i < dh_schedule_count(); i++) {
    const struct dh_schedule_info *info = dh_schedule_info(i);
    const char *line = text_line(&result.out, i + 1);
    ck_assert_int_eq(strncmp(line, info->name, strlen(info->name)), 0);
    if (info->alias) ck_assert_ptr_nonnull(strstr(line, info->alias));
    for (int k = 0; k < info->use_count; k++)
      ck_assert_msg(strstr(line, dh_parameter_row(info->uses[k].parameter)->name) != NULL, "%s", line);
  }
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1 + DH_SCHEDULE_STEP), " step_size gamma=0.1"));
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1 + DH_SCHEDULE_COSINE), " num_cycles=0.5"));
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1 + DH_SCHEDULE_COSINE_WITH_RESTARTS), " num_cycles=1"));
}
END_TEST

START_TEST(what_changes_nothing_is_said_for_every_kind) {
  expect_notes("run --T_max 5 --steps 1", "downhill run: note: T_max changes nothing with constant\n");
  expect_notes("run --schedule step --milestones 3 --gamma 0.5 --steps 1",
               "downhill run: note: milestones changes nothing with step\n");
  expect_notes("run --schedule cosine_with_min_lr --min_lr 0.01 --steps 1", "");
  expect_notes("run --schedule warmup_stable_decay --min_lr 0.01 --steps 1",
               "downhill run: note: min_lr changes nothing with warmup_stable_decay\n");
  expect_notes("run --batch_size 8 --steps 1",
               "downhill run: note: per_device_train_batch_size changes nothing without gradient_noise, data or "
               "scale_lr_with_batch\n");
  expect_notes("run --batch_size 8 --gradient_noise 1 --steps 1", "");
  expect_notes("run --num_devices 8 --scale_lr_with_batch --steps 1", "");
  /* In one lane of the list it does something. */
  expect_notes("compare --schedule step,cosine --gamma 0.5 --steps 5", "");
  expect_notes("compare --schedule step,cosine --momentum 0.5 --steps 5", "");
  expect_notes("compare --schedule step,cosine --beta1 0.5 --steps 5",
               "downhill compare: note: beta1 changes nothing with sgd\n");
  expect_notes("schedule --schedule reduce_lr_on_plateau --steps 2",
               "downhill schedule: note: reduce_lr_on_plateau goes by losses, and here are none: downhill run shows "
               "what it does\n");
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("schedules");
  TCase *c = tcase_create("schedules");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_loop_test(c, every_schedule_runs_under_its_names, 0, dh_schedule_count());
  tcase_add_test(c, the_lesson_s_example_comes_out);
  tcase_add_test(c, capitals_may_be_small);
  tcase_add_test(c, milestones_are_a_list);
  tcase_add_test(c, the_summary_has_what_the_schedule_reads);
  tcase_add_test(c, lanes_share_the_milestones);
  tcase_add_test(c, the_list_has_every_schedule_s_parameters);
  tcase_add_test(c, what_changes_nothing_is_said_for_every_kind);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
