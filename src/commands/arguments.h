/* SPDX-License-Identifier: MIT
 *
 * The command line of a subcommand, read once for all of them. Its options are the parameter table's rows (name and
 * alias, with '-' or '_') and the command's own; they may stand before or after the operands. */
#ifndef COMMANDS_ARGUMENTS_H
#define COMMANDS_ARGUMENTS_H

#include "catalog/catalog.h"
#include "commands/commands.h"
#include "commands/play.h"
#include "downhill/downhill.h"

enum { LANES_MAX = 64 };

struct arguments {
  const struct command *command;
  struct catalog *catalog;               /* the caller's */
  const char *given[DH_PARAMETER_COUNT]; /* a parameter's text, NULL if it was not given; points into argv */
  const char *own[OWN_COUNT];            /* likewise; "" for an option that takes no value */
  const char **operand;                  /* owned array of pointers into argv */
  int operand_count;
  bool others;         /* the line is of another program: something was left out, see struct command, or has its name */
  char *shielded;      /* owned: negative numbers that had to be hidden from getopt */
  struct dh_spec spec; /* every parameter but the one with several values */
  int list;            /* that parameter, or -1 */
  long steps;          /* how many updates */
  long every;          /* print each so many rows */
  const char *format;  /* one of the command's formats */
  struct play_options play;
  int status;
};

/* argv[0] is not looked at. False when there is nothing left to do, `status` is then the exit status: --help or
 * --version was answered, or something was wrong and one line said so. */
bool arguments_read(struct arguments *arguments, const struct command *command, struct catalog *catalog, int argc,
                    char *const *argv);
void arguments_free(struct arguments *arguments);

/* Its first half: note the texts of options and operands, unread. False after a complaint. */
bool arguments_scan(struct arguments *arguments, int argc, char *const *argv);

/* Make the spec's surface of data, if that was asked for. False after a complaint. */
bool arguments_fit(struct arguments *arguments);

/* The lanes that were asked for: one for each value of the list, else one for each of the surface's own rates unless a
 * rate was given. Returns how many, or -1 after having said what is wrong. */
int arguments_lanes(const struct arguments *arguments, struct dh_spec *specs, int most);

/* "downhill run: " and one line on the error output. Returns STATUS_USAGE. */
int complain(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for an error value; `what` (may be NULL) is what it concerns, `source` the text for the caret (may be NULL).
 */
int complain_error(const struct command *command, const struct dh_error *error, const char *what, const char *source);
/* The exit status where a file of ours cannot be taken: what is not to be read has failed, what is wrong in it is
 * usage. */
int file_status(const struct dh_error *error);
/* Notes about parameters that were given and change nothing here. */
void mention_idle(const struct arguments *arguments);

/* A whole number in a range, as options take it ("1000", "1e6"). */
bool read_count(const char *name, const char *text, double low, double high, long *out, struct dh_error *error);

/* What an option says of how things look (`name` lists the choices): its index, or -1 after a complaint. */
int read_look(const struct arguments *arguments, enum own_option option, const char *(*name)(int), int initial);
/* --size, 80x24 if it is not given. False after a complaint. */
bool read_size(const struct arguments *arguments, int *cols, int *rows);
/* Colours where standard output is a terminal that has some and nobody refused them. */
enum look_colors read_colors(const struct arguments *arguments);
/* Does a path have a name with this ending: ".svg"? */
bool path_ends_in(const char *path, const char *ending);

/* Help on standard output; the exit status. */
int help_version(void);
int help_program(void);
int help_command(const struct command *command);

struct own_row {
  const char *name;
  char letter;       /* short option, 0: none */
  const char *value; /* what it takes, NULL: nothing */
  const char *help;
};
const struct own_row *own_row(enum own_option option);
/* May its value be left out, and is it true or false? Then `own` has "" for what is true and NULL for the rest. */
bool own_is_flag(enum own_option option);
bool command_takes(const struct command *command, enum own_option option);

#endif
