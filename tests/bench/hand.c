/* SPDX-License-Identifier: MIT
 *
 * The yardstick: the same update of Rosenbrock with momentum, written by hand, 32 lanes whose four numbers never leave
 * the processor's registers. Compiled once per instruction set, with the flags of the kernels. */
#include "bench/hand.h"

/* The widest vector of the instruction set. */
#if defined(__AVX512F__)
enum { WIDTH = 8 };
#elif defined(__AVX2__)
enum { WIDTH = 4 };
#else
enum { WIDTH = 2 };
#endif
enum { VECTORS = HAND_LANES / WIDTH };
typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));

/* As many vectors as the registers can hold together with what a step needs in between. */
#if defined(__AVX512F__)
enum { TOGETHER = 4 };
#else
enum { TOGETHER = 2 };
#endif

void HAND(struct hand_lanes *lanes, double rate, double momentum, long steps) {
  vector lr = rate - (vector){0}, m = momentum - (vector){0};
  for (int first = 0; first < VECTORS; first += TOGETHER) {
    vector x[TOGETHER], y[TOGETHER], bx[TOGETHER], by[TOGETHER];
    for (int i = 0; i < TOGETHER; i++) {
      x[i] = ((vector *)lanes->x)[first + i];
      y[i] = ((vector *)lanes->y)[first + i];
      bx[i] = ((vector *)lanes->bx)[first + i];
      by[i] = ((vector *)lanes->by)[first + i];
    }
    for (long step = 0; step < steps; step++) {
      for (int i = 0; i < TOGETHER; i++) {
        vector d = y[i] - x[i] * x[i];
        vector gx = -2 * (1 - x[i]) - 400 * (x[i] * d);
        vector gy = 200 * d;
        bx[i] = m * bx[i] + gx;
        by[i] = m * by[i] + gy;
        x[i] = x[i] - lr * bx[i];
        y[i] = y[i] - lr * by[i];
      }
    }
    for (int i = 0; i < TOGETHER; i++) {
      ((vector *)lanes->x)[first + i] = x[i];
      ((vector *)lanes->y)[first + i] = y[i];
      ((vector *)lanes->bx)[first + i] = bx[i];
      ((vector *)lanes->by)[first + i] = by[i];
    }
  }
}
