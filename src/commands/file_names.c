/* SPDX-License-Identifier: MIT
 *
 * The names of files that complete a line. */
#include "base/text.h"
#include "commands/files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096 };

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Names that a message line could not show, or that begin with a dot nobody typed, are left out. */
static bool is_listed(const char *name, const char *beginning) {
  char clean[PATH_SIZE];
  text_clean(clean, sizeof clean, name);
  if (name[0] == '.' && beginning[0] != '.') return false;
  return strcmp(clean, name) == 0 && strncmp(name, beginning, strlen(beginning)) == 0;
}

static void put_path(const char *folder, const char *name, struct text *out) {
  struct text path = {0};
  struct stat status;
  text_printf(&path, "%s%s", folder, name);
  bool is_folder = stat(text_string(&path), &status) == 0 && S_ISDIR(status.st_mode);
  text_printf(out, "%s%s\n", text_string(&path), is_folder ? "/" : "");
  text_free(&path);
}

/* Names of a folder; owned. */
struct names {
  char **name;
  int count, room;
};

static void keep_name(struct names *names, const char *name) {
  if (names->count == names->room) {
    int room = names->room > 0 ? 2 * names->room : 64;
    char **more = realloc(names->name, (size_t)room * sizeof *more);
    if (!more) return; /* one less is offered */
    names->name = more;
    names->room = room;
  }
  names->name[names->count] = strdup(name);
  if (names->name[names->count]) names->count++;
}

/* All of them: how far they agree is for the caller to see, and the order of a folder is none. */
void files_list(const char *beginning, struct text *out) {
  char folder[PATH_SIZE] = "";
  struct names names = {0};
  const char *slash = strrchr(beginning, '/'), *rest = slash ? slash + 1 : beginning;
  text_copy(folder, (size_t)(rest - beginning) + 1, beginning);
  DIR *entries = opendir(folder[0] ? folder : ".");
  if (!entries) return;
  for (const struct dirent *each; (each = readdir(entries));)
    if (is_listed(each->d_name, rest)) keep_name(&names, each->d_name);
  closedir(entries);
  if (names.count > 0) qsort(names.name, (size_t)names.count, sizeof *names.name, by_name);
  for (int i = 0; i < names.count; i++) {
    put_path(folder, names.name[i], out);
    free(names.name[i]);
  }
  free(names.name);
}
