/* SPDX-License-Identifier: MIT
 *
 * Signal handlers. Only async-signal-safe calls in them (alarm, poll, fcntl, write, tcflow, tcflush, tcgetpgrp,
 * tcsetattr, sigaction, raise), and setting flags; while one runs no other does. */
#include "terminal/signals.h"

#include "terminal/output.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

enum {
  STACK_SIZE = 64 * 1024,
  FOUND_MAX = 160,
  SECONDS_TO_END = 1 /* from being asked to end, or to give the terminal back, until force is used */
};

static const int quitting[] = {SIGTERM, SIGINT, SIGHUP};
/* Ours even where a runtime (a sanitizer's) has a handler: the screen comes first. */
static const int crashing[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT};
/* What ends nothing by itself. Every other signal would leave the screen as it is. */
static const int harmless[] = {SIGCHLD, SIGURG, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH,
#ifdef SIGINFO
                               SIGINFO,
#endif
                               SIGKILL, SIGSTOP};

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))
#ifdef SIGRTMAX
#define LAST_SIGNAL SIGRTMAX
#else
#define LAST_SIGNAL (NSIG - 1)
#endif

static volatile sig_atomic_t quit_signal, stop_noted, resumed_noted, resized_noted, freed;
static volatile sig_atomic_t patience; /* an enum: what to do with a terminal that takes nothing */
enum { ENDLESS, UNTIL_A_KEY, SHORT };

/* What was in force before, in the order it was replaced. */
static struct {
  int signal;
  struct sigaction action;
} found[FOUND_MAX];
static int found_count;

static char restore_bytes[SIGNALS_RESTORE_MAX];
static size_t restore_length;
static struct termios restore_mode;
static bool restore_mode_known;

static char handler_stack[STACK_SIZE];
static stack_t found_stack;
static bool guarded;

static void put_back(void) {
  pid_t owner = tcgetpgrp(STDIN_FILENO);
  if (owner > 0 && owner != getpgrp()) return; /* in the background: the terminal is another's, and asking stops us */
  if (restore_length > 0) output_last(restore_bytes, restore_length);
  if (restore_mode_known) tcsetattr(STDIN_FILENO, TCSANOW, &restore_mode);
}

static void die(int signal) {
  put_back();
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(signal, &action, NULL);
  raise(signal); /* taken when the handler returns: it is blocked until then */
}

/* Asked to end, the program may be waiting for a terminal that takes nothing. */
static void on_quit(int signal) {
  if (quit_signal) {
    die(signal); /* asked twice: the program hangs */
    return;
  }
  quit_signal = signal;
  alarm(SECONDS_TO_END);
}

static bool key_waits(void) {
  struct pollfd file = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&file, 1, 0) > 0;
}

/* The second is over and what was begun is not done. */
static void on_alarm(int signal) {
  int error = errno;
  if (quit_signal || patience == ENDLESS) {
    die(quit_signal ? quit_signal : signal);
    return;
  }
  if (patience == SHORT || key_waits()) {
    output_unstick();
    freed = 1;
  }
  alarm(SECONDS_TO_END);
  errno = error;
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
  (void)signal;
  resized_noted = 1;
}

static bool is_among(int signal, const int *list, int count) {
  for (int i = 0; i < count; i++)
    if (list[i] == signal) return true;
  return false;
}

/* Without SA_RESTART, so that a wait ends. Signals that were ignored stay so (nohup, a shell without job control). */
static void replace(int signal, void (*handler)(int), int flags, bool even_ignored) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, before;
  sigfillset(&action.sa_mask);
  if (found_count == FOUND_MAX || sigaction(signal, NULL, &before) != 0) return;
  if (before.sa_handler == SIG_IGN && !even_ignored) return;
  if (sigaction(signal, &action, NULL) != 0) return;
  found[found_count].signal = signal;
  found[found_count++].action = before;
}

void signals_note(void) {
  quit_signal = stop_noted = resumed_noted = resized_noted = freed = patience = 0;
  found_count = 0;
  for (int i = 0; i < COUNT(quitting); i++) replace(quitting[i], on_quit, 0, false);
  replace(SIGALRM, on_alarm, 0, true);
  replace(SIGTSTP, on_stop, 0, false);
  replace(SIGCONT, on_continue, 0, true);
}

static void use_handler_stack(void) {
  stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  guarded = sigaltstack(&stack, &found_stack) == 0;
}

/* Whatever else ends a process, unless somebody else has a use for it (a profiler, a sanitizer). */
static void guard(int signal) {
  struct sigaction before;
  bool crash = is_among(signal, crashing, COUNT(crashing));
  if (is_among(signal, harmless, COUNT(harmless)) || sigaction(signal, NULL, &before) != 0) return;
  if (crash || before.sa_handler == SIG_DFL) replace(signal, die, SA_ONSTACK | (int)SA_RESETHAND, false);
}

/* No handler runs meanwhile: those of signals_note() may put back as well. */
static void note_restore(const char *bytes, size_t length, const struct termios *mode) {
  sigset_t all, before;
  assert(length <= sizeof restore_bytes);
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  restore_length = length;
  memcpy(restore_bytes, bytes, length);
  restore_mode_known = mode != NULL;
  if (mode) restore_mode = *mode;
  sigprocmask(SIG_SETMASK, &before, NULL);
}

void signals_guard(const char *bytes, size_t length, const struct termios *mode) {
  note_restore(bytes, length, mode);
  replace(SIGWINCH, on_resize, 0, true);
  use_handler_stack();
  for (int signal = 1; signal <= LAST_SIGNAL; signal++) guard(signal);
}

static void begin(int how_patient) {
  patience = how_patient;
  alarm(SECONDS_TO_END);
}

void signals_watch(void) { begin(UNTIL_A_KEY); }
void signals_hurry(void) { begin(SHORT); }

void signals_calm(void) {
  alarm(0); /* first: one that comes now is still taken for what it is */
  patience = ENDLESS;
  if (quit_signal) alarm(SECONDS_TO_END);
}

void signals_release(void) {
  alarm(0);
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
bool signals_take_freed(void) { return take(&freed); }
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
  for (int i = 0; i < COUNT(quitting); i++) sigaddset(set, quitting[i]);
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
