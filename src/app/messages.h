/* SPDX-License-Identifier: MIT
 *
 * Words: what errors, verdicts, advice and events are called in front of people. One place, so that it can be
 * translated in one place (_() marks what is). */
#ifndef APP_MESSAGES_H
#define APP_MESSAGES_H

#include "base/gettext.h"
#include "base/text.h"
#include "downhill/downhill.h"

#define _(string)  message_translated(string)
#define N_(string) (string) /* translated where it is used */

/* gettext, which would answer an empty string with the catalogue's header. */
__attribute__((format_arg(1))) static inline const char *message_translated(const char *string) {
  return string[0] ? gettext(string) : string;
}

/* One line: what is wrong, where, what to try. No newline. */
void message_error(const struct dh_error *error, char *out, size_t size);
/* The same with the text and a caret below the place, two or three lines, for a terminal's error output. `source` is
 * the formula or the option's text; may be NULL. */
void message_error_caret(const struct dh_error *error, const char *source, struct text *out);
/* What keys are called: those of the list ("Left Right ."), or the one key where that is NULL. */
void message_keys(const char *keys, uint32_t key, char *out, size_t size);
/* The verdict as one word for the screen, and its meaning. */
/* The sign between numbers that are multiplied before a class: " x ", as it is said, where formulas that are typed have
 * `*`; beside a parameter that is called x it is theirs. `surface` may be NULL. */
const char *message_times(const struct dh_surface *surface);
/* What a rule is called in a sentence: "adam"; one that was typed has no name. */
const char *message_rule(const struct dh_rule *rule);
const char *message_verdict(enum dh_verdict verdict);
/* The advice as one line that ends with what `y` does ("too large: each step is worse. y -> rate 0.5 = 1/curvature"),
 * at most `size`. Empty if there is none. */
void message_advice(const struct dh_reading *reading, const struct dh_spec *spec, char *out, size_t size);
/* Its two halves, appended, each without the key: why, and what to change ("rate 0.5", with `origin` also what that
 * number is, "rate 0.5 = 1/curvature"). Nothing if there is no advice. */
void message_advice_reason(const struct dh_reading *reading, const struct dh_spec *spec, struct text *out);
void message_advice_change(const struct dh_reading *reading, bool origin, struct text *out);
/* The change as an order, "set rate to 0.5", for who hears it read. */
void message_advice_order(const struct dh_reading *reading, bool origin, struct text *out);
/* "loss overflows: 384 x 384 = 147456 > 65504 (fp16)", appended, for where the step is said already. */
void message_event_what(const struct dh_event *event, const struct dh_spec *spec, struct text *out);
/* The same behind "step 7: ". */
void message_event(const struct dh_event *event, const struct dh_spec *spec, char *out, size_t size);
/* What there is to try, as it is called where the words are read: an option, or a key. */
struct message_ways {
  const char *dashes;        /* before a name */
  const char *fresh, *noise; /* clauses: a fresh ball per rate, gradient noise */
};
extern const struct message_ways message_ways_command, message_ways_screen;
/* What is searched with: one ball for all rates, or fresh ones. */
const char *message_search(bool sweep);
/* How a range test ended, what that means, and what to try if it suggests nothing: some sentences in one line,
 * appended.
 */
void message_finder_end(const struct dh_finder *finder, const struct dh_edge *edge, const struct message_ways *ways,
                        struct text *out);
/* The same for a sweep. */
void message_sweep_end(const struct dh_sweep *sweep, const struct dh_edge *edge, const struct message_ways *ways,
                       struct text *out);
/* What a rule looks for, and why a suggestion of it is none ("" if it is one). */
const char *message_finder_rule(enum dh_finder_rule rule);
const char *message_finder_reason(enum dh_finder_reason reason);
/* "the minimum": where a limit is. */
const char *message_edge(const struct dh_edge *edge);
/* What eta*lambda says beside these limits, or why there is none: a sentence, appended. */
void message_edge_limit(const struct dh_spec *spec, const struct dh_edge edges[DH_EDGES], struct text *out);
/* "w = 5", "(-1.2, 1)", appended. */
void message_point(const struct dh_surface_spec *surface, const double at[2], int digits, struct text *out);
/* Why a parameter changes nothing here: "momentum changes nothing with adam", or, with `keys`, which key would mend
 * that. False, and nothing written, if it does something. */
bool message_idle(const struct dh_spec *spec, enum dh_parameter parameter, bool keys, char *out, size_t size);
/* A change of the journal in a few words: "lr 0.3", "cosine", "adam". */
void message_setting(const struct dh_setting *setting, char *out, size_t size);
/* What a parameter takes: "a number from 0 to 2", "choose fp64, fp32, fp16 or bf16". */
void message_range(enum dh_parameter parameter, char *out, size_t size);
/* Name of a quantity: "loss", "gradient", "rate x gradient", "w". */
const char *message_quantity(enum dh_quantity quantity);

#endif
