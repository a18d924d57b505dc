/* SPDX-License-Identifier: MIT
 *
 * To be loaded before a program (LD_PRELOAD): lets one of its allocations fail, in whatever library it is.
 *
 *   FAILING_LOG=FILE   nothing fails; a line for each place that allocates, by the calls that led to it: the number of
 *                      its first allocation, from 1
 *   FAILING_AT=N       the N-th allocation fails
 *   FAILING_ON=1       and so do all after it
 *   FAILING_NOT=NAME   but none that a library with this in its name asks for, or that is asked for on its behalf */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH = 14, SKIPPED = 3, PLACES = 1 << 16, EARLY = 1 << 16 };

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *memory, size_t size);
static void *(*next_aligned)(size_t alignment, size_t size);
static int (*next_posix)(void **memory, size_t alignment, size_t size);

static bool ready;
static long count, fail_at;
static bool goes_on;
static const char *spared;
static int log_file = -1;
static uint64_t seen[PLACES];
static __thread bool inside; /* what is called from here may allocate too */

/* Before anything can be looked up; never given back. */
static void *early(size_t size) {
  static _Alignas(64) char memory[EARLY];
  static size_t used;
  size_t from = (used + 63) / 64 * 64;
  if (from + size > sizeof memory) _exit(125);
  used = from + size;
  return memory + from;
}

static void look_up(void) {
  inside = true;
  *(void **)&next_malloc = dlsym(RTLD_NEXT, "malloc");
  *(void **)&next_calloc = dlsym(RTLD_NEXT, "calloc");
  *(void **)&next_realloc = dlsym(RTLD_NEXT, "realloc");
  *(void **)&next_aligned = dlsym(RTLD_NEXT, "aligned_alloc");
  *(void **)&next_posix = dlsym(RTLD_NEXT, "posix_memalign");
  inside = false;
}

__attribute__((constructor)) static void begin(void) {
  void *trace[DEPTH];
  const char *file = getenv("FAILING_LOG"), *at = getenv("FAILING_AT");
  inside = true;
  if (!next_malloc) look_up();
  inside = true;
  backtrace(trace, DEPTH); /* loads a library the first time */
  if (file) log_file = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  fail_at = at ? strtol(at, NULL, 10) : 0;
  goes_on = getenv("FAILING_ON") != NULL;
  spared = getenv("FAILING_NOT");
  unsetenv("LD_PRELOAD"); /* not in children */
  inside = false;
  ready = true;
}

__attribute__((noinline)) static bool is_new_place(void) {
  void *trace[DEPTH];
  uint64_t hash = 1469598103934665603u;
  int depth = backtrace(trace, DEPTH);
  for (int i = SKIPPED; i < depth; i++) hash = (hash ^ (uint64_t)(uintptr_t)trace[i]) * 1099511628211u;
  hash |= 1;
  for (size_t at = hash % PLACES, tried = 0; tried < PLACES; at = (at + 1) % PLACES, tried++) {
    if (seen[at] == hash) return false;
    if (seen[at] != 0) continue;
    seen[at] = hash;
    return true;
  }
  return false;
}

__attribute__((noinline)) static bool is_spared(void) {
  void *trace[DEPTH];
  Dl_info info;
  int depth = spared ? backtrace(trace, DEPTH) : 0;
  for (int i = SKIPPED; i < depth; i++)
    if (dladdr(trace[i], &info) != 0 && info.dli_fname && strstr(info.dli_fname, spared)) return true;
  return false;
}

/* For a debugger to stop at. */
__attribute__((noinline)) static void failing_now(void) {
  errno = ENOMEM;
  __asm__ volatile("");
}

/* Is it this one's turn? */
__attribute__((noinline)) static bool fails(void) {
  if (!ready || inside) return false;
  inside = true;
  count++;
  bool now = fail_at > 0 && (count == fail_at || (goes_on && count > fail_at));
  if (log_file >= 0 && is_new_place() && !is_spared()) dprintf(log_file, "%ld\n", count);
  if (now && is_spared()) now = false;
  inside = false;
  if (now) failing_now();
  return now;
}

void *malloc(size_t size) {
  if (!next_malloc && inside) return early(size);
  if (!next_malloc) look_up();
  return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t number, size_t size) {
  if (!next_calloc && inside) return early(number * size);
  if (!next_calloc) look_up();
  return fails() ? NULL : next_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  if (!next_realloc) look_up();
  return fails() ? NULL : next_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (!next_aligned) look_up();
  return fails() ? NULL : next_aligned(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (!next_posix) look_up();
  return fails() ? ENOMEM : next_posix(memory, alignment, size);
}
