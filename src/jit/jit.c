/* SPDX-License-Identifier: MIT
 *
 * What has been compiled so far, and whether it is worth it. */
#include "jit/jit.h"
#include "jit/machine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct code {
  struct code *next;
  struct dh_program *program; /* what it was compiled from, without code and registers */
  struct machine machine;
};

struct jit {
  struct library library;
  enum { UNKNOWN, THERE, MISSING } is_library;
  const char *instruction_set;
  double updates;
  pthread_mutex_t mutex; /* held while something is compiled: others want just that */
  struct code *first;
};

struct jit *jit_create(double updates) {
  struct jit *jit = calloc(1, sizeof *jit);
  if (!jit) return NULL;
  jit->updates = updates;
  jit->instruction_set = dh_kernel_name(dh_kernel_count() - 1);
  if (pthread_mutex_init(&jit->mutex, NULL) == 0) return jit;
  free(jit);
  return NULL;
}

static void destroy_code(struct code *code) {
  machine_free(&code->machine);
  dh_program_destroy(code->program);
  free(code);
}

void jit_destroy(struct jit *jit) {
  if (!jit) return;
  for (struct code *code = jit->first, *next; code; code = next) {
    next = code->next;
    destroy_code(code);
  }
  pthread_mutex_destroy(&jit->mutex);
  free(jit);
}

/* --- the list --- */

static void *copied(const void *from, size_t size) {
  void *copy = malloc(size + 1);
  if (copy) memcpy(copy, from, size);
  return copy;
}

/* What dh_program_is_same() looks at. */
static struct dh_program *key_of(const struct dh_program *program) {
  struct dh_program *key = calloc(1, sizeof *key);
  if (!key) return NULL;
  const struct dh_list *list = &program->list;
  key->precision = program->precision;
  key->output_count = program->output_count;
  key->list = *list;
  key->list.constant = copied(list->constant, (size_t)list->constants * sizeof *list->constant);
  key->list.operations = copied(list->operations, (size_t)list->count * sizeof *list->operations);
  key->outputs = copied(program->outputs, (size_t)program->output_count * sizeof *program->outputs);
  if (key->list.constant && key->list.operations && key->outputs) return key;
  dh_program_destroy(key);
  return NULL;
}

static const struct code *find(const struct jit *jit, const struct dh_program *program) {
  const struct code *code = jit->first;
  while (code && !dh_program_is_same(code->program, program)) code = code->next;
  return code;
}

static bool has_library(struct jit *jit) {
  if (jit->is_library == UNKNOWN) jit->is_library = library_open(&jit->library) ? THERE : MISSING;
  return jit->is_library == THERE;
}

/* What failed once is not tried again. */
static const struct code *add(struct jit *jit, const struct dh_program *program) {
  if (!has_library(jit)) return NULL;
  struct code *code = calloc(1, sizeof *code);
  struct dh_program *key = key_of(program);
  if (!code || !key) {
    dh_program_destroy(key);
    free(code);
    return NULL;
  }
  code->program = key;
  machine_make(&jit->library, program, jit->instruction_set, &code->machine);
  code->next = jit->first;
  jit->first = code;
  return code;
}

/* --- the hook --- */

/* Measured over a dozen formulas, watched and not: compiled, an operation takes 0.045 ns less for each slot; a call
 * costs back what ten to thirty of them save, because what is around it goes through memory. Compiling takes 0.03 s to
 * 0.1 s.
 */
bool jit_pays(const struct dh_program *program, double updates) {
  const double each = 0.045e-9, least = 0.2;
  return updates * each * (dh_program_length(program) - 20 * compile_calls(program)) > least;
}

bool jit_hook(void *jit, struct dh_program *program) {
  struct jit *in = jit;
  if (program->repeat) return true; /* there is a generated kernel */
  if (!in || !compile_can(program, in->instruction_set) || !jit_pays(program, in->updates)) return false;
  if (pthread_mutex_lock(&in->mutex) != 0) return false;
  const struct code *code = find(in, program);
  if (!code) code = add(in, program);
  dh_repeat_run *run = code ? code->machine.run : NULL;
  pthread_mutex_unlock(&in->mutex);
  if (run) dh_program_attach(program, run);
  return run != NULL;
}
