/* SPDX-License-Identifier: MIT
 *
 * Box drawing by the arms a character has, so that borders that meet become one. Private to the room. */
#ifndef FRAME_BOXES_H
#define FRAME_BOXES_H

#include <stdint.h>

enum arm { ARM_LEFT = 1, ARM_RIGHT = 2, ARM_UP = 4, ARM_DOWN = 8 };

/* The light box-drawing character with these arms, and back (0: none). One arm alone is drawn as a whole line. */
uint32_t box_glyph(unsigned arms);
unsigned box_arms(uint32_t glyph);

#endif
