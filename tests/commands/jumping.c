/* SPDX-License-Identifier: MIT
 *
 * A clock that leaps: put before the C library (LD_PRELOAD), the times of clock_gettime() are CLOCK_LEAP seconds ahead
 * for the first second or two, and right from then on. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *out) {
  static int (*real)(clockid_t, struct timespec *);
  static long leap;
  static time_t first;
  bool begins = !real;
  if (begins) {
    const char *text = getenv("CLOCK_LEAP");
    *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    leap = text ? strtol(text, NULL, 10) : 0;
  }
  int failed = real(id, out);
  if (begins) first = out->tv_sec;
  if (!failed && out->tv_sec <= first + 1) out->tv_sec += leap;
  return failed;
}
