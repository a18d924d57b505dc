/* SPDX-License-Identifier: MIT
 *
 * Curves as vectors: where points come to lie, gaps, what is cut off, and that the text is XML. */
#include "frame/plot.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct text out;

static void setup(void) { out = (struct text){0}; }
static void teardown(void) { text_free(&out); }

static void draw(const double *y, int count, bool log, double low, double high, bool stairs) {
  static const double x[] = {0, 1, 2, 3, 4, 5, 6, 7};
  const struct plot_curve curve = {"A <1> & B", ROLE_LANE, x, y, count, stairs, 0};
  const struct plot_mark mark = {.x = 2, .role = ROLE_LANE, .label = "A: lr<1"};
  const struct plot_panel panel = {
      .title = "loss", .log = log, .low = low, .high = high, .curve = &curve, .curves = 1, .mark = &mark, .marks = 1};
  const struct plot plot = {.title = "a<b", .x_title = "step", .x_high = 4, .panel = &panel, .panels = 1};
  plot_write_svg(&plot, &out);
}

/* The points of the curve, "M80.00 300.00L..."; the buffer is static. */
static const char *path(void) {
  static char points[512];
  const char *from = strstr(text_string(&out), "fill=\"none\">\n<path d=\"");
  ck_assert_ptr_nonnull(from);
  from = strstr(from, "d=\"") + 3;
  size_t length = strcspn(from, "\"");
  ck_assert_uint_lt(length, sizeof points);
  memcpy(points, from, length);
  points[length] = '\0';
  return points;
}

/* The panel is 690 wide from 80 and 240 high from 60. */
START_TEST(points_are_where_they_belong) {
  const double y[] = {0, 5, 10};
  draw(y, 3, false, 0, 10, false);
  ck_assert_str_eq(path(), "M80.00 300.00L252.50 180.00L425.00 60.00");
}
END_TEST

START_TEST(a_logarithmic_axis_is_one) {
  const double y[] = {1, 10, 100};
  draw(y, 3, true, 1, 100, false);
  ck_assert_str_eq(path(), "M80.00 300.00L252.50 180.00L425.00 60.00");
}
END_TEST

START_TEST(what_is_no_number_is_a_gap) {
  const double y[] = {0, NAN, 10, INFINITY, 0};
  draw(y, 5, false, 0, 10, false);
  ck_assert_str_eq(path(), "M80.00 300.00M425.00 60.00M770.00 300.00");
}
END_TEST

START_TEST(what_has_no_logarithm_is_a_gap) {
  const double y[] = {1, 0, -1, 100};
  draw(y, 4, true, 1, 100, false);
  ck_assert_str_eq(path(), "M80.00 300.00M597.50 60.00");
}
END_TEST

START_TEST(stairs_hold_their_value) {
  const double y[] = {0, 10};
  draw(y, 2, false, 0, 10, true);
  ck_assert_str_eq(path(), "M80.00 300.00H252.50L252.50 60.00");
}
END_TEST

START_TEST(what_is_huge_stays_drawable) {
  const double y[] = {1e300, -1e300, 5};
  draw(y, 3, false, 0, 10, false);
  ck_assert_ptr_null(strstr(text_string(&out), "e+"));
  ck_assert_ptr_null(strstr(text_string(&out), "inf"));
  ck_assert_ptr_null(strstr(text_string(&out), "nan"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), "<clipPath"));
}
END_TEST

/* Every '<' begins a tag that is closed, every '&' an entity. */
START_TEST(it_is_xml) {
  const double y[] = {0, 10};
  int depth = 0;
  draw(y, 2, false, 0, 10, false);
  for (const char *at = text_string(&out); *at; at++) {
    if (*at == '&')
      ck_assert(strncmp(at, "&lt;", 4) == 0 || strncmp(at, "&gt;", 4) == 0 || strncmp(at, "&amp;", 5) == 0);
    if (*at != '<') continue;
    const char *end = strchr(at, '>');
    ck_assert_ptr_nonnull(end);
    ck_assert_ptr_null(memchr(at + 1, '<', (size_t)(end - at - 1)));
    depth += at[1] == '/' ? -1 : end[-1] == '/' ? 0 : 1;
    ck_assert_int_ge(depth, 0);
  }
  ck_assert_int_eq(depth, 0);
  ck_assert_ptr_nonnull(strstr(text_string(&out), "A &lt;1&gt; &amp; B"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), "<title>A: lr&lt;1</title>"));
}
END_TEST

/* The band from 2 to 5 of 10 with its name, one above with an arrow that points up, and the margin they need. */
START_TEST(bands_and_upright_marks_are_drawn) {
  static const double x[] = {0, 4}, y[] = {0, 10};
  const struct plot_curve curve = {.label = "c", .role = ROLE_LANE, .x = x, .y = y, .count = 2, .letter = 'A'};
  const struct plot_band bands[] = {{.low = 2, .high = 5, .label = "a<b"},
                                    {.low = 20, .high = 30, .label = "above"},
                                    {.low = NAN, .high = NAN, .label = "none"}};
  const struct plot_mark marks[] = {{.x = 1, .label = "early", .key = 'E', .role = ROLE_LANE, .upright = true},
                                    {.x = 3, .label = "late", .key = 'L', .role = ROLE_LANE, .upright = true},
                                    {.x = NAN, .label = "never", .upright = true}};
  const struct plot_panel panel = {.title = "",
                                   .high = 10,
                                   .curve = &curve,
                                   .curves = 1,
                                   .mark = marks,
                                   .marks = 3,
                                   .band = bands,
                                   .bands = 3,
                                   .bands_title = "usual"};
  const struct plot plot = {.x_title = "step", .x_high = 4, .panel = &panel, .panels = 1};
  plot_write_svg(&plot, &out);
  ck_assert_str_eq(path(), "M80.00 300.00L630.00 60.00");
  ck_assert_ptr_nonnull(strstr(text_string(&out), ">usual<"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), "y=\"180.0\" width=\"550.0\" height=\"72.0\""));
  ck_assert_ptr_nonnull(strstr(text_string(&out), ">a&lt;b<"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), "l4 9h-8z"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), ">A  c<"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), "text-anchor=\"start\" fill=\"#0087d7\">E early<"));
  ck_assert_ptr_nonnull(strstr(text_string(&out), "text-anchor=\"end\" fill=\"#0087d7\">L late<"));
  ck_assert_ptr_null(strstr(text_string(&out), "never"));
  ck_assert_ptr_null(strstr(text_string(&out), "none<"));
  ck_assert_ptr_null(strstr(text_string(&out), "nan"));
}
END_TEST

/* The number behind `attribute` of the text that ends so. */
static double text_number(const char *string, const char *attribute) {
  const char *end = strstr(text_string(&out), string), *at = end;
  ck_assert_msg(end != NULL, "there is no %s", string);
  while (strncmp(at, "<text", 5) != 0) at--;
  at = strstr(at, attribute);
  ck_assert(at && at < end);
  return strtod(at + strlen(attribute) + 1, NULL);
}

/* Names of marks that stand close are on lines of their own; one with room is on the first again. */
START_TEST(names_of_marks_do_not_overlap) {
  const struct plot_mark marks[] = {{.x = 10, .label = "warmup ends", .key = 'W', .upright = true},
                                    {.x = 20, .label = "decay begins", .key = 'D', .upright = true},
                                    {.x = 15, .label = "between them", .key = 'B', .upright = true},
                                    {.x = 95, .label = "far away", .key = 'F', .upright = true}};
  const struct plot_panel panel = {.title = "", .high = 10, .mark = marks, .marks = 4};
  const struct plot plot = {.x_title = "step", .x_high = 100, .panel = &panel, .panels = 1};
  plot_write_svg(&plot, &out);
  double first = text_number(">W warmup ends<", " y=");
  ck_assert_double_ge(first - text_number(">D decay begins<", " y="), 12);
  ck_assert_double_ge(text_number(">D decay begins<", " y=") - text_number(">B between them<", " y="), 12);
  ck_assert_double_eq(text_number(">F far away<", " y="), first);
}
END_TEST

/* Curves' names are beside the title as long as there is room, and inside the panel where there is none. */
START_TEST(the_legend_is_beside_the_title) {
  static const double x[] = {0, 4}, y[] = {0, 10};
  struct plot_curve curves[6];
  struct plot_panel panel = {.title = "rate", .high = 10, .curve = curves, .curves = 2};
  const struct plot plot = {.x_title = "step", .x_high = 4, .panel = &panel, .panels = 1};
  for (int i = 0; i < 6; i++)
    curves[i] =
        (struct plot_curve){.label = "warmup_stable_decay", .x = x, .y = y, .count = 2, .letter = (char)('A' + i)};
  ck_assert(plot_legend_is_above(&panel));
  plot_write_svg(&plot, &out);
  double title = text_number(">rate<", " y=");
  ck_assert_double_eq(text_number(">A  warmup_stable_decay<", " y="), title);
  ck_assert_double_eq(text_number(">B  warmup_stable_decay<", " y="), title);
  ck_assert_double_ge(text_number(">B  warmup_stable_decay<", " x=") - text_number(">A  warmup_stable_decay<", " x="),
                      170);
  text_clear(&out);
  panel.curves = 6;
  ck_assert(!plot_legend_is_above(&panel));
  plot_write_svg(&plot, &out);
  for (int i = 0; i < 6; i++) {
    char name[32];
    snprintf(name, sizeof name, ">%c  warmup_stable_decay<", 'A' + i);
    ck_assert_double_gt(text_number(name, " y="), title + 10 * i);
  }
}
END_TEST

static int count_of(const char *words) {
  int count = 0;
  for (const char *at = text_string(&out); (at = strstr(at, words)) != NULL; at++) count++;
  return count;
}

/* A cross on the floor for what is no number, as many as can be told apart; an arrow for what is endless. */
START_TEST(what_is_lost_is_marked) {
  static const char cross[] = "l6 6m-6 0l6 -6";
  enum { MANY = 5000 };
  static double x[MANY], y[MANY];
  const double some[] = {0, NAN, 10, INFINITY, 0, -INFINITY};
  draw(some, 6, false, 0, 10, false);
  ck_assert_int_eq(count_of(cross), 1);
  ck_assert_ptr_nonnull(strstr(text_string(&out), "M249.5 290.0l6 6"));
  ck_assert_int_eq(count_of("M597.5 60.0l3 8h-6z"), 1);
  ck_assert_int_eq(count_of("l3 -8h-6z"), 1);
  text_clear(&out);
  const double none[] = {0, 20, -20, 10};
  draw(none, 4, false, 0, 10, false);
  ck_assert_int_eq(count_of(cross), 0);
  text_clear(&out);
  for (int i = 0; i < MANY; i++) x[i] = i, y[i] = NAN;
  const struct plot_curve curve = {.label = "", .x = x, .y = y, .count = MANY};
  const struct plot_panel panel = {.title = "", .high = 1, .curve = &curve, .curves = 1};
  const struct plot plot = {.x_title = "", .x_high = MANY - 1, .panel = &panel, .panels = 1};
  plot_write_svg(&plot, &out);
  ck_assert_int_gt(count_of(cross), 60);
  ck_assert_int_lt(count_of(cross), 90);
}
END_TEST

/* The picture grows by its notes, which stand below all panels; a strip takes half of a panel's room. */
START_TEST(notes_are_below_and_strips_are_low) {
  const struct plot_note notes[] = {{'a', ROLE_BAD, "first <"}, {'b', ROLE_DIM, "second"}};
  const struct plot_mark marks[] = {{.x = 1, .label = "", .key = 'a', .upright = true},
                                    {.x = 2, .label = "", .key = 'b', .hollow = true}};
  const struct plot_panel panels[] = {{.title = "", .high = 1, .mark = marks, .marks = 2},
                                      {.title = "", .strip = true, .high = 1},
                                      {.title = "", .strip = true, .high = 1}};
  struct plot plot = {.x_title = "x", .x_high = 4, .panel = panels, .panels = 3};
  plot_write_svg(&plot, &out);
  double before = strtod(strstr(text_string(&out), "height=\"") + 8, NULL);
  ck_assert_double_eq(before, 60 + 240 + 50 + 120 + 50 + 120 + 50);
  ck_assert_int_eq(count_of("height=\"240.0\""), 1);
  ck_assert_int_eq(count_of("height=\"120.0\""), 2);
  ck_assert_int_eq(count_of("9h-10z\" fill=\"#ffffff\""), 1);
  ck_assert_int_eq(count_of("stroke-dasharray"), 1);
  text_clear(&out);
  plot.note = notes;
  plot.notes = 2;
  plot_write_svg(&plot, &out);
  double height = strtod(strstr(text_string(&out), "height=\"") + 8, NULL);
  double first = text_number(">first &lt;<", " y="), second = text_number(">second<", " y=");
  ck_assert(first > before && second > first + 12 && height > second + 5);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/plot");
  TCase *t = tcase_create("plot");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, points_are_where_they_belong);
  tcase_add_test(t, a_logarithmic_axis_is_one);
  tcase_add_test(t, what_is_no_number_is_a_gap);
  tcase_add_test(t, what_has_no_logarithm_is_a_gap);
  tcase_add_test(t, stairs_hold_their_value);
  tcase_add_test(t, what_is_huge_stays_drawable);
  tcase_add_test(t, it_is_xml);
  tcase_add_test(t, names_of_marks_do_not_overlap);
  tcase_add_test(t, the_legend_is_beside_the_title);
  tcase_add_test(t, what_is_lost_is_marked);
  tcase_add_test(t, notes_are_below_and_strips_are_low);
  tcase_add_test(t, bands_and_upright_marks_are_drawn);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"
