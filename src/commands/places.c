/* SPDX-License-Identifier: MIT */
#include "commands/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
  const char *variable, *usual; /* the second below the home directory */
} places[] = {[PLACE_CONFIG] = {"XDG_CONFIG_HOME", ".config"}, [PLACE_STATE] = {"XDG_STATE_HOME", ".local/state"}};

bool place_path(enum place place, const char *name, char *out, size_t size) {
  const char *folder = getenv(places[place].variable), *home = getenv("HOME");
  const char *slash = name ? "/" : "", *file = name ? name : "";
  int length = -1;
  if (folder && folder[0] == '/') /* a relative one is to be ignored */
    length = snprintf(out, size, "%s/downhill%s%s", folder, slash, file);
  else if (home && home[0] == '/' && access(home, F_OK) == 0) /* who has no home does not get one */
    length = snprintf(out, size, "%s/%s/downhill%s%s", home, places[place].usual, slash, file);
  return length > 0 && (size_t)length < size;
}

void place_make(const char *path) {
  char part[4096];
  for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    size_t length = (size_t)(slash - path);
    if (length >= sizeof part) return;
    memcpy(part, path, length);
    part[length] = '\0';
    mkdir(part, 0700);
  }
}
