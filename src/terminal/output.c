/* SPDX-License-Identifier: MIT */
#include "terminal/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE = 100, TRIES = 10 }; /* milliseconds for one look, looks */

bool output_takes(int milliseconds) {
  struct pollfd file = {.fd = STDOUT_FILENO, .events = POLLOUT};
  return poll(&file, 1, milliseconds) > 0; /* an error too: writing will tell, and not wait */
}

/* What Ctrl-S has stopped is not let go by TCOON alone, in Linux: that undoes a TCOOFF. */
void output_unstick(void) {
  tcflow(STDOUT_FILENO, TCOOFF);
  tcflow(STDOUT_FILENO, TCOON);
  tcflush(STDOUT_FILENO, TCOFLUSH);
}

void output_last(const char *bytes, size_t length) {
  int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (!output_takes(PATIENCE)) output_unstick();
  fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
  for (int tries = 0; length > 0 && tries < TRIES;) {
    ssize_t wrote = write(STDOUT_FILENO, bytes, length);
    if (wrote > 0) {
      bytes += wrote;
      length -= (size_t)wrote;
    } else if (wrote < 0 && errno != EAGAIN && errno != EINTR) {
      break;
    } else {
      tries++;
      if (!output_takes(PATIENCE)) output_unstick();
    }
  }
  fcntl(STDOUT_FILENO, F_SETFL, flags); /* shared with the shell that started us */
}
