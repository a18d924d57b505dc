/* SPDX-License-Identifier: MIT */
#include "commands/picture.h"

#include "frame/writers.h"
#include "panes/panes.h"

#include <assert.h>
#include <string.h>

const char *const picture_formats[] = {"text", "ansi", "svg", NULL};

/* In the same order. Plain text has shades instead of colours: a map's would be lost. */
static const struct {
  enum look_colors colors;
  void (*write)(const struct frame *frame, struct text *out);
} formats[] = {
    {COLOR_NONE, frame_write_text},
    {COLOR_256, frame_write_ansi},
    {COLOR_256, frame_write_svg},
};
enum { FORMATS = sizeof formats / sizeof *formats };
static_assert(FORMATS + 1 == sizeof picture_formats / sizeof *picture_formats, "every format has its name");

bool picture_write(const struct app *app, const char *format, struct text *out) {
  struct frame frame;
  int i = 0;
  while (i + 1 < FORMATS && strcmp(picture_formats[i], format) != 0) i++;
  if (!frame_init(&frame, app->cols, app->rows)) return false;
  frame.glyphs = app->glyphs;
  frame.theme = app->theme;
  frame.colors = formats[i].colors;
  panes_draw(&frame, app);
  formats[i].write(&frame, out);
  frame_free(&frame);
  return true;
}
