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
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static const char END_OF_FRAME[] = "\033[?2026l";

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

static bool has_painted(const struct session *where, const void *frames) {
  return screen_sent(&where->screen, 0, END_OF_FRAME) >= *(const int *)frames;
}

static bool has_read(const struct session *where, const void *unused) {
  (void)unused;
  return where->ended || session_is_read(where);
}

/* A key, and the program has taken it; what comes of it may be on its way yet. */
static void press(const char *key) {
  session_send(&session, key);
  ck_assert_msg(session_until(&session, has_read, NULL), "it does not read its keys any more");
}

/* The program has more to show than fits on the way. A key whose picture did fit is followed by another. */
static bool is_filled(const struct session *where, const void *unused) {
  static double sent;
  (void)unused;
  if (session_is_full(where)) return true;
  if (seconds() - sent > 0.2 && session_is_read(where)) {
    session_send(&session, "\033OD");
    sent = seconds();
  }
  return false;
}

static void stop_reading(void) {
  session.deaf = true;
  ck_assert_msg(session_until(&session, is_filled, NULL), "it never fills the way to the terminal");
}

/* `off` was said last of the two. */
static bool is_off(const char *on, const char *off) {
  const char *log = session.screen.log, *last_on = NULL, *last_off = NULL;
  for (const char *at = log; (at = strstr(at, on)); at++) last_on = at;
  for (const char *at = log; (at = strstr(at, off)); at++) last_off = at;
  return !last_on || (last_off && last_off > last_on);
}

static bool modes_are_off(void) { return is_off("\033[?1000h", "\033[?1000l") && is_off("\033[?2004h", "\033[?2004l"); }

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

static bool dies_of(const struct session *where, const void *signal) {
  kill(where->program, *(const int *)signal);
  return where->ended;
}

START_TEST(every_signal) {
  start(80, 24, plain);
  SHOWS("quit");
  if (_i == SIGALRM) /* while a frame is on its way that one is the program's own: again, until none is */
    session_until(&session, dies_of, &_i);
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

static bool has_switched(const struct session *where, const void *times) {
  return screen_sent(&where->screen, 0, "\033[?1000h") >= *(const int *)times;
}

/* Whenever it is ended, and whatever has been said last of the mouse: it is off. */
START_TEST(ended_between_two_modes) {
  const char *const arguments[] = {"mouse", NULL};
  const struct session_options options = {
      .cols = 80, .rows = 24, .program = getenv("DOWNHILL_VICTIM"), .arguments = arguments};
  int times = 100 * (_i + 1);
  session_start(&session, &options);
  SHOWS("ready");
  session_send(&session, "x");
  ck_assert(session_until(&session, has_switched, &times));
  kill(session.program, SIGSEGV);
  ck_assert(fine(session_until_end(&session)));
  ck_assert(WIFSIGNALED(session.status) && WTERMSIG(session.status) == SIGSEGV);
  is_restored();
  session_close(&session);
}
END_TEST

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
static char state_of_program(const struct session *where) {
  char name[64], line[512] = "";
  snprintf(name, sizeof name, "/proc/%d/stat", (int)where->program);
  FILE *file = fopen(name, "r");
  if (file && !fgets(line, sizeof line, file)) line[0] = '\0';
  if (file) fclose(file);
  const char *name_end = strrchr(line, ')');
  return name_end ? name_end[2] : 'Z';
}

static bool is_dead(const struct session *where, const void *unused) {
  (void)unused;
  return state_of_program(where) == 'Z';
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
  ck_assert_msg(session_until(&session, is_dead, NULL), "it is in state %c", state_of_program(&session));
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
  start(80, 24, plain);
  SHOWS("quit");
  struct rlimit limit;
  limit.rlim_cur = limit.rlim_max = (rlim_t)(memory("VmSize") + 128) * 1024;
  ck_assert_int_eq(prlimit(session.program, RLIMIT_AS, &limit, NULL), 0);
  for (size_t i = 0; i < sizeof hungry / sizeof *hungry && !session.ended; i++) {
    press(hungry[i]);
    press("\033");
    if (_i == 1) session_resize(&session, 300 + (int)i, 100);
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
  if (_i > 0) stop_reading(); /* gone while a frame waits to be taken */
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
  if (_i == BY_CTRL_S) session_send(&session, "\023");
  stop_reading();
  session_send(&session, "\033OD"); /* a frame that finds it full */
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

/* A reader comes back after a while: what it sees is the present. */
START_TEST(a_reader_comes_back) {
  start_busy();
  session_send(&session, ">>>>>>>> ");
  stop_reading();
  press("\033OD"); /* which takes until something is thrown away */
  session.deaf = false;
  session_send(&session, " :goto 12345\r");
  SHOWS("12345");
  session_send(&session, "q");
  ck_assert(fine(session_until_end(&session)));
  is_restored();
  session_close(&session);
}
END_TEST

#if defined(__linux__)
/* How many bytes the picture takes that a key turns. */
static size_t frame_size(void) {
  size_t before = session.screen.length;
  int frames = screen_sent(&session.screen, 0, END_OF_FRAME) + 1;
  session_send(&session, "\033OD");
  ck_assert(session_until(&session, has_painted, &frames));
  return session.screen.length - before;
}

/* While nobody reads nothing is kept for later. A process that kept the pictures would grow by one for each key; what
 * the allocator may take in passing, once the process is used to it, is less than a few of them. */
START_TEST(nothing_is_kept_for_later) {
  enum { KEYS = 200, USED_TO_IT = 20, FEW = 10 };
  start_busy();
  long frame = (long)frame_size();
  ck_assert_int_gt(frame, 4000);
  stop_reading();
  for (int i = 0; i < USED_TO_IT; i++) press("\033OD");
  long before = memory("VmRSS:");
  ck_assert_int_gt(before, 0);
  for (int i = 0; i < KEYS; i++) press("\033OD");
  long grown = 1024 * (memory("VmRSS:") - before);
  ck_assert_msg(grown < FEW * frame, "grown by %ld bytes, a frame has %ld", grown, frame);
  session_send(&session, "q");
  ck_assert_msg(session_until_end(&session), "it hangs");
  session_close(&session);
}
END_TEST
#endif

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
  for (int signal = 1; signal < 65; signal++)
    if (ends_a_process(signal)) tcase_add_loop_test(tcase, every_signal, signal, signal + 1);
  tcase_add_loop_test(tcase, ended_between_two_modes, 0, 10);
  tcase_add_loop_test(tcase, deeds, 0, sizeof deed / sizeof *deed);
#if defined(__linux__)
  tcase_add_test(tcase, ended_while_stopped);
  /* A sanitizer's shadow is larger than any limit, and it keeps what is given back for a while. */
  if (!SANITIZED) tcase_add_loop_test(tcase, memory_ends, 0, 2);
  if (!SANITIZED) tcase_add_test(tcase, nothing_is_kept_for_later);
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
