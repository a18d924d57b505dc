#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs while building: the powers of ten that shortest.c needs, 128 bits each, rounded up: powers.py OUT.c

10^k = b * 2^r with 2^127 <= b < 2^128; the table has ceil(b) for k = -292 ... 324, high half first."""
import sys


def power(k):
    above, below = 10 ** max(k, 0), 10 ** max(-k, 0)
    # The r for which above/below * 2^-r lies in [2^127, 2^128).
    r = above.bit_length() - below.bit_length() - 128
    while True:
        top, bottom = above << max(-r, 0), below << max(r, 0)
        b = -(-top // bottom)
        if top < bottom << 127:
            r -= 1
        elif top >= bottom << 128:
            r += 1
        else:
            return b


with open(sys.argv[1], "w", encoding="ascii") as out:
    out.write('/* Made by powers.py: do not edit. */\n#include "base/shortest.h"\n\n')
    out.write("const uint64_t shortest_powers[][2] = {\n")
    for k in range(-292, 325):
        b = power(k)
        out.write(f"    {{UINT64_C({b >> 64:#x}), UINT64_C({b & (1 << 64) - 1:#x})}},\n")
    out.write("};\n")
