/* SPDX-License-Identifier: MIT
 *
 * The letters of pictures, drawn for them: ASCII from the blank to '~', five pixels wide, seven high and two below the
 * line. Private to the room. */
#ifndef FRAME_FONT_H
#define FRAME_FONT_H

#include <stdint.h>

enum { FONT_W = 5, FONT_H = 9, FONT_FIRST = ' ', FONT_COUNT = '~' - ' ' + 1 };

/* Rows from the top; bit 4 is the leftmost pixel. */
extern const uint8_t font[FONT_COUNT][FONT_H];

#endif
