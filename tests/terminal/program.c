/* SPDX-License-Identifier: MIT
 *
 * The real program in a pseudo-terminal: how it starts, answers to keys and to a change of size, stops and goes on, and
 * every way in which it may end. */
#include "session.h"

#include "catalog/folder.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct session session;

static const char *const paused[] = {"--paused", NULL};

/* What was on the screen goes to the error output: a message of several lines would spoil the report. */
static bool fine(bool condition) {
  if (!condition) fprintf(stderr, "%s\n", screen_dump(&session.screen));
  return condition;
}

#define SHOWS(text) ck_assert_msg(fine(session_until_shows(&session, text)), "\"%s\" never came", text)

static void start_with(int cols, int rows, const char *const *environment, const char *const *arguments) {
  const struct session_options options = {
      .cols = cols, .rows = rows, .environment = environment, .arguments = arguments};
  session_start(&session, &options);
}

/* Up and waiting: the last thing painted is the key line. */
static void start(void) {
  start_with(80, 24, NULL, paused);
  SHOWS("quit");
}

static void ends_with_status(int status) {
  ck_assert_msg(fine(session_until_end(&session)), "it does not end");
  ck_assert_msg(WIFEXITED(session.status), "ended with wait status %#x", session.status);
  ck_assert_int_eq(WEXITSTATUS(session.status), status);
}

static void ends_by_signal(int signal) {
  ck_assert_msg(fine(session_until_end(&session)), "it does not end");
  ck_assert_msg(WIFSIGNALED(session.status), "ended with wait status %#x", session.status);
  ck_assert_int_eq(WTERMSIG(session.status), signal);
}

START_TEST(test_first_frame) {
  start();
  SHOWS("downhill");
  SHOWS("parabola");
  SHOWS("step 0 of 60");
  ck_assert(session.screen.alternate);
  ck_assert(!session.screen.cursor);
  ck_assert(!session_restored(&session));
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

/* No overlay covers the scene: all four lanes' titles can be read. */
static bool is_plain(const struct session *where, const void *unused) {
  (void)unused;
  const struct screen *screen = &where->screen;
  return screen_shows(screen, " A 0.01 ") && screen_shows(screen, " C 1.0 ") && screen_shows(screen, " D 1.1 ");
}

START_TEST(test_keys) {
  static const struct {
    const char *keys, *shows;
  } row[] = {{"\033OC", "step 1 of 60"},
             {".", "step 2 of 60"},
             {"\033[C", "step 3 of 60"},
             {"\033OD", "step 2 of 60"},
             {",", "step 1 of 60"},
             {"r", "step 0 of 60"},
             {":lr 0.3\r", "0.3"},
             {"\033[1;2C", "step 1"},
             {":goto 40\r", "step 40 of 60"},
             {"0", "step 0 of 60"},
             {"?", "one step forward"},
             {"\033", "step 0 of 60"},
             {":max_steps 70\r", "of 70"},
             {"\xEF\xBC\x8E", "step 1 of 70"}, /* U+FF0E from an input method */
             {"u", "of 60"}};
  start();
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    session_send(&session, row[i].keys);
    SHOWS(row[i].shows);
    if (row[i].keys[0] == '\033' && row[i].keys[1] == '\0') ck_assert(session_until(&session, is_plain, NULL));
  }
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

/* It runs by itself, frames bracketed, and stops drawing when nothing moves. */
START_TEST(test_runs) {
  start();
  session_send(&session, ">>>>> ");
  SHOWS("step 60 of 60");
  const char *log = session.screen.log;
  int begun = screen_sent(&session.screen, 0, "\033[?2026h");
  ck_assert_ptr_nonnull(log);
  ck_assert_int_gt(begun, 20);
  session_send(&session, "q");
  ends_with_status(0);
  begun = screen_sent(&session.screen, 0, "\033[?2026h");
  ck_assert_int_eq(screen_sent(&session.screen, 0, "\033[?2026l"), begun);
  session_close(&session);
}
END_TEST

/* --- size --- */

/* In a tiny terminal one line is left; what it says depends on the room. */
static bool has_a_line(const struct session *where, const void *unused) {
  (void)unused;
  return screen_row(&where->screen, 0)[0] != '\0';
}

START_TEST(test_resize) {
  static const struct {
    int cols, rows;
  } size[] = {{120, 40}, {40, 12}, {20, 5}, {80, 24}, {200, 60}, {400, 100}, {10, 2}, {80, 24}};
  start();
  for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
    char step[32];
    snprintf(step, sizeof step, "step %zu of 60", i + 1);
    session_resize(&session, size[i].cols, size[i].rows);
    session_send(&session, "\033OC"); /* it still answers */
    if (size[i].cols >= 40) SHOWS(step);
    if (size[i].cols >= 80) SHOWS("quit");
    ck_assert(fine(session_until(&session, has_a_line, NULL)));
  }
  SHOWS("step 8 of 60");
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

START_TEST(test_resize_storm) {
  start();
  session_send(&session, " ");
  for (int i = 0; i < 1000; i++) {
    if (i % 50 == 0) session_send(&session, "v"); /* every view more than once */
    session_resize(&session, 20 + i * 37 % 180, 2 + i * 13 % 60);
  }
  session_send(&session, ":view compare\r");
  session_resize(&session, 120, 40);
  SHOWS("quit");
  session_send(&session, "R0");
  SHOWS("step 0 of 60");
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

/* --- signals --- */

START_TEST(test_ctrl_c) {
  start();
  session_send(&session, "\003");
  ends_by_signal(SIGINT);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

static bool is_back(const struct session *where, const void *unused) {
  (void)unused;
  return where->screen.alternate && !where->screen.cursor && screen_shows(&where->screen, "quit");
}

START_TEST(test_suspend_and_resume) {
  start();
  for (int i = 0; i < 3; i++) {
    session_send(&session, "\032");
    ck_assert(session_until_stopped(&session));
    ck_assert(session_restored(&session));
    if (i == 2) session_resize(&session, 120, 40); /* while it is away */
    session_continue(&session);
    ck_assert(session_until(&session, is_back, NULL));
    session_send(&session, "\033OC");
    SHOWS(i == 0 ? "step 1 of 60" : i == 1 ? "step 2 of 60" : "step 3 of 60");
  }
  ck_assert_ptr_nonnull(strstr(screen_row(&session.screen, 39), "quit"));
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

/* A stop that cannot be caught: the screen is painted anew afterwards, whatever is on it. */
START_TEST(test_stop_without_warning) {
  start();
  kill(session.program, SIGSTOP);
  ck_assert(session_until_stopped(&session));
  size_t from = session.screen.length;
  session_continue(&session);
  session_send(&session, "\033OC");
  SHOWS("step 1 of 60");
  ck_assert_int_ge(screen_sent(&session.screen, from, "\033[2J"), 1);
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

START_TEST(test_time_stands_while_stopped) {
  start();
  session_send(&session, "\032");
  ck_assert(session_until_stopped(&session));
  session_continue(&session);
  ck_assert(session_until(&session, is_back, NULL));
  SHOWS("step 0 of 60");
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

/* --- surroundings --- */

START_TEST(test_unknown_term) {
  static const char *const environment[] = {"TERM=xterm-of-the-year-2040", NULL};
  start_with(80, 24, environment, paused);
  SHOWS("quit");
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

/* A terminal that cannot move its cursor gets text, and no escape sequence at all. */
START_TEST(test_dumb_term) {
  static const char *const environment[] = {"TERM=dumb", NULL};
  start_with(80, 24, environment, NULL);
  ends_with_status(0);
  ck_assert_int_eq(screen_sent(&session.screen, 0, "\033"), 0);
  ck_assert_int_ge(screen_sent(&session.screen, 0, "converg"), 1);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

START_TEST(test_no_color) {
  static const char *const environment[] = {"NO_COLOR=1", NULL};
  start_with(80, 24, environment, paused);
  SHOWS("quit");
  session_send(&session, "t\033OCt\033OCt\033OC");
  SHOWS("step 3 of 60");
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(!screen_sent_color(&session.screen, 0));
  session_close(&session);
}
END_TEST

START_TEST(test_colors) {
  start();
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(screen_sent_color(&session.screen, 0));
  session_close(&session);
}
END_TEST

START_TEST(test_poor_locale) {
  static const char *const environment[] = {"LC_ALL=C", NULL};
  start_with(120, 40, environment, paused);
  SHOWS("quit");
  session_send(&session, "G\033OC?");
  SHOWS("one step forward");
  session_send(&session, "\033");
  ck_assert(session_until(&session, is_plain, NULL));
  SHOWS("step 1 of 60");
  session_send(&session, ":surface rosenbrock\r");
  SHOWS("rosenbrock");
  session_send(&session, "q");
  ends_with_status(0);
  for (size_t i = 0; i < session.screen.length; i++) ck_assert_uint_lt((unsigned char)session.screen.log[i], 0x80);
  session_close(&session);
}
END_TEST

/* Question marks are no Chinese: English, and one line that says why; so, too, when it is asked for later. */
START_TEST(test_language_without_letters) {
  static const char *const environment[] = {"LC_ALL=C", "LANGUAGE=zh_CN", NULL};
  start_with(80, 24, environment, paused);
  SHOWS("no letters for zh_CN in a locale that is not UTF-8: try LC_ALL=C.UTF-8");
  SHOWS("Space run");
  session_send(&session, "\t");
  SHOWS("[C 1.0]");
  session_send(&session, ":lang zh\r");
  SHOWS("no letters for zh_CN");
  session_send(&session, ":lang en\r");
  SHOWS("downhill speaks English");
  ck_assert(!screen_shows(&session.screen, "??"));
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

START_TEST(test_frames_option) {
  static const char *const arguments[] = {"--paused", "--frames", "5", "--no-sync", "--fps", "60", NULL};
  start_with(80, 24, NULL, arguments);
  ends_with_status(0);
  ck_assert_int_eq(screen_sent(&session.screen, 0, "\033[?2026"), 0);
  ck_assert(session_restored(&session));
  session_close(&session);
}
END_TEST

/* --- mouse and pastes --- */

static bool mouse_is_on(const struct session *where, const void *unused) {
  (void)unused;
  return screen_sent(&where->screen, 0, "\033[?1000h") == screen_sent(&where->screen, 0, "\033[?1000l") + 1;
}

static bool modes_are_off(void) {
  const struct screen *screen = &session.screen;
  return screen_sent(screen, 0, "\033[?1000h") <= screen_sent(screen, 0, "\033[?1000l") &&
         screen_sent(screen, 0, "\033[?2004h") <= screen_sent(screen, 0, "\033[?2004l");
}

START_TEST(test_mouse) {
  static const char *const arguments[] = {"--paused", "--mouse", NULL};
  start_with(80, 24, NULL, arguments);
  SHOWS("quit");
  session_send(&session, "\033[<0;10;4M\033[<0;10;4m");
  SHOWS("start w =");
  session_send(&session, "\033[<64;10;4M");
  SHOWS("A: learning_rate 0.012");
  session_send(&session, ":mouse off\r");
  SHOWS("mouse off");
  ck_assert(modes_are_off() || screen_sent(&session.screen, 0, "\033[?1000l") == 1);
  session_send(&session, "\033[<64;10;4M\033OC"); /* a late report is swallowed whole */
  SHOWS("step 1 of 60");
  ck_assert(!screen_shows(&session.screen, "0.015"));
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(session_restored(&session));
  ck_assert(modes_are_off());
  session_close(&session);
}
END_TEST

/* Nobody who did not ask for it loses the terminal's own selection. */
START_TEST(test_no_mouse) {
  start();
  session_send(&session, "\033OCq");
  ends_with_status(0);
  ck_assert_int_eq(screen_sent(&session.screen, 0, "\033[?1000"), 0);
  ck_assert_int_eq(screen_sent(&session.screen, 0, "\033[?1006"), 0);
  ck_assert(modes_are_off());
  session_close(&session);
}
END_TEST

START_TEST(test_mouse_while_stopped) {
  static const char *const arguments[] = {"--paused", "--mouse", NULL};
  start_with(80, 24, NULL, arguments);
  SHOWS("quit");
  session_send(&session, "\032");
  ck_assert(session_until_stopped(&session));
  ck_assert(modes_are_off());
  session_continue(&session);
  ck_assert(session_until(&session, is_back, NULL));
  ck_assert(session_until(&session, mouse_is_on, NULL));
  session_send(&session, "\033[<64;10;4M");
  SHOWS("A: learning_rate 0.012");
  session_send(&session, "q");
  ends_with_status(0);
  ck_assert(modes_are_off());
  session_close(&session);
}
END_TEST

/* A paste is no keys: not one of them does anything, unless a line is open that takes it as text. */
START_TEST(test_paste) {
  start();
  session_send(&session, "\033[200~...X\rq:lr 0.5\r\033[201~.");
  SHOWS("step 1 of 60");
  ck_assert(is_plain(&session, NULL));
  session_send(&session, ":\033[200~lr 0.5\n\033[201~");
  SHOWS(":lr 0.5");
  ck_assert(!screen_shows(&session.screen, "learning_rate"));
  session_send(&session, "\r");
  SHOWS("learning_rate 0.5");
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

/* --- what outlives a session --- */

static const char *const *folders(void) {
  static char config[320], state[320];
  static const char *const environment[] = {config, state, NULL};
  snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", folder);
  snprintf(state, sizeof state, "XDG_STATE_HOME=%s/a/state", folder);
  return environment;
}

static void restart(void) {
  start_with(80, 24, folders(), paused);
  SHOWS("quit");
}

static void quit(void) {
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}

START_TEST(test_history_is_kept) {
  restart();
  session_send(&session, ":lr 0.3\r:goto 7\r");
  SHOWS("step 7 of 60");
  quit();
  restart();
  session_send(&session, ":lr\033OA");
  SHOWS(":lr 0.3");
  session_send(&session, "\r:goto 8\r");
  SHOWS("step 8 of 60");
  quit();
  FILE *file = fopen(folder_path("a/state/downhill/history"), "r");
  char lines[256] = "";
  ck_assert_ptr_nonnull(file);
  lines[fread(lines, 1, sizeof lines - 1, file)] = '\0';
  fclose(file);
  ck_assert_str_eq(lines, "lr 0.3\ngoto 7\nlr 0.3\ngoto 8\n");
}
END_TEST

START_TEST(test_settings_are_kept) {
  restart();
  session_send(&session, ":detail 5\r:theme projector\r:save-settings\r");
  SHOWS("saved as");
  quit();
  restart();
  session_send(&session, ":set\r");
  SHOWS("theme projector");
  SHOWS("detail 5");
  session_send(&session, "\033");
  SHOWS("Space run");
  quit();
  static const char *const arguments[] = {"--paused", "--theme", "light", NULL};
  start_with(80, 24, folders(), arguments); /* the command line goes before them */
  SHOWS("quit");
  session_send(&session, ":set\r");
  SHOWS("theme light");
  session_send(&session, "\033");
  SHOWS("Space run");
  quit();
}
END_TEST

static const char *const broken_settings[] = {"downhill: 1\nsettings:\n  - detail=5\n  - theme=pink\n", "downhill: [",
                                              "downhill: 2\nsettings: []\n", ""};

START_TEST(test_broken_settings) {
  const char *text = broken_settings[_i];
  mkdir(folder_path("config"), 0700);
  mkdir(folder_path("config/downhill"), 0700);
  folder_write("config/downhill/settings.yaml", text, strlen(text));
  start_with(120, 24, folders(), paused);
  SHOWS("settings.yaml");
  session_send(&session, ":set detail\r");
  SHOWS("detail is 3"); /* none of it is used */
  session_send(&session, "\033");
  SHOWS("Space run");
  quit();
}
END_TEST

/* What is done of a lesson is there the next time; where it cannot be kept, the lesson works all the same. */
START_TEST(test_progress_is_kept) {
  char state[] = "/tmp/downhill-state-XXXXXX", variable[64], path[96];
  ck_assert_ptr_nonnull(mkdtemp(state));
  snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s", state);
  const char *const environment[] = {variable, NULL};
  for (int time = 0; time < 2; time++) {
    start_with(80, 24, environment, paused);
    SHOWS("quit");
    session_send(&session, "l");
    SHOWS(time == 0 ? "0 of 7" : "1 of 7");
    session_send(&session, "r");
    SHOWS("1 of 7");
    session_send(&session, "\033[6~");
    SHOWS("2 of 7");
    session_send(&session, "q");
    ends_with_status(0);
    session_close(&session);
  }
  snprintf(path, sizeof path, "%s/downhill/progress", state);
  ck_assert_int_eq(unlink(path), 0);
  snprintf(path, sizeof path, "%s/downhill", state);
  ck_assert_int_eq(rmdir(path), 0); /* nothing is left beside it */
  ck_assert_int_eq(rmdir(state), 0);
  start();
  session_send(&session, "l\r\033[6~");
  SHOWS("2 of 7");
  session_send(&session, "q");
  ends_with_status(0);
  session_close(&session);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("terminal/program");
  TCase *kept = tcase_create("kept");
  tcase_set_timeout(kept, 120);
  tcase_add_checked_fixture(kept, folder_set_up, folder_tear_down);
  tcase_add_test(kept, test_history_is_kept);
  tcase_add_test(kept, test_settings_are_kept);
  tcase_add_loop_test(kept, test_broken_settings, 0, sizeof broken_settings / sizeof *broken_settings);
  suite_add_tcase(suite, kept);
  TCase *tcase = tcase_create("program");
  tcase_set_timeout(tcase, 120);
  tcase_add_test(tcase, test_first_frame);
  tcase_add_test(tcase, test_keys);
  tcase_add_test(tcase, test_runs);
  tcase_add_test(tcase, test_resize);
  tcase_add_test(tcase, test_resize_storm);
  tcase_add_test(tcase, test_ctrl_c);
  tcase_add_test(tcase, test_suspend_and_resume);
  tcase_add_test(tcase, test_stop_without_warning);
  tcase_add_test(tcase, test_time_stands_while_stopped);
  tcase_add_test(tcase, test_unknown_term);
  tcase_add_test(tcase, test_dumb_term);
  tcase_add_test(tcase, test_no_color);
  tcase_add_test(tcase, test_colors);
  tcase_add_test(tcase, test_poor_locale);
  tcase_add_test(tcase, test_language_without_letters);
  tcase_add_test(tcase, test_frames_option);
  tcase_add_test(tcase, test_mouse);
  tcase_add_test(tcase, test_no_mouse);
  tcase_add_test(tcase, test_mouse_while_stopped);
  tcase_add_test(tcase, test_paste);
  tcase_add_test(tcase, test_progress_is_kept);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
