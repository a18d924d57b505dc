/* SPDX-License-Identifier: MIT
 *
 * To be loaded before a program (LD_PRELOAD): lets one of its allocations fail, in whatever library it is.
 *
 *   FAILING_LOG=FILE   nothing fails; a line for each place that allocates, by the calls that led to it: the number of
 *                      its first allocation, from 1
 *   FAILING_LEFT=FILE  how many blocks are not given back at the end
 *   FAILING_AT=N       the N-th allocation fails
 *   FAILING_ON=1       and so do all after it
 *   FAILING_NOT=NAMES  but none that a library whose name begins like one of these (with blanks between them) asks for,
 * or that is asked for on its behalf */
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

enum { DEPTH = 14, SKIPPED = 3, PLACES = 1 << 16, EARLY = 1 << 20 };

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *memory, size_t size);
static void *(*next_aligned)(size_t alignment, size_t size);
static void (*next_free)(void *memory);
static int (*next_posix)(void **memory, size_t alignment, size_t size);

static bool ready;
static long count, fail_at;
static bool goes_on;
static long left; /* blocks */
static int left_file = -1;
static const char *spared;
static int log_file = -1;
static uint64_t seen[PLACES];
static __thread bool inside; /* what is called from here may allocate too */

/* Where nothing can be looked up yet; never given back. */
static _Alignas(64) char early_memory[EARLY];

static void *early(size_t size) {
  static size_t used;
  size_t from = (used + 63) / 64 * 64;
  if (from + size > sizeof early_memory) _exit(125);
  used = from + size;
  return early_memory + from;
}

static bool is_early(const void *memory) {
  uintptr_t at = (uintptr_t)memory, begin = (uintptr_t)early_memory;
  return at >= begin && at < begin + sizeof early_memory;
}

/* False while the loader is at work itself. */
static bool look_up(void) {
  if (next_malloc) return true;
  if (inside) return false;
  inside = true;
  *(void **)&next_malloc = dlsym(RTLD_NEXT, "malloc");
  *(void **)&next_calloc = dlsym(RTLD_NEXT, "calloc");
  *(void **)&next_realloc = dlsym(RTLD_NEXT, "realloc");
  *(void **)&next_aligned = dlsym(RTLD_NEXT, "aligned_alloc");
  *(void **)&next_free = dlsym(RTLD_NEXT, "free");
  *(void **)&next_posix = dlsym(RTLD_NEXT, "posix_memalign");
  inside = false;
  return next_malloc && next_calloc && next_realloc && next_free;
}

__attribute__((constructor)) static void begin(void) {
  void *trace[DEPTH];
  const char *file = getenv("FAILING_LOG"), *at = getenv("FAILING_AT"), *left_path = getenv("FAILING_LEFT");
  if (!look_up()) return;
  inside = true;
  backtrace(trace, DEPTH); /* loads a library the first time */
  if (file) log_file = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (left_path) left_file = open(left_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
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

static bool is_named(const char *file) {
  const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
  for (const char *one = spared; *one; one += strspn(one, " ")) {
    size_t length = strcspn(one, " ");
    if (strncmp(name, one, length) == 0) return true;
    one += length;
  }
  return false;
}

__attribute__((noinline)) static bool is_spared(void) {
  void *trace[DEPTH];
  Dl_info info;
  int depth = spared ? backtrace(trace, DEPTH) : 0;
  for (int i = SKIPPED; i < depth; i++)
    if (dladdr(trace[i], &info) != 0 && info.dli_fname && is_named(info.dli_fname)) return true;
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

__attribute__((destructor)) static void end(void) {
  if (left_file >= 0) dprintf(left_file, "%ld\n", left);
}

static void *counted(void *memory) {
  if (memory) __atomic_add_fetch(&left, 1, __ATOMIC_RELAXED);
  return memory;
}

void *malloc(size_t size) {
  if (!look_up()) return early(size);
  return fails() ? NULL : counted(next_malloc(size));
}

void *calloc(size_t number, size_t size) {
  if (!look_up()) return early(number * size);
  return fails() ? NULL : counted(next_calloc(number, size));
}

void *realloc(void *memory, size_t size) {
  bool can = look_up();
  if (can && !memory) return fails() ? NULL : counted(next_realloc(memory, size));
  if (can && !is_early(memory)) return fails() ? NULL : next_realloc(memory, size);
  void *copy = can ? counted(next_malloc(size)) : early(size);
  if (copy && memory) memcpy(copy, memory, size); /* too much, but there is more behind it */
  return copy;
}

void free(void *memory) {
  if (!memory || is_early(memory) || !look_up()) return;
  __atomic_sub_fetch(&left, 1, __ATOMIC_RELAXED);
  next_free(memory);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (!look_up()) return early(size);
  return fails() ? NULL : counted(next_aligned(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (!look_up()) _exit(125);
  int failed = fails() ? ENOMEM : next_posix(memory, alignment, size);
  if (failed == 0) counted(*memory);
  return failed;
}
