/* SPDX-License-Identifier: MIT
 *
 * Marks and modes for a terminal that takes nothing at the moment, through a descriptor that does not wait. */
#include "terminal/output.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void (*const ways[])(const char *bytes, size_t length) = {output_send, output_last};
static const char mark[] = "\033[?2026l";
static int reader, saved;

/* Standard output is a pipe that is full. */
static void fill_output(void) {
  static const char bytes[4096];
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  saved = fcntl(STDOUT_FILENO, F_DUPFD, 10);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[1]);
  reader = ends[0];
  fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
  while (write(STDOUT_FILENO, bytes, sizeof bytes) > 0) continue;
  while (write(STDOUT_FILENO, bytes, 1) > 0) continue;
}

/* Closes its last writer, in this process. */
static void give_output_back(void) {
  dup2(saved, STDOUT_FILENO);
  close(saved);
}

/* Reads to the end; true if that is the mark. */
static bool ends_with_mark(void) {
  static char bytes[1 << 20];
  size_t length = 0, last = strlen(mark);
  ssize_t got;
  while ((got = read(reader, bytes + length, sizeof bytes - length)) > 0) length += (size_t)got;
  return length >= last && memcmp(bytes + length - last, mark, last) == 0;
}

static bool slow_reader_sees(void (*way)(const char *bytes, size_t length)) {
  int status = -1;
  fill_output();
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    give_output_back();
    poll(NULL, 0, 20); /* it is this slow */
    _exit(ends_with_mark() ? 0 : 1);
  }
  way(mark, strlen(mark));
  give_output_back();
  waitpid(child, &status, 0);
  close(reader);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

START_TEST(test_slow_reader) {
  bool seen = false;
  for (int i = 0; i < 5 && !seen; i++) seen = slow_reader_sees(ways[_i]); /* a busy machine may be slower still */
  ck_assert(seen);
}
END_TEST

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

START_TEST(test_no_reader) {
  fill_output();
  double since = seconds();
  ways[_i](mark, strlen(mark));
  double took = seconds() - since;
  give_output_back();
  ck_assert_double_gt(took, 0.15);
  ck_assert_double_lt(took, 10);
  ck_assert(!ends_with_mark());
  close(reader);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("terminal/output");
  TCase *tcase = tcase_create("output");
  tcase_add_loop_test(tcase, test_slow_reader, 0, 2);
  tcase_add_loop_test(tcase, test_no_reader, 0, 2);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
