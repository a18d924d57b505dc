"""Rosenbrock with momentum as one would write it with NumPy, temporaries and all: 65,536 descents side by side.

Prints updates of one of them per second, the best of a few rounds.
"""
import time

import numpy

LANES, STEPS, ROUNDS = 65536, 100, 5


def descend(rate, momentum):
    x, y = numpy.full(LANES, -1.2), numpy.full(LANES, 1.0)
    bx, by = numpy.zeros(LANES), numpy.zeros(LANES)
    for _ in range(STEPS):
        gx = -2 * (1 - x) - 400 * x * (y - x * x)
        gy = 200 * (y - x * x)
        bx = momentum * bx + gx
        by = momentum * by + gy
        x = x - rate * bx
        y = y - rate * by
    return x, y


rates, momenta = numpy.meshgrid(numpy.geomspace(1e-5, 5e-4, 256), numpy.linspace(0.01, 0.9, 256))
best = 0
for _ in range(ROUNDS):
    begin = time.process_time()
    descend(rates.ravel(), momenta.ravel())
    best = max(best, LANES * STEPS / (time.process_time() - begin))
print(best)
