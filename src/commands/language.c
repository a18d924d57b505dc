/* SPDX-License-Identifier: MIT
 *
 * gettext translates for a locale that is not "C", into LANGUAGE. The locale need not be that of the language: a
 * classroom's machine has the translation but seldom the locale. */
#include "commands/language.h"

#include "app/finder_view.h"
#include "app/language.h"
#include "app/messages.h"
#include "commands/scene_options.h"
#include "commands/version.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "downhill"

/* The directory of translations: in the build tree beside the program, else below the prefix it lies in, else where it
 * was to be installed. */
static void find_directory(char *out, size_t size) {
  static const char *const beside[] = {"assets/locale", "../share/locale"};
  char program[PATH_MAX], file[PATH_MAX + 64];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  snprintf(out, size, "%s", DOWNHILL_LOCALEDIR);
  if (length <= 0) return;
  program[length] = '\0';
  char *slash = strrchr(program, '/');
  if (!slash) return;
  *slash = '\0';
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    snprintf(file, sizeof file, "%s/%s/zh_CN/LC_MESSAGES/" DOMAIN ".mo", program, beside[i]);
    if (access(file, R_OK) != 0) continue;
    snprintf(out, size, "%s/%s", program, beside[i]);
    return;
  }
}

/* "zh_CN.UTF-8" -> "zh_CN"; the first that is set to anything. */
static const char *of_environment(char *out, size_t size) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  const char *value = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !(value && *value); i++) value = getenv(names[i]);
  snprintf(out, size, "%s", value ? value : "");
  out[strcspn(out, ".@")] = '\0';
  return out;
}

/* A locale in which gettext does its work at all. */
static void open_locale(void) {
  static const char *const spare[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
  const char *now = setlocale(LC_MESSAGES, "");
  for (size_t i = 0; i < sizeof spare / sizeof *spare && (!now || strcmp(now, "C") == 0 || strcmp(now, "POSIX") == 0);
       i++)
    now = setlocale(LC_MESSAGES, spare[i]);
}

void language_open(const char *wanted) {
  char directory[PATH_MAX + 32], name[64];
  const char *list = getenv("LANGUAGE");
  find_directory(directory, sizeof directory);
  open_locale();
  bindtextdomain(DOMAIN, directory);
  bind_textdomain_codeset(DOMAIN, "UTF-8");
  if (wanted) {
    int language = language_find(wanted);
    language_set(language < 0 ? wanted : language_name(language));
  } else {
    language_set(list && *list ? list : of_environment(name, sizeof name));
  }
}

/* Telling the domain again is what makes gettext look at LANGUAGE again. */
bool language_set(const char *name) {
  setenv("LANGUAGE", name, 1);
  textdomain(DOMAIN);
  return language_find(name) == 0 || strcmp(_("en"), "en") != 0;
}

void language_english(struct language *before) {
  const char *spoken = getenv("LANGUAGE");
  text_copy(before->name, sizeof before->name, spoken ? spoken : "");
  language_set("en");
}

void language_back(const struct language *before) { language_set(before->name); }

/* What was worded before is worded again. */
static bool speak(struct app *app, const char *name) {
  bool spoken = language_set(name);
  if (app->finder && app->finder->computed) finder_view_speak(app->finder);
  return spoken;
}

void scene_speak(struct app *app) {
  const char *name = language_name(app->language);
  if (speak(app, name))
    app_say(app, TONE_DONE, _("downhill speaks English"));
  else
    app_say(app, TONE_ERROR, _("there is no translation into %s beside this program"), name);
}

void scene_speak_ascii(struct app *app) {
  int spoken = language_find(_("en"));
  if (spoken == 0) return;
  speak(app, "en");
  app_say(app, TONE_ERROR, _("no letters for %s in a locale that is not UTF-8: try LC_ALL=C.UTF-8"),
          language_name(spoken));
}

const char *language_option(int argc, char *const *argv) {
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strncmp(argv[i], "--lang=", 7) == 0) return argv[i] + 7;
    if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) return argv[i + 1];
  }
  return NULL;
}
