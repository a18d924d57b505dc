/* SPDX-License-Identifier: MIT
 *
 * The compiler runs in a child process, which leaves a shared object in a directory of its own. Inside this one it
 * would end the program where it cannot go on (no assembler, no room on the disk), say so on the terminal, keep its
 * memory, and tolerate no second thread. */
#include "jit/machine.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, SECONDS_MOST = 5 };

/* Before anything that was registered by the program: nothing of its output may be written twice. */
static void leave(void) { _exit(EXIT_FAILURE); }

_Noreturn static void compile_and_leave(const struct library *library, const struct dh_program *program,
                                        const char *instruction_set, const char *folder, const char *path) {
  int nowhere = open("/dev/null", O_RDWR);
  for (int standard = 0; standard < 3; standard++)
    if (dup2(nowhere, standard) < 0) _exit(EXIT_FAILURE);
  if (atexit(leave) != 0 || setenv("TMPDIR", folder, 1) != 0) _exit(EXIT_FAILURE);
  alarm(SECONDS_MOST);
  _exit(compile_to_file(library, program, instruction_set, path) ? EXIT_SUCCESS : EXIT_FAILURE);
}

static bool compile_elsewhere(const struct library *library, const struct dh_program *program,
                              const char *instruction_set, const char *folder, const char *path) {
  int status = -1;
  pid_t ended = -1, child = fork();
  if (child == 0) compile_and_leave(library, program, instruction_set, folder, path);
  if (child < 0) return false;
  do ended = waitpid(child, &status, 0);
  while (ended < 0 && errno == EINTR);
  return ended == child && status == 0;
}

static void load(const char *path, struct machine *machine) {
  machine->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (machine->handle) *(void **)&machine->run = dlsym(machine->handle, COMPILED_NAME);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place) {
  (void)about;
  (void)kind;
  (void)place;
  return remove(path);
}

bool machine_make(const struct library *library, const struct dh_program *program, const char *instruction_set,
                  struct machine *machine) {
  char folder[PATH_SIZE], path[PATH_SIZE];
  const char *temporary = getenv("TMPDIR");
  *machine = (struct machine){NULL, NULL};
  int length = snprintf(folder, sizeof folder, "%s/downhill-XXXXXX", temporary && *temporary ? temporary : "/tmp");
  if (length >= PATH_SIZE - 16 || !mkdtemp(folder)) return false;
  strcat(strcpy(path, folder), "/" COMPILED_NAME ".so");
  if (compile_elsewhere(library, program, instruction_set, folder, path)) load(path, machine);
  nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  return machine->run != NULL;
}

void machine_free(struct machine *machine) {
  if (machine->handle) dlclose(machine->handle);
}
