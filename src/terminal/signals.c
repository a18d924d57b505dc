/* SPDX-License-Identifier: MIT
 *
 * Signal handlers. Only async-signal-safe calls in them: write, tcsetattr, sigaction, raise, and setting flags. */
#include "terminal/signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

enum { RESTORE_MAX = 512, STACK_SIZE = 64 * 1024 };

static const int quitting[] = {SIGTERM, SIGINT, SIGHUP};
static const int crashing[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT};

enum { QUITTING = sizeof quitting / sizeof *quitting, CRASHING = sizeof crashing / sizeof *crashing };

static volatile sig_atomic_t quit_signal, stop_noted, resumed_noted, resized_noted;

/* What was in force before, in the order it was replaced. */
static struct {
  int signal;
  struct sigaction action;
} found[QUITTING + CRASHING + 3];
static int found_count;

static char restore_bytes[RESTORE_MAX];
static size_t restore_length;
static struct termios restore_mode;
static bool restore_mode_known;
static void (*curses_resized)(int);

static char handler_stack[STACK_SIZE];
static stack_t found_stack;
static bool guarded;

static void put_back(void) {
  size_t done = 0;
  while (done < restore_length) {
    ssize_t wrote = write(STDOUT_FILENO, restore_bytes + done, restore_length - done);
    if (wrote <= 0) break;
    done += (size_t)wrote;
  }
  if (restore_mode_known) tcsetattr(STDIN_FILENO, TCSANOW, &restore_mode);
}

static void die(int signal) {
  put_back();
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(signal, &action, NULL);
  raise(signal); /* taken when the handler returns: it is blocked until then */
}

static void on_quit(int signal) {
  if (quit_signal)
    die(signal); /* asked twice: the program hangs */
  else
    quit_signal = signal;
}

static void on_stop(int signal) {
  (void)signal;
  stop_noted = 1;
}

static void on_continue(int signal) {
  (void)signal;
  resumed_noted = 1;
}

static void on_resize(int signal) {
  resized_noted = 1;
  if (curses_resized) curses_resized(signal);
}

/* Without SA_RESTART, so that a wait ends. Signals that were ignored stay so (nohup, a shell without job control). */
static void replace(int signal, void (*handler)(int), int flags, bool even_ignored) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, before;
  sigemptyset(&action.sa_mask);
  if (sigaction(signal, NULL, &before) != 0) return;
  if (before.sa_handler == SIG_IGN && !even_ignored) return;
  if (sigaction(signal, &action, NULL) != 0) return;
  found[found_count].signal = signal;
  found[found_count++].action = before;
}

void signals_note(void) {
  quit_signal = stop_noted = resumed_noted = resized_noted = 0;
  found_count = 0;
  for (int i = 0; i < QUITTING; i++) replace(quitting[i], on_quit, 0, false);
  replace(SIGTSTP, on_stop, 0, false);
  replace(SIGCONT, on_continue, 0, true);
}

static void use_handler_stack(void) {
  stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  guarded = sigaltstack(&stack, &found_stack) == 0;
}

void signals_restore(const char *bytes, size_t length) {
  restore_length = length < sizeof restore_bytes ? length : sizeof restore_bytes;
  memcpy(restore_bytes, bytes, restore_length);
}

void signals_guard(const char *bytes, size_t length, const struct termios *mode) {
  signals_restore(bytes, length);
  restore_mode_known = mode != NULL;
  if (mode) restore_mode = *mode;

  struct sigaction curses;
  curses_resized = NULL;
  if (sigaction(SIGWINCH, NULL, &curses) == 0 && curses.sa_handler != SIG_IGN && curses.sa_handler != SIG_DFL)
    curses_resized = curses.sa_handler;
  replace(SIGWINCH, on_resize, 0, true);
  use_handler_stack();
  for (int i = 0; i < CRASHING; i++) replace(crashing[i], die, SA_ONSTACK | (int)SA_RESETHAND, false);
}

void signals_release(void) {
  while (found_count > 0) {
    found_count--;
    sigaction(found[found_count].signal, &found[found_count].action, NULL);
  }
  if (guarded) sigaltstack(&found_stack, NULL);
  guarded = false;
}

int signals_quit(void) { return quit_signal; }

static bool take(volatile sig_atomic_t *flag) {
  bool was = *flag != 0;
  *flag = 0;
  return was;
}

bool signals_take_stop(void) { return take(&stop_noted); }
bool signals_take_resumed(void) { return take(&resumed_noted); }
bool signals_take_resized(void) { return take(&resized_noted); }

void signals_stop(void) {
  struct sigaction ours, standard = {.sa_handler = SIG_DFL};
  if (sigaction(SIGTSTP, NULL, &ours) != 0 || ours.sa_handler == SIG_IGN) return;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, NULL);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
  stop_noted = resumed_noted = 0;
}

static void noted_set(sigset_t *set) {
  sigemptyset(set);
  for (int i = 0; i < QUITTING; i++) sigaddset(set, quitting[i]);
  sigaddset(set, SIGTSTP);
  sigaddset(set, SIGCONT);
  sigaddset(set, SIGWINCH);
}

enum signals_wake signals_wait(int file, int64_t microseconds) {
  sigset_t noted, before;
  noted_set(&noted);
  sigprocmask(SIG_BLOCK, &noted, &before);
  enum signals_wake wake = SIGNALS_NOTED;
  if (!quit_signal && !stop_noted && !resumed_noted && !resized_noted) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(file, &readable);
    struct timespec time = {.tv_sec = (time_t)(microseconds / 1000000),
                            .tv_nsec = (long)(microseconds % 1000000) * 1000};
    int count = pselect(file + 1, &readable, NULL, NULL, &time, &before);
    wake = count > 0 ? SIGNALS_READABLE : count == 0 ? SIGNALS_TIMEOUT : SIGNALS_NOTED;
    if (count < 0 && errno != EINTR) wake = SIGNALS_READABLE; /* a closed descriptor: reading will tell */
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  return wake;
}
