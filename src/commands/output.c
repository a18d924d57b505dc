/* SPDX-License-Identifier: MIT
 *
 * Output with its errors checked. Nothing goes through stdio, so that no error hides in a buffer until exit. */
#include "commands/output.h"

#include "app/messages.h"
#include "catalog/record.h"
#include "commands/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENOUGH = 1 << 16 }; /* bytes gathered before they are written */

static bool is_stream(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

void output_open(struct output *output, const char *path) {
  *output = (struct output){.path = path, .descriptor = STDOUT_FILENO};
  if (!path) return;
  output->descriptor = -1;
  if (!is_stream(path)) return;
  output->descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (output->descriptor < 0) output->reason = errno;
}

static void drain(struct output *output) {
  const char *at = output->text.data;
  size_t left = output->text.length;
  while (left > 0 && output->reason == 0) {
    ssize_t written = write(output->descriptor, at, left);
    if (written >= 0) {
      at += written;
      left -= (size_t)written;
    } else if (errno != EINTR) {
      output->reason = errno;
    }
  }
  text_clear(&output->text);
}

bool output_flow(struct output *output) {
  if (output->text.failed) output->reason = ENOMEM;
  if (output->descriptor >= 0 && output->text.length >= ENOUGH) drain(output);
  return output->reason == 0;
}

void output_cancel(struct output *output) { output->canceled = true; }

static int fail(const struct output *output, const char *why) {
  fprintf(stderr, _("downhill: cannot write %s: %s\n"), output->path ? output->path : _("standard output"), why);
  return STATUS_FAILED;
}

static int close_file(struct output *output) {
  struct dh_error error;
  if (file_replace(output->path, text_string(&output->text), output->text.length, &error)) return STATUS_DONE;
  return fail(output, error.text2[0] ? error.text2 : _("it is not possible"));
}

int output_close(struct output *output) {
  int status = STATUS_DONE;
  if (output->text.failed) output->reason = ENOMEM;
  if (output->canceled && output->descriptor < 0) {
    output->reason = 0;
  } else if (output->path && output->descriptor < 0 && output->reason == 0) {
    status = close_file(output);
  } else if (output->reason == 0) {
    drain(output);
  }
  if (output->descriptor > STDERR_FILENO) close(output->descriptor);
  if (output->reason != 0 && output->reason != EPIPE) status = fail(output, strerror(output->reason));
  text_free(&output->text);
  return status;
}
