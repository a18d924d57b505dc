/* SPDX-License-Identifier: MIT
 *
 * A frame as plain text and as ANSI. */
#include "frame/writers.h"

static const struct cell *row_of(const struct frame *frame, int y) {
  return frame->cells + (size_t)y * (size_t)frame->cols;
}

void frame_write_text(const struct frame *frame, struct text *out) {
  out->failed |= frame->failed;
  for (int y = 0; y < frame->rows; y++) {
    const struct cell *row = row_of(frame, y);
    int end = frame->cols;
    while (end > 0 && row[end - 1].glyph == ' ') end--;
    for (int x = 0; x < end; x++)
      if (row[x].glyph != 0) text_char(out, row[x].glyph);
    text_add(out, "\n");
  }
}

/* What the terminal was last told. */
struct pen {
  int fg, bg;
  unsigned attr;
};

static const struct pen plain = {FRAME_DEFAULT, FRAME_DEFAULT, 0};

/* A blank shows its foreground only when something is drawn with it. */
static bool shows_ink(const struct cell *cell) {
  return cell->glyph != ' ' || (cell->attr & (ATTR_REVERSE | ATTR_UNDERLINE)) != 0;
}

static void add_color(struct text *out, const char **separator, int color, int base, enum look_colors colors) {
  text_add(out, *separator);
  if (color == FRAME_DEFAULT)
    text_printf(out, "%d", base + 9);
  else if (colors == COLOR_8)
    text_printf(out, "%d", base + frame_color8(color));
  else
    text_printf(out, "%d;5;%d", base + 8, color);
  *separator = ";";
}

static void add_attributes(struct text *out, const char **separator, unsigned attr) {
  static const struct {
    unsigned attr;
    const char *code;
  } codes[] = {{ATTR_BOLD, "1"}, {ATTR_UNDERLINE, "4"}, {ATTR_REVERSE, "7"}};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (attr & codes[i].attr) {
      text_add(out, *separator);
      text_add(out, codes[i].code);
      *separator = ";";
    }
}

static void set_pen(const struct frame *frame, struct text *out, struct pen *pen, const struct pen *wanted) {
  if (pen->fg == wanted->fg && pen->bg == wanted->bg && pen->attr == wanted->attr) return;
  const char *separator = "";
  text_add(out, "\033[");
  if ((pen->attr & ~wanted->attr) != 0) { /* attributes go off all at once */
    text_add(out, "0");
    separator = ";";
    *pen = plain;
  }
  add_attributes(out, &separator, wanted->attr & ~pen->attr);
  if (pen->fg != wanted->fg) add_color(out, &separator, wanted->fg, 30, frame->colors);
  if (pen->bg != wanted->bg) add_color(out, &separator, wanted->bg, 40, frame->colors);
  text_add(out, "m");
  *pen = *wanted;
}

static bool is_nothing(const struct cell *cell) { return cell->bg == FRAME_DEFAULT && !shows_ink(cell); }

void frame_write_ansi(const struct frame *frame, struct text *out) {
  out->failed |= frame->failed;
  for (int y = 0; y < frame->rows; y++) {
    const struct cell *row = row_of(frame, y);
    struct pen pen = plain;
    int end = frame->cols;
    while (end > 0 && is_nothing(&row[end - 1])) end--;
    for (int x = 0; x < end; x++) {
      if (row[x].glyph == 0) continue;
      struct pen wanted = {shows_ink(&row[x]) ? row[x].fg : pen.fg, row[x].bg,
                           shows_ink(&row[x]) ? row[x].attr : pen.attr & ~(unsigned)(ATTR_REVERSE | ATTR_UNDERLINE)};
      set_pen(frame, out, &pen, &wanted);
      text_char(out, row[x].glyph);
    }
    if (pen.fg != plain.fg || pen.bg != plain.bg || pen.attr != 0) text_add(out, "\033[0m");
    text_add(out, "\n");
  }
}
