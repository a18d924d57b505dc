/* SPDX-License-Identifier: MIT
 *
 * downhill diagnose on a Trainer's states: what it says of logs that end before their training does, of evaluations,
 * and of checkpoints; and where in a folder it finds them. */
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { ROWS = 60, EACH = 10 /* steps */, EVALS = 6 };

/* A training of three epochs: its losses, evaluations at equal distances, 0 for none, and what stands behind the rows.
 */
struct training {
  enum { FALLS, STAIRS, ARRIVED } shape;
  double eval[EVALS];
  const char *behind;
};

static double loss_of(const struct training *training, int i) {
  static const double wobble[] = {0, -0.01, 0.01};
  double level = training->shape == FALLS ? 3 - 0.03 * i : training->shape == STAIRS ? 2 - 0.5 * ((i + 1) / 20) : 1;
  return level + wobble[i % 3] + (training->shape == ARRIVED ? 1.0 / (i + 1) : 0);
}

static void write_state(struct text *out, const struct training *training) {
  int evals = 0;
  while (evals < EVALS && training->eval[evals] > 0) evals++;
  text_clear(out);
  text_add(out, "{\"log_history\": [");
  for (int i = 0, done = 0; i < ROWS; i++) {
    text_printf(out, "%s{\"step\": %d, \"epoch\": %.2f, \"loss\": %.4f, \"learning_rate\": %g}", i ? ",\n" : "",
                (i + 1) * EACH, (i + 1) / 20.0, loss_of(training, i),
                1e-4 * (training->shape == FALLS ? 1 : 1 - i / 60.0));
    if (evals == 0 || (i + 1) % (ROWS / evals) != 0) continue;
    text_printf(out, ",\n{\"step\": %d, \"eval_loss\": %g}", (i + 1) * EACH, training->eval[done++]);
  }
  text_add(out, training->behind);
}

static void check_says(const struct result *result, const char *words) {
  ck_assert_msg(strstr(text_flowing(&result->out), words) != NULL, "no '%s' in:\n%s\n%s", words,
                text_string(&result->out), text_string(&result->err));
}

#define RISES                                                                                                          \
  { 1.3, 1.1, 1.2, 1.3, 1.4, 1.5 }

static const struct {
  struct training training;
  int status;
  const char *says, *silent;
} states[] = {
    {{FALLS, {0}, "]}"}, 3, "! unfinished, from step 490 on Over the last fifth the loss still falls", "The log ends"},
    {{FALLS, {0}, "], \"max_steps\": 600, \"global_step\": 600}"}, 3, "! unfinished, from step 490 on", "The log ends"},
    {{FALLS, {0}, "], \"max_steps\": 1000, \"global_step\": 600}"},
     0,
     "100 % of its peak. The log ends at 600 of 1000 steps. -> Nothing, if it is still running",
     "! "},
    {{ARRIVED, {0}, "], \"max_steps\": 1000, \"global_step\": 605}"},
     0,
     "- unfinished, step 600 The log ends at 605 of 1000 steps. -> Nothing, if it is still running",
     "fifth"},
    {{ARRIVED, {0}, "], \"num_train_epochs\": 4}"}, 0, "The log ends at epoch 3 of 4. ->", "steps."},
    {{FALLS, {0}, ", {\"step\": 610, \"lo"},
     0,
     "of its peak. But here the log is cut off. -> Look at the whole log: the training may have gone on.",
     "More steps"},
    {{FALLS, {1.3, 1.55, 2.1}, "], \"max_steps\": 1000, \"global_step\": 600}"},
     0,
     "- eval_loss rises, from step 200 on eval_loss rises (1.3 to 2.1) while the training loss falls, but over only 3 "
     "evaluations: too few to call it overfitting. -> Evaluate more often",
     "! "},
    {{ARRIVED, {2, 1.5, 1.2}, "]}"}, 0, "Only 3 rows with eval_loss: too few about overfitting.", "Without eval_loss"},
    {{ARRIVED, {2}, "]}"}, 0, "Only one row with eval_loss: too few about overfitting.", "Without eval_loss"},
    {{ARRIVED, {2, 1.5, 1.2, 1}, "]}"}, 0, "No log tells", "eval_loss"},
    {{ARRIVED, {0}, "]}"}, 0, "Without eval_loss: nothing about overfitting.", "rows with"},
    {{FALLS, RISES, "]}"}, 3, "eval_loss was lowest at step 200, 1.1, and rises since, to 1.5, while", "checkpoint-"},
    {{FALLS, {1.1, 1.3, 1.1, 1.2, 1.3, 1.4}, "]}"}, 3, "lowest at step 300, 1.1, and rises since, to 1.4", "step 100"},
    {{FALLS, {1.1, 1.2, 1.3, 1.4, 1.35, 1.4}, "]}"},
     3,
     "lowest at step 100, 1.1, and has not been so low since; it ends at 1.4, while the training loss falls.",
     "rises since"},
    {{FALLS, RISES, "], \"save_steps\": 150}"}, 3, "checkpoint-150 is the nearest by save_steps 150.", "They are"},
    {{FALLS, RISES, "], \"save_steps\": 120}"}, 3, "checkpoint-240 is the nearest by save_steps 120.", "They are"},
    {{FALLS, RISES, "], \"save_steps\": 250}"}, 3, "checkpoint-250 is the nearest by save_steps 250.", "They are"},
    {{FALLS, RISES, "], \"save_steps\": 500}"},
     3,
     "None was saved near it (nearest: checkpoint-500, by save_steps 500).",
     "They are"},
    {{FALLS, RISES, "], \"save_steps\": 400}"},
     3,
     "None was saved near it (nearest: checkpoint-400, by save_steps 400).",
     "They are"},
    {{FALLS, RISES, "], \"save_steps\": 80}"}, 3, "checkpoint-160 is the nearest by save_steps 80.", "They are"},
    {{FALLS, RISES, "], \"save_steps\": 100}"}, 3, "They are in checkpoint-200, by save_steps 100.", "nearest"},
    {{FALLS, RISES, "], \"save_steps\": 601}"}, 3, "Take the weights of step 200", "checkpoint-"},
    {{FALLS, RISES, "], \"save_steps\": 50, \"best_metric\": 1.1, \"best_model_checkpoint\": \"o/checkpoint-200\"}"},
     3,
     "They are in checkpoint-200, which the Trainer holds the best.",
     "save_steps 50"},
    {{FALLS, RISES, "], \"save_steps\": 50, \"best_metric\": 0.93, \"best_model_checkpoint\": \"o/checkpoint-600\"}"},
     3,
     "They are in checkpoint-200, by save_steps 50. By another measure (best_metric 0.93) the Trainer holds "
     "checkpoint-600 the best.",
     "nearest"},
    {{FALLS, RISES, "], \"best_metric\": 1.1, \"best_model_checkpoint\": \"o/checkpoint-600\"}"},
     3,
     "Take the weights of step 200",
     "By another measure"},
    {{STAIRS, {0}, "]}"}, 0, "and remembers them. Watch eval_loss; if it rises, fewer epochs.", "(Evaluations"},
    {{STAIRS, {2, 1.8, 1.6, 1.4, 1.2, 1}, "]}"}, 0, "eval_loss falls all the same: so far it does no harm.", "Watch"},
    {{STAIRS, {1, 1, 1, 1, 1, 1}, "]}"}, 0, "eval_loss stays where it is: more epochs gain nothing there.", "Watch"},
    {{STAIRS, {1, 2, 1, 2, 1, 1}, "]}"}, 0, "eval_loss stays where it is", "Watch"},
    {{STAIRS, {1, 0.5, 1, 0.5, 1, 0.9}, "]}"}, 0, "eval_loss goes up and down, and does not tell", "Watch"},
    {{STAIRS, RISES, "]}"}, 3, "eval_loss rises: fewer epochs.", "Watch"},
    {{STAIRS, {1.3, 1.55, 2.1}, "]}"}, 0, "fewer epochs. (Evaluations: 3, too few to be sure.)", "Watch"},
};

START_TEST(ends_and_evaluations_are_worded) {
  struct text log = {0};
  write_state(&log, &states[_i].training);
  struct result result = program_run("diagnose -", text_string(&log));
  check_says(&result, states[_i].says);
  ck_assert_msg(!strstr(text_flowing(&result.out), states[_i].silent), "'%s' in:\n%s", states[_i].silent,
                text_string(&result.out));
  ck_assert_int_eq(result.status, states[_i].status);
  bool notes = strstr(text_string(&result.out), "\na - ");
  if (result.status == 0)
    check_says(&result, notes ? "in this log: its notes are for information." : "found in this log. ");
  result_free(&result);
  text_free(&log);
}
END_TEST

static const struct {
  const char *head, *rest, *says;
} sources[] = {
    {"step,loss,eval_b_loss,eval_a_loss\n", ",2,3", "Of several evaluation sets 'b' is read."},
    {"step,loss,eval_b_loss\n", ",2", "eval_loss is that of 'b'."},
    {"epoch,loss\n0.5,30\n0.1,9\n", "", "Rows that go back to an earlier epoch and stand alone (1) are left out."},
    {"Step,x - train/loss,y - train/loss\n", ",7", "Of several runs in a row the first is read."},
};

START_TEST(what_is_read_of_several_is_said) {
  struct text log = {0};
  text_add(&log, sources[_i].head);
  for (int i = 1; i <= 12; i++) text_printf(&log, "%d,%d%s\n", i, 20 - i, sources[_i].rest);
  struct result result = program_run("diagnose -", text_string(&log));
  check_says(&result, sources[_i].says);
  result_free(&result);
  text_free(&log);
}
END_TEST

/* There may be more evaluations, and no log that grows is at its end. */
START_TEST(a_watch_does_not_speak_of_ends) {
  static const struct training training = {FALLS, {1.3, 1.55, 2.1}, "], \"max_steps\": 1000}"};
  struct text log = {0};
  write_state(&log, &training);
  struct result result = program_run("diagnose --watch -", text_string(&log));
  check_says(&result, "60 rows, steps 10 to 600");
  ck_assert_int_eq(text_lines(&result.out), 1);
  ck_assert_int_eq(result.status, 0);
  result_free(&result);
  text_free(&log);
}
END_TEST

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(scratch_path(name), "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_folder_is_its_last_checkpoint) {
  static const struct training training = {ARRIVED, {0}, "]}"};
  struct text log = {0};
  char words[1280];
  write_state(&log, &training);
  ck_assert_int_eq(mkdir(scratch_path("out"), 0700), 0);
  snprintf(words, sizeof words, "diagnose '%s'", scratch_path("out"));
  struct result none = program_run(words, NULL);
  ck_assert_int_eq(none.status, 1);
  ck_assert_ptr_nonnull(
      strstr(text_string(&none.err), "out: a folder without trainer_state.json and without checkpoints"));
  result_free(&none);
  ck_assert_int_eq(mkdir(scratch_path("out/checkpoint-600"), 0700), 0);
  ck_assert_int_eq(mkdir(scratch_path("out/checkpoint-90"), 0700), 0);
  write_file("out/checkpoint-90/trainer_state.json", "[{\"step\": 1, \"loss\": 1}]");
  write_file("out/checkpoint-600/trainer_state.json", text_string(&log));
  struct result told = program_run(words, NULL);
  ck_assert_int_eq(told.status, 0);
  check_says(&told, "out/checkpoint-600/trainer_state.json 60 rows, steps 10 to 600");
  snprintf(words, sizeof words, "'%s'", scratch_path("out"));
  struct result plain = program_run(words, NULL);
  ck_assert_str_eq(text_string(&plain.out), text_string(&told.out));
  snprintf(words, sizeof words, "show --log '%s/'", scratch_path("out"));
  struct result shown = program_run(words, NULL);
  check_says(&shown, "trainer_state.json");
  check_says(&shown, "of 60");
  result_free(&told);
  result_free(&plain);
  result_free(&shown);
  text_free(&log);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnose_ends");
  TCase *t = tcase_create("ends");
  tcase_add_loop_test(t, ends_and_evaluations_are_worded, 0, sizeof states / sizeof *states);
  tcase_add_loop_test(t, what_is_read_of_several_is_said, 0, sizeof sources / sizeof *sources);
  tcase_add_test(t, a_watch_does_not_speak_of_ends);
  tcase_add_test(t, a_folder_is_its_last_checkpoint);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"
