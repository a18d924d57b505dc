/* SPDX-License-Identifier: MIT
 *
 * The player of lessons. An open lesson stands beside the lanes; it sets the scene up for each beat, holds the clock
 * while a question is open, watches the lanes until the run has answered it or a goal is reached, and keeps which beats
 * are done. It reads and writes no files: lessons come from the catalog or belong to the caller, progress is text that
 * commands keep (EFFECT_PROGRESS).
 *
 * Set-up lines (`do`, `solution`) are
 *   fresh          the first scene, nothing kept; every beat that begins with it, or with `scene NAME`, begins anew
 *   key NAME       a key or an action, by its name
 *   run N          N steps
 * and anything that can be typed after `:`. Entering a beat with set-up lines plays those of all beats from the last
 * one that begins anew, so that a beat looks the same whichever way it was come to. */
#ifndef APP_LESSON_H
#define APP_LESSON_H

#include "app/app.h"
#include "app/claim.h"
#include "catalog/lesson.h"

enum lesson_stage {
  LESSON_READ,     /* nothing is asked for */
  LESSON_ASKING,   /* a question is open: the lanes stand and are covered */
  LESSON_RUNNING,  /* guesses are in, the clock runs to the step that decides */
  LESSON_ANSWERED, /* the run has answered */
  LESSON_TRYING,   /* a goal is not reached yet */
  LESSON_REACHED
};

struct lesson_progress {
  char name[DH_NAME_MAX];
  unsigned at;   /* the beat it was left at */
  uint32_t done; /* a bit a beat */
};

enum { LESSON_PROGRESS_MAX = 256 };

struct app_lessons {
  const struct lesson *lesson; /* the open one, or NULL */
  unsigned beat;
  enum lesson_stage stage;
  bool setting;         /* set-up lines are being played: nothing is watched */
  struct claim *claims; /* the numbers of this beat's texts; owned */
  int claim_count;
  struct condition *condition[LESSON_CHOICES_MAX]; /* of the choices, or of the goal */
  long at;                                         /* the step that decides; -1: the first at which one holds */
  int hands[LESSON_CHOICES_MAX], last_hand;        /* who guessed what; -1 nobody */
  int answer;                                      /* the choice that came true, -1 none */
  bool hint;                                       /* shown */
  int64_t waited;                                  /* microseconds on this beat */
  int page;                                        /* of a text longer than the panel */
  int cursor;                                      /* in the list */
  struct lesson_progress progress[LESSON_PROGRESS_MAX];
  int progress_count;
  bool progress_changed;
};

/* What is wrong with a lesson, in words, and where. */
struct lesson_trouble {
  unsigned beat;
  char entry[128]; /* the text that is wrong, as it is written */
  char words[256];
};

/* Open a lesson at a beat; the lesson outlives the app or is left before. On failure it is not open and the scene is
 * what the set-up made of it. */
bool lesson_open(struct app *app, const struct lesson *lesson, unsigned beat, struct lesson_trouble *trouble);
/* The scene stays as it is. */
void lesson_leave(struct app *app);
bool lesson_go(struct app *app, unsigned beat, struct lesson_trouble *trouble);
/* To the next beat, or what stands before it: the next page, the guesses, the answer. False as lesson_go. */
bool lesson_next(struct app *app, struct lesson_trouble *trouble);
bool lesson_previous(struct app *app, struct lesson_trouble *trouble);

/* Hands for a choice; up is 1 or -1. */
void lesson_hand(struct app *app, int choice, int up);
/* Let the clock run to the answer; lesson_skip() is there at once. */
void lesson_reveal(struct app *app);
void lesson_skip(struct app *app);
void lesson_show_hint(struct app *app);

/* Play set-up lines. */
bool lesson_play(struct app *app, char *const *lines, unsigned count, struct lesson_trouble *trouble);
/* Do the claims of the present beat hold? */
bool lesson_check(struct app *app, struct lesson_trouble *trouble);
/* Is there exactly one choice that the run of the present beat makes true? */
bool lesson_check_choices(struct app *app, struct lesson_trouble *trouble);

/* The open lesson's beat and stage; NULL if none is open. */
const struct lesson_beat *lesson_beat(const struct app *app);
bool lesson_is_at(const struct app *app, enum lesson_stage stage);
/* Must what will happen be hidden? */
bool lesson_covers(const struct app *app);
/* A text of the beat with its numbers, appended. */
void lesson_words(const struct app *app, const char *text, struct text *out);

/* After a step or a change: has the run answered, is the goal reached? */
void lesson_watch(struct app *app);
/* The horizon was reached. True if that is the lesson's affair, and no card is wanted. */
bool lesson_at_horizon(struct app *app);
void lesson_tick(struct app *app, int64_t microseconds);
/* EFFECT_PROGRESS if there is something to be kept. */
unsigned lesson_effects(struct app *app);
/* Made when first needed; false if out of memory. */
bool lessons_create(struct app *app);
unsigned lessons_command(struct app *app, const char *value); /* `:lesson NAME`, or its number */
void lessons_names(const struct app *app, struct text *out);  /* one a line, appended */
bool lessons_enter(struct app *app, struct dh_error *error);  /* the list is going to be shown */
void lessons_close(struct app *app);

/* --- progress --- */

const struct lesson_progress *lesson_progress(const struct app *app, const char *name); /* NULL: never opened */
int lesson_done(const struct app *app, const struct lesson *lesson);                    /* beats */
/* One line a lesson: its name, the beat it was left at, 1 or 0 for each beat. What cannot be read is passed over;
 * false if there was any. */
bool lesson_progress_read(struct app *app, const char *text);
void lesson_progress_write(const struct app *app, struct text *out);
/* This beat has been seen to its end. */
void lesson_progress_note(struct app *app, bool done);

/* --- the panel's lines --- */

enum lesson_line_kind {
  LINE_TEXT,
  LINE_QUESTION,
  LINE_CHOICE,
  LINE_RIGHT,  /* the choice that came true */
  LINE_WRONG,  /* another one ... */
  LINE_MISSED, /* ... for which hands were up */
  LINE_TASK,   /* what is to be done now */
  LINE_HINT,
  LINE_DONE,
  LINE_REVEAL
};
enum { LESSON_LINES_MAX = 96, LESSON_LINE_SIZE = 512 };
struct lesson_line {
  enum lesson_line_kind kind;
  int choice;  /* which choice begins here, -1 none */
  bool begins; /* a paragraph begins here */
  char words[LESSON_LINE_SIZE];
};
/* The text of the panel as lines that fit it; returns how many. */
int lesson_lines(const struct app *app, struct lesson_line *lines);
/* How many pages of the panel's height those are, at least 1. */
int lesson_pages(const struct app *app);
/* The lines of a page: from *first on, so many. A page ends where a paragraph does, if one does within it, else behind
 * a sentence; the last is as full as whole paragraphs make it. */
int lesson_page(const struct lesson_line *lines, int count, int rows, int page, int *first);

#endif
