/* SPDX-License-Identifier: MIT
 *
 * What is said about a command line that is wrong, and help that cannot fall behind. */
#include "downhill/parameter.h"
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct result result;

static void teardown(void) { result_free(&result); }

/* Usage that is wrong: one line of what, where and what to try; the place in a formula takes two more. */
static const struct {
  const char *words, *said;
  int lines;
} wrong[] = {
    {"rum", "there is no command 'rum': did you mean run?", 1},
    {"frobnicate", "there is no command 'frobnicate': downhill --help", 1},
    {"run --lerning_rate 1", "downhill run: unknown option --lerning_rate: did you mean --learning_rate?", 1},
    {"run --lerning-rate=1", "unknown option --lerning-rate: did you mean --learning", 1},
    {"run --colour", "unknown option --colour: --help", 1},
    {"run -q", "unknown option -q: --help", 1},
    {"run --m 1", "--m could mean several options", 1},
    {"run --start", "--start needs a value", 1},
    {"run --summary=yes", "takes no value", 1},
    {"run extra", "'extra' is too much", 1},
    {"a.json b.json", "'b.json' is too much: one file is shown at a time; 'downhill diagnose FILE FILE'", 1},
    {"run --lr fast", "learning_rate: 'fast' is not a value: give a number, at least 0", 1},
    {"run --lr -0.1", "learning_rate: -0.1 is out of range: give a number, at least 0", 1},
    {"run --lr nan", "learning_rate: 'nan' is not a value", 1},
    {"run --lr 0.1,0.2", "learning_rate: '0.1,0.2' is not a value", 1},
    {"run --nesterov maybe", "nesterov: 'maybe' is not a value: give true or false", 1},
    {"compare --nesterov true,maybe", "nesterov: 'maybe' is not a value: give true or false", 1},
    {"run --nesterov -1", "nesterov: '-1' is not a value", 1},
    {"run --nesterov=maybe", "nesterov: 'maybe' is not a value: give true or false", 1},
    {"run --momentum 3", "momentum: 3 is out of range: give a number from 0 to 2", 1},
    {"run --max_steps 1.5", "max_steps: '1.5' is not a value: give a whole number from 1 to", 1},
    {"run --steps -1", "steps: -1 is out of range: give a whole number from 0", 1},
    {"run --steps 1.5", "steps: '1.5' is not a value: give a whole number", 1},
    {"run --steps 1e10", "steps: 1e10 is out of range: give a whole number from 0 to 1000000000", 1},
    {"run --steps 0x10", "steps: '0x10' is not a value", 1},
    {"run --steps 1e999", "steps: 1e999 is out of range", 1},
    {"run --start 1e308", "start: 1e308 is out of range: give a number, or two with a comma, from -1e+300 to 1e+300",
     1},
    {"run --start 0x1p3", "start: '0x1p3' is not a value", 1},
    {"eval 0x10", "'0x10' is neither a point nor a file", 1},
    {"run --every 0", "every: 0 is out of range: give a whole number from 1", 1},
    {"run --optim adan", "optim: there is no optimizer 'adan': did you mean adam?", 1},
    {"run --precision fp8", "precision: there is no 'fp8': choose fp64, fp32, fp16 or bf16", 1},
    {"run --format xml", "format: there is no 'xml': choose csv or jsonl", 1},
    {"run --start 1,2", "start: '1,2' has the wrong number of coordinates: 1 needed, 2 given", 1},
    {"run --surface rosenbrock --start 1", "1' has the wrong number of coordinates: 2 needed, 1 given", 1},
    {"run --surface parabolla", "surface: there is no surface 'parabolla': did you mean parabola?", 1},
    {"run --surface 2x+1", "surface: column 2: '2x' lacks an operator: write 2*x\n  2x+1\n   ^\n", 3},
    {"run --surface '(x-1'", "surface: column 5: expected", 3},
    {"run --surface x^2+z", "surface: column 5: there is no 'z' here", 3},
    {"run --surface ''", "surface: ", 3},
    {"run --update 'p = p - lr*q'", "update: column 12: there is no 'q' here: try p, g", 3},
    {"run --update 'b = 0.9*b + g; p = p - lr*2b'",
     "update: column 28: '2b' lacks an operator: write 2*b\n  b = 0.9*b + g; p = p - lr*2b\n                           "
     "  ^\n",
     3},
    {"run --update 'p - lr*g'", "update: column 3: expected =, found - lr*g", 3},
    {"run --update 'lr = 1; p = p - lr*g'", "update: column 1: an update rule cannot assign to 'lr'", 3},
    {"run --update 'b = g'", "update: column 1: expected p = ... as the last line, found b", 3},
    {"run --update ''", "update: column 1: expected p = ..., found the end", 3},
    {"run --optim 'p = p - lr*q'", "optim: column 12: there is no 'q' here", 3},
    {"run --optim sgd --update 'p = p - lr*g'", "optim and update both say what the rule is", 1},
    {"list --update 'p = p - lr*g'", "unknown option --update", 1},
    {"schedule --lr_scheduler_type stairs", "lr_scheduler_type: there is no 'stairs': choose constant, linear", 1},
    {"schedule --milestones 30,x", "milestones: '30,x' is not a value: give up to 16 whole numbers, such as 30,80", 1},
    {"schedule --milestones 30,1e10", "milestones: 30,1e10 is out of range: give up to 16 whole numbers", 1},
    {"--seed 1,2", "seed: '1,2' is not a value", 1},
    {"compare --seed 1,2,x", "seed: 'x' is not a value", 1},
    {"compare --seed 1,2 --lr 1,2", "both have several values", 1},
    {"run --params w,2", "params: column 3: expected name, found 2\n  w,2\n    ^\n", 3},
    {"run --surface w^2 --params sin", "params: column 1: 'sin' has a meaning of its own", 3},
    {"run --surface w^2+q --params w,b", "surface: column 5: there is no 'q' here: try w, b\n  w^2+q\n      ^\n", 3},
    {"run --data line50 --params w", "model: column 7: there is no 'b' here: try w, x, y\n  w*x + b\n        ^\n", 3},
    {"run --data line50 --params x,w", "params: 'x' has a meaning of its own", 1},
    {"compare --lr 0.1,fast", "learning_rate: 'fast' is not a value", 1},
    {"compare --lr 0.1,0.2 --momentum 0,0.9", "both have several values", 1},
    {"eval x", "'x' is neither a point nor a file", 1},
    {"eval 1,2", "arguments: '1,2' has 2 number(s), this surface needs 1: write w", 1},
    {"list nonsense", "there is no topic 'nonsense': choose surfaces", 1},
    {"find --num_it 5", "num_it: 5 is out of range: give a whole number from 6 to 10000", 1},
    {"find --num-it 10.5", "num_it: '10.5' is not a value: give a whole number from 6", 1},
    {"find --start_lr 0", "start_lr: 0 is out of range: give a number from 1e-30", 1},
    {"find --start_lr fast", "start_lr: 'fast' is not a value: give a number", 1},
    {"find --end_lr 1e-8", "end_lr: 1e-8 is out of range: give a number from 1e-07 to", 1},
    {"find --end_lr 1e999", "end_lr: 1e999 is out of range", 1},
    {"find --smoothing 1", "smoothing: 1 is out of range: give a number from 0 to 0.9999", 1},
    {"find --glyphs pink", "glyphs: there is no 'pink': choose braille, block, ascii", 1},
    {"find --sweep=1", "takes no value", 1},
    {"find --steps 10", "unknown option --steps", 1},
    {"replay", "a file is needed: downhill replay FILE", 1},
    {"show --size big", "size: 'big' is none: give columns and rows", 1},
    {"show --size 1e9x10", "size: '1e9x10' is none", 1},
    {"--fps 0x10", "--fps 0x10: expected 1 to 60", 1},
    {"show --size 0x10", "size: '0x10' is none", 1},
    {"show --keys 'Right Sideways'", "keys: there is no key 'Sideways'", 1},
    {"show --keys Tick:x", "Tick: 'x' is not a value", 1},
    {"show --theme pink", "theme: there is no 'pink': choose auto, dark", 1},
    {"--fps 1000", "--fps 1000: expected 1 to 60", 1},
    {"--lr 1,2,3,4,5,6,7", "learning_rate has more than 6 values", 1},
};

START_TEST(bad_usage_is_said_and_ends_in_2) {
  result = program_run(wrong[_i].words, NULL);
  const char *said = text_string(&result.err);
  ck_assert_msg(result.status == 2, "%s: status %d, %s", wrong[_i].words, result.status, said);
  ck_assert_str_eq(text_string(&result.out), "");
  ck_assert_msg(strstr(said, wrong[_i].said) != NULL, "%s said: %s", wrong[_i].words, said);
  ck_assert_int_eq(strncmp(said, "downhill", 8), 0);
  ck_assert_int_le(text_lines(&result.err), wrong[_i].lines);
}
END_TEST

static const char *const commands[] = {"run",       "compare", "find",   "schedule", "eval",        "show",  "map",
                                       "map-merge", "list",    "replay", "talk",     "completions", "manual"};
enum { COMMANDS = sizeof commands / sizeof *commands };

static bool takes_parameters(const char *command) {
  static const char *const without[] = {"list", "replay", "map-merge", "completions", "manual"};
  for (size_t i = 0; i < sizeof without / sizeof *without; i++)
    if (strcmp(command, without[i]) == 0) return false;
  return true;
}

START_TEST(every_command_has_help) {
  char words[64];
  snprintf(words, sizeof words, "%s --help", commands[_i]);
  result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_str_eq(text_string(&result.err), "");
  for (int i = 0; i < DH_PARAMETER_COUNT && takes_parameters(commands[_i]); i++) {
    char option[64];
    snprintf(option, sizeof option, "--%s", dh_parameter_row((enum dh_parameter)i)->name);
    ck_assert_msg(strstr(text_string(&result.out), option) != NULL, "%s is missing", option);
  }
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "--help"));
}
END_TEST

START_TEST(the_program_s_help_names_every_command) {
  result = program_run("--help", NULL);
  ck_assert_int_eq(result.status, 0);
  for (int i = 0; i < COMMANDS; i++) {
    char line[32];
    snprintf(line, sizeof line, "\n  %s ", commands[i]);
    ck_assert_ptr_nonnull(strstr(text_string(&result.out), line));
  }
}
END_TEST

START_TEST(the_version_is_told) {
  result = program_run("--version", NULL);
  ck_assert_int_eq(result.status, 0);
  char commit[64] = "";
  ck_assert_int_eq(sscanf(text_line(&result.out, 0), "downhill %*[0-9.] (commit %60[0-9a-z-])", commit), 1);
  ck_assert_msg(strspn(commit, "0123456789abcdef") >= 10 || strcmp(commit, "unknown") == 0, "%s", commit);
  for (const char *const *part = (const char *const[]){"OpenMP ", "libpng ", "json-c ", "gettext ", "libgccjit ", NULL};
       *part; part++)
    ck_assert_ptr_nonnull(strstr(text_string(&result.out), *part));
}
END_TEST

/* Every name and alias of the table, with either of '-' and '_', is an option: what is said is about the value. */
START_TEST(every_parameter_is_an_option) {
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)_i);
  for (int spelling = 0; spelling < 4; spelling++) {
    const char *name = spelling < 2 ? row->name : row->alias;
    char option[64], words[128];
    if (!name) continue;
    snprintf(option, sizeof option, "%s", name);
    for (char *c = option; *c && spelling % 2; c++)
      if (*c == '_') *c = '-';
    snprintf(words, sizeof words, "run --steps 1 --%s=~", option);
    result_free(&result);
    result = program_run(words, NULL);
    ck_assert_int_eq(result.status, 2);
    ck_assert_msg(strstr(text_string(&result.err), "unknown option") == NULL, "%s", text_string(&result.err));
    ck_assert_msg(strstr(text_string(&result.err), row->name) != NULL, "%s", text_string(&result.err));
  }
}
END_TEST

START_TEST(what_changes_nothing_is_mentioned) {
  result = program_run("run --optim adam --momentum 0.9 --steps 1", NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_str_eq(text_string(&result.err), "downhill run: note: momentum changes nothing with adam\n");
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("usage");
  TCase *c = tcase_create("usage");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_loop_test(c, bad_usage_is_said_and_ends_in_2, 0, (int)(sizeof wrong / sizeof *wrong));
  tcase_add_loop_test(c, every_command_has_help, 0, COMMANDS);
  tcase_add_test(c, the_program_s_help_names_every_command);
  tcase_add_test(c, the_version_is_told);
  tcase_add_loop_test(c, every_parameter_is_an_option, 0, DH_PARAMETER_COUNT);
  tcase_add_test(c, what_changes_nothing_is_mentioned);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
