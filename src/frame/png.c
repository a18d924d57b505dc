/* SPDX-License-Identifier: MIT
 *
 * The only file that knows libpng. What goes wrong in it is memory; it says so by jumping. */
#include "frame/png.h"

#include <png.h>
#include <stdlib.h>

static void append(png_structp png, png_bytep bytes, size_t length) {
  text_append(png_get_io_ptr(png), (const char *)bytes, length);
}

static void flush(png_structp png) { (void)png; }

static void fail(png_structp png, png_const_charp message) {
  (void)message;
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void write_palette(png_structp png, png_infop info, const struct pixels *pixels) {
  png_color palette[PIXELS_COLORS];
  for (int i = 0; i < pixels->colors; i++)
    palette[i] = (png_color){(png_byte)(pixels->color[i] >> 16), (png_byte)(pixels->color[i] >> 8 & 0xFF),
                             (png_byte)(pixels->color[i] & 0xFF)};
  png_set_PLTE(png, info, palette, pixels->colors);
}

/* libpng copies both strings, which it declares without const. */
static void write_note(png_structp png, png_infop info, const struct png_note *note) {
  union {
    const char *given;
    char *wanted;
  } keyword = {note->keyword}, string = {note->text};
  png_text text = {0};
  text.compression = PNG_TEXT_COMPRESSION_NONE;
  text.key = keyword.wanted;
  text.text = string.wanted;
  png_set_text(png, info, &text, 1);
}

static void write_all(png_structp png, png_infop info, const struct pixels *pixels, const struct png_note *notes,
                      int count) {
  png_set_IHDR(png, info, (png_uint_32)pixels->w, (png_uint_32)pixels->h, 8, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  write_palette(png, info, pixels);
  for (int i = 0; i < count; i++) write_note(png, info, &notes[i]);
  png_write_info(png, info);
  for (int y = 0; y < pixels->h; y++) png_write_row(png, pixels->at + (size_t)y * (size_t)pixels->w);
  png_write_end(png, info);
}

bool png_is_built(void) { return true; }

bool png_write(const struct pixels *pixels, const struct png_note *notes, int count, struct text *out) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info || setjmp(png_jmpbuf(png))) {
    out->failed = true;
  } else {
    png_set_write_fn(png, out, append, flush);
    write_all(png, info, pixels, notes, count);
  }
  png_destroy_write_struct(&png, &info);
  return !out->failed;
}
