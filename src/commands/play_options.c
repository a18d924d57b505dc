/* SPDX-License-Identifier: MIT
 *
 * The options of the interactive loop: one table, from which the command line and its help are made. */
#include "app/messages.h"
#include "commands/play.h"

#include <stdio.h>
#include <string.h>

static bool read_number(const char *value, double low, double high, double *out) {
  double number;
  if (!dh_number_parse(value, &number) || number < low || number > high) return false;
  *out = number;
  return true;
}

static bool read_name(const char *value, const char *(*name)(int), int *out) {
  for (int i = 0; name(i); i++) {
    if (strcmp(value, name(i)) != 0) continue;
    *out = i;
    return true;
  }
  return false;
}

static bool read_fps(struct play_options *options, const char *value) {
  return read_number(value, 1, 60, &options->fps);
}

static bool read_frames(struct play_options *options, const char *value) {
  double frames;
  if (!read_number(value, 1, 1e9, &frames)) return false;
  options->frames = (long)frames;
  return true;
}

static bool read_glyphs(struct play_options *options, const char *value) {
  return read_name(value, look_glyphs_name, &options->glyphs);
}

static bool read_theme(struct play_options *options, const char *value) {
  return read_name(value, look_theme_name, &options->theme);
}

static const char *color_name(int index) {
  static const char *const name[] = {"never", "always", "auto", NULL};
  return name[index];
}

static bool read_color(struct play_options *options, const char *value) {
  if (!read_name(value, color_name, &options->color)) return false;
  if (options->color == 2) options->color = -1;
  return true;
}

static bool read_no_sync(struct play_options *options, const char *value) {
  (void)value;
  options->synchronize = false;
  return true;
}

static bool read_mouse(struct play_options *options, const char *value) {
  (void)value;
  options->mouse = true;
  return true;
}

static const struct play_option_row rows[] = {
    {"fps", "N", N_("1 to 60"), NULL, N_("frames a second while something moves (default 30)"), read_fps},
    {"frames", "N", N_("1 or more"), NULL, N_("end after N frames"), read_frames},
    {"glyphs", "SET", N_("braille, block or ascii"), look_glyphs_name,
     N_("draw with these, whatever the terminal seems to do"), read_glyphs},
    {"theme", "NAME", N_("auto, dark, light or projector"), look_theme_name, N_("colours to begin with"), read_theme},
    {"color", "WHEN", N_("always, never or auto"), color_name, N_("colours at all"), read_color},
    {"no-sync", NULL, NULL, NULL, N_("do not bracket frames with synchronized output (DEC mode 2026)"), read_no_sync},
    {"mouse", NULL, NULL, NULL, N_("a click places the start, the wheel changes the rate"), read_mouse},
};

const struct play_option_row *play_option_row(int index) {
  return index >= 0 && index < (int)(sizeof rows / sizeof *rows) ? &rows[index] : NULL;
}

void play_defaults(struct play_options *options) {
  *options = (struct play_options){.fps = 30, .glyphs = -1, .theme = -1, .color = -1, .synchronize = true};
}
