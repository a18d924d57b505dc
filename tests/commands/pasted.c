/* SPDX-License-Identifier: MIT
 *
 * Command lines that were meant for a Trainer, with what starts it in front: the numbers are those of the training. */
#include "catalog/members.h"
#include "downhill/downhill.h"
#include "last_run.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect_complaint(const char *words, const char *complaint) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 2);
  ck_assert_msg(strstr(text_string(&result.err), complaint) != NULL, "%s: %s", words, text_string(&result.err));
  ck_assert_str_eq(text_string(&result.out), "");
}

/* The rate of an update, of the first schedule. */
static double rate(const char *words, int step) {
  char line[1024];
  snprintf(line, sizeof line, "schedule %s --format csv", words);
  run_well(line);
  ck_assert_int_gt(text_lines(&result.out), step + 1);
  return csv_number(text_line(&result.out, step + 1), 1);
}

static double in_summary(const char *words, const char *name) {
  char line[2048];
  snprintf(line, sizeof line, "schedule %s --summary", words);
  run_well(line);
  return strtod(json_member(text_string(&result.out), name), NULL);
}

/* --- lr_scheduler_kwargs --- */

#define OF(kind, kwargs)                                                                                               \
  "--learning_rate 2e-5 --max_steps 100 --lr_scheduler_type " kind " --lr_scheduler_kwargs '" kwargs "' "

/* Worked out by hand from the formulas of src/transformers/optimization.py. */
START_TEST(kwargs_are_read_as_transformers_does) {
  static const struct {
    const char *words;
    int step;
    double rate;
  } known[] = {
      {OF("cosine_with_min_lr", "{\"min_lr\": 1e-6}"), 50, 1.05e-5},
      {OF("cosine_with_min_lr", "{\"min_lr_rate\": 0.1}"), 50, 1.1e-5},
      {OF("cosine_with_min_lr", "{\"min_lr\": 1e-6, \"num_cycles\": 1}"), 50, 1e-6},
      {OF("cosine_with_min_lr", "{\"min_lr\": null, \"min_lr_rate\": 0.1}"), 50, 1.1e-5},
      {OF("cosine", "{\"num_cycles\": 1.0}"), 50, 0},
      {OF("cosine", "{}"), 50, 1e-5},
      {OF("cosine_with_restarts", "{\"num_cycles\": 4}"), 25, 2e-5},
      {OF("polynomial", "{\"power\": \"2.0\", \"lr_end\": 1e-6}"), 50, 5.75e-6},
      {OF("wsd", "{\"num_stable_steps\": 60, \"num_decay_steps\": 20, \"min_lr_ratio\": 0.1, "
                 "\"decay_type\": \"linear\"}") "--warmup_steps 10",
       5, 1.1e-5},
      {OF("wsd", "{\"num_stable_steps\": 60, \"num_decay_steps\": 20, \"min_lr_ratio\": 0.1, "
                 "\"decay_type\": \"linear\"}") "--warmup_steps 10",
       80, 1.1e-5},
      {OF("wsd", "{\"num_stable_steps\": 60, \"num_decay_steps\": 20, \"min_lr_ratio\": 0.1}") "--warmup_steps 10", 95,
       2e-6},
  };
  if (!members_are_built()) return;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    double found = rate(known[i].words, known[i].step);
    ck_assert_msg(fabs(found - known[i].rate) < 1e-16, "%s: %g", known[i].words, found);
    ck_assert_str_eq(text_string(&result.err), "");
  }
  /* Of several, for the one that takes it. */
  ck_assert_double_eq_tol(rate(OF("cosine,cosine_with_min_lr", "{\"min_lr\": 1e-6}"), 50), 1e-5, 1e-16);
  ck_assert_double_eq_tol(csv_number(text_line(&result.out, 51), 2), 1.05e-5, 1e-16);
}
END_TEST

/* TypeErrors and ValueErrors there. */
START_TEST(what_transformers_refuses_is_refused) {
  expect_complaint("schedule --lr_scheduler_type cosine_with_min_lr --max_steps 9", "needs a least rate: --lr_sched");
  expect_complaint("schedule --lr_scheduler_type wsd --output_dir x --max_steps 9", "needs num_decay_steps");
  run_well("schedule --lr_scheduler_type wsd --max_steps 9"); /* no Trainer's line */
  expect_complaint("schedule --lr_scheduler_type polynomial --lr_end 1e-3 --output_dir x --max_steps 100",
                   "smaller than learning_rate");
  if (!members_are_built()) {
    expect_complaint("schedule " OF("cosine", "{}"), "built without json-c");
    return;
  }
  expect_complaint("schedule " OF("cosine", "{\"min_lr\": 1e-6}"), "cosine takes no min_lr: it takes num_cycles");
  expect_complaint("schedule " OF("linear", "{\"min_lr\": 1e-6}"), "linear takes no min_lr: it takes nothing");
  expect_complaint("schedule " OF("wsd", "{\"min_lr_rate\": 0.1}"), "takes no min_lr_rate");
  expect_complaint("schedule " OF("cosine_with_min_lr", "{\"min_lr_ratio\": 0.1}"), "it takes num_cycles, min_lr");
  expect_complaint("schedule " OF("cosine_with_min_lr", "{\"min_lr\": 1, \"min_lr_rate\": 0}"), "give one of them");
  expect_complaint("schedule " OF("cosine_with_min_lr", "{\"min_lr\": 1e-6}") "--min_lr 1e-6", "given twice");
  expect_complaint("schedule " OF("cosine_with_min_lr", "{\"min_lr\": \"x\"}"), "min_lr: 'x' is not a value");
  expect_complaint("schedule " OF("cosine_with_min_lr", "{\"min_lr\": [1]}"), "min_lr");
  expect_complaint("schedule " OF("wsd", "{\"num_decay_steps\": 9, \"decay_type\": \"flat\"}"), "there is no 'flat'");
}
END_TEST

START_TEST(kwargs_are_json_only) {
  static const char *const bad[] = {
      "min_lr=1e-6",         "{min_lr: 1e-6}",       "{\"min_lr\": 1e-6",  "[1]", "1", "null", "",
      "{\"min_lr\": 1e-6,}", "{\"min_lr\": 1e-6} x", "{\"a\": {\"b\": {}}"};
  char words[256];
  if (!members_are_built()) return;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    snprintf(words, sizeof words, "schedule --max_steps 9 --lr_scheduler_type cosine --lr_scheduler_kwargs '%s'",
             bad[i]);
    expect_complaint(words, "is no JSON object: write it as");
  }
}
END_TEST

/* get_scheduler() keeps them to itself for these. */
START_TEST(kwargs_that_are_not_passed_on_are_said) {
  if (!members_are_built()) return;
  double without = rate("--learning_rate 2e-5 --max_steps 100 --lr_scheduler_type inverse_sqrt", 60);
  ck_assert_double_eq(rate(OF("inverse_sqrt", "{\"timescale\": 50}"), 60), without);
  ck_assert_str_eq(text_string(&result.err), "downhill schedule: note: lr_scheduler_kwargs changes nothing with "
                                             "inverse_sqrt: Transformers does not pass it on\n");
  expect_notes("schedule " OF("constant_with_warmup", "{\"min_lr\": 1}") "--steps 1",
               "downhill schedule: note: lr_scheduler_kwargs changes nothing with constant: Transformers does not pass "
               "it on\n");
}
END_TEST

/* --- devices --- */

/* 52000 examples, 8 a device: an epoch of ceil(6500 / devices) updates, and three of them. */
START_TEST(launchers_say_how_many_devices) {
  static const struct {
    const char *words;
    double devices;
  } known[] = {
      {"torchrun --nproc_per_node 4 train.py", 4},
      {"torchrun --nproc-per-node=4 --nnodes=2 train.py", 8},
      {"--nproc_per_node 4 --nnodes 2", 8},
      {"python -m torch.distributed.launch --nproc_per_node 4 train.py", 4},
      {"accelerate launch --num_processes 8 train.py", 8},
      {"accelerate launch --num-processes 8 --num_machines 2 --multi_gpu train.py", 8},
      {"deepspeed --num_gpus=4 train.py", 4},
      {"deepspeed --num_gpus 4 --num_nodes 2 train.py", 8},
      {"--num_devices 4", 4},
      {"CUDA_VISIBLE_DEVICES=0,1 python train.py", 1},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    char words[256];
    snprintf(words, sizeof words, "%s --dataset_size 52000 --learning_rate 1e-5", known[i].words);
    ck_assert_double_eq(in_summary(words, "max_steps"), 3 * ceil(6500 / known[i].devices));
    ck_assert_double_eq(in_summary(words, "effective_batch"), 8 * known[i].devices);
  }
  expect_complaint("schedule --nproc_per_node gpu", "nproc_per_node: 'gpu' is not a value");
  expect_complaint("schedule --nnodes 1:4", "nnodes: '1:4' is not a value");
  expect_complaint("schedule --num_processes 0", "num_processes");
  expect_complaint("schedule --num_processes 8 --nproc_per_node 4", "give one of them");
  expect_complaint("schedule --num_processes 8 --num_gpus 4", "give one of them");
  expect_complaint("schedule --nproc_per_node 8 --num_gpus 4", "give one of them");
  expect_complaint("schedule deepspeed --include localhost:0,1 train.py --max_steps 9", "--num_gpus N");
}
END_TEST

/* --- words in front --- */

#define LEFT_OUT "downhill schedule: note: left out, for they are not about rates: "

START_TEST(what_starts_a_training_is_left_out) {
  static const struct {
    const char *words, *others;
  } lines[] = {
      {"CUDA_VISIBLE_DEVICES=0,1 python run_clm.py --max_steps 9", "CUDA_VISIBLE_DEVICES=0,1 python run_clm.py"},
      {"torchrun --master_port 29500 src/train.py --max_steps 9", "torchrun, src/train.py, master_port"},
      {"torchrun --nproc_per_node 2 -m pkg.train --max_steps 9", "torchrun, -m"},
      {"accelerate launch -- train.py sft --max_steps 9", "accelerate launch, train.py, sft"},
      {"--nproc_per_node 2 train.py --max_steps 9", "train.py"},
      {"python train.py --data_path a.json --model.name x --max_steps=9", "python train.py, data_path, model.name"},
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    char words[256], notes[256];
    snprintf(words, sizeof words, "schedule %s --summary", lines[i].words);
    snprintf(notes, sizeof notes, LEFT_OUT "%s\n", lines[i].others);
    expect_notes(words, notes);
    ck_assert_double_eq(strtod(json_member(text_string(&result.out), "max_steps"), NULL), 9);
  }
  /* Behind what is started a letter is the training's: it may be a rate. */
  expect_complaint("schedule python train.py -lr 1e-4 --max_steps 9", "-l");
  expect_complaint("schedule torchrun --nproc_per_node 2 -m pkg.train -lr 1e-4 --max_steps 9", "-l");
  expect_complaint("schedule python -m torch.distributed.run -n 2 train.py -b 4 --max_steps 9", "-b");
  expect_complaint("schedule --nproc_per_node 1000000 --nnodes 1000000 --max_steps 9", "devices are too many");
  expect_complaint("schedule cosine --max_steps 9", "'cosine' is too much"); /* a slip */
  expect_complaint("schedule torchrun", "'torchrun' is too much");
  expect_complaint("schedule torchrun --trainer.max_steps 9", "did you mean --max_steps?");
  expect_complaint("run python train.py --max_steps 9", "is too much"); /* others have nothing pasted */
}
END_TEST

/* As they stand in the scripts' own pages; the numbers by hand. */
START_TEST(lines_of_others_come_out) {
  static const struct {
    const char *words;
    double steps, warmup, peak;
  } lines[] = {
      /* 52000 / (4 x 4) = 3250 batches, / 8 = 406.25 -> 407 updates */
      {"torchrun --nproc_per_node=4 --master_port=1234 train.py --data_path ./alpaca_data.json --bf16 True "
       "--num_train_epochs 3 --per_device_train_batch_size 4 --gradient_accumulation_steps 8 --evaluation_strategy no "
       "--save_strategy steps --save_steps 2000 --learning_rate 2e-5 --weight_decay 0. --warmup_ratio 0.03 "
       "--lr_scheduler_type cosine --logging_steps 1 --fsdp 'full_shard auto_wrap' --tf32 True --dataset_size 52000",
       1221, 37, 2e-5},
      {"CUDA_VISIBLE_DEVICES=0 python src/train_bash.py --stage sft --do_train --dataset alpaca_gpt4_zh --template x "
       "--finetuning_type lora --lora_target q_proj,v_proj --per_device_train_batch_size 4 --fp16 --plot_loss "
       "--gradient_accumulation_steps 4 --lr_scheduler_type cosine --learning_rate 5e-5 --num_train_epochs 3.0 "
       "--warmup_ratio 0.1 --dataset_size 52000",
       9750, 975, 5e-5},
      {"trl dpo --model_name_or_path m --beta 0.1 --dtype bfloat16 --revision main --learning_rate 5e-7 --warmup_steps "
       "150 --adam_beta2 0.95 --lr_scheduler_type constant_with_warmup --max_steps 1000",
       1000, 150, 5e-7},
      {"python run_glue.py --task_name mrpc --do_train --per_device_train_batch_size 32 --learning_rate=2e-5 --bf16 "
       "--gradient_checkpointing true --report_to none --num_train_epochs 3 --dataset_size 3668",
       345, 0, 2e-5},
      {"accelerate launch --mixed_precision=fp16 train_text_to_image.py --use_ema --train_batch_size=1 "
       "--gradient_accumulation_steps=4 --max_train_steps=15000 --learning_rate=1e-05 --lr_scheduler=cosine "
       "--lr_warmup_steps=500",
       15000, 500, 1e-5},
      {"--epochs 2 --train_batch_size 10 --learning_rate 1e-3 --dataset_size 91", 20, 0, 1e-3},
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    ck_assert_double_eq(in_summary(lines[i].words, "max_steps"), lines[i].steps);
    ck_assert_double_eq(strtod(strstr(text_string(&result.out), "\"warmup_steps\":") + 15, NULL), lines[i].warmup);
    ck_assert_double_eq(strtod(strstr(text_string(&result.out), "\"peak\":") + 7, NULL), lines[i].peak);
    ck_assert_ptr_null(strstr(text_string(&result.err), "changes nothing"));
  }
  expect_complaint("schedule --scale_lr --learning_rate 1e-4", "the rates depend on it");
}
END_TEST

/* --- what a Trainer reads in its own way --- */

START_TEST(steps_that_are_not_set_are_counted) {
  ck_assert_double_eq(in_summary("--max_steps -1 --num_train_epochs 2 --dataset_size 80", "max_steps"), 20);
  ck_assert_double_eq(in_summary("--max_steps=-1 --num_train_epochs 2 --dataset_size 80", "max_steps"), 20);
  expect_complaint("schedule --max_steps -1 --num_train_epochs 2", "Add --dataset_size");
  expect_complaint("schedule --max_steps -2", "max_steps");
  expect_complaint("run --max_steps -1", "max_steps");
  /* Epochs say nothing where max_steps does, and no data set is missed; it is a Trainer's line all the same. */
  ck_assert_double_eq(in_summary("--max_steps 9 --num_train_epochs 2", "max_steps"), 9);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"lr_scheduler_type\":\"linear\""));
}
END_TEST

START_TEST(a_share_of_warmup_steps_is_release_5_s) {
  static const char line[] = "--learning_rate 1e-5 --max_steps 1001 --warmup_steps 0.05";
  char words[128];
  snprintf(words, sizeof words, "schedule %s", line);
  expect_complaint(words, "give --warmup_ratio 0.05");
  for (int i = 0; i < 2; i++) {
    snprintf(words, sizeof words, "%s --trainer_version %s", line, i == 0 ? "5" : "5.1.0");
    in_summary(words, "max_steps");
    ck_assert_double_eq(strtod(strstr(text_string(&result.out), "\"warmup_steps\":") + 15, NULL), 51);
  }
  expect_complaint("schedule --warmup_steps 1.5 --trainer_version 5", "warmup_steps");
}
END_TEST

START_TEST(a_warmup_without_an_end_is_said) {
  const char *note = "downhill schedule: note: a warmup of 50 steps is not over when the training of 50 is: the peak "
                     "is never reached\n";
  expect_notes("schedule --max_steps 50 --warmup_steps 50 --lr_scheduler_type cosine,linear", note);
  expect_notes("schedule --max_steps 50 --warmup_steps 49 --lr_scheduler_type cosine", "");
  expect_notes("schedule --max_steps 50 --warmup_steps 10,50 --lr_scheduler_type cosine", note);
}
END_TEST

/* get_constant_schedule() has none. */
START_TEST(a_trainer_s_constant_has_no_warmup) {
  ck_assert_double_eq(rate("--lr 2e-4 --max_steps 9 --warmup_steps 3 --output_dir x --schedule constant", 0), 2e-4);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "it is constant_with_warmup that has one"));
  ck_assert_double_eq(
      rate("--lr 2e-4 --max_steps 9 --warmup_steps 3 --output_dir x --schedule constant_with_warmup", 0), 0);
  ck_assert_double_eq(rate("--lr 2e-4 --max_steps 9 --warmup_steps 3 --schedule constant", 0), 0); /* no Trainer's */
  /* In a list it is what it is alone. */
  result_free(&result);
  result = program_run(
      "schedule --lr 2e-4 --max_steps 9 --warmup_steps 3 --output_dir x --schedule linear,constant --format csv", NULL);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\n0,0.0,0.0002\n"));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("pasted");
  TCase *c = tcase_create("pasted");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_test(c, kwargs_are_read_as_transformers_does);
  tcase_add_test(c, what_transformers_refuses_is_refused);
  tcase_add_test(c, kwargs_are_json_only);
  tcase_add_test(c, kwargs_that_are_not_passed_on_are_said);
  tcase_add_test(c, launchers_say_how_many_devices);
  tcase_add_test(c, what_starts_a_training_is_left_out);
  tcase_add_test(c, lines_of_others_come_out);
  tcase_add_test(c, steps_that_are_not_set_are_counted);
  tcase_add_test(c, a_share_of_warmup_steps_is_release_5_s);
  tcase_add_test(c, a_warmup_without_an_end_is_said);
  tcase_add_test(c, a_trainer_s_constant_has_no_warmup);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
