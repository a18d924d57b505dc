/* SPDX-License-Identifier: MIT
 *
 * Schedules on the command line: their names and parameters, lists of numbers, and what is said where nothing changes.
 */
#include "downhill/downhill.h"
#include "last_run.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- names --- */

START_TEST(every_schedule_runs_under_its_names) {
  const struct dh_schedule_info *info = dh_schedule_info(_i);
  char words[160];
  struct text rows = {0};
  for (int command = 0; command < 2; command++) {
    for (int alias = 0; alias < (info->alias ? 2 : 1); alias++) {
      snprintf(words, sizeof words, "%s --lr_scheduler_type %s%s --warmup_steps 3 --steps 30 --format csv",
               command == 0 ? "schedule" : "run", alias ? info->alias : info->name,
               _i == DH_SCHEDULE_COSINE_WITH_MIN_LR ? " --min_lr 0.01" : "");
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

/* All of it, from PyTorch's recursion: get_lr() of CosineAnnealingLR makes each rate from the one before. */
START_TEST(the_lesson_s_code_comes_out_line_for_line) {
  const double pi = 3.14159265358979323846;
  double rate = 1e-4;
  run_well("schedule --optim adamw --lr 1e-4 --schedule CosineAnnealingLR --T_max 100 --max_steps 100 --after_step");
  ck_assert_int_eq(text_lines(&result.out), 100);
  for (int step = 0; step < 100; step++) {
    char line[64];
    rate *= (1 + cos(pi * (step + 1) / 100)) / (1 + cos(pi * step / 100));
    snprintf(line, sizeof line, "Step %d: lr = %.6f", step, fabs(rate));
    ck_assert_str_eq(text_line(&result.out, step), line);
  }
  ck_assert_str_eq(text_line(&result.out, 7), "Step 7: lr = 0.000098");
  for (int step = 95; step < 100; step++) ck_assert_ptr_nonnull(strstr(text_line(&result.out, step), "lr = 0.000000"));
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

/* --- what a Trainer counts --- */

#define FINE_TUNING                                                                                                    \
  "schedule --num_train_epochs 3 --dataset_size 52000 --per_device_train_batch_size 8 "                                \
  "--gradient_accumulation_steps 4 --num_gpus 2 --learning_rate 2e-5 --warmup_ratio 0.1 --lr_scheduler_type cosine "

static double in_summary(const char *words, const char *name) {
  char line[1024];
  snprintf(line, sizeof line, "%s --summary", words);
  run_well(line);
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  return strtod(json_member(text_string(&result.out), name), NULL);
}

/* A number of the first schedule. */
static double in_first(const char *words, const char *name) {
  char schedule[1024];
  in_summary(words, "schedules");
  text_copy(schedule, sizeof schedule, json_member(text_string(&result.out), "schedules") + 1);
  char *end = strchr(schedule, '}');
  ck_assert_ptr_nonnull(end);
  end[1] = '\0';
  return strtod(json_member(schedule, name), NULL);
}

START_TEST(steps_are_counted_as_a_trainer_does) {
  static const struct {
    const char *words;
    double steps;
  } known[] = {
      {FINE_TUNING, 2439},
      {FINE_TUNING "--trainer_version 4.55.2", 2439},
      {FINE_TUNING "--trainer-version 4.52", 2439},
      {FINE_TUNING "--trainer_version 4.51.3", 2436},
      {FINE_TUNING "--max_steps 1000", 1000},
      {FINE_TUNING "--steps 5", 2439}, /* so many are printed; the horizon stays */
      {"schedule --dataset_size 91 --batch_size 10 --num_gpus 2 --num_train_epochs 10", 50},
      {"schedule --dataset_size 91 --batch_size 10 --num_gpus 2 --num_train_epochs 10 --dataloader_drop_last", 40},
      {"schedule --dataset_size 91 --num_train_epochs 0.5", 6},
      {"schedule --dataset_size 91", 36},
      {"schedule --dataset_size 1 --gradient_accumulation_steps 64 --trainer_version 4.40", 3},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    ck_assert_double_eq(in_summary(known[i].words, "max_steps"), known[i].steps);
}
END_TEST

START_TEST(a_fine_tuning_is_described) {
  ck_assert_double_eq(in_summary(FINE_TUNING, "batches_per_epoch"), 3250);
  ck_assert_double_eq(in_summary(FINE_TUNING, "updates_per_epoch"), 813);
  ck_assert_double_eq(in_summary(FINE_TUNING, "effective_batch"), 64);
  ck_assert_double_eq(in_summary(FINE_TUNING, "linear_rule_lr"), 2e-4);
  ck_assert_double_eq_tol(in_summary(FINE_TUNING, "root_rule_lr"), 1.4142e-4, 1e-8);
  ck_assert_double_eq(in_first(FINE_TUNING, "warmup_steps"), 244);
  ck_assert_double_eq(in_first(FINE_TUNING, "peak"), 2e-5);
  ck_assert_double_eq(in_first(FINE_TUNING, "peak_step"), 244);
  ck_assert_double_eq(in_first(FINE_TUNING, "fall_step"), 245);
  run_well(FINE_TUNING "--format csv");
  ck_assert_int_eq(text_lines(&result.out), 2440);
  ck_assert_double_eq(csv_number(text_line(&result.out, 1 + 244), 1), 2e-5);
  double last = csv_number(text_line(&result.out, 2439), 1);
  ck_assert_double_eq(in_first(FINE_TUNING, "last"), last);
}
END_TEST

/* Where the decay begins is found in the curve, not in a formula for it. */
START_TEST(the_fall_is_found) {
  ck_assert_double_eq(in_first("schedule --schedule wsd --warmup_steps 10 --max_steps 100", "fall_step"), 91);
  ck_assert_double_eq(in_first("schedule --schedule step --step_size 30 --max_steps 100", "fall_step"), 30);
  in_first("schedule --schedule constant --max_steps 100", "fall_step");
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"fall_step\":null"));
  in_first("schedule --steps 0", "peak");
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"peak\":null,\"peak_step\":null"));
}
END_TEST

/* TrainingArguments' own defaults, where a Trainer was spoken of, and nowhere else. */
START_TEST(a_trainer_has_its_defaults) {
  ck_assert_double_eq(in_first("schedule --dataset_size 80", "peak"), 5e-5);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"lr_scheduler_type\":\"linear\""));
  ck_assert_double_eq(in_first("schedule --trainer_version 4.55", "peak"), 5e-5);
  ck_assert_double_eq(in_first("schedule --max_steps 10", "peak"), 0.1);
  ck_assert_double_eq(in_first("schedule --dataset_size 80 --lr 1e-3 --schedule constant", "peak"), 1e-3);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"lr_scheduler_type\":\"constant\""));
  /* Batches count, so nothing is idle. */
  expect_notes("schedule --dataset_size 80 --batch_size 2 --num_devices 4", "");
  expect_notes("schedule --dataset_size 80 --num_cycles 2", "downhill schedule: note: num_cycles changes nothing with "
                                                            "linear\n");
}
END_TEST

static void expect_complaint(const char *words, const char *complaint) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 2);
  ck_assert_int_eq(text_lines(&result.err), 1);
  ck_assert_msg(strstr(text_string(&result.err), complaint) != NULL, "%s: %s", words, text_string(&result.err));
  ck_assert_str_eq(text_string(&result.out), "");
}

START_TEST(what_cannot_be_counted_is_said) {
  expect_complaint("schedule --num_train_epochs 2", "Add --dataset_size");
  expect_complaint("schedule --dataloader_drop_last", "Add --dataset_size");
  expect_complaint("schedule --dataset_size 0", "dataset_size: 0 is out of range");
  expect_complaint("schedule --dataset_size nan", "dataset_size");
  expect_complaint("schedule --dataset_size inf", "dataset_size");
  expect_complaint("schedule --dataset_size 9 --num_train_epochs 0", "num_train_epochs");
  expect_complaint("schedule --dataset_size 9 --num_train_epochs nan", "num_train_epochs");
  expect_complaint("schedule --dataset_size 9 --num_train_epochs inf", "num_train_epochs");
  expect_complaint("schedule --dataset_size 5 --dataloader_drop_last", "no full batch");
  expect_complaint("schedule --dataset_size 1e15 --batch_size 1", "that makes 3000000000000000 steps");
  expect_complaint("schedule --dataset_size 9 --batch_size 1,2", "one value only");
  expect_complaint("schedule --trainer_version new", "write it as 4.55");
  expect_complaint("schedule --learning_rate 1,2,3,4,5,6,7", "more than 6 values");
  expect_complaint("schedule --max_steps 1e9 --format plot", "too many");
}
END_TEST

/* --- a command line that was meant for a Trainer --- */

#define PASTED                                                                                                         \
  "schedule --model_name_or_path gpt2 --do_train --bf16 True --output_dir=out --learning_rate 2e-5 --warmup_ratio "    \
  "0.1 --fsdp full_shard auto_wrap --max_steps 100 "

START_TEST(a_pasted_line_is_read) {
  expect_notes(PASTED "--format csv", "downhill schedule: note: left out, for they are not about rates: "
                                      "model_name_or_path, do_train, bf16, output_dir, fsdp\n");
  ck_assert_int_eq(text_lines(&result.out), 101);
  ck_assert_double_eq(csv_number(text_line(&result.out, 11), 1), 2e-5);
  ck_assert_double_eq(in_first(PASTED, "warmup_steps"), 10);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"lr_scheduler_type\":\"linear\"")); /* a Trainer's own */
  expect_notes("schedule --optim paged_adamw_8bit --steps 1",
               "downhill schedule: note: the optimizer 'paged_adamw_8bit' is not known here; the schedule is the same "
               "with any\n");
  expect_notes("schedule --lr_scheduler_type constant --warmup_ratio 0.03 --max_steps 100",
               "downhill schedule: note: the warmup is kept here, but Transformers' constant has none: "
               "constant_with_warmup has one\n");
  expect_notes("schedule --logging_steps -1 --max_steps 1",
               "downhill schedule: note: left out, for they are not about rates: logging_steps\n");
}
END_TEST

/* What is nearly an option, or the beginning of one, is a slip; other commands leave nothing out. */
START_TEST(slips_are_not_left_out) {
  expect_complaint("schedule --warmup_ration 0.1", "did you mean --warmup_ratio?");
  expect_complaint("schedule --lr_ 3", "could mean several options");
  expect_complaint("schedule --nproc_per_node 2", "Add --dataset_size N, or --max_steps N");
  expect_complaint("schedule 'torchrun train.py --max_steps 100'", "is quoted as one word: leave the quotes out");
  expect_complaint("schedule -z", "unknown option -z");
  expect_complaint("run --output_dir out", "unknown option --output_dir");
}
END_TEST

START_TEST(flags_are_written_as_a_trainer_s) {
  static const struct {
    const char *word;
    double steps;
  } words[] = {{"", 40},     {" True", 40},  {" true", 40},  {" 1", 40}, {"=TRUE", 40},
               {" yes", 40}, {" False", 50}, {"=false", 50}, {" 0", 50}, {" --bf16", 40}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    char line[200];
    snprintf(line, sizeof line,
             "schedule --dataset_size 91 --batch_size 10 --num_gpus 2 --num_train_epochs 10 --dataloader_drop_last%s",
             words[i].word);
    ck_assert_double_eq(in_summary(line, "max_steps"), words[i].steps);
  }
  expect_complaint("schedule --dataset_size 91 --dataloader_drop_last maybe", "give true or false");
  run_well("run --momentum 0.9 --nesterov True --steps 2");
  run_well("schedule --dataloader_drop_last False --steps 2"); /* as if it was not given */
}
END_TEST

/* --- several, and pictures --- */

START_TEST(several_schedules_stand_side_by_side) {
  run_well("schedule --schedule cosine,linear,wsd --lr 1 --warmup_steps 2 --max_steps 10 --format csv");
  ck_assert_str_eq(text_line(&result.out, 0), "step,cosine,linear,warmup_stable_decay");
  ck_assert_int_eq(text_lines(&result.out), 11);
  ck_assert_str_eq(text_line(&result.out, 2), "1,0.5,0.5,0.5");
  ck_assert_str_eq(csv_field(text_line(&result.out, 4), 2), "0.875");
  run_well("schedule --lr 1e-3,1e-5 --max_steps 2");
  ck_assert_str_eq(text_line(&result.out, 0), "Step 0: lr = 0.001000, 0.000010");
}
END_TEST

static void expect_words(const char *words) {
  ck_assert_msg(strstr(text_string(&result.out), words) != NULL, "'%s' is not in\n%s", words, text_string(&result.out));
}

/* A peak in none of the ranges is told where it stands. */
START_TEST(every_peak_has_its_place) {
  run_well("schedule --lr 1e-3,7e-5,1e-6,0 --max_steps 100 --format plot");
  expect_words("  above all\n");
  expect_words("  none\n");
  expect_words("  below all\n");
  expect_words("  evaluation\n");
}
END_TEST

/* All names, though with the title there would be no room; and letters side by side where curves are the same. */
START_TEST(names_and_letters_stand_apart) {
  run_well("schedule --schedule cosine,linear,wsd,polynomial,constant --lr 1e-4 --warmup_steps 10 --max_steps 100 "
           "--format plot --size 80x30 --glyphs ascii");
  expect_words("A cosine  B linear  C warmup_stable_decay  D polynomial  E constant");
  const char *plot = strchr(strstr(text_string(&result.out), "A cosine  B linear"), '\n');
  for (char letter = 'B'; letter <= 'E'; letter++) ck_assert_msg(strchr(plot, letter) != NULL, "no %c%s", letter, plot);
}
END_TEST

START_TEST(a_plot_says_what_it_shows) {
  run_well(FINE_TUNING "--format plot --glyphs ascii");
  expect_words("2439 = 3 epochs x 813 updates.");
  expect_words("before 4.52 down: 2436 steps");
  expect_words("  244  2e-5      244         245  1.024e-11  full fine-tuning");
  expect_words("64 examples behind an update");
  expect_words("as step k + 1");
  expect_words("^ pre-training");
  expect_words("usual for");
  expect_words("| full fine-tuning");
  expect_words("W");
  run_well(FINE_TUNING "--trainer_version 4.50 --format plot --size 200x60");
  expect_words("rounded down, as in Transformers 4.50 (since 4.52 up: 2439 steps)");
  expect_words("A Trainer logs as step k the rate of update k, the next one");
  run_well("schedule --schedule cosine,linear,wsd --lr 1e-4 --max_steps 100 --format plot");
  expect_words("A cosine  B linear  C warmup_stable_decay");
  run_well("schedule --max_steps 100 --format plot"); /* 0.1: of another kind */
  ck_assert_ptr_null(strstr(text_string(&result.out), "fine-tuning"));
}
END_TEST

static const char *const cases[] = {
    "--learning_rate 0",
    "--steps 0",
    "--steps 1",
    "--schedule exponential --gamma 2 --learning_rate 1 --steps 3000",
    "--schedule cosine_with_restarts --num_cycles 7 --learning_rate 1e-300 --steps 99",
    "--learning_rate 1e-3,1e-5,0 --schedule linear --warmup_steps 500 --steps 20",
    "--schedule one_cycle --dataset_size 10",
};
enum { CASES = sizeof cases / sizeof *cases };

/* No line is wider than was asked for (down to what a table needs), and no number is none. */
START_TEST(plots_fit_whatever_the_curve) {
  static const char *const sizes[] = {"80x24", "120x40", "60x16", "1x1"};
  for (int i = 0; i < 4; i++) {
    char words[256];
    snprintf(words, sizeof words, "schedule %s --format plot --size %s", cases[_i], sizes[i]);
    run_well(words);
    ck_assert(utf8_is_valid(text_string(&result.out)));
    for (int k = 0; k < text_lines(&result.out); k++)
      ck_assert_int_le(text_columns(text_line(&result.out, k)), i == 1 ? 120 : 80);
    ck_assert_ptr_null(strstr(text_string(&result.out), "nan"));
  }
  char words[256];
  snprintf(words, sizeof words, "schedule %s --format svg", cases[_i]);
  run_well(words);
  ck_assert_int_eq(strncmp(text_string(&result.out), "<svg ", 5), 0);
  ck_assert_str_eq(text_string(&result.out) + result.out.length - 7, "</svg>\n");
  ck_assert_ptr_null(strstr(text_string(&result.out), "nan"));
  ck_assert_ptr_null(strstr(text_string(&result.out), "inf"));
}
END_TEST

START_TEST(a_file_s_name_says_what_it_is) {
  static const struct {
    const char *name, *begins;
  } files[] = {{"lr.svg", "<svg "}, {"lr.csv", "step,lr\n"}, {"lr.txt", "Step 0: lr"}};
  for (int i = 0; i < 3; i++) {
    char words[512], text[16] = "";
    const char *path = scratch_path(files[i].name);
    snprintf(words, sizeof words, "schedule --max_steps 3 -o %s", path);
    run_well(words);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t read = fread(text, 1, strlen(files[i].begins), file);
    fclose(file);
    text[read] = '\0';
    ck_assert_str_eq(text, files[i].begins);
  }
}
END_TEST

/* Not a terminal, and still a page: --plot asks for it, as diagnose has it. */
START_TEST(a_plot_may_be_asked_for) {
  struct text page = {0};
  run_well("schedule --max_steps 3 --format plot");
  text_add(&page, text_string(&result.out));
  run_well("schedule --max_steps 3 --plot");
  ck_assert_str_eq(text_string(&result.out), text_string(&page));
  text_free(&page);
  result_free(&result);
  result = program_run("schedule --max_steps 3 --plot --format csv", NULL);
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "leave one of them out"));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("schedules");
  TCase *c = tcase_create("schedules");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_loop_test(c, every_schedule_runs_under_its_names, 0, dh_schedule_count());
  tcase_add_test(c, the_lesson_s_example_comes_out);
  tcase_add_test(c, the_lesson_s_code_comes_out_line_for_line);
  tcase_add_test(c, capitals_may_be_small);
  tcase_add_test(c, milestones_are_a_list);
  tcase_add_test(c, the_summary_has_what_the_schedule_reads);
  tcase_add_test(c, lanes_share_the_milestones);
  tcase_add_test(c, the_list_has_every_schedule_s_parameters);
  tcase_add_test(c, what_changes_nothing_is_said_for_every_kind);
  tcase_add_test(c, steps_are_counted_as_a_trainer_does);
  tcase_add_test(c, a_fine_tuning_is_described);
  tcase_add_test(c, the_fall_is_found);
  tcase_add_test(c, a_trainer_has_its_defaults);
  tcase_add_test(c, what_cannot_be_counted_is_said);
  tcase_add_test(c, a_pasted_line_is_read);
  tcase_add_test(c, slips_are_not_left_out);
  tcase_add_test(c, flags_are_written_as_a_trainer_s);
  tcase_add_test(c, every_peak_has_its_place);
  tcase_add_test(c, names_and_letters_stand_apart);
  tcase_add_test(c, several_schedules_stand_side_by_side);
  tcase_add_test(c, a_plot_says_what_it_shows);
  tcase_add_loop_test(c, plots_fit_whatever_the_curve, 0, CASES);
  tcase_add_test(c, a_file_s_name_says_what_it_is);
  tcase_add_test(c, a_plot_may_be_asked_for);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
