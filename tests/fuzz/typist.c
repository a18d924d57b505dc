/* SPDX-License-Identifier: MIT
 *
 * Random bytes for the real program in a pseudo-terminal: keys, halves of escape sequences, mouse reports, pastes that
 * do not end, invalid UTF-8, while the size changes. Whatever comes, the program still listens: it ends when it is told
 * to and leaves the terminal as it was. In a folder of its own, because lines such as `:save` may be among them; a
 * slash is not, so that it does not leave that folder. */
#include "../base/dice.h"
#include "../terminal/session.h"
#include "catalog/folder.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIVES = 6, BURST = 48, BURSTS = 300 };

static struct session session;

static const char *piece(uint64_t *chance, char *one) {
  static const char *const pieces[] = {"\033[",
                                       "\033O",
                                       "\033[<0;10;10M",
                                       "\033[<64;300;300M",
                                       "\033[<0;0;0M",
                                       "\033[<99999;",
                                       "\033[M   ",
                                       "\033[200~",
                                       "\033[201~",
                                       "\033]0;x",
                                       "\033P",
                                       "\033[1;2",
                                       "\033[999999999~",
                                       "\033[I",
                                       "\033[200~lr 1\n",
                                       "\r",
                                       "\033[C",
                                       "\033[A",
                                       "\xe4\xb8",
                                       "\xf0\x9f\x98\x80",
                                       "\xff\xfe",
                                       "\xc2\x9b",
                                       "\xe2\x80\xae",
                                       ":surface x^4\r",
                                       ":lr 1e300\r",
                                       ":view map\r",
                                       ":view finder\r",
                                       ":lesson 3\r",
                                       ":goto 50\r",
                                       ":scene edge\r",
                                       ":lang zh_CN\r",
                                       "!",
                                       "    ",
                                       "\033"};
  if (dice(chance) % 3 == 0) return pieces[dice(chance) % (sizeof pieces / sizeof *pieces)];
  /* No slash; nothing that ends or stops it before its time: q, Ctrl-C, Ctrl-D, Ctrl-Z, Ctrl-\, Ctrl-S. */
  do one[0] = (char)dice_int(chance, 1, 255);
  while (strchr("/q\x03\x04\x1a\x1c\x13\x11", one[0]));
  one[1] = '\0';
  return one;
}

static void type_burst(uint64_t *chance) {
  char burst[BURST * 24] = "", one[2];
  for (int i = 0; i < BURST; i++) strcat(burst, piece(chance, one));
  session_send(&session, burst);
}

static void live(uint64_t *chance) {
  static const char *const arguments[] = {"--mouse", NULL};
  char home[300];
  snprintf(home, sizeof home, "HOME=%s", folder);
  const char *const environment[] = {home, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", NULL};
  const struct session_options options = {.cols = 80, .rows = 24, .environment = environment, .arguments = arguments};
  session_start(&session, &options);
  ck_assert(session_until_shows(&session, "quit"));
  for (int i = 0; i < BURSTS && !session.ended; i++) {
    type_burst(chance);
    if (i % 3 == 0) session_resize(&session, dice_int(chance, 1, 300), dice_int(chance, 1, 90));
    if (i % 8 == 7) session_resize(&session, 80, 24);
  }
  if (!session.ended) kill(session.program, SIGTERM);
  ck_assert_msg(session_until_end(&session), "it does not end:\n%s", screen_dump(&session.screen));
  bool quit = WIFEXITED(session.status) && WEXITSTATUS(session.status) == 0;
  bool told = WIFSIGNALED(session.status) && WTERMSIG(session.status) == SIGTERM;
  ck_assert_msg(quit || told, "wait status %#x", session.status);
  ck_assert(session_restored(&session));
  session_close(&session);
}

START_TEST(bytes_of_all_kinds_do_no_harm) {
  uint64_t chance = (uint64_t)_i;
  live(&chance);
}
END_TEST

static void set_up(void) {
  folder_set_up();
  ck_assert_int_eq(chdir(folder), 0);
  folder_write("broken.yaml", "downhill: [", 11); /* for `:load` and Tab to find */
}

static Suite *suite(void) {
  Suite *suite = suite_create("typist");
  TCase *tests = tcase_create("typist");
  const char *lives = getenv("DOWNHILL_LIVES");
  tcase_add_checked_fixture(tests, set_up, folder_tear_down);
  tcase_set_timeout(tests, 300);
  tcase_add_loop_test(tests, bytes_of_all_kinds_do_no_harm, 0, lives ? atoi(lives) : LIVES);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
