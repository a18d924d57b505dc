/* SPDX-License-Identifier: MIT */
#include "jit/library.h"

#include <dlfcn.h>
#include <stddef.h>

bool library_open(struct library *library) {
  void *handle = dlopen("libgccjit.so.0", RTLD_NOW | RTLD_LOCAL);
  bool complete = handle != NULL;
  if (!handle) return false;
#define LIBRARY_LOOK_UP(name) complete = (*(void **)&library->name = dlsym(handle, "gcc_jit_" #name)) && complete;
  LIBRARY_FUNCTIONS(LIBRARY_LOOK_UP)
#undef LIBRARY_LOOK_UP
  return complete;
}
