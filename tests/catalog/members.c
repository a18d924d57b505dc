/* SPDX-License-Identifier: MIT
 *
 * The members of a JSON object as texts; what Python writes instead is none. */
#include "catalog/members.h"

#include "base/text.h"

#include <check.h>
#include <string.h>

static struct text seen;

static void teardown(void) { text_free(&seen); }

static bool take(void *context, const char *name, const char *value) {
  const char *refused = context;
  if (refused && strcmp(name, refused) == 0) return false;
  text_printf(&seen, "%s=%s;", name, value ? value : "-");
  return true;
}

static enum members read_all(const char *json) {
  text_clear(&seen);
  return members_read(json, take, NULL);
}

/* Numbers as they were written. */
START_TEST(members_are_texts) {
  ck_assert_int_eq(read_all("{\"a\": 1e-06, \"b\": null, \"c\": \"1-sqrt\", \"d\": true, \"e\": [1, 2]}"),
                   MEMBERS_TAKEN);
  ck_assert_str_eq(text_string(&seen), "a=1e-06;b=-;c=1-sqrt;d=true;e=[ 1, 2 ];");
  ck_assert_int_eq(read_all("{\"it's\": \"\\\"'\"}"), MEMBERS_TAKEN);
  ck_assert_str_eq(text_string(&seen), "it's=\"';");
  ck_assert_int_eq(read_all(" {} "), MEMBERS_TAKEN);
}
END_TEST

START_TEST(one_that_is_refused_is_the_last) {
  char refused[] = "b";
  ck_assert_int_eq(members_read("{\"a\": 1, \"b\": 2, \"c\": 3}", take, refused), MEMBERS_REFUSED);
  ck_assert_str_eq(text_string(&seen), "a=1;");
}
END_TEST

START_TEST(nothing_else_is_an_object) {
  static const char *const bad[] = {"",       "1",           "[1]",          "null",          "\"a\"",
                                    "{",      "{\"a\": 1",   "{\"a\": 1,}",  "{'a': 1}",      "{\"a\": 'x'}",
                                    "{a: 1}", "{\"a\" = 1}", "{\"a\": 1} 2", "{\"a\": True}", "{} /* */",
                                    "a=1",    "{\"a\": \"",  "{\"a\\"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    ck_assert_msg(read_all(bad[i]) == MEMBERS_NO_OBJECT, "%s: %s", bad[i], text_string(&seen));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("members");
  TCase *c = tcase_create("members");
  tcase_add_checked_fixture(c, NULL, teardown);
  if (members_are_built()) {
    tcase_add_test(c, members_are_texts);
    tcase_add_test(c, one_that_is_refused_is_the_last);
  }
  tcase_add_test(c, nothing_else_is_an_object);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
