/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Generous, for machines that are busy or run under a sanitizer. */
enum { LIMIT_SECONDS = 20, LOOK_AGAIN = 5 /* milliseconds */ };

/* What the shell writes behind the program's last byte: a terminal takes its time to pass things on. No program here
 * sends it, no terminal shows it. */
static const char END_OF_OUTPUT = '\005';

/* What the shell reports: that the job runs (with its process id), has stopped, has ended (with its status). */
struct news {
  char kind; /* 'r', 's', 'e' */
  int number;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* --- the shell --- */

static void report(int news, char kind, int number) {
  struct news item;
  memset(&item, 0, sizeof item);
  item.kind = kind;
  item.number = number;
  if (write(news, &item, sizeof item) != (ssize_t)sizeof item) _exit(125);
}

static void set_environment(const struct session_options *options) {
  static const char *const cleared[] = {"LINES", "COLUMNS", "NO_COLOR", "CLICOLOR", "COLORTERM", "LANG", "LC_CTYPE"};
  for (size_t i = 0; i < sizeof cleared / sizeof *cleared; i++) unsetenv(cleared[i]);
  setenv("TERM", "xterm-256color", 1);
  setenv("LC_ALL", "C.UTF-8", 1);
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  setenv("XDG_STATE_HOME", "/dev/null", 1); /* no folder can be made there, whoever runs the test */
  for (int i = 0; options->environment && options->environment[i]; i++) {
    char *copy = strdup(options->environment[i]);
    if (copy) putenv(copy);
  }
}

static void become_program(const struct session_options *options) {
  char *arguments[16] = {options->program ? strdup(options->program) : getenv("DOWNHILL_BINARY")};
  struct rlimit none = {0, 0};
  setpgid(0, 0);
  tcsetpgrp(STDIN_FILENO, getpgrp());
  setrlimit(RLIMIT_CORE, &none);
  /* A test started in the background has inherited some of them ignored. */
  static const int standard[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTOU, SIGPIPE};
  for (size_t i = 0; i < sizeof standard / sizeof *standard; i++) signal(standard[i], SIG_DFL);
  for (int i = 0; options->arguments && options->arguments[i] && i < 14; i++)
    arguments[i + 1] = strdup(options->arguments[i]);
  if (options->redirect) close(STDIN_FILENO);
  if (options->redirect && strcmp(options->redirect, "</dev/null") == 0) open("/dev/null", O_RDONLY);
  if (arguments[0]) execv(arguments[0], arguments);
  _exit(126);
}

static void foreground(pid_t job) { tcsetpgrp(STDIN_FILENO, job); }

static void shell(const struct session_options *options, int orders, int news) {
  struct termios mode;
  signal(SIGTTOU, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  tcgetattr(STDIN_FILENO, &mode);
  set_environment(options);
  pid_t job = fork();
  if (job == 0) become_program(options);
  setpgid(job, job);
  foreground(job);
  report(news, 'r', job);
  for (int status; waitpid(job, &status, WUNTRACED) == job;) {
    foreground(getpgrp());
    if (!WIFSTOPPED(status)) {
      report(news, 'e', status);
      break;
    }
    char order;
    report(news, 's', 0);
    if (read(orders, &order, 1) != 1) _exit(124);
    foreground(job);
    kill(-job, SIGCONT);
  }
  if (write(STDOUT_FILENO, &END_OF_OUTPUT, 1) != 1) _exit(123);
  char order; /* stay, so that the terminal does, until the test has looked at it */
  while (read(orders, &order, 1) > 0) continue;
  _exit(0);
}

/* --- the test's side --- */

static void take_news(struct session *session) {
  struct news item;
  if (read(session->news, &item, sizeof item) != (ssize_t)sizeof item) {
    session->ended = true;
    session->status = -1;
    return;
  }
  if (item.kind == 'r') session->program = item.number;
  if (item.kind == 's') session->stopped = true;
  if (item.kind != 'e') return;
  session->ended = true;
  session->status = item.number;
}

void session_start(struct session *session, const struct session_options *options) {
  struct winsize size = {.ws_row = (unsigned short)options->rows, .ws_col = (unsigned short)options->cols};
  int orders[2], news[2];
  memset(session, 0, sizeof *session);
  screen_open(&session->screen, options->cols > 20 ? options->cols : 20, options->rows > 8 ? options->rows : 8);
  if (pipe(orders) != 0 || pipe(news) != 0) abort();
  session->shell = forkpty(&session->terminal, NULL, NULL, &size);
  if (session->shell < 0) abort();
  if (session->shell == 0) {
    close(orders[1]);
    close(news[0]);
    fcntl(orders[0], F_SETFD, FD_CLOEXEC);
    fcntl(news[1], F_SETFD, FD_CLOEXEC);
    shell(options, orders[0], news[1]);
  }
  close(orders[0]);
  close(news[1]);
  session->orders = orders[1];
  session->news = news[0];
  fcntl(session->terminal, F_SETFL, O_NONBLOCK);
  take_news(session); /* the program's process id */
}

/* True if something was read. */
static bool take_output(struct session *session) {
  char bytes[65536];
  ssize_t got = read(session->terminal, bytes, sizeof bytes);
  if (got > 0) screen_feed(&session->screen, bytes, (size_t)got);
  return got > 0;
}

/* The program is gone, and so is everything that it wrote or that can still be read. */
static bool is_over(const struct session *session) {
  if (!session->ended || session->deaf || session->terminal < 0) return session->ended;
  return strchr(session->screen.log ? session->screen.log : "", END_OF_OUTPUT) != NULL;
}

bool session_until(struct session *session, bool (*condition)(const struct session *session, const void *argument),
                   const void *argument) {
  double limit = now() + LIMIT_SECONDS;
  while (!condition(session, argument)) {
    struct pollfd file[2] = {{.fd = session->deaf ? -1 : session->terminal, .events = POLLIN},
                             {.fd = session->ended ? -1 : session->news, .events = POLLIN}};
    if (now() > limit) return false;
    if (is_over(session)) return condition(session, argument);
    if (poll(file, 2, LOOK_AGAIN) < 0 && errno != EINTR) return false;
    if (file[0].revents) take_output(session);
    if (file[1].revents) take_news(session);
  }
  return true;
}

/* The program's end of the terminal, as long as it is there. */
static int open_its_end(const struct session *session) {
  const char *name = ptsname(session->terminal);
  return name ? open(name, O_RDWR | O_NOCTTY | O_NONBLOCK) : -1;
}

bool session_is_read(const struct session *session) {
  int end = open_its_end(session), waiting = 0;
  bool known = end >= 0 && ioctl(end, FIONREAD, &waiting) == 0;
  if (end >= 0) close(end);
  return known && waiting == 0;
}

bool session_is_full(const struct session *session) {
  struct pollfd end = {.fd = open_its_end(session), .events = POLLOUT};
  bool full = end.fd >= 0 && poll(&end, 1, 0) == 0;
  if (end.fd >= 0) close(end.fd);
  return full;
}

static bool shows(const struct session *session, const void *text) { return screen_shows(&session->screen, text); }
bool session_until_shows(struct session *session, const char *text) { return session_until(session, shows, text); }

static bool is_stopped(const struct session *session, const void *unused) {
  (void)unused;
  return session->stopped;
}
bool session_until_stopped(struct session *session) { return session_until(session, is_stopped, NULL); }

static bool has_ended(const struct session *session, const void *unused) {
  (void)unused;
  return is_over(session);
}

bool session_until_end(struct session *session) { return session_until(session, has_ended, NULL); }

void session_send(struct session *session, const char *bytes) {
  size_t left = strlen(bytes);
  while (left > 0) {
    ssize_t wrote = write(session->terminal, bytes, left);
    if (wrote < 0 && errno != EAGAIN && errno != EINTR) return;
    if (wrote > 0)
      bytes += wrote, left -= (size_t)wrote;
    else if (session->deaf)
      return; /* it has enough keys for now */
    else
      take_output(session); /* its side may be full because it waits for us */
  }
}

void session_resize(struct session *session, int cols, int rows) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
  while (take_output(session)) continue;
  /* libvterm 0.1.4 crashes now and then where it is made very small; what is larger shows the same. */
  screen_resize(&session->screen, cols > 20 ? cols : 20, rows > 8 ? rows : 8);
  ioctl(session->terminal, TIOCSWINSZ, &size);
}

void session_hang_up(struct session *session) {
  close(session->terminal);
  session->terminal = -1;
}

void session_continue(struct session *session) {
  session->stopped = false;
  if (write(session->orders, "c", 1) != 1) abort();
}

bool session_restored(const struct session *session) {
  struct termios mode;
  if (tcgetattr(session->terminal, &mode) != 0) return false;
  bool line_mode = (mode.c_lflag & (ECHO | ICANON)) == (ECHO | ICANON);
  return line_mode && !session->screen.alternate && session->screen.cursor;
}

void session_close(struct session *session) {
  if (!session->ended && session->program > 0) kill(session->program, SIGKILL);
  close(session->orders);
  close(session->news);
  if (session->terminal >= 0) close(session->terminal);
  kill(session->shell, SIGKILL);
  waitpid(session->shell, NULL, 0);
  screen_close(&session->screen);
}
