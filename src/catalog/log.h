/* SPDX-License-Identifier: MIT
 *
 * Reading training logs: a Trainer's trainer_state.json, JSON lines, CSV with a header, and what a training prints to a
 * console, where rows like {'loss': 1.2, 'epoch': 0.5} stand among other lines. Which of them it is shows in the first
 * bytes. A reader takes the bytes in pieces of any size, so that a file can be followed while it is written, and keeps
 * the rows only. */
#ifndef CATALOG_LOG_H
#define CATALOG_LOG_H

#include "downhill/error.h"
#include "downhill/log.h"

enum {
  LOG_ROWS_MAX = 5000000, /* of a log, with those that are not kept */
  LOG_PATH_MAX = 4096,
  LOG_LINE_MAX = 1 << 20 /* bytes of a line, of an object, or of a row whose quotes hold many lines */
};

/* Where the log is that a path means: there, or, if that is a folder, its trainer_state.json or that of the
 * checkpoint-N in it with the highest N. False with *error. */
bool log_locate(const char *path, char out[LOG_PATH_MAX], struct dh_error *error);

/* Read a file or the log of a folder, "-" being standard input. False with *error, there is then nothing to free. */
bool dh_log_read(const char *path, struct dh_log *log, struct dh_error *error);
void dh_log_free(struct dh_log *log);

/* Piece by piece. What is called `path` in errors need not be one; it must stay. NULL with *error (MEMORY). */
struct log_reader *log_reader_create(const char *path, struct dh_error *error);
void log_reader_destroy(struct log_reader *reader);

/* The next bytes. A last line without its end waits for the rest. False with *error: the reader then takes no more. */
bool log_reader_feed(struct log_reader *reader, const char *bytes, size_t length, struct dh_error *error);

/* There are no more bytes: what is left is taken if it is a row, and is otherwise the log's `cut`. False with *error,
 * also if there was no row at all. */
bool log_reader_end(struct log_reader *reader, struct dh_error *error);

/* The rows so far, the reader's own and good until it is fed again; NULL with *error (MEMORY). */
const struct dh_log *log_reader_log(struct log_reader *reader, struct dh_error *error);

/* Does such a log grow at its end? False for one JSON document: it is written anew, and has to be read anew. */
bool log_reader_grows(const struct log_reader *reader);

#endif
