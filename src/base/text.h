/* SPDX-License-Identifier: MIT
 *
 * Text: UTF-8, the columns it takes, growable buffers, and making text from outside safe to show. No locale is used:
 * widths come from a table in text_width.c (CJK and emoji 2, combining 0, everything else 1; ambiguous characters 1).
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Growable text. Zero-initialise; text_free() when done. After a failed allocation `failed` stays set and appending
 * does nothing, so it is enough to look once at the end. */
struct text {
  char *data; /* always NUL-terminated once anything was appended; NULL before */
  size_t length, capacity;
  bool failed;
};
void text_free(struct text *text);
void text_clear(struct text *text);
void text_append(struct text *text, const char *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_char(struct text *text, uint32_t codepoint);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The string, and blanks up to so many columns. */
void text_pad(struct text *text, const char *string, int columns);
const char *text_string(const struct text *text); /* never NULL */

/* Decode one character; *length is set to the bytes used (>= 1 unless at the end). Invalid bytes give U+FFFD. */
uint32_t utf8_decode(const char *string, size_t available, size_t *length);
int utf8_encode(uint32_t codepoint, char out[4]);
/* Where the character begins that the byte at `at` is in; the end is a border, too. */
size_t utf8_floor(const char *string, size_t at);
bool utf8_is_valid(const char *string);
int text_codepoint_width(uint32_t codepoint); /* 0, 1, 2; control characters 0 */
int text_columns(const char *string);
/* Bytes of the longest prefix that takes at most `columns`. */
size_t text_fit(const char *string, int columns);
/* Bytes of the next line of at most `columns`: whole words, or up to between two characters of a script that writes
 * without blanks, where no line begins with a mark that closes nor ends with one that opens. 0 if not even one word
 * fits. The blanks after it belong to no line. */
size_t text_wrap(const char *string, int columns);
/* Bytes of the first sentence, with its full stop and without the blanks after it. */
size_t text_sentence(const char *string);

/* Could it move the cursor, hide something, or turn the reading order, so that a terminal or a reader is misled? C0 and
 * C1 controls, DEL, bidi overrides and isolates, joiners and tags that are not seen, and what stands for invalid
 * UTF-8. */
bool text_is_harmful(uint32_t codepoint);
/* Copy with every such character, and invalid UTF-8, replaced by '?'. Newlines and tabs become blanks. Always
 * terminates. It never gets longer, so `out` may be the string itself. */
void text_clean(char *out, size_t size, const char *string);

/* Copy a string, cut to fit at a character's border. */
void text_copy(char *out, size_t size, const char *string);

/* Are these the same name? '-' and '_' are the same in names. */
bool text_same_name(const char *a, const char *b);

/* Could this be the beginning of the name? Here small letters and capitals are the same, too. */
bool text_name_begins(const char *name, const char *beginning);

/* How many single-letter edits (insert, delete, replace; a swap of neighbours counts two) lead from one name to the
 * other, upper and lower case being equal too; INT_MAX for words over 64 bytes, which are no slips of the finger. */
int text_distance(const char *a, const char *b);

#endif
