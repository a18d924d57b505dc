/* SPDX-License-Identifier: MIT
 *
 * The table of parameters: consistent in itself, and its values survive being written and read. */
#include "lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct dh_parameter_row *row_of(int index) { return dh_parameter_row((enum dh_parameter)index); }

static bool is_number(const struct dh_parameter_row *row) {
  return row->type == DH_TYPE_NUMBER || row->type == DH_TYPE_INTEGER;
}

START_TEST(rows_are_complete) {
  const struct dh_parameter_row *row = row_of(_i);
  ck_assert_ptr_nonnull(row->name);
  ck_assert_ptr_nonnull(row->unit);
  ck_assert_msg(row->help && strlen(row->help) > 10 && strlen(row->help) <= 100, "%s: help", row->name);
  ck_assert_msg(row->help[strlen(row->help) - 1] != '.', "%s: help ends in a full stop", row->name);
  ck_assert(row->low <= row->high);
  ck_assert(isnan(row->initial) || (row->initial >= row->low && row->initial <= row->high));
  ck_assert_int_eq(row->type == DH_TYPE_CHOICE, row->choice != NULL);
}
END_TEST

START_TEST(choices_fill_their_range) {
  const struct dh_parameter_row *row = row_of(_i);
  if (row->type != DH_TYPE_CHOICE) return;
  int count = 0;
  while (row->choice(count)) count++;
  ck_assert_msg(row->low == 0 && row->high == count - 1, "%s: %d choices, but up to %g", row->name, count, row->high);
  ck_assert_ptr_null(row->choice(-1));
}
END_TEST

START_TEST(names_are_found) {
  const struct dh_parameter_row *row = row_of(_i);
  char dashed[64];
  ck_assert_int_eq(dh_parameter_find(row->name), _i);
  if (row->alias) ck_assert_int_eq(dh_parameter_find(row->alias), _i);
  (void)snprintf(dashed, sizeof dashed, "%s", row->name);
  for (char *c = dashed; *c != '\0'; c++)
    if (*c == '_') *c = '-';
  ck_assert_int_eq(dh_parameter_find(dashed), _i);
}
END_TEST

START_TEST(capitals_of_names_may_be_small) {
  ck_assert_int_eq(dh_parameter_find("t_max"), DH_T_MAX);
  ck_assert_int_eq(dh_parameter_find("T-Max"), DH_T_MAX);
  ck_assert_int_eq(dh_parameter_find("t_0"), DH_T_0);
  ck_assert_int_eq(dh_parameter_find("LR"), DH_LEARNING_RATE);
  ck_assert_int_eq(dh_parameter_find("t_ma"), -1);
}
END_TEST

/* Names and aliases are all different, small letters and capitals being the same. */
START_TEST(no_name_has_two_meanings) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    if (i == _i) continue;
    ck_assert_int_ne(dh_parameter_find(row_of(i)->name), _i);
    if (row_of(i)->alias) ck_assert_int_ne(dh_parameter_find(row_of(i)->alias), _i);
  }
}
END_TEST

START_TEST(typing_errors_find_the_nearest) {
  ck_assert_str_eq(dh_parameter_nearest("learning_rat"), "learning_rate");
  ck_assert_str_eq(dh_parameter_nearest("warm-up-ratio"), "warmup_ratio");
  ck_assert_str_eq(dh_parameter_nearest("momentun"), "momentum");
  ck_assert_ptr_null(dh_parameter_nearest("completely_different"));
  ck_assert_ptr_null(dh_parameter_nearest("a_name_that_is_much_longer_than_any_name_of_the_table"));
  ck_assert_int_eq(dh_parameter_find("nothing"), -1);
  ck_assert_int_eq(dh_parameter_find(""), -1);
}
END_TEST

static void expect_round_trip(int index, double value) {
  char text[64];
  struct dh_error error;
  double back = (double)NAN;
  int length = dh_parameter_print((enum dh_parameter)index, value, text, sizeof text);
  ck_assert_int_eq(length, strlen(text));
  ck_assert_msg(dh_parameter_parse((enum dh_parameter)index, text, &back, &error), "%s: %s", row_of(index)->name, text);
  ck_assert_msg(same_bits(value, back), "%s: %s reads back as %.17g, not %.17g", row_of(index)->name, text, back,
                value);
}

/* Whatever the order, they come back sorted; the longest list there can be has room. */
static void expect_lists_round_trip(int index) {
  const struct dh_parameter_row *row = row_of(index);
  for (int count = 1; count <= DH_NUMBERS_MAX; count++) {
    struct dh_numbers list = {.count = count}, back;
    struct dh_error error;
    char text[256];
    for (int i = 0; i < count; i++)
      list.at[i] = floor(row->high - i * (row->high - row->low) / DH_NUMBERS_MAX * (i % 3 > 0));
    int length = dh_parameter_print_list(&list, text, sizeof text);
    ck_assert_int_eq(length, strlen(text));
    ck_assert_msg(dh_parameter_parse_list((enum dh_parameter)index, text, &back, &error), "%s: %s", row->name, text);
    ck_assert_int_eq(back.count, count);
    double sum = 0, sum_back = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0) ck_assert(back.at[i - 1] <= back.at[i]);
      sum += list.at[i];
      sum_back += back.at[i];
    }
    ck_assert(sum == sum_back);
  }
}

START_TEST(values_survive_writing_and_reading) {
  const struct dh_parameter_row *row = row_of(_i);
  if (row->type == DH_TYPE_LIST) expect_lists_round_trip(_i);
  if (!is_number(row) && row->type != DH_TYPE_FLAG && row->type != DH_TYPE_CHOICE) return;
  expect_round_trip(_i, row->low);
  expect_round_trip(_i, row->high);
  if (!isnan(row->initial)) expect_round_trip(_i, row->initial);
  if (!is_number(row)) return;
  for (uint64_t k = 0; k < 200; k++) {
    double u = dh_random_uniform(7, (uint64_t)_i, k);
    double value = k % 2 == 0 ? row->low + u * (row->high - row->low) : fmin(row->high, row->low + exp(60 * u - 40));
    expect_round_trip(_i, row->type == DH_TYPE_INTEGER ? floor(value) : value);
  }
}
END_TEST

static enum dh_error_code refused(enum dh_parameter parameter, const char *text) {
  struct dh_error error = {.code = DH_OK};
  double value;
  ck_assert_msg(!dh_parameter_parse(parameter, text, &value, &error), "%s was read", text);
  ck_assert_str_eq(error.text, dh_parameter_row(parameter)->name);
  ck_assert_str_eq(error.text2, text);
  return error.code;
}

START_TEST(bad_values_are_refused) {
  static const char *const nonsense[] = {"",    " ",        "x",  "0.1x", "1 2", "0x10",
                                         "nan", "infinity", "1e", "--1",  " 1",  "1 "};
  for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
    ck_assert_int_eq(refused(DH_LEARNING_RATE, nonsense[i]), DH_ERROR_NOT_A_VALUE);
    ck_assert_int_eq(refused(DH_MAX_STEPS, nonsense[i]), DH_ERROR_NOT_A_VALUE);
    ck_assert_int_eq(refused(DH_NESTEROV, nonsense[i]), DH_ERROR_NOT_A_VALUE);
    ck_assert_int_eq(refused(DH_LR_SCHEDULER_TYPE, nonsense[i]), DH_ERROR_CHOICE);
  }
  ck_assert_int_eq(refused(DH_LEARNING_RATE, "-0.1"), DH_ERROR_RANGE);
  ck_assert_int_eq(refused(DH_LEARNING_RATE, "inf"), DH_ERROR_RANGE);
  ck_assert_int_eq(refused(DH_LEARNING_RATE, "1e999"), DH_ERROR_RANGE);
  ck_assert_int_eq(refused(DH_MAX_STEPS, "0"), DH_ERROR_RANGE);
  ck_assert_int_eq(refused(DH_MAX_STEPS, "1.5"), DH_ERROR_NOT_A_VALUE);
  ck_assert_int_eq(refused(DH_SURFACE, "1"), DH_ERROR_NOT_A_VALUE);
}
END_TEST

START_TEST(lists_are_read_as_people_write_them) {
  static const char *const good[] = {"30,80", "30, 80", "[30, 80]", "(80, 30)", "30|80", "30 80", "30;80", "3e1,80,"},
                           *const bad[] = {
                               "",       ",",    "[]",        "30,x",
                               "30,1.5", "30,-", "30,80,nan", "0000000000000000000000000000000000000000030"};
  struct dh_numbers list = {.count = 1, .at = {7}};
  struct dh_error error;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    ck_assert_msg(!dh_parameter_parse_list(DH_MILESTONES, bad[i], &list, &error), "%s was read", bad[i]);
    ck_assert_int_eq(error.code, DH_ERROR_NOT_A_VALUE);
    ck_assert_str_eq(error.text, "milestones");
  }
  ck_assert(!dh_parameter_parse_list(DH_MILESTONES, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", &list, &error));
  ck_assert_int_eq(error.code, DH_ERROR_NOT_A_VALUE);
  static const char *const outside[] = {"30,-1", "30,1e10", "inf"};
  for (size_t i = 0; i < 3; i++) {
    ck_assert(!dh_parameter_parse_list(DH_MILESTONES, outside[i], &list, &error));
    ck_assert_int_eq(error.code, DH_ERROR_RANGE);
  }
  ck_assert(list.count == 1 && list.at[0] == 7);
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    ck_assert_msg(dh_parameter_parse_list(DH_MILESTONES, good[i], &list, &error), "%s was not read", good[i]);
    ck_assert(list.count == 2 && list.at[0] == 30 && list.at[1] == 80);
  }
}
END_TEST

static double read_as(enum dh_parameter parameter, const char *text) {
  struct dh_error error;
  double value = (double)NAN;
  ck_assert_msg(dh_parameter_parse(parameter, text, &value, &error), "%s was not read", text);
  return value;
}

START_TEST(other_spellings_are_read) {
  ck_assert(read_as(DH_NESTEROV, "yes") == 1 && read_as(DH_NESTEROV, "off") == 0 && read_as(DH_NESTEROV, "1") == 1);
  ck_assert(read_as(DH_MAX_STEPS, "1e3") == 1000);
  ck_assert(read_as(DH_LEARNING_RATE, "3e-4") == 3e-4 && read_as(DH_LEARNING_RATE, ".5") == 0.5);
  ck_assert(read_as(DH_LR_SCHEDULER_TYPE, "constant_with_warmup") == read_as(DH_LR_SCHEDULER_TYPE, "constant"));
  ck_assert(read_as(DH_LR_SCHEDULER_TYPE, "warmup-stable-decay") ==
            read_as(DH_LR_SCHEDULER_TYPE, "warmup_stable_decay"));
  ck_assert(read_as(DH_PRECISION, "bfloat16") == DH_BF16 && read_as(DH_PRECISION, "fp16") == DH_FP16);
  ck_assert(read_as(DH_DECAY_TYPE, "1-sqrt") == read_as(DH_DECAY_TYPE, "1_sqrt"));
  for (int i = 0; i < dh_schedule_count(); i++) {
    const char *alias = dh_schedule_info(i)->alias;
    if (alias) ck_assert(read_as(DH_LR_SCHEDULER_TYPE, alias) == i);
  }
  ck_assert(read_as(DH_LR_SCHEDULER_TYPE, "CosineAnnealingLR") == DH_SCHEDULE_COSINE_ANNEALING);
}
END_TEST

/* Up and down the whole ladder: always inside, always on, until an end is met. */
START_TEST(nudging_moves_inside_the_range) {
  const struct dh_parameter_row *row = row_of(_i);
  enum dh_parameter parameter = (enum dh_parameter)_i;
  if (!is_number(row)) return;
  for (int direction = -1; direction <= 1; direction += 2) {
    double value = direction > 0 ? row->low : row->high;
    int moves = 0;
    for (; moves < 300; moves++) {
      double next = dh_parameter_nudge(parameter, value, direction);
      ck_assert_msg(next >= row->low && next <= row->high, "%s: %g", row->name, next);
      if (next == value) break;
      ck_assert_msg(direction > 0 ? next > value : next < value, "%s: %g to %g", row->name, value, next);
      value = next;
    }
    ck_assert_msg(moves >= 5, "%s: stuck at %g after %d moves", row->name, value, moves);
  }
}
END_TEST

START_TEST(nudging_walks_the_choices_round) {
  const struct dh_parameter_row *row = row_of(_i);
  if (row->type != DH_TYPE_CHOICE && row->type != DH_TYPE_FLAG) return;
  for (int direction = -1; direction <= 1; direction += 2) {
    double value = 0;
    int moves = 0;
    do {
      double next = dh_parameter_nudge((enum dh_parameter)_i, value, direction);
      ck_assert(next != value && next >= row->low && next <= row->high);
      value = next;
      moves++;
    } while (value != 0);
    ck_assert_int_eq(moves, (int)row->high + 1);
  }
}
END_TEST

START_TEST(the_rate_ladder_meets_round_numbers) {
  const double rungs[] = {0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.5};
  const int count = sizeof rungs / sizeof rungs[0];
  for (int i = 0; i + 1 < count; i++) {
    ck_assert(dh_parameter_nudge(DH_LEARNING_RATE, rungs[i], 1) == rungs[i + 1]);
    ck_assert(dh_parameter_nudge(DH_LEARNING_RATE, rungs[i + 1], -1) == rungs[i]);
  }
  ck_assert(dh_parameter_nudge(DH_LEARNING_RATE, 1.1, 1) == 1.2 && dh_parameter_nudge(DH_LEARNING_RATE, 1.1, -1) == 1);
  ck_assert(dh_parameter_nudge(DH_LEARNING_RATE, 1e-5, -1) == 8e-6 &&
            dh_parameter_nudge(DH_LEARNING_RATE, 1e-5, 1) == 1.2e-5);
  ck_assert(dh_parameter_nudge(DH_MOMENTUM, 0, 1) == 0.5 && dh_parameter_nudge(DH_MOMENTUM, 0.9, 1) == 0.95);
  ck_assert(dh_parameter_nudge(DH_WARMUP_RATIO, 0, 1) == 0.05 && dh_parameter_nudge(DH_WARMUP_RATIO, 0.15, -1) == 0.1);
  ck_assert(dh_parameter_nudge(DH_NUM_DECAY_STEPS, (double)NAN, 1) == 1);
}
END_TEST

/* Where small values mean something the ladder reaches down to them, and 0 is not far away. */
START_TEST(ladders_suit_what_they_change) {
  const enum dh_parameter small[] = {DH_EPS, DH_MIN_LR, DH_ETA_MIN, DH_LR_END, DH_MAX_LR, DH_THRESHOLD};
  for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
    ck_assert(dh_parameter_nudge(small[i], 1e-7, -1) == 8e-8 && dh_parameter_nudge(small[i], 1e-12, -1) == 0);
    ck_assert(dh_parameter_nudge(small[i], 0, 1) == 1e-6);
  }
  ck_assert(dh_parameter_nudge(DH_LEARNING_RATE, 0, 1) == 1e-3 && dh_parameter_nudge(DH_WEIGHT_DECAY, 0, 1) == 1e-3);
  ck_assert(dh_parameter_nudge(DH_WEIGHT_DECAY, 1e-3, -1) == 0);
  ck_assert(dh_parameter_nudge(DH_NUM_CYCLES, 0.5, 1) == 1 && dh_parameter_nudge(DH_NUM_CYCLES, 0.7, -1) == 0.5);
  ck_assert(dh_parameter_nudge(DH_POWER, 1, 1) == 1.5 && dh_parameter_nudge(DH_POWER, 0, -1) == 0);
  ck_assert(dh_parameter_nudge(DH_T_MULT, 1, 1) == 2 && dh_parameter_nudge(DH_T_MULT, 1000, 1) == 1000);
  ck_assert(dh_parameter_nudge(DH_DIV_FACTOR, 25, 1) == 30 && dh_parameter_nudge(DH_DIV_FACTOR, 1, -1) == 1);
}
END_TEST

START_TEST(numbers_are_written_as_python_writes_them) {
  static const struct {
    double value;
    const char *text;
  } known[] = {{0.1, "0.1"},
               {2, "2.0"},
               {0, "0.0"},
               {-0.0, "-0.0"},
               {1e-5, "1e-05"},
               {0.0001, "0.0001"},
               {1.5e-7, "1.5e-07"},
               {1e16, "1e+16"},
               {1e15, "1000000000000000.0"},
               {1.2345678901234568e17, "1.2345678901234568e+17"},
               {9007199254740992, "9007199254740992.0"},
               {5e-324, "5e-324"},
               {2.2250738585072014e-308, "2.2250738585072014e-308"},
               {1.7976931348623157e308, "1.7976931348623157e+308"},
               {0.30000000000000004, "0.30000000000000004"},
               {-2.8050000000000002, "-2.805"},
               {100.0 / 3, "33.333333333333336"},
               {65504, "65504.0"},
               {1e100, "1e+100"},
               {(double)INFINITY, "inf"},
               {-(double)INFINITY, "-inf"}};
  char text[32];
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    ck_assert_int_eq(dh_number_print(known[i].value, text, sizeof text), strlen(known[i].text));
    ck_assert_str_eq(text, known[i].text);
  }
  dh_number_print((double)NAN, text, sizeof text);
  ck_assert_str_eq(text, "nan");
}
END_TEST

START_TEST(numbers_are_plain_decimals) {
  static const struct {
    const char *text;
    double value;
  } good[] = {{"0", 0},
              {"-0.5", -0.5},
              {"+.5", 0.5},
              {"5.", 5},
              {"1e-3", 1e-3},
              {"1E+3", 1000},
              {"007", 7},
              {"0.1000000000000000055511151231257827", 0.1},
              {"4e-324", 0x1p-1074},
              {"1e-400", 0}};
  static const char *const bad[] = {"",    "-",   ".",   "1e",   "1.2.3", "0x10",     "1e5x", " 1", "1 ",
                                    "1,5", "nan", "inf", "-inf", "--1",   "infinity", "e5",   "1e+"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    double value = (double)NAN;
    ck_assert_msg(dh_number_parse(good[i].text, &value), "%s was not read", good[i].text);
    ck_assert_msg(same_bits(value, good[i].value), "%s is %a", good[i].text, value);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    double value = 42;
    ck_assert_msg(!dh_number_parse(bad[i], &value) && value == 42, "%s was read as %g", bad[i], value);
  }
  double value;
  ck_assert(!dh_number_parse("-1e999", &value) && value == -(double)INFINITY);
}
END_TEST

START_TEST(any_number_reads_back) {
  for (uint64_t i = 0; i < 20000; i++) {
    uint64_t bits = dh_random_bits(3, 4, i);
    double x;
    char text[32];
    memcpy(&x, &bits, sizeof x);
    if (isnan(x)) continue;
    ck_assert_int_lt(dh_number_print(x, text, sizeof text), (int)sizeof text);
    double read;
    ck_assert_msg(dh_number_parse(text, &read) && same_bits(read, x), "%s", text);
  }
}
END_TEST

/* Every parameter makes a difference, and so does giving it at all. */
START_TEST(specs_are_the_same_in_everything) {
  struct dh_surface *surface = lab_typed("x^2 + y^2", "x,y");
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec, other;
  dh_spec_init(&spec, surface, rule);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    enum dh_type type = dh_parameter_row(parameter)->type;
    other = spec;
    ck_assert(dh_spec_same(&spec, &other));
    if (type == DH_TYPE_SURFACE || type == DH_TYPE_OPTIM) continue;
    if (type == DH_TYPE_POINT) {
      other.start[1] += 1;
    } else if (type == DH_TYPE_LIST) {
      const struct dh_numbers list = {2, {3, 5}};
      dh_spec_set_list(&other, parameter, &list);
    } else {
      dh_spec_set(&other, parameter, dh_parameter_row(parameter)->high);
    }
    ck_assert_msg(!dh_spec_same(&spec, &other), "%s", dh_parameter_row(parameter)->name);
  }
  struct dh_surface *another = lab_typed("x^2 + y^2", "x,y");
  other = spec;
  other.surface = another;
  ck_assert(!dh_spec_same(&spec, &other));
  dh_spec_set(&spec, DH_EPS, (double)NAN);
  other = spec;
  ck_assert(dh_spec_same(&spec, &other));
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
  dh_surface_destroy(another);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("parameter");
  TCase *tc = tcase_create("table");
  tcase_add_loop_test(tc, rows_are_complete, 0, DH_PARAMETER_COUNT);
  tcase_add_loop_test(tc, choices_fill_their_range, 0, DH_PARAMETER_COUNT);
  tcase_add_loop_test(tc, names_are_found, 0, DH_PARAMETER_COUNT);
  tcase_add_test(tc, capitals_of_names_may_be_small);
  tcase_add_loop_test(tc, no_name_has_two_meanings, 0, DH_PARAMETER_COUNT);
  tcase_add_test(tc, typing_errors_find_the_nearest);
  tcase_add_loop_test(tc, values_survive_writing_and_reading, 0, DH_PARAMETER_COUNT);
  tcase_add_test(tc, bad_values_are_refused);
  tcase_add_test(tc, other_spellings_are_read);
  tcase_add_test(tc, lists_are_read_as_people_write_them);
  tcase_add_loop_test(tc, nudging_moves_inside_the_range, 0, DH_PARAMETER_COUNT);
  tcase_add_loop_test(tc, nudging_walks_the_choices_round, 0, DH_PARAMETER_COUNT);
  tcase_add_test(tc, the_rate_ladder_meets_round_numbers);
  tcase_add_test(tc, ladders_suit_what_they_change);
  tcase_add_test(tc, numbers_are_written_as_python_writes_them);
  tcase_add_test(tc, numbers_are_plain_decimals);
  tcase_add_test(tc, any_number_reads_back);
  tcase_add_test(tc, specs_are_the_same_in_everything);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
