/* SPDX-License-Identifier: MIT
 *
 * UTF-8, widths, growable text, and what may reach a terminal. */
#include "base/text.h"
#include "base/dice.h"
#include "samples.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

START_TEST(every_character_reads_back) {
  for (uint32_t c = 1; c <= 0x10FFFF; c++) {
    char bytes[4];
    size_t length;
    int written = utf8_encode(c, bytes);
    bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    bool right = utf8_decode(bytes, (size_t)written, &length) == (surrogate ? 0xFFFD : c);
    int expected = surrogate ? 3 : c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (!right || written != expected || length != (size_t)written) ck_abort_msg("U+%04X does not read back", c);
  }
}
END_TEST

/* Unicode 15, section 3.9: one U+FFFD per longest valid beginning. */
START_TEST(malformed_bytes_are_replaced_and_hide_nothing) {
  static const struct {
    const char *bytes;
    int replacements;
  } cases[] = {
      {"\x80", 1},
      {"\xC0\x80", 2},
      {"\xC1\xBF", 2},
      {"\xE0\x80\x80", 3},
      {"\xE0\x9F\xBF", 3},
      {"\xED\xA0\x80", 3},
      {"\xED\xBF\xBF", 3},
      {"\xF0\x80\x80\x80", 4},
      {"\xF0\x8F\xBF\xBF", 4},
      {"\xF4\x90\x80\x80", 4},
      {"\xF5\x80\x80\x80", 4},
      {"\xFF", 1},
      {"\xE2\x82", 1},
      {"\xF0\x9F\x98", 1},
      {"\xC3", 1},
      {"\xE2\xC3", 2},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char string[8];
    size_t size = (size_t)snprintf(string, sizeof string, "%sA", cases[i].bytes), at = 0, length;
    for (int n = 0; n < cases[i].replacements; n++, at += length)
      ck_assert_msg(utf8_decode(string + at, size - at, &length) == 0xFFFD, "case %zu, part %d", i, n);
    ck_assert_msg(utf8_decode(string + at, size - at, &length) == 'A', "case %zu hides the A", i);
    ck_assert_uint_eq(at + length, size);
  }
}
END_TEST

START_TEST(the_end_has_no_length) {
  size_t length = 7;
  ck_assert_uint_eq(utf8_decode("", 0, &length), 0);
  ck_assert_uint_eq(length, 0);
}
END_TEST

START_TEST(widths_of_known_characters) {
  static const struct {
    uint32_t first, last;
    int width;
  } cases[] = {
      {0x00, 0x1F, 0},       {0x20, 0x7E, 1},         {0x7F, 0x9F, 0},       {0xA0, 0xFF, 1},
      {0x300, 0x36F, 0},     {0x200B, 0x200F, 0},     {0x2190, 0x2193, 1},   {0x2500, 0x257F, 1},
      {0x2580, 0x259F, 1},   {0x25CF, 0x25CF, 1},     {0x2800, 0x28FF, 1},   {0x3000, 0x3029, 2},
      {0x3041, 0x3096, 2},   {0x4E00, 0x9FFF, 2},     {0xAC00, 0xD7A3, 2},   {0xFE00, 0xFE0F, 0},
      {0xFF01, 0xFF60, 2},   {0xFF61, 0xFFDC, 1},     {0xFFE0, 0xFFE6, 2},   {0x1F600, 0x1F64F, 2},
      {0x20000, 0x2FFFD, 2}, {0x30000, 0x3FFFD, 2},   {0xE0100, 0xE01EF, 0}, {0x2B50, 0x2B50, 2},
      {0x231A, 0x231B, 2},   {0x3B1, 0x3C9, 1},       {0x2207, 0x2207, 1},   {0x1160, 0x11FF, 0},
      {0x1F1E6, 0x1F1FF, 1}, {0x10FFFF, 0x10FFFF, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (uint32_t c = cases[i].first; c <= cases[i].last; c++)
      if (text_codepoint_width(c) != cases[i].width) ck_abort_msg("U+%04X is %d wide", c, text_codepoint_width(c));
}
END_TEST

START_TEST(columns_and_fit_agree) {
  const char *string = "a中e\xCC\x81"
                       "文z\xF0\x9F\x98\x80";
  ck_assert_int_eq(text_columns(string), 1 + 2 + 1 + 2 + 1 + 2);
  for (int columns = 0; columns <= 10; columns++) {
    char head[32];
    size_t bytes = text_fit(string, columns), length;
    memcpy(head, string, bytes);
    head[bytes] = '\0';
    ck_assert_int_le(text_columns(head), columns);
    if (!string[bytes]) continue;
    uint32_t next = utf8_decode(string + bytes, strlen(string + bytes), &length);
    ck_assert_int_gt(text_columns(head) + text_codepoint_width(next), columns);
  }
}
END_TEST

START_TEST(borders_are_found) {
  static const char string[] = "a中e\xCC\x81\xF0\x9F\x98\x80";
  static const size_t floors[] = {0, 1, 1, 1, 4, 5, 5, 7, 7, 7, 7, 11};
  for (size_t i = 0; i < sizeof floors / sizeof *floors; i++) ck_assert_uint_eq(utf8_floor(string, i), floors[i]);
  ck_assert(utf8_is_valid(""));
  ck_assert(utf8_is_valid(string));
  ck_assert(utf8_is_valid("\xEF\xBF\xBD")); /* the sign of replacement itself */
  ck_assert(!utf8_is_valid("a\xE4\xB8"));
  ck_assert(!utf8_is_valid("\xF0\x9F\x98z"));
  ck_assert(!utf8_is_valid("\x80"));
}
END_TEST

static bool dangerous(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || c == 0xFFFD || (c >= 0xE0000 && c <= 0xE0FFF);
}

static void check_clean(const char *out, size_t size) {
  size_t left = strlen(out), length;
  if (left >= size) ck_abort_msg("%zu bytes in %zu", left, size);
  for (; left > 0; out += length, left -= length) ck_assert(!dangerous(utf8_decode(out, left, &length)));
}

START_TEST(cleaned_text_cannot_harm) {
  uint64_t seed = 1;
  for (int i = 0; i < samples(20000); i++) {
    char in[64], out[64];
    int length = dice_int(&seed, 0, 63);
    for (int k = 0; k < length; k++) in[k] = (char)dice_int(&seed, 1, 255);
    in[length] = '\0';
    size_t size = (size_t)dice_int(&seed, 1, 64);
    text_clean(out, size, in);
    check_clean(out, size);
  }
  const uint32_t stride = 1000 / (uint32_t)samples(1000);
  for (uint32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : stride) {
    char in[8] = "", out[8];
    utf8_encode(c, in);
    text_clean(out, sizeof out, in);
    check_clean(out, sizeof out);
    if (!dangerous(c) && c < 0x2000 && strcmp(in, out) != 0) ck_abort_msg("U+%04X was changed", c);
  }
}
END_TEST

START_TEST(cleaning_says_what_it_took) {
  char out[64];
  text_clean(out, sizeof out,
             "a\033[31mb\tc\nd\xE2\x80\xAE"
             "e\xFF\xC2\x9B\x7F");
  ck_assert_str_eq(out, "a?[31mb c d?e???");
  text_clean(out, 4, "中文");
  ck_assert_str_eq(out, "中");
  text_clean(out, 1, "abc");
  ck_assert_str_eq(out, "");
}
END_TEST

/* The beginning of a long text costs what is short: a thousand of them from 64 MiB are not 64 GiB to read. */
START_TEST(beginnings_are_cheap) {
  enum { LONG = 64 << 20 };
  char *string = malloc(LONG), out[64];
  ck_assert_ptr_nonnull(string);
  memset(string, 'a', LONG - 1);
  string[LONG - 1] = '\0';
  clock_t begun = clock();
  for (int i = 0; i < 1000; i++) {
    text_copy(out, sizeof out, string);
    text_clean(out, sizeof out, string);
  }
  ck_assert_uint_eq(strlen(out), sizeof out - 1);
  ck_assert_int_lt((clock() - begun) / CLOCKS_PER_SEC, 2);
  free(string);
}
END_TEST

START_TEST(copies_are_cut_between_characters) {
  const char *string = "a中b";
  static const char *const expected[] = {"", "a", "a", "a", "a中", "a中b"};
  for (size_t size = 1; size <= 6; size++) {
    char out[8] = "xxxxxxx";
    text_copy(out, size, string);
    ck_assert_str_eq(out, expected[size - 1]);
  }
}
END_TEST

START_TEST(text_grows) {
  struct text text = {0};
  ck_assert_str_eq(text_string(&text), "");
  for (int i = 0; i < 5000; i++) text_printf(&text, "%d,", i % 10);
  ck_assert_uint_eq(text.length, 10000);
  text_clear(&text);
  text_add(&text, "x");
  text_append(&text, "yz!", 2);
  text_char(&text, 0x4E2D);
  ck_assert_str_eq(text_string(&text), "xyz中");
  ck_assert(!text.failed);
  text_free(&text);
  ck_assert_ptr_null(text.data);
}
END_TEST

START_TEST(a_failure_stays) {
  struct text text = {0};
  text_append(&text, "", SIZE_MAX - 1); /* more than there can be; nothing is read */
  text_add(&text, "later");
  ck_assert(text.failed);
  ck_assert_str_eq(text_string(&text), "");
  text_free(&text);
}
END_TEST

START_TEST(names_have_beginnings) {
  ck_assert(text_name_begins("T_max", "t_m") && text_name_begins("T_max", "T-MAX") && text_name_begins("T_max", ""));
  ck_assert(!text_name_begins("T_max", "t_mu") && !text_name_begins("T_max", "T_max_") && !text_name_begins("", "a"));
}
END_TEST

START_TEST(names_are_compared) {
  static const struct {
    const char *a, *b;
    int distance;
    bool same;
  } rows[] = {
      {"", "", 0, true},
      {"max_steps", "max-steps", 0, true},
      {"Sin", "sin", 0, false},
      {"abc", "", 3, false},
      {"cosine", "cosnie", 2, false},
      {"kitten", "sitting", 3, false},
      {"linear", "liner", 1, false},
      {"a-b", "a_b_", 1, false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_int_eq(text_distance(rows[i].a, rows[i].b), rows[i].distance);
    ck_assert_int_eq(text_distance(rows[i].b, rows[i].a), rows[i].distance);
    ck_assert(text_same_name(rows[i].a, rows[i].b) == rows[i].same);
  }
  char longest[66] = "";
  memset(longest, 'a', 64);
  ck_assert_int_eq(text_distance(longest, "a"), 63);
  longest[64] = 'a';
  ck_assert_int_eq(text_distance(longest, "a"), INT_MAX);
  ck_assert_int_eq(text_distance("a", longest), INT_MAX);
}
END_TEST

/* The longest beginning of whole words that fits; between two wide characters a line may end, but not before a sign
 * that closes. */
START_TEST(lines_end_between_words) {
  static const struct {
    const char *text;
    int columns;
    const char *line;
  } rows[] = {
      {"one two three", 13, "one two three"},
      {"one two three", 12, "one two"},
      {"one two three", 7, "one two"},
      {"one two three", 6, "one"},
      {"one two", 2, ""},
      {"", 5, ""},
      {"one  two", 5, "one"},
      {"学习率是步长", 6, "学习率"},
      {"学习率是步长", 7, "学习率"},
      {"学习率，步长", 6, "学习"},
      {"学习率，步长", 8, "学习率，"},
      {"lr 学习率", 5, "lr 学"},
      {"学lr率", 3, "学"},
      {"学习", 1, ""},
      {"a学", 2, "a"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char line[64];
    text_copy(line, text_wrap(rows[i].text, rows[i].columns) + 1, rows[i].text);
    ck_assert_msg(strcmp(line, rows[i].line) == 0, "'%s' in %d columns: '%s'", rows[i].text, rows[i].columns, line);
  }
}
END_TEST

START_TEST(marks_stay_with_what_they_belong_to) {
  static const struct {
    const char *text;
    int columns;
    const char *line;
  } rows[] = {
      {"太大（每步都更差）", 6, "太大"},
      {"学习率：0.1", 6, "学习"},
      {"学习率(0.1)", 7, "学习率"},
      {"叫“震荡”", 4, "叫"},
      {"学习率 0.1", 8, "学习率"},
      {"学习率 0.1", 6, "学习率"},
      {"共 50%，其余", 6, "共"},
      {"到达", 1, ""},
      {"ab  ", 2, "ab"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char line[64];
    text_copy(line, text_wrap(rows[i].text, rows[i].columns) + 1, rows[i].text);
    ck_assert_msg(strcmp(line, rows[i].line) == 0, "'%s' in %d columns: '%s'", rows[i].text, rows[i].columns, line);
  }
}
END_TEST

START_TEST(sentences_end_at_full_stops) {
  ck_assert_uint_eq(text_sentence("At 0.5 it lands. Then"), strlen("At 0.5 it lands."));
  ck_assert_uint_eq(text_sentence("到了。然后"), strlen("到了。"));
  ck_assert_uint_eq(text_sentence("no stop"), strlen("no stop"));
  ck_assert_uint_eq(text_sentence(""), 0);
}
END_TEST

START_TEST(padding_counts_columns) {
  struct text text = {0};
  text_pad(&text, "震荡", 6);
  text_pad(&text, "slow", 3);
  ck_assert_str_eq(text_string(&text), "震荡  slow");
  text_free(&text);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("base/text");
  TCase *tc = tcase_create("text");
  tcase_add_test(tc, every_character_reads_back);
  tcase_add_test(tc, malformed_bytes_are_replaced_and_hide_nothing);
  tcase_add_test(tc, the_end_has_no_length);
  tcase_add_test(tc, widths_of_known_characters);
  tcase_add_test(tc, columns_and_fit_agree);
  tcase_add_test(tc, borders_are_found);
  tcase_add_test(tc, lines_end_between_words);
  tcase_add_test(tc, marks_stay_with_what_they_belong_to);
  tcase_add_test(tc, sentences_end_at_full_stops);
  tcase_add_test(tc, padding_counts_columns);
  tcase_add_test(tc, cleaned_text_cannot_harm);
  tcase_add_test(tc, cleaning_says_what_it_took);
  tcase_add_test(tc, beginnings_are_cheap);
  tcase_add_test(tc, copies_are_cut_between_characters);
  tcase_add_test(tc, names_are_compared);
  tcase_add_test(tc, names_have_beginnings);
  tcase_add_test(tc, text_grows);
  tcase_add_test(tc, a_failure_stays);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
