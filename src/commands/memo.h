/* SPDX-License-Identifier: MIT
 *
 * What the program remembers by itself from one time to the next: a file each in the state directory, read when the
 * screen begins, written when there is something new. Nothing is lost in silence: a file that is damaged is put aside
 * before another takes its place, one that cannot be read stays. The screen has other things to say meanwhile; what
 * went wrong is told once, when the terminal is given back. */
#ifndef COMMANDS_MEMO_H
#define COMMANDS_MEMO_H

#include "base/text.h"
#include "downhill/error.h"

struct memo {
  const char *name;      /* of the file */
  bool damaged;          /* not all that is in it is ours; set by memo_read() and by who reads the lines */
  bool aside;            /* it has been put aside */
  bool unreadable;       /* it is there, and nobody knows what is in it: it is not written to */
  bool failed;           /* as `error` says */
  struct dh_error error; /* the last */
};

/* Append the end of the file, at most `most` bytes of it; nothing if there is none. What is no text becomes an end of
 * line. */
void memo_read(struct memo *memo, size_t most, struct text *out);
void memo_write(struct memo *memo, const struct text *text);
/* One line on the error output if something went wrong. */
void memo_tell(const struct memo *memo);

#endif
