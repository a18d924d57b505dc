/* SPDX-License-Identifier: MIT
 *
 * Comma-separated text before libcsv sees it: where a line ends, whether there is anything in it, and what separates
 * its fields. */
#ifndef CATALOG_CSV_LINE_H
#define CATALOG_CSV_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the first line with its end, which is LF, CR LF or CR; all of them if it has none. */
size_t csv_line_length(const char *bytes, size_t length);
bool csv_line_is_blank(const char *line, size_t length);
/* What stands between the names of a header, outside of quotes: the first of comma, semicolon and tab that is there, or
 * '\0'. *quoted: whether the line begins inside quotes, and then whether it ends there. */
char csv_line_separator(const char *line, size_t length, bool *quoted);

#endif
