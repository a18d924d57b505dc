/* SPDX-License-Identifier: MIT
 *
 * Errors as values. The core never prints and never exits: a function that can fail takes a `struct dh_error *`
 * (never NULL), fills it and returns false, NULL or a negative number. The struct holds a code and its arguments;
 * the wording, and its translation, live in src/app/messages.c. Nothing here owns memory. */
#ifndef DOWNHILL_ERROR_H
#define DOWNHILL_ERROR_H

#include <stdbool.h>

enum dh_error_code {
  DH_OK = 0,
  DH_ERROR_MEMORY,            /* an allocation failed */
  DH_ERROR_TOO_LONG,          /* a text over 64 KiB; number = the limit */
  DH_ERROR_TOO_DEEP,          /* nesting over 1,000 levels */
  DH_ERROR_TOO_LARGE,         /* over 100,000 nodes */
  DH_ERROR_EMPTY,             /* nothing to parse */
  DH_ERROR_CHARACTER,         /* a character no formula has; text = it */
  DH_ERROR_NUMBER,            /* a malformed number; text = it */
  DH_ERROR_EXPECTED,          /* something else was expected; text = what, text2 = what was found */
  DH_ERROR_IMPLICIT_PRODUCT,  /* `2x`; text = what was written, text2 = what to write (`2*x`) */
  DH_ERROR_UNKNOWN_NAME,      /* text = the name, text2 = the names that would do, or the nearest one */
  DH_ERROR_UNKNOWN_FUNCTION,  /* text = the name, text2 = the nearest one or "" */
  DH_ERROR_ARGUMENTS,         /* text = function, number = arguments it takes */
  DH_ERROR_RESERVED,          /* a reserved word used as a parameter's name; text = it */
  DH_ERROR_ASSIGNMENT,        /* an update rule's line that assigns to something it may not; text = it */
  DH_ERROR_TOO_MANY,          /* an update rule with too many of something; text = of what, number = the most */
  DH_ERROR_UNKNOWN_PARAMETER, /* text = the name, text2 = the nearest one or "" */
  DH_ERROR_NOT_A_VALUE,       /* text = parameter, text2 = what was given; number, number2 = least and largest */
  DH_ERROR_RANGE,             /* text = parameter, text2 = what was given; number, number2 = least and largest */
  DH_ERROR_CHOICE,            /* text = parameter, text2 = what was given */
  DH_ERROR_DOES_NOT_APPLY,    /* text = parameter, text2 = the kind it does not apply to */
  DH_ERROR_UNKNOWN_SURFACE,   /* text = what was given */
  DH_ERROR_UNKNOWN_OPTIMIZER, /* text = what was given */
  DH_ERROR_UNKNOWN_SCENE,     /* text = what was given, text2 = the nearest one or "" */
  DH_ERROR_UNKNOWN_TASK,      /* text = what was given, text2 = those there are */
  DH_ERROR_DIMENSION,         /* number = how many numbers are needed, number2 = how many there were */
  DH_ERROR_FILE,              /* text = path, text2 = why (from the system) */
  DH_ERROR_FILE_KIND,         /* text = path: a folder, a device, anything but a file */
  DH_ERROR_FILE_SIZE,         /* text = path, number = the most bytes it may have; up to here nothing was read */
  DH_ERROR_DATA_SIZE,         /* text = path, number = the most MiB that are read, line, column: where they end */
  DH_ERROR_YAML,              /* text = path, text2 = what libcyaml said or "", line */
  DH_ERROR_FIELD,             /* text = path, text2 = the field that is missing or wrong, line */
  DH_ERROR_TWICE,             /* text = path, text2 = what is there twice, line, column of the second */
  DH_ERROR_TEXT,              /* text = path, line, column: a byte that no text has */
  DH_ERROR_QUOTE,             /* text = path, line, column: a quote that is out of place or does not end */
  DH_ERROR_HEADER,            /* text = path, line, column: numbers where the columns' names should be */
  DH_ERROR_RAGGED,            /* text = path, text2 = fields of the header, line, column, number = fields there */
  DH_ERROR_CELL,              /* text = path, text2 = what is no number, line, column */
  DH_ERROR_NEWER,             /* text = path, line, number = the version of the format */
  DH_ERROR_NO_ROWS,           /* text = path of data without a row, line, column */
  DH_ERROR_TABLE_SIZE,        /* text = path, text2 = "rows" or "columns", line, column, number = the most */
  DH_ERROR_NO_COLUMN,         /* text = the name, text2 = those there are */
  DH_ERROR_NO_PARAMETER,      /* text = a model made of columns alone, text2 = the columns */
  DH_ERROR_PARAMETERS,        /* text = the names, text2 = the columns, number = how many, which is more than two */
  DH_ERROR_LABEL,             /* text = column, number = a value that is not between 0 and 1, number2 = row from 1 */
  DH_ERROR_UNKNOWN_LOSS,      /* text = what was given, text2 = those there are */
  DH_ERROR_POSITIVE,          /* text = an option, text2 = what was given: no number above 0 */
  DH_ERROR_JSON,              /* text = path, line, column: no JSON any more */
  DH_ERROR_NO_JSON,           /* text = path of a log in JSON, which this build does not read */
  DH_ERROR_LOG_OBJECT,        /* text = path, line, column: too long or too deep for a row */
  DH_ERROR_NO_LOG,            /* text = path, text2 = its columns, none of which a training log has, or "" */
  DH_ERROR_LOG_FOLDER,        /* text = path of a folder without a training log */
  DH_ERROR_NO_SCENE,          /* text = path of a file that is something else */
  DH_ERROR_CODE_COUNT
};

struct dh_error {
  enum dh_error_code code;
  long position;   /* byte offset in the text that was parsed, or -1 where that has no meaning */
  char text[128];  /* first argument, see the code */
  char text2[128]; /* second argument */
  double number;
  double number2;
  long line;   /* of the file whose path is `text`, from 1; 0: none is known */
  long column; /* in that line: the number of a field, in YAML of a character, from 1; 0: none is known */
};

/* Fill *error; texts longer than the fields are cut. `text` and `text2` may be NULL. Always returns false, so that
 * a caller can `return dh_fail(...)`. */
bool dh_fail(struct dh_error *error, enum dh_error_code code, long position, const char *text, const char *text2);

#endif
