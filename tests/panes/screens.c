/* SPDX-License-Identifier: MIT
 *
 * Moments of the program as text, compared character by character with tests/screens/. Look at a picture before you
 * accept it: DOWNHILL_ACCEPT=1 writes what is drawn now. */
#include "frame/writers.h"
#include "stage.h"

#include <stdio.h>

struct moment {
  const char *name;
  int cols, rows;
  enum look_glyphs glyphs;
  const char *script;
};

static const struct moment moments[] = {
    {"start-80x24", 80, 24, GLYPHS_BRAILLE, ""},
    {"step-4-80x24", 80, 24, GLYPHS_BRAILLE, "@4"},
    {"step-24-80x24", 80, 24, GLYPHS_BRAILLE, "@24"},
    {"time-is-up-80x24", 80, 24, GLYPHS_BRAILLE, "+60"},
    {"step-4-ascii-80x24", 80, 24, GLYPHS_ASCII, "@4"},
    {"step-24-block-80x24", 80, 24, GLYPHS_BLOCK, "@24"},
    {"nan-80x24", 80, 24, GLYPHS_BRAILLE, "! @127"},
    {"everything-80x24", 80, 24, GLYPHS_BRAILLE, "i i @8 o o @3 W W d @2"},
    {"error-80x24", 80, 24, GLYPHS_BRAILLE, "@2 :lr abc"},
    {"help-80x24", 80, 24, GLYPHS_BRAILLE, "?"},
    {"menu-80x24", 80, 24, GLYPHS_BRAILLE, "Enter Down Down"},
    {"log-120x40", 120, 40, GLYPHS_BRAILLE, "@24 L"},
    {"rosenbrock-120x40", 120, 40, GLYPHS_BRAILLE, ":surface rosenbrock | @24"},
    {"ravine-ascii-80x24", 80, 24, GLYPHS_ASCII, ":surface ravine | @12"},
    {"step-24-200x60", 200, 60, GLYPHS_BRAILLE, "@24"},
    {"focus-80x24", 80, 24, GLYPHS_BRAILLE, "@12 :view focus"},
    {"overlay-80x24", 80, 24, GLYPHS_BRAILLE, "@3 :view overlay"},
    {"finder-80x24", 80, 24, GLYPHS_BRAILLE, "f f +60"},
    {"map-80x24", 80, 24, GLYPHS_BRAILLE, "g +5"},
    {"parameters-80x24", 80, 24, GLYPHS_BRAILLE, "p"},
    {"lessons-80x24", 80, 24, GLYPHS_BRAILLE, "l"},
    {"question-80x24", 80, 24, GLYPHS_BRAILLE, "l Enter PgDn 2 2 3"},
    {"relief-120x40", 120, 40, GLYPHS_BRAILLE, ":surface rosenbrock | T @3"},
    {"step-4-60x16", 60, 16, GLYPHS_BRAILLE, "@4"},
    {"step-4-40x12", 40, 12, GLYPHS_BRAILLE, "@4"},
    {"step-4-39x11", 39, 11, GLYPHS_BRAILLE, "@4"},
};
enum { MOMENTS = sizeof moments / sizeof *moments };

static void path_of(const struct moment *moment, char *path, size_t size) {
  const char *source = getenv("DOWNHILL_SOURCE");
  snprintf(path, size, "%s/tests/screens/%s.txt", source ? source : ".", moment->name);
}

static void read_file(const char *path, struct text *out) {
  char bytes[4096];
  size_t length;
  FILE *file = fopen(path, "rb");
  if (!file) return;
  while ((length = fread(bytes, 1, sizeof bytes, file)) > 0) text_append(out, bytes, length);
  fclose(file);
}

static void write_file(const char *path, const struct text *text) {
  FILE *file = fopen(path, "wb");
  ck_assert_msg(file != NULL, "cannot write %s", path);
  fwrite(text_string(text), 1, text->length, file);
  ck_assert_int_eq(fclose(file), 0);
}

/* The first line that differs, counted from 1. */
static int first_difference(const char *a, const char *b) {
  int line = 1;
  for (; *a && *a == *b; a++, b++) line += *a == '\n';
  return line;
}

START_TEST(a_moment_looks_as_it_did) {
  const struct moment *moment = &moments[_i];
  struct stage stage;
  struct text drawn = {0}, kept = {0};
  char path[1024];
  const char *accept = getenv("DOWNHILL_ACCEPT");
  stage_open(&stage, moment->cols, moment->rows, moment->glyphs);
  stage.frame.colors = COLOR_NONE;
  stage_play(&stage, moment->script);
  stage_draw(&stage);
  frame_write_text(&stage.frame, &drawn);
  path_of(moment, path, sizeof path);
  if (accept && strcmp(accept, "1") == 0) write_file(path, &drawn);
  read_file(path, &kept);
  int line = first_difference(text_string(&kept), text_string(&drawn));
  bool same = strcmp(text_string(&kept), text_string(&drawn)) == 0;
  if (!same) fprintf(stderr, "%s is now\n%s\n", moment->name, text_string(&drawn)); /* too long for Check's message */
  ck_assert_msg(same, "%s differs from line %d on. If what is shown is what it should be: %s", moment->name, line,
                "DOWNHILL_ACCEPT=1 meson test -C build panes/screens");
  text_free(&drawn);
  text_free(&kept);
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("screens");
  TCase *tests = tcase_create("screens");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_moment_looks_as_it_did, 0, MOMENTS);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
