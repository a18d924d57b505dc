/* SPDX-License-Identifier: MIT
 *
 * Tables. Cells are kept one after the other, each with its NUL, until their widths are known. */
#include "commands/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void table_cell(struct table *table, const char *cell) {
  const char *text = cell ? cell : "";
  text_append(&table->cells, text, strlen(text) + 1);
  table->count++;
}

void table_text(struct table *table, const struct text *cell) {
  table_cell(table, text_string(cell));
  table->cells.failed |= cell->failed;
}

void table_number(struct table *table, double x, int digits) {
  char text[40];
  snprintf(text, sizeof text, "%.*g", digits, isnan(x) ? (double)NAN : x); /* a NaN's sign says nothing */
  table_cell(table, text);
}

void table_begin(struct table *table, const char *heading) {
  *table = (struct table){0};
  const char *name = heading;
  while (*name) {
    char cell[64];
    size_t length = strcspn(name, ",");
    bool right = length > 0 && name[length - 1] == '>';
    size_t size = length + 1 - (right ? 1 : 0);
    text_copy(cell, size < sizeof cell ? size : sizeof cell, name);
    table->right[table->columns++] = right;
    table_cell(table, cell);
    name += length + (name[length] ? 1 : 0);
  }
}

static void put_blanks(struct text *out, int count) {
  for (int i = 0; i < count; i++) text_add(out, " ");
}

static void put_row(const struct table *table, const char **cell, const int *width, struct text *out) {
  int owed = 0; /* blanks, kept back so that no line ends in them */
  for (int c = 0; c < table->columns; c++) {
    int pad = width[c] - text_columns(*cell);
    if (table->right[c]) owed += pad;
    if (**cell) {
      put_blanks(out, owed);
      text_add(out, *cell);
      owed = 0;
    }
    if (!table->right[c]) owed += pad;
    owed += 2;
    *cell += strlen(*cell) + 1;
  }
  text_add(out, "\n");
}

void table_end(struct table *table, struct text *out) {
  int width[TABLE_COLUMNS] = {0};
  const char *cell = text_string(&table->cells);
  if (table->cells.failed) out->failed = true;
  int rows = table->cells.failed || table->columns == 0 ? 0 : table->count / table->columns;
  for (int i = 0; i < rows * table->columns; i++) {
    int columns = text_columns(cell);
    if (columns > width[i % table->columns]) width[i % table->columns] = columns;
    cell += strlen(cell) + 1;
  }
  cell = text_string(&table->cells);
  for (int r = 0; r < rows; r++) put_row(table, &cell, width, out);
  text_free(&table->cells);
}
