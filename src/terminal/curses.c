/* SPDX-License-Identifier: MIT
 *
 * The terminal by way of ncurses. The frame is compared with what was shown last and rows that differ are handed to
 * curses, which sends the difference. The order of the calls in take_over() matters; each has its reason beside it. */
#include "base/gettext.h"
#include "terminal/cells.h"
#include "terminal/charset.h"
#include "terminal/input.h"
#include "terminal/output.h"
#include "terminal/signals.h"
#include "terminal/terminal.h"

#include <assert.h>
#include <curses.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

enum {
  ESCAPE_DELAY = 25, /* milliseconds between ESC and the rest of a sequence */
  WAIT_MAX = 250000, /* microseconds asleep at a stretch */
};

/* DEC private mode 2026: the terminal shows what lies between at once. Unknown modes are ignored, so none is asked. */
static const char BEGIN_FRAME[] = "\033[?2026h", END_FRAME[] = "\033[?2026l";

/* Modes 1000 (presses and the wheel) and 1006 (reports in decimal, as far as any column); mode 2004 (pastes between
 * marks, so that they can be told from typing). */
static const char MOUSE_ON[] = "\033[?1000h\033[?1006h", MOUSE_OFF[] = "\033[?1006l\033[?1000l";
static const char PASTE_ON[] = "\033[?2004h", PASTE_OFF[] = "\033[?2004l";

static struct {
  bool open, synchronize, utf8, repaint;
  bool lost;   /* given back for good, though still open */
  bool away;   /* others have had the terminal: its size has to be asked for */
  bool modern; /* knows DEC's private modes, or ignores them */
  bool mouse;
  SCREEN *curses;
  WINDOW *keys;   /* a pad: reading from it never refreshes the screen */
  int cols, rows; /* as last reported */
  struct frame shown;
  cchar_t *row;
  int row_length;
  struct input input;
  uint32_t key; /* decoded and not yet asked for */
  struct termios mode;
  bool mode_known;
  int64_t (*now)(void);
} screen;

static void begin_frame(void) {
  if (screen.synchronize) output_send(BEGIN_FRAME, sizeof BEGIN_FRAME - 1);
}

static void end_frame(void) {
  if (screen.synchronize) output_send(END_FRAME, sizeof END_FRAME - 1);
}

/* --- opening and closing --- */

enum ability { TERM_UNKNOWN, TERM_FIXED, TERM_MOVES };

/* What is known of a terminal. newterm would tell as well, but loses memory when it fails. */
static enum ability ability(const char *name) {
  int error;
  if (setupterm(name, STDOUT_FILENO, &error) != OK) return TERM_UNKNOWN;
  char *cup = tigetstr("cup");
  bool moves = cup && cup != (char *)-1;
  del_curterm(cur_term);
  return moves ? TERM_MOVES : TERM_FIXED;
}

/* The terminal named by TERM, or the likeliest of those that are known here: many emulators ship a name of their own
 * that other machines have never heard of. A terminal that is known and cannot move its cursor gets no substitute. */
static SCREEN *find_term(char *name, size_t size) {
  const char *term = getenv("TERM");
  if (!term || !*term) term = "unknown";
  bool modest = strcmp(term, "xterm") == 0 || strcmp(term, "screen") == 0;
  char rich[64];
  snprintf(rich, sizeof rich, "%s-256color", term);
  const char *candidate[] = {modest && cells_asked_for("COLORTERM") ? rich : term, term, "xterm-256color", "xterm",
                             "ansi"};
  for (size_t i = 0; i < sizeof candidate / sizeof *candidate; i++) {
    enum ability can = ability(candidate[i]);
    if (can == TERM_UNKNOWN) continue;
    snprintf(name, size, "%s", candidate[i]);
    return can == TERM_MOVES ? newterm(name, stdout, stdin) : NULL;
  }
  return NULL;
}

static bool is_modern(const char *term) {
  return strncmp(term, "linux", 5) != 0 && strncmp(term, "vt", 2) != 0 && strcmp(term, "ansi") != 0;
}

static char restore[SIGNALS_RESTORE_MAX];
static size_t restore_length;
static_assert(sizeof END_FRAME + sizeof MOUSE_OFF + sizeof PASTE_OFF < SIGNALS_RESTORE_MAX / 2,
              "most of the room is for what terminfo says");

static int collect(int character) {
  if (restore_length < sizeof restore) restore[restore_length++] = (char)character;
  return character;
}

static void collect_bytes(const char *bytes) {
  while (*bytes) collect(*bytes++);
}

/* Part of a sequence would be worse than none. */
static void collect_capability(const char *name) {
  size_t before = restore_length;
  char *string = tigetstr(name);
  if (string && string != (char *)-1) tputs(string, 1, collect);
  if (restore_length == sizeof restore) restore_length = before;
}

/* What a handler writes when the program dies: endwin() is not safe there. It is the same from opening to closing, so
 * that a handler never finds half of it; the mouse is turned off even where nobody turned it on, since the last word
 * about it may be among what a stuck terminal has thrown away. */
static void compute_restore(void) {
  static const char *const capability[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
  restore_length = 0;
  if (screen.synchronize) collect_bytes(END_FRAME);
  if (screen.modern) collect_bytes(PASTE_OFF);
  if (screen.modern) collect_bytes(MOUSE_OFF);
  for (size_t i = 0; i < sizeof capability / sizeof *capability; i++) collect_capability(capability[i]);
}

/* Modes of ours that curses knows nothing of: on while the terminal is ours. */
static void modes_on(void) {
  if (screen.modern) output_send(PASTE_ON, sizeof PASTE_ON - 1);
  if (screen.mouse) output_send(MOUSE_ON, sizeof MOUSE_ON - 1);
}

static void modes_off(void) {
  if (screen.mouse) output_send(MOUSE_OFF, sizeof MOUSE_OFF - 1);
  if (screen.modern) output_send(PASTE_OFF, sizeof PASTE_OFF - 1);
}

static void take_over(void) {
  begin_frame();
  /* Until a doupdate after an endwin, ncurses (since 2017) writes to the terminal at every movement of the cursor. */
  endwin();
  refresh();
  end_frame();
  cbreak();
  noecho();
  nonl(); /* Enter stays apart from Ctrl-J, and output may use newline to go down */
  screen.keys = newpad(1, 1);
  if (screen.keys) {
    keypad(screen.keys, TRUE);
    intrflush(screen.keys, FALSE);
    nodelay(screen.keys, TRUE);
    meta(screen.keys, TRUE);
    define_key(NULL,
               KEY_MOUSE); /* its reports are decoded in input.c: curses knows the old form only in some terminals */
  }
  set_escdelay(ESCAPE_DELAY);
  curs_set(0);
  leaveok(stdscr, TRUE); /* the cursor is hidden: no need to bring it anywhere */
  typeahead(-1);         /* otherwise a key that waits stops the picture half drawn */
  idcok(stdscr, FALSE);  /* shifting characters shoves the lanes to the right about */
  scrollok(stdscr, FALSE);
  modes_on();
}

static bool refuse(char *why, int why_size, const char *reason, const char *term) {
  snprintf(why, (size_t)why_size, "%s (TERM=%s)", reason, term ? term : "");
  signals_release();
  return false;
}

bool terminal_open(const struct terminal_options *options, struct terminal_features *features, char *why,
                   int why_size) {
  static bool at_exit;
  char term[64] = "";
  if (screen.open) terminal_close();
  screen.now = options->now;
  screen.utf8 = charset_open(options->glyphs == GLYPHS_BRAILLE || options->glyphs == GLYPHS_BLOCK);
  screen.mode_known = tcgetattr(STDIN_FILENO, &screen.mode) == 0;
  signals_note();
  screen.curses = find_term(term, sizeof term);
  if (!screen.curses) return refuse(why, why_size, gettext("this terminal cannot move its cursor"), getenv("TERM"));
  screen.modern = is_modern(term);
  screen.mouse = false;
  screen.synchronize = options->synchronize && screen.modern;
  compute_restore();
  signals_guard(restore, restore_length, screen.mode_known ? &screen.mode : NULL);
  screen.open = true;
  if (!at_exit) at_exit = atexit(terminal_close) == 0;
  take_over();
  if (!screen.keys) {
    terminal_close();
    return refuse(why, why_size, gettext("out of memory"), term);
  }
  features->colors = cells_open(options->color, screen.utf8);
  screen.input = (struct input){.state = INPUT_PLAIN};
  screen.key = 0;
  screen.repaint = true;
  screen.away = screen.lost = false;
  getmaxyx(stdscr, screen.rows, screen.cols);
  features->cols = screen.cols;
  features->rows = screen.rows;
  features->utf8 = screen.utf8;
  features->glyphs = charset_glyphs(term, screen.utf8);
  if (screen.utf8 && options->glyphs >= 0 && options->glyphs < (int)features->glyphs)
    features->glyphs = (enum look_glyphs)options->glyphs;
  return true;
}

void terminal_close(void) {
  if (!screen.open) return;
  screen.open = false;
  if (!screen.lost) {
    signals_hurry();
    modes_off();
    endwin();
  }
  if (screen.keys) delwin(screen.keys);
  delscreen(screen.curses);
  signals_release();
  frame_free(&screen.shown);
  free(screen.row);
  screen.keys = NULL;
  screen.curses = NULL;
  screen.row = NULL;
  screen.row_length = 0;
}

int terminal_signal(void) { return signals_quit(); }

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
/* The report of the sanitizer has to be readable: called by its runtime before it prints. */
void __asan_on_error(void);
void __asan_on_error(void) { terminal_close(); }
#endif

/* --- showing a frame --- */

static bool same_row(const struct cell *a, const struct cell *b, int count) {
  for (int i = 0; i < count; i++)
    if (a[i].glyph != b[i].glyph || a[i].fg != b[i].fg || a[i].bg != b[i].bg || a[i].attr != b[i].attr) return false;
  return true;
}

/* Room to remember the frame and to hold a row of it. */
static bool make_room(const struct frame *frame) {
  if (screen.row_length < frame->cols) {
    cchar_t *row = realloc(screen.row, (size_t)frame->cols * sizeof *row);
    if (!row) return false;
    screen.row = row;
    screen.row_length = frame->cols;
  }
  if (screen.shown.cols == frame->cols && screen.shown.rows == frame->rows) return true;
  screen.repaint = true;
  return frame_resize(&screen.shown, frame->cols, frame->rows);
}

static bool put_changes(const struct frame *frame) {
  int cols = frame->cols < COLS ? frame->cols : COLS, rows = frame->rows < LINES ? frame->rows : LINES;
  bool all = screen.repaint || screen.shown.glyphs != frame->glyphs, changed = all;
  for (int y = 0; y < rows; y++) {
    size_t at = (size_t)y * (size_t)frame->cols;
    if (!all && same_row(frame->cells + at, screen.shown.cells + at, frame->cols)) continue;
    cells_put_row(frame, y, cols, screen.row);
    memcpy(screen.shown.cells + at, frame->cells + at, (size_t)frame->cols * sizeof *frame->cells);
    changed = true;
  }
  screen.shown.glyphs = frame->glyphs;
  return changed;
}

int64_t terminal_present(const struct frame *frame) {
  if (!screen.open || !frame->cells) return 0;
  if (screen.lost || !output_takes(0)) return PRESENT_LATER;
  int64_t start = screen.now();
  if (!make_room(frame)) return PRESENT_NO_MEMORY;
  if (screen.repaint) {
    erase();
    clearok(stdscr, TRUE);
  }
  if (put_changes(frame)) {
    signals_watch();
    begin_frame();
    refresh();
    end_frame();
    signals_calm();
  }
  screen.repaint = signals_take_freed(); /* nobody knows what is on the screen then */
  return screen.repaint ? PRESENT_LATER : screen.now() - start;
}

void terminal_redraw(void) { screen.repaint = true; }

/* --- keys --- */

static bool readable_within(int milliseconds) {
  struct pollfd file = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&file, 1, milliseconds) > 0;
}

/* Key codes of curses in our names; 0 for those that have no fixed number or no meaning here. */
static uint32_t by_code(int code) {
  static const struct {
    int code;
    uint32_t key;
  } row[] = {{KEY_UP, KEY_CODE_UP},           {KEY_DOWN, KEY_CODE_DOWN},      {KEY_LEFT, KEY_CODE_LEFT},
             {KEY_RIGHT, KEY_CODE_RIGHT},     {KEY_SR, KEY_CODE_UP},          {KEY_SF, KEY_CODE_DOWN},
             {KEY_SLEFT, KEY_CODE_LEFT},      {KEY_SRIGHT, KEY_CODE_RIGHT},   {KEY_HOME, KEY_CODE_HOME},
             {KEY_END, KEY_CODE_END},         {KEY_SHOME, KEY_CODE_HOME},     {KEY_SEND, KEY_CODE_END},
             {KEY_FIND, KEY_CODE_HOME},       {KEY_SELECT, KEY_CODE_END},     {KEY_A1, KEY_CODE_HOME},
             {KEY_C1, KEY_CODE_END},          {KEY_PPAGE, KEY_CODE_PAGE_UP},  {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
             {KEY_A3, KEY_CODE_PAGE_UP},      {KEY_C3, KEY_CODE_PAGE_DOWN},   {KEY_SPREVIOUS, KEY_CODE_PAGE_UP},
             {KEY_SNEXT, KEY_CODE_PAGE_DOWN}, {KEY_DC, KEY_CODE_DELETE},      {KEY_SDC, KEY_CODE_DELETE},
             {KEY_BTAB, KEY_CODE_BACK_TAB},   {KEY_ENTER, KEY_CODE_ENTER},    {KEY_BACKSPACE, KEY_CODE_BACKSPACE},
             {KEY_F(1), KEY_CODE_F1},         {KEY_F(2), KEY_CODE_F2},        {KEY_F(10), KEY_CODE_F10},
             {KEY_REFRESH, KEY_CODE_REDRAW},  {KEY_SUSPEND, KEY_CODE_SUSPEND}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++)
    if (row[i].code == code) return row[i].key;
  return 0;
}

static uint32_t accept_key(int status, wint_t character) {
  if (status != KEY_CODE_YES) return input_feed(&screen.input, character);
  if (screen.input.pasting) return 0;
  screen.input = (struct input){.state = INPUT_PLAIN};
  uint32_t known = by_code((int)character);
  return known ? known : input_named(keyname((int)character));
}

/* The next key that means something; 0 if there is none now. */
static uint32_t next_key(void) {
  bool waited = false;
  for (;;) {
    wint_t character = 0;
    int status = wget_wch(screen.keys, &character);
    uint32_t key;
    if (status != ERR) {
      waited = false;
      key = accept_key(status, character);
    } else if (!input_pending(&screen.input)) {
      return 0;
    } else if (!waited && readable_within(ESCAPE_DELAY)) {
      waited = true;
      continue;
    } else {
      key = input_end(&screen.input);
      if (!key) return 0;
    }
    if (key) return key_fold(key);
  }
}

uint32_t terminal_key(void) {
  if (!screen.open) return 0;
  uint32_t key = screen.key;
  screen.key = 0;
  return key ? key : next_key();
}

void terminal_mouse(bool on) {
  if (!screen.open || screen.mouse == on || !screen.modern) return;
  if (on)
    output_send(MOUSE_ON, sizeof MOUSE_ON - 1);
  else
    output_send(MOUSE_OFF, sizeof MOUSE_OFF - 1);
  screen.mouse = on;
}

struct mouse terminal_mouse_report(void) {
  return screen.input.report;
}

/* --- waiting --- */

void terminal_size(int *cols, int *rows) {
  *cols = screen.cols;
  *rows = screen.rows;
}

static void take_again(void) {
  endwin();
  clearok(curscr, TRUE);
  begin_frame();
  refresh();
  end_frame();
  modes_on();
  screen.repaint = screen.away = true;
}

void terminal_suspend(void) {
  if (!screen.open) return;
  signals_hurry();
  modes_off();
  endwin();
  signals_calm();
  signals_stop();
  if (signals_quit())
    screen.lost = true; /* ended while it was stopped: whoever goes on has the terminal */
  else
    take_again();
}

/* curses keeps the screen three times. Where memory ends while it makes room it has given back what it goes on using,
 * so that it is not asked unless there is enough. */
static bool has_room(int cols, int rows) {
  void *probe = malloc(3 * ((size_t)cols + 1) * (size_t)rows * sizeof(cchar_t) + 4096);
  free(probe);
  return probe != NULL;
}

/* A terminal that became smaller and large again has lost part of the picture, so any change counts. */
static enum terminal_wake resized(void) {
  struct winsize size;
  if (!signals_take_resized() && !screen.away) return WAKE_TIMEOUT;
  screen.repaint = true;
  screen.away = false;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    if (!has_room(size.ws_col, size.ws_row)) return WAKE_NO_MEMORY;
    resizeterm(size.ws_row, size.ws_col);
  }
  screen.cols = COLS;
  screen.rows = LINES;
  return WAKE_RESIZE;
}

static bool resumed(void) {
  if (signals_take_stop()) {
    terminal_suspend();
    return true;
  }
  if (!signals_take_resumed()) return false;
  take_again(); /* stopped by a signal that cannot be caught: the shell has used the terminal meanwhile */
  return true;
}

/* Standard input can be read and has nothing: its other end is closed. */
static bool at_end(void) {
  int waiting = 0;
  if (!readable_within(0)) return false;
  return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
}

/* Something that has happened already, or WAKE_TIMEOUT. */
static enum terminal_wake happened(void) {
  if (signals_quit()) return WAKE_QUIT;
  if (resumed()) return WAKE_RESUMED;
  enum terminal_wake size = resized();
  if (size != WAKE_TIMEOUT) return size;
  if (!screen.key) screen.key = next_key();
  if (screen.key) return WAKE_INPUT;
  return at_end() ? WAKE_GONE : WAKE_TIMEOUT;
}

enum terminal_wake terminal_wait(int64_t microseconds) {
  if (!screen.open) return WAKE_GONE;
  int64_t deadline = screen.now() + microseconds;
  for (;;) {
    enum terminal_wake wake = happened();
    int64_t left = microseconds < 0 ? WAIT_MAX : deadline - screen.now();
    if (wake != WAKE_TIMEOUT || left <= 0) return wake;
    signals_wait(STDIN_FILENO, left < WAIT_MAX ? left : WAIT_MAX);
  }
}
