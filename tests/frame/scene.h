/* SPDX-License-Identifier: MIT
 *
 * Random scribbling on a frame, for the sweeps of this room: every drawing call there is, with places far outside too.
 */
#ifndef TESTS_FRAME_SCENE_H
#define TESTS_FRAME_SCENE_H

#include "base/dice.h"
#include "frame/canvas.h"
#include "frame/frame.h"

#include <check.h>
#include <math.h>

static const double wild[] = {
    0,           -0.0,    0.5,     3, 7.999, -1, 1e3, 1e18, -1e18, 1e300, -1e300, (double)INFINITY, -(double)INFINITY,
    (double)NAN, 1.7e308, -1.7e308};

static inline double wild_real(uint64_t *seed) {
  int i = dice_int(seed, 0, 2 * (int)(sizeof wild / sizeof *wild) - 1);
  return i < (int)(sizeof wild / sizeof *wild) ? wild[i] : dice_real(seed, -5, 40);
}

static inline int wild_int(uint64_t *seed) {
  static const int far[] = {INT32_MIN, INT32_MAX, -10000, 10000, -1, 0};
  int i = dice_int(seed, 0, 29);
  return i < 6 ? far[i] : dice_int(seed, -8, 40);
}

static inline struct rect some_rect(uint64_t *seed) {
  return (struct rect){dice_int(seed, -6, 30), dice_int(seed, -6, 12), dice_int(seed, -1, 34), dice_int(seed, -1, 14)};
}

/* Narrow and wide, dangerous and plain. */
static inline uint32_t some_glyph(uint64_t *seed) {
  static const uint32_t glyphs[] = {'a',    '~',   ' ',  0x4E2D, 0x6587, 0x1F600, 0x28FF,
                                    0x2580, 0x301, 0x1B, 0,      0x9B,   '<',     '&'};
  return glyphs[dice_int(seed, 0, (int)(sizeof glyphs / sizeof *glyphs) - 1)];
}

static inline int some_color(uint64_t *seed) { return dice_int(seed, -3, 300); }

static inline void scribble_canvas(struct frame *frame, uint64_t *seed) {
  struct canvas canvas;
  if (!canvas_begin(&canvas, frame, some_rect(seed))) return;
  double x[6], y[6];
  for (int i = 0; i < 6; i++) x[i] = wild_real(seed), y[i] = wild_real(seed);
  canvas_curve(&canvas, x, y, 6, some_color(seed));
  canvas_dot(&canvas, x[0], y[0], some_color(seed));
  canvas_dashes(&canvas, x[1], y[1], x[2], y[2], some_color(seed), dice_int(seed, -1, 5));
  canvas_end(&canvas);
}

static inline void scribble_heat(struct frame *frame, uint64_t *seed) {
  unsigned char levels[34 * 28];
  for (size_t i = 0; i < sizeof levels; i++)
    levels[i] = (unsigned char)(dice_int(seed, 0, 9) < 9 ? dice_int(seed, 0, 7) : 255);
  canvas_heat(frame, some_rect(seed), levels);
}

static inline void scribble(struct frame *frame, uint64_t *seed) {
  static const char *const words[] = {"plain", "中文中", "e\xCC\x81\033[2J\xFF", "", "a中b"};
  const char *word = words[dice_int(seed, 0, 4)];
  enum role role = (enum role)dice_int(seed, 0, ROLE_COUNT - 1);
  unsigned attr = (unsigned)dice_int(seed, 0, 7);
  switch (dice_int(seed, 0, 8)) {
  case 0:
    frame_put(frame, wild_int(seed), wild_int(seed), some_glyph(seed), some_color(seed), some_color(seed), attr);
    break;
  case 1:
    frame_text(frame, wild_int(seed), dice_int(seed, -1, 13), wild_int(seed), word, role, attr);
    break;
  case 2:
    frame_printf(frame, dice_int(seed, -4, 33), dice_int(seed, -1, 13), wild_int(seed), role, attr, "%s %d", word, 7);
    break;
  case 3:
    frame_fill(frame, some_rect(seed), some_glyph(seed), some_color(seed), FRAME_KEEP, attr);
    break;
  case 4:
    frame_box(frame, some_rect(seed), role, word);
    break;
  case 5:
    frame_hline(frame, wild_int(seed), dice_int(seed, -1, 13), wild_int(seed), role);
    break;
  case 6:
    frame_vline(frame, dice_int(seed, -1, 33), wild_int(seed), wild_int(seed), role);
    break;
  case 7:
    scribble_canvas(frame, seed);
    break;
  default:
    scribble_heat(frame, seed);
  }
}

static inline void choose_look(struct frame *frame, uint64_t *seed) {
  frame->glyphs = (enum look_glyphs)dice_int(seed, 0, GLYPHS_COUNT - 1);
  frame->theme = (enum look_theme)dice_int(seed, 0, THEME_COUNT - 1);
  frame->colors = (enum look_colors)dice_int(seed, COLOR_NONE, COLOR_256);
}

static inline const struct cell *cell_at(const struct frame *frame, int x, int y) {
  return &frame->cells[y * frame->cols + x];
}

#endif
