/* SPDX-License-Identifier: MIT
 *
 * Numbers and claims that a run answers for. In a text of a lesson they stand in braces:
 *
 *   {EXPRESSION}             a number of the scene as the beat set it up
 *   {EXPRESSION @60}         at step 60
 *   {EXPRESSION @60 = 4.11}  likewise, and this is what it is: shown with as many digits
 *
 * What is shown is always what the run computes; what was said about it is for those who check. A translation may move
 * the braces about but not change what is in them, so it cannot change a number. Under `check:` a claim stands alone:
 * a condition that holds, or an expression with `= NUMBER`. */
#ifndef APP_CLAIM_H
#define APP_CLAIM_H

#include "app/condition.h"
#include "base/text.h"

struct claim {
  char *source; /* what it was read from: the braces' inside; owned */
  struct condition *condition;
  long step;      /* -1: where the scene stands */
  char said[32];  /* the number that was said, as it was written; "" if none */
  char shown[32]; /* the number that is; "" until claim_ask() */
  double value;
};

enum { CLAIM_STEPS_MAX = 100000 };

/* False with *error, its position being the place in `source`. */
bool claim_read(struct claim *claim, const struct catalog *catalog, const char *source, struct dh_error *error);
void claim_free(struct claim *claim);

/* Runs of a claim's own: copies of some others, with their journals, that can be taken to any step. */
struct witnesses {
  struct dh_run *run[6];
  struct lanes_now now;
};
bool witnesses_call(struct witnesses *witnesses, const struct lanes_now *lanes, struct dh_error *error);
void witnesses_dismiss(struct witnesses *witnesses);
void witnesses_go(struct witnesses *witnesses, long step);

/* Ask the run: fills value and shown. False with *error if it names something that is not there. */
bool claim_ask(struct claim *claim, struct witnesses *witnesses, struct dh_error *error);
/* Is it as it was said? A claim without a number is a condition that has to hold, or says nothing. */
bool claim_holds(const struct claim *claim);

/* What stands between the next pair of braces of a text; false if there is none. *from and *length are the inside. */
bool claim_next(const char *text, size_t *from, size_t *length);
/* A number outside of braces, which nothing answers for: its place, or -1. Digits of a word ("fp16") are none. */
long claim_stray(const char *text);
/* The text with every pair of braces replaced by what the claim of that source shows. Appends. */
void claim_expand(const char *text, const struct claim *claims, int count, struct text *out);

#endif
