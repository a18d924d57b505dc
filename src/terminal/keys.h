/* SPDX-License-Identifier: MIT
 *
 * Keys that curses has recognised, in our names. */
#ifndef TERMINAL_KEYS_H
#define TERMINAL_KEYS_H

#include <stdint.h>

/* The key that a key code of curses stands for; 0 for those that have no meaning here. */
uint32_t keys_translate(int code);

#endif
