/* SPDX-License-Identifier: MIT
 *
 * A lesson as it is written: beats in their order, each with what stands on the screen, what the teacher says, the
 * lines that set the scene up, and at most one of a prediction and a goal. The format is explained in
 * assets/lessons/the_step.yaml. Conditions and numbers are texts here; app reads them against its lanes. */
#ifndef CATALOG_LESSON_H
#define CATALOG_LESSON_H

#include "base/text.h"
#include "downhill/error.h"

struct document; /* see catalog/document.h */

enum { LESSON_VERSION = 1, LESSON_BEATS_MAX = 32, LESSON_CHOICES_MAX = 6 };

struct lesson_choice {
  char *text;
  char *when; /* a condition: true if this is what happened */
};

struct lesson_predict {
  char *question;
  char *at; /* the step at which the run is asked; NULL: as soon as one of the conditions holds */
  struct lesson_choice choices[LESSON_CHOICES_MAX];
  unsigned choices_count;
};

/* Lists may be empty, texts NULL. */
struct lesson_beat {
  char **text; /* paragraphs; at least one */
  unsigned text_count;
  char **say; /* what the teacher says */
  unsigned say_count;
  char **set_up; /* `do` in the file */
  unsigned set_up_count;
  struct lesson_predict *predict;
  char *goal;      /* a condition */
  char **solution; /* lines that reach the goal */
  unsigned solution_count;
  char *done;   /* said when the goal is reached */
  char *hint;   /* shown when asked for */
  char *reveal; /* shown after the prediction or the goal */
  char **check; /* claims that hold after the set-up */
  unsigned check_count;
  bool beyond; /* left out on the short route */
};

struct lesson_file {
  char *version, *name, *title, *summary, *minutes;
  char *route; /* minutes on the short route; NULL: it does not pass here */
  struct lesson_beat *beats;
  unsigned beats_count;
};

struct lesson {
  struct lesson_file *file;
  int minutes;
  int route;          /* minutes on the short route, 0: not on it */
  char *path;         /* what errors call it */
  struct text source; /* the file itself, for the line of an error */
};

/* NULL with *error (YAML, FIELD, NEWER, MEMORY). */
struct lesson *lesson_from_yaml(const struct document *document, struct dh_error *error);
/* NULL with *error (also FILE, FILE_KIND, FILE_SIZE). */
struct lesson *lesson_read(const char *path, struct dh_error *error);
void lesson_destroy(struct lesson *lesson);

/* May a lesson be called so? */
bool lesson_name_is_good(const char *name);
/* The line of a text of this beat, 0 if it cannot be found. */
long lesson_line(const struct lesson *lesson, unsigned beat, const char *text);

#endif
