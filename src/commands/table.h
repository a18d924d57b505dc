/* SPDX-License-Identifier: MIT
 *
 * Plain-text tables: columns as wide as their widest cell, two blanks between them, numbers to the right. */
#ifndef COMMANDS_TABLE_H
#define COMMANDS_TABLE_H

#include "base/text.h"

enum { TABLE_COLUMNS = 16 };

struct table {
  int columns;
  bool right[TABLE_COLUMNS]; /* numbers */
  struct text cells;         /* every cell and a NUL, row by row */
  int count;
};

/* A table with a heading: "name,title,rate>" has three columns, the last to the right. */
void table_begin(struct table *table, const char *heading);
void table_cell(struct table *table, const char *cell);        /* in order, row by row; empty for NULL */
void table_text(struct table *table, const struct text *cell); /* the table fails where its cell did */
void table_number(struct table *table, double x, int digits);
/* Append the table to `out` and free it. */
void table_end(struct table *table, struct text *out);

#endif
