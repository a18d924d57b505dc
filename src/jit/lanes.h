/* SPDX-License-Identifier: MIT
 *
 * What no instruction does, for compiled code to call. */
#ifndef JIT_LANES_H
#define JIT_LANES_H

/* a[i] = op(a[i], b[i]) for count numbers, by the very functions that programs are run with. */
void lanes_evaluate(int op, double *a, const double *b, int count);

#endif
