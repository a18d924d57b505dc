/* SPDX-License-Identifier: MIT
 *
 * What may happen to a program in a terminal, by doing it: every signal, a stack that overflows, memory that ends, a
 * terminal that is gone, takes nothing, or has a size that no terminal should have. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* prlimit */
#endif
#include "session.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { SANITIZED = 1 }; /* its shadow is larger than any limit of memory */
#else
enum { SANITIZED = 0 };
#endif

static struct session session;

static bool fine(bool condition) {
  if (!condition) fprintf(stderr, "%s\n", screen_dump(&session.screen));
  return condition;
}

#define SHOWS(text) ck_assert_msg(fine(session_until_shows(&session, text)), "\"%s\" never came", text)

static const char *const plain[] = {"--paused", "--mouse", NULL};
/* Each key turns the whole picture: tens of thousands of bytes for each. */
static const char *const busy[] = {"--surface", "himmelblau", "--max-steps", "100000", "--paused", NULL};

static void start(int cols, int rows, const char *const *arguments) {
  const struct session_options options = {.cols = cols, .rows = rows, .arguments = arguments};
  session_start(&session, &options);
}

static void start_busy(void) {
  start(200, 60, busy);
  SHOWS("quit");
  session_send(&session, ":view overlay\rT");
  SHOWS("turn");
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void pass(double time) {
  struct timespec nap = {.tv_sec = (time_t)time, .tv_nsec = (long)(1e9 * (time - (double)(time_t)time))};
  nanosleep(&nap, NULL);
}

static bool modes_are_off(void) {
  const struct screen *screen = &session.screen;
  return screen_sent(screen, 0, "\033[?1000h") <= screen_sent(screen, 0, "\033[?1000l") &&
         screen_sent(screen, 0, "\033[?2004h") <= screen_sent(screen, 0, "\033[?2004l");
}

static void is_restored(void) {
  ck_assert_msg(fine(session_restored(&session)), "the terminal is not as it was");
  ck_assert_msg(modes_are_off(), "the mouse or the marks of pastes are still on");
}

/* --- signals --- */

/* What a failed write would raise is an error to be said, and ignored as a signal. */
static bool ends_a_process(int signal) {
  static const int not [] = {SIGCHLD, SIGURG, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH, SIGKILL, SIGSTOP};
  for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
    if (signal == not [i]) return false;
  return (signal <= 31 && signal != SIGPIPE && signal != SIGXFSZ) || signal == SIGRTMIN || signal == SIGRTMAX;
}

START_TEST(every_signal) {
  if (!ends_a_process(_i)) return;
  start(80, 24, plain);
  SHOWS("quit");
  if (_i == SIGALRM) /* while a frame is on its way that one is the program's own */
    pass(0.5);
  else
    session_send(&session, " ");
  kill(session.program, _i);
  ck_assert_msg(fine(session_until_end(&session)), "signal %d does not end it", _i);
  ck_assert_msg(WIFSIGNALED(session.status) && WTERMSIG(session.status) == _i, "signal %d: wait status %#x", _i,
                session.status);
  is_restored();
  session_close(&session);
}
END_TEST

/* --- what a program does to itself --- */

static const struct {
  const char *what;
  int signal, status;
} deed[] = {{"overflow", SIGSEGV, 0}, {"abort", SIGABRT, 0}, {"exit", 0, 7}};

START_TEST(deeds) {
  const char *const arguments[] = {deed[_i].what, NULL};
  const struct session_options options = {
      .cols = 80, .rows = 24, .program = getenv("DOWNHILL_VICTIM"), .arguments = arguments};
  session_start(&session, &options);
  SHOWS("ready");
  session_send(&session, "x");
  ck_assert(fine(session_until_end(&session)));
  if (deed[_i].signal)
    ck_assert_msg(WIFSIGNALED(session.status) && WTERMSIG(session.status) == deed[_i].signal, "wait status %#x",
                  session.status);
  else
    ck_assert_msg(WIFEXITED(session.status) && WEXITSTATUS(session.status) == deed[_i].status, "wait status %#x",
                  session.status);
  is_restored();
  session_close(&session);
}
END_TEST

#if defined(__linux__)
static char state_of_program(void) {
  char name[64], line[512] = "";
  snprintf(name, sizeof name, "/proc/%d/stat", (int)session.program);
  FILE *file = fopen(name, "r");
  if (file && !fgets(line, sizeof line, file)) line[0] = '\0';
  if (file) fclose(file);
  const char *name_end = strrchr(line, ')');
  return name_end ? name_end[2] : 'Z';
}

/* `kill %1` of a job that was stopped by Ctrl-Z: it ends in the background, where asking for the terminal would stop it
 * again. */
START_TEST(ended_while_stopped) {
  start(80, 24, plain);
  SHOWS("quit");
  session_send(&session, "\032");
  ck_assert(session_until_stopped(&session));
  kill(session.program, SIGTERM);
  kill(session.program, SIGCONT);
  for (double since = seconds(); state_of_program() != 'Z' && seconds() - since < 10;) pass(0.01);
  ck_assert_int_eq(state_of_program(), 'Z');
  session_continue(&session);
  ck_assert(fine(session_until_end(&session)));
  ck_assert(WIFSIGNALED(session.status) && WTERMSIG(session.status) == SIGTERM);
  is_restored();
  session_close(&session);
}
END_TEST
#endif

/* --- memory --- */

/* A field of /proc/PID/status, in KiB; 0 where there is none. */
static long memory(const char *field) {
  char name[64], line[256];
  long kib = 0;
  snprintf(name, sizeof name, "/proc/%d/status", (int)session.program);
  FILE *file = fopen(name, "r");
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, field, strlen(field)) == 0) kib = strtol(line + strlen(field) + 1, NULL, 10);
  if (file) fclose(file);
  return kib;
}

#if defined(__linux__)
static const char *const hungry[] = {"g", "f", "l", "!", ":goto 1000000\r", ":surface rosenbrock\r", "?", "v", "v"};

/* No memory but a little for the stack: what cannot be done is said, or it ends with a line, the terminal restored. */
START_TEST(memory_ends) {
  if (SANITIZED) return;
  start(80, 24, plain);
  SHOWS("quit");
  struct rlimit limit;
  limit.rlim_cur = limit.rlim_max = (rlim_t)(memory("VmSize") + 128) * 1024;
  ck_assert_int_eq(prlimit(session.program, RLIMIT_AS, &limit, NULL), 0);
  for (size_t i = 0; i < sizeof hungry / sizeof *hungry && !session.ended; i++) {
    session_send(&session, hungry[i]);
    session_send(&session, "\033");
    if (_i == 1) session_resize(&session, 300 + (int)i, 100);
    pass(0.05);
  }
  session_send(&session, "\033\033:quit\r");
  ck_assert(fine(session_until_end(&session)));
  ck_assert_msg(WIFEXITED(session.status), "ended with wait status %#x", session.status);
  is_restored();
  if (WEXITSTATUS(session.status) != 0) ck_assert_ptr_nonnull(strstr(session.screen.log, "memory"));
  session_close(&session);
}
END_TEST
#endif

/* --- a terminal that is gone --- */

START_TEST(terminal_is_gone) {
  start_busy();
  if (_i > 0) session.deaf = true; /* gone while a frame waits to be taken */
  for (int i = 0; i < 40 * _i; i++) {
    session_send(&session, "\033OD");
    pass(0.005);
  }
  session_hang_up(&session);
  ck_assert_msg(session_until_end(&session), "it goes on without a terminal");
  bool told = WIFSIGNALED(session.status) && WTERMSIG(session.status) == SIGHUP;
  bool saw = WIFEXITED(session.status) && WEXITSTATUS(session.status) <= 1;
  ck_assert_msg(told || saw, "wait status %#x", session.status);
  session_close(&session);
}
END_TEST

static const char *const inputs[] = {"<&-", "</dev/null"};

START_TEST(nothing_to_read) {
  const struct session_options options = {.cols = 80, .rows = 24, .arguments = plain, .redirect = inputs[_i]};
  session_start(&session, &options);
  ck_assert(session_until_end(&session));
  ck_assert(WIFEXITED(session.status));
  is_restored();
  session_close(&session);
}
END_TEST

/* --- a terminal that takes nothing --- */

enum { BY_KEY, BY_TERM, BY_HUP, BY_CTRL_S, WAYS };

/* Nobody reads: more is to be shown than fits on the way. It ends all the same, and with what it found. */
START_TEST(nobody_reads) {
  start_busy();
  session.deaf = true;
  if (_i == BY_CTRL_S) session_send(&session, "\023");
  for (int i = 0; i < 40; i++) {
    session_send(&session, "\033OD");
    pass(0.01);
  }
  double since = seconds();
  if (_i == BY_TERM || _i == BY_HUP)
    kill(session.program, _i == BY_TERM ? SIGTERM : SIGHUP);
  else
    session_send(&session, "q");
  ck_assert_msg(session_until_end(&session), "it hangs");
  ck_assert_double_lt(seconds() - since, 10);
  if (_i == BY_TERM || _i == BY_HUP)
    ck_assert(WIFSIGNALED(session.status) && WTERMSIG(session.status) == (_i == BY_TERM ? SIGTERM : SIGHUP));
  else
    ck_assert(WIFEXITED(session.status) && WEXITSTATUS(session.status) == 0);
  session.deaf = false;
  ck_assert(session_until_end(&session)); /* reads what was left */
  is_restored();
  session_close(&session);
}
END_TEST

/* A reader comes back after a while: nothing has grown meanwhile, and what it sees is the present. */
START_TEST(a_reader_comes_back) {
  start_busy();
  session_send(&session, ">>>>>>>> ");
  pass(0.3);
  long before = memory("VmRSS:");
  session.deaf = true;
  for (int i = 0; i < 100; i++) {
    session_send(&session, "\033OD");
    pass(0.01);
  }
  long after = memory("VmRSS:");
  session.deaf = false;
  ck_assert_msg(SANITIZED || after - before < 4096, "grown from %ld to %ld KiB", before, after);
  session_send(&session, " :goto 12345\r");
  SHOWS("12345");
  session_send(&session, "q");
  ck_assert(fine(session_until_end(&session)));
  is_restored();
  session_close(&session);
}
END_TEST

/* --- sizes --- */

static const struct { int cols, rows; } sizes[] = {{1, 1}, {2, 2}, {3, 1}, {1, 300}, {1000, 1}, {1000, 300}, {0, 0}};

enum { SIZES = sizeof sizes / sizeof *sizes };

/* It starts there, lives through every view there, and is whole again in a terminal of the usual size. */
START_TEST(size_of_a_terminal) {
  int cols = sizes[_i].cols, rows = sizes[_i].rows;
  const struct session_options options = {.cols = cols, .rows = rows, .arguments = plain};
  session_start(&session, &options);
  for (int i = 0; i < 12; i++) {
    session_send(&session, i % 3 == 0 ? "v" : i % 3 == 1 ? "\033OC" : "i");
    session_resize(&session, sizes[(_i + i) % SIZES].cols, sizes[(_i + i) % SIZES].rows);
    session_resize(&session, cols, rows);
  }
  session_send(&session, ":view compare\r");
  session_resize(&session, 80, 24);
  SHOWS("quit");
  SHOWS("step");
  session_send(&session, "q");
  ck_assert(fine(session_until_end(&session)));
  ck_assert(WIFEXITED(session.status) && WEXITSTATUS(session.status) == 0);
  is_restored();
  session_close(&session);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("terminal/faults");
  TCase *tcase = tcase_create("faults");
  tcase_set_timeout(tcase, 120);
  tcase_add_loop_test(tcase, every_signal, 1, 65);
  tcase_add_loop_test(tcase, deeds, 0, sizeof deed / sizeof *deed);
#if defined(__linux__)
  tcase_add_test(tcase, ended_while_stopped);
  tcase_add_loop_test(tcase, memory_ends, 0, 2);
#endif
  tcase_add_loop_test(tcase, terminal_is_gone, 0, 2);
  tcase_add_loop_test(tcase, nothing_to_read, 0, sizeof inputs / sizeof *inputs);
  tcase_add_loop_test(tcase, nobody_reads, 0, WAYS);
  tcase_add_test(tcase, a_reader_comes_back);
  tcase_add_loop_test(tcase, size_of_a_terminal, 0, SIZES);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
