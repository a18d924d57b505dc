/* SPDX-License-Identifier: MIT
 *
 * Escape sequences, as terminals send them that curses was not told of: each gives the key it means or nothing, and
 * never a stray character that would be taken for a command. */
#include "terminal/input.h"
#include "base/key.h"

#include <check.h>
#include <string.h>

static const struct {
  const char *bytes;
  uint32_t key; /* 0: swallowed */
} sequence[] = {
    {"\033[A", KEY_CODE_UP},
    {"\033[B", KEY_CODE_DOWN},
    {"\033[C", KEY_CODE_RIGHT},
    {"\033[D", KEY_CODE_LEFT},
    {"\033OA", KEY_CODE_UP},
    {"\033OD", KEY_CODE_LEFT},
    {"\033[1;2D", KEY_CODE_LEFT}, /* Shift */
    {"\033[1;5C", KEY_CODE_RIGHT},
    {"\033[1;3A", KEY_CODE_UP},
    {"\033O2B", KEY_CODE_DOWN},
    {"\033[a", KEY_CODE_UP}, /* rxvt, Shift */
    {"\033Od", KEY_CODE_LEFT},
    {"\033[H", KEY_CODE_HOME},
    {"\033[1;2F", KEY_CODE_END},
    {"\033[1~", KEY_CODE_HOME},
    {"\033[3~", KEY_CODE_DELETE},
    {"\033[5~", KEY_CODE_PAGE_UP},
    {"\033[6;2~", KEY_CODE_PAGE_DOWN},
    {"\033[8~", KEY_CODE_END},
    {"\033[Z", KEY_CODE_BACK_TAB},
    {"\033OP", KEY_CODE_F1},
    {"\033[11~", KEY_CODE_F1},
    {"\033OM", KEY_CODE_ENTER},
    {"\033Oj", '*'},
    {"\033Ok", '+'},
    {"\033Om", '-'},
    {"\033Op", '0'},
    {"\033Oy", '9'},
    {"\033q", 'q'}, /* Alt-q */
    {"q", 'q'},
    {"\r", KEY_CODE_ENTER},
    {"\n", KEY_CODE_ENTER},
    {"\b", KEY_CODE_BACKSPACE},
    {"\177", KEY_CODE_BACKSPACE},
    {"\f", KEY_CODE_REDRAW},
    {"\032", KEY_CODE_SUSPEND},
    {"\033[1;2P", 0},      /* Shift-F1 */
    {"\033[I", 0},         /* focus */
    {"\033[O", 0},         /* focus lost */
    {"\033[201~", 0},      /* a paste ends that never began */
    {"\033[27;5;13~", 0},  /* modifyOtherKeys */
    {"\033[13;5u", 0},     /* CSI u */
    {"\033[?2026;0$y", 0}, /* an answer to DECRQM */
    {"\033[?62;22c", 0},   /* an answer to DA */
    {"\033[<0;240;10M", KEY_CODE_MOUSE},
    {"\033[<0;240;10m", 0},  /* let go */
    {"\033[<2;240;10M", 0},  /* another button */
    {"\033[<32;240;10M", 0}, /* moved */
    {"\033[<0;0;10M", 0},    /* no such column */
    {"\033[<0;240M", 0},
    {"\033[<0;1;2;3M", 0},
    {"\033[>0;240;10M", 0}, /* another marker */
    {"\033[0<;240;10M", 0},
    {"\033[M !!", 0}, /* mouse, X10 */
    {"\033[[A", 0},   /* the Linux console's F1 where TERM says otherwise */
    {"\033]11;rgb:0000/0000/0000\033\\", 0},
    {"\033]11;rgb:0000/0000/0000\a", 0},
    {"\033P>|term 1.2\033\\", 0},
    {"\033[1;2\033[A", KEY_CODE_UP}, /* broken off */
    {"\033[999999999999999999999~", 0},
};

START_TEST(test_sequence) {
  struct input input = {.state = INPUT_PLAIN};
  uint32_t key = 0;
  int keys = 0;
  for (const char *at = sequence[_i].bytes; *at; at++) {
    uint32_t made = input_feed(&input, (unsigned char)*at);
    if (made) keys++, key = made;
  }
  ck_assert_msg(!input_pending(&input), "sequence %d is still open", _i);
  ck_assert_msg(keys == (sequence[_i].key ? 1 : 0), "sequence %d: %d keys", _i, keys);
  ck_assert_uint_eq(key, sequence[_i].key);
  ck_assert_uint_eq(input_feed(&input, 'x'), 'x');
}
END_TEST

/* What stops in the middle: a key pressed with Alt, a lone Escape, or half a sequence, which is nothing. */
static const struct {
  const char *bytes;
  uint32_t key;
} beginning[] = {{"\033", KEY_CODE_ESCAPE},
                 {"\033[", 0},
                 {"\033[1;", 0},
                 {"\033O", 'O'},
                 {"\033]", ']'},
                 {"\033P", 'P'},
                 {"\033O2", 0},
                 {"\033]11", 0},
                 {"\033[[", 0},
                 {"\033[M!", 0},
                 {"\033P1\033", 0},
                 {"\033[1\033", KEY_CODE_ESCAPE}};

START_TEST(test_beginning) {
  struct input input = {.state = INPUT_PLAIN};
  for (const char *at = beginning[_i].bytes; *at; at++) ck_assert_uint_eq(input_feed(&input, (unsigned char)*at), 0);
  ck_assert(input_pending(&input));
  ck_assert_uint_eq(input_end(&input), beginning[_i].key);
  ck_assert(!input_pending(&input));
  ck_assert_uint_eq(input_feed(&input, 'x'), 'x');
}
END_TEST

/* --- mouse and pastes --- */

static const struct {
  const char *bytes;
  struct mouse report;
} reports[] = {
    {"\033[<0;1;1M", {0, 0, MOUSE_PRESS}},
    {"\033[<0;240;60M", {239, 59, MOUSE_PRESS}},
    {"\033[<16;5;7M", {4, 6, MOUSE_PRESS}}, /* with Ctrl */
    {"\033[<64;12;3M", {11, 2, MOUSE_WHEEL_UP}},
    {"\033[<65;12;3M", {11, 2, MOUSE_WHEEL_DOWN}},
    {"\033[<69;9999;3M", {9998, 2, MOUSE_WHEEL_DOWN}},
};

START_TEST(test_mouse) {
  struct input input = {.state = INPUT_PLAIN};
  uint32_t key = 0;
  for (const char *at = reports[_i].bytes; *at; at++) key = input_feed(&input, (unsigned char)*at);
  ck_assert_uint_eq(key, KEY_CODE_MOUSE);
  ck_assert_int_eq(input.report.x, reports[_i].report.x);
  ck_assert_int_eq(input.report.y, reports[_i].report.y);
  ck_assert_int_eq(input.report.kind, reports[_i].report.kind);
}
END_TEST

/* What arrives of a paste, sequences in it left out; 'x' behind it is a key again. */
static const struct {
  const char *bytes, *text;
} pastes[] = {
    {"\033[200~lr 0.3\033[201~", "lr 0.3"},   {"\033[200~\033[201~", ""},
    {"\033[200~q\rq\033[201~", "q\rq"},       {"\033[200~a\033[Ab\033[<0;1;1Mc\033OPd\033[201~", "abcd"},
    {"\033[200~a\033]0;title\033[201~", "a"}, /* a sequence that does not end */
    {"\033[200~\033\033[201~", ""},
};

START_TEST(test_paste) {
  struct input input = {.state = INPUT_PLAIN};
  char text[64] = "";
  size_t length = 0;
  for (const char *at = pastes[_i].bytes; *at; at++) {
    uint32_t key = input_feed(&input, (unsigned char)*at);
    if (key == 0) continue;
    ck_assert_uint_ge(key, KEY_CODE_PASTED);
    text[length++] = (char)(key - KEY_CODE_PASTED);
  }
  ck_assert_str_eq(text, pastes[_i].text);
  ck_assert_uint_eq(input_feed(&input, 'x'), 'x');
}
END_TEST

/* A paste may come in pieces; one whose end got lost is ended by Escape. */
START_TEST(test_paste_in_pieces) {
  struct input input = {.state = INPUT_PLAIN};
  for (const char *at = "\033[200~a"; *at; at++) input_feed(&input, (unsigned char)*at);
  ck_assert(!input_pending(&input));
  ck_assert_uint_eq(input_end(&input), 0);
  ck_assert_uint_eq(input_feed(&input, 'b'), KEY_CODE_PASTED + 'b');
  ck_assert_uint_eq(input_feed(&input, 27), 0);
  ck_assert(input_pending(&input));
  ck_assert_uint_eq(input_end(&input), 0);
  ck_assert_uint_eq(input_feed(&input, 'q'), 'q');
}
END_TEST

START_TEST(test_two_escapes) {
  struct input input = {.state = INPUT_PLAIN};
  ck_assert_uint_eq(input_feed(&input, 27), 0);
  ck_assert_uint_eq(input_feed(&input, 27), KEY_CODE_ESCAPE);
  ck_assert_uint_eq(input_end(&input), KEY_CODE_ESCAPE);
}
END_TEST

/* Whatever comes in, the decoder comes back to plain characters after a bounded number of them. */
START_TEST(test_any_bytes) {
  struct input input = {.state = INPUT_PLAIN};
  uint32_t random = 12345;
  for (int i = 0; i < 200000; i++) {
    random = random * 1664525u + 1013904223u;
    uint32_t key = input_feed(&input, random >> 24 & 0x7F);
    if (!input.pasting) ck_assert(key < KEY_CODE_END_OF_LIST || key == KEY_CODE_MOUSE);
  }
  for (int i = 0; i < 5000 && input_pending(&input); i++) input_feed(&input, ' ');
  ck_assert(!input_pending(&input));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("terminal/input");
  TCase *tcase = tcase_create("input");
  tcase_add_loop_test(tcase, test_sequence, 0, sizeof sequence / sizeof *sequence);
  tcase_add_loop_test(tcase, test_beginning, 0, sizeof beginning / sizeof *beginning);
  tcase_add_loop_test(tcase, test_mouse, 0, sizeof reports / sizeof *reports);
  tcase_add_loop_test(tcase, test_paste, 0, sizeof pastes / sizeof *pastes);
  tcase_add_test(tcase, test_paste_in_pieces);
  tcase_add_test(tcase, test_two_escapes);
  tcase_add_test(tcase, test_any_bytes);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
