/* SPDX-License-Identifier: MIT
 *
 * A clock that leaps: put before the C library (LD_PRELOAD), the times of clock_gettime() are CLOCK_LEAP seconds ahead
 * every other half second. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *out) {
  static int (*real)(clockid_t, struct timespec *);
  static long leap;
  if (!real) {
    const char *text = getenv("CLOCK_LEAP");
    *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    leap = text ? strtol(text, NULL, 10) : 0;
  }
  int failed = real(id, out);
  if (!failed && out->tv_nsec >= 500000000) out->tv_sec += leap;
  return failed;
}
