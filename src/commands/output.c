/* SPDX-License-Identifier: MIT
 *
 * Output with its errors checked. Nothing goes through stdio, so that no error hides in a buffer until exit. */
#include "commands/output.h"

#include "app/messages.h"
#include "commands/commands.h"
#include "downhill/parameter.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ENOUGH = 1 << 16 }; /* bytes gathered before they are written */

/* --- signals --- */

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING = sizeof ending / sizeof *ending };

static const char *volatile unfinished; /* a temporary file to be removed on the way out */

static void remove_unfinished(int signal) {
  const char *name = unfinished;
  if (name) unlink(name);
  raise(signal); /* the handler is gone by now: this ends the program as it would have ended */
}

static void guard(const char *name) {
  struct sigaction action = {.sa_handler = remove_unfinished, .sa_flags = SA_RESETHAND}, before;
  unfinished = name;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < ENDING; i++)
    if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL) sigaction(ending[i], &action, NULL);
}

/* --- output --- */

void output_open(struct output *output, const char *path) {
  *output = (struct output){.path = path};
  output->file.file = STDOUT_FILENO;
  if (!path) return;
  output->reason = replacement_open(&output->file, path);
  if (output->file.temporary) guard(output->file.temporary);
}

static void drain(struct output *output) {
  if (output->reason == 0) output->reason = file_write(output->file.file, output->text.data, output->text.length);
  text_clear(&output->text);
}

bool output_flow(struct output *output) {
  if (output->text.failed) output->reason = ENOMEM;
  if (output->text.length >= ENOUGH) drain(output);
  return output->reason == 0;
}

bool output_flush(struct output *output) {
  if (output->text.failed) output->reason = ENOMEM;
  drain(output);
  return output->reason == 0;
}

void output_number(struct text *out, double x, char after) {
  char text[34];
  int length = dh_number_print(x, text, sizeof text - 1);
  out->failed |= length < 0;
  if (length < 0) return;
  text[length] = after;
  text_append(out, text, (size_t)length + 1);
}

void output_cancel(struct output *output) { output->canceled = true; }

static int fail(const struct output *output) {
  char name[512];
  text_clean(name, sizeof name, output->path ? output->path : _("standard output"));
  fprintf(stderr, _("downhill: cannot write %s: %s\n"), name, strerror(output->reason));
  return STATUS_FAILED;
}

/* A canceled file is left as it was, a canceled stream gets what there is. */
int output_close(struct output *output) {
  bool drop = output->canceled && output->file.temporary;
  if (output->text.failed) output->reason = ENOMEM;
  if (!drop) drain(output);
  if (output->path) {
    int closed = replacement_close(&output->file, !drop && output->reason == 0);
    unfinished = NULL;
    if (output->reason == 0) output->reason = closed;
  }
  text_free(&output->text);
  return drop || output->reason == 0 || output->reason == EPIPE ? STATUS_DONE : fail(output);
}
