/* SPDX-License-Identifier: MIT
 *
 * A program that takes the terminal and then does what no program should: victim overflow|abort|exit|mouse. */
#include "frame/frame.h"
#include "terminal/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t stands_still(void) { return 0; }

/* Deeper and deeper; what is above is looked at, so that no compiler makes a loop of it. */
static int sink(const volatile char *above) {
  volatile char here[4096];
  here[0] = (char)(above[0] + 1);
  if (above[1] == 1) return 0; /* never */
  here[1] = 0;
  return sink(here) + here[0];
}

int main(int count, char **arguments) {
  const struct terminal_options options = {.glyphs = -1, .color = -1, .synchronize = true, .now = stands_still};
  struct terminal_features features;
  struct frame frame;
  char why[128];
  if (count != 2 || !terminal_open(&options, &features, why, sizeof why)) return 90;
  if (!frame_init(&frame, features.cols, features.rows)) return 91;
  frame_text(&frame, 0, 0, features.cols, "ready", ROLE_TEXT, 0);
  terminal_mouse(true);
  terminal_present(&frame);
  while (terminal_wait(-1) != WAKE_INPUT) continue;
  if (strcmp(arguments[1], "overflow") == 0) return sink("\0\0");
  if (strcmp(arguments[1], "abort") == 0) abort();
  if (strcmp(arguments[1], "exit") == 0) exit(7);
  for (bool on = false; strcmp(arguments[1], "mouse") == 0; on = !on) terminal_mouse(on); /* until somebody ends it */
  return 92;
}
