/* SPDX-License-Identifier: MIT
 *
 * Private to panes: what several of them need. */
#ifndef PANES_PARTS_H
#define PANES_PARTS_H

#include "panes/panes.h"

/* The colour of a lane: by its letter, so that it stays when a lane before it is removed. */
enum role part_lane_role(const struct lane *lane);
/* The colour of a verdict; the word always stands beside it. */
enum role part_verdict_role(enum dh_verdict verdict);

/* What a lane is called now; covered, that it is. */
const char *part_word(const struct app *app, int lane);
enum role part_word_role(const struct app *app, int lane);

/* Is it the minimum to look for (a star), or one of the others (a plus)? */
bool part_is_lowest(const struct dh_surface *surface, int minimum);

/* Text that appears whole or not at all. True if it was drawn. */
bool part_whole(struct frame *frame, int x, int y, int columns, const char *string, enum role role, unsigned attr);
/* Are `columns` cells from (x, y) on blank and on the screen? */
bool part_blank(const struct frame *frame, int x, int y, int columns);
/* Text only onto cells that are blank: labels beside a curve. */
bool part_label(struct frame *frame, struct rect rect, int x, int y, const char *string, enum role role);
/* "[===]" from column to column: a range on an axis. One column is "[=]", which needs the two beside it. */
void part_band(struct frame *frame, int left, int right, int y);
/* Words over the lines of a rectangle, broken at blanks. False, and nothing drawn, if they do not all fit. */
bool part_words(struct frame *frame, struct rect rect, const char *string, enum role role, unsigned attr);
/* As many of the sentences as fit whole, from the first on. Returns the lines used. */
int part_sentences(struct frame *frame, struct rect rect, const char *string, enum role role);

/* The lane's title in the upper edge of its box, as many whole parts as fit; that of the selected one in brackets and
 * reversed. Returns the columns used. */
int part_title(struct frame *frame, const struct app *app, int lane, struct rect box);
/* A number as its field would show it, without the field's blanks: what stands right of it is only a border. */
enum { PART_NUMBER = 6 };
const char *part_number(double x, char field[PART_NUMBER + 1]);

/* The point on a canvas of a rectangle's size for a place (0..1 from left to right, from bottom to top). */
double part_x(struct rect rect, double place);
double part_y(struct rect rect, double place);
/* The row or column of cells a point lies in, kept inside the rectangle. */
int part_cell(double point, int cells);

/* What of a lane's past is worth drawing, oldest first: the thinned history, then the dense recent rows. Calls `visit`
 * for each row; rows come in the order of their steps, no step twice. */
void part_past(const struct dh_run *run, void (*visit)(const struct dh_row *row, void *context), void *context);

/* Arrow and words at the edge nearest to a ball that cannot be seen, beside the curve if there is such a place. `x` and
 * `y` are its places. */
void part_outside(struct frame *frame, struct rect rect, double x, double y, const char *words, enum role role);

/* A line of a list: what it is about in a field of PART_KEYS columns, and its meaning, at least its first words; for an
 * action its keys and what it does. */
enum { PART_KEYS = 12 };
struct action;
void part_explain(struct frame *frame, struct rect rect, const char *sign, const char *words);
void part_action(struct frame *frame, struct rect rect, const struct action *action);

/* Does the message's line, when it is idle, say what would help the selected lane? */
bool part_advised(const struct app *app);

/* A centred box with a title that never exceeds the screen; returns the rectangle inside it. */
struct rect part_window(struct frame *frame, int columns, int lines, const char *title);
/* The same where the whole box is to be. */
struct rect part_window_at(struct frame *frame, struct rect box, const char *title);

#endif
