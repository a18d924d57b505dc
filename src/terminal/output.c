/* SPDX-License-Identifier: MIT */
#include "terminal/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

/* Milliseconds for one look, and looks: as long as a crash may take, and as long as a frame's mark may. */
enum { LAST_LOOK = 100, LAST_LOOKS = 10, SEND_LOOK = 50, SEND_LOOKS = 4 };

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

/* What is written again because a signal came costs no look: it may be the one that frees a terminal that was stuck. */
static void push(const char *bytes, size_t length, int looks, int milliseconds, bool by_force) {
  while (length > 0 && looks > 0) {
    ssize_t wrote = write(STDOUT_FILENO, bytes, length);
    if (wrote > 0) {
      bytes += wrote;
      length -= (size_t)wrote;
      looks = LAST_LOOKS; /* part of a sequence would be worse than none */
    } else if (wrote == 0 || errno == EAGAIN || errno == EWOULDBLOCK) {
      looks--;
      if (!output_takes(milliseconds) && by_force) output_unstick();
    } else if (errno != EINTR) {
      return;
    }
  }
}

void output_send(const char *bytes, size_t length) { push(bytes, length, SEND_LOOKS, SEND_LOOK, false); }

void output_last(const char *bytes, size_t length) {
  int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (!output_takes(LAST_LOOK)) output_unstick();
  fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
  push(bytes, length, LAST_LOOKS, LAST_LOOK, true);
  fcntl(STDOUT_FILENO, F_SETFL, flags); /* shared with the shell that started us */
}
