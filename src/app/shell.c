/* SPDX-License-Identifier: MIT */
#include "app/shell.h"

#include <string.h>

void shell_word(struct text *out, const char *word) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.,/:=%@";
  if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
    text_add(out, word);
    return;
  }
  text_add(out, "'");
  for (const char *c = word; *c; c++) {
    if (*c == '\'')
      text_add(out, "'\\''");
    else
      text_append(out, (unsigned char)*c < ' ' || *c == 127 ? " " : c, 1);
  }
  text_add(out, "'");
}

void shell_option(struct text *out, const char *name, const char *value) {
  text_printf(out, " --%s ", name);
  shell_word(out, value);
}

static void put_fit(struct text *out, const struct dh_fit *fit) {
  struct dh_fit_word words[DH_FIT_WORDS];
  char number[32];
  for (int i = 0, count = dh_fit_words(fit, words); i < count; i++) {
    if (!words[i].value) dh_number_print(words[i].number, number, sizeof number);
    shell_option(out, words[i].name, words[i].value ? words[i].value : number);
  }
}

void shell_surface(struct text *out, const struct dh_surface_spec *surface) {
  if (surface->fit && dh_surface_is_typed(surface))
    put_fit(out, surface->fit);
  else
    shell_option(out, "surface", surface->name);
}
