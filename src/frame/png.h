/* SPDX-License-Identifier: MIT
 *
 * Pictures as PNG, with a palette. */
#ifndef FRAME_PNG_H
#define FRAME_PNG_H

#include "base/text.h"
#include "frame/pixels.h"

/* A text that goes with the picture (a tEXt chunk): PNG's own keywords are Title, Software, Comment ... */
struct png_note {
  const char *keyword, *text;
};

/* Was the program built with libpng? Ask before there is much to compute. */
bool png_is_built(void);
/* Append it to `out`. False (the text has failed) if there is no memory, or no libpng. */
bool png_write(const struct pixels *pixels, const struct png_note *notes, int count, struct text *out);

#endif
