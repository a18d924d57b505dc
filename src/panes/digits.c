/* SPDX-License-Identifier: MIT */
#include "panes/digits.h"

#include "frame/axes.h"

#include <stddef.h>
#include <string.h>

enum { DIGITS_MOST = 5 };

/* What numbers are written with. A pixel of a row is a letter; all rows of one are equally long. */
static const struct shape {
  char letter;
  const char *rows[DIGITS_ROWS];
} shapes[] = {
    {'0', {"###", "# #", "# #", "# #", "###"}}, {'1', {" # ", "## ", " # ", " # ", "###"}},
    {'2', {"###", "  #", "###", "#  ", "###"}}, {'3', {"###", "  #", "###", "  #", "###"}},
    {'4', {"# #", "# #", "###", "  #", "  #"}}, {'5', {"###", "#  ", "###", "  #", "###"}},
    {'6', {"###", "#  ", "###", "# #", "###"}}, {'7', {"###", "  #", "  #", "  #", "  #"}},
    {'8', {"###", "# #", "###", "# #", "###"}}, {'9', {"###", "# #", "###", "  #", "###"}},
    {'.', {" ", " ", " ", " ", "#"}},           {'-', {"   ", "   ", "###", "   ", "   "}},
    {'e', {"   ", "###", "###", "#  ", "###"}}, {'i', {"#", " ", "#", "#", "#"}},
    {'n', {"   ", "## ", "# #", "# #", "# #"}}, {'f', {" ##", "#  ", "###", "#  ", "#  "}},
    {'a', {"   ", " ##", "# #", "# #", " ##"}}, {' ', {" ", " ", " ", " ", " "}},
};

static const struct shape *shape_of(char letter) {
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    if (shapes[i].letter == letter) return &shapes[i];
  return NULL;
}

static int pixel_columns(int scale) { return scale > 0 ? 2 * scale : 1; }
static int pixel_rows(int scale) { return scale > 0 ? scale : 1; }

int digits_height(int scale) { return DIGITS_ROWS * pixel_rows(scale); }

int digits_width(const char *number, int scale) {
  int pixels = 0;
  for (; *number; number++) {
    const struct shape *shape = shape_of(*number);
    if (shape) pixels += (pixels > 0) + (int)strlen(shape->rows[0]);
  }
  return pixels * pixel_columns(scale);
}

bool digits_fit(double x, int columns, int scale, char *out, size_t size) {
  for (int digits = DIGITS_MOST; digits > 0; digits--) {
    axes_short(x, digits, out, size);
    if (digits_width(out, scale) <= columns) return true;
  }
  return false;
}

static void draw_pixel(struct frame *frame, int x, int y, int scale, enum role role) {
  bool ascii = frame->glyphs == GLYPHS_ASCII;
  struct rect pixel = {x, y, pixel_columns(scale), pixel_rows(scale)};
  frame_fill(frame, pixel, ascii ? '#' : 0x2588, frame_color(frame, role), FRAME_DEFAULT, ATTR_BOLD);
}

void digits_draw(struct frame *frame, int x, int y, const char *number, int scale, enum role role) {
  for (; *number; number++) {
    const struct shape *shape = shape_of(*number);
    if (!shape) continue;
    int width = (int)strlen(shape->rows[0]);
    for (int row = 0; row < DIGITS_ROWS; row++)
      for (int column = 0; column < width; column++)
        if (shape->rows[row][column] == '#')
          draw_pixel(frame, x + column * pixel_columns(scale), y + row * pixel_rows(scale), scale, role);
    x += (width + 1) * pixel_columns(scale);
  }
}
