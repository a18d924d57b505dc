/* SPDX-License-Identifier: MIT
 *
 * gettext, or what stands in for it where the program is built without translations: everything is then said in
 * English. The strings are the caller's. */
#ifndef BASE_GETTEXT_H
#define BASE_GETTEXT_H

#ifdef DOWNHILL_NLS
#include <libintl.h>
enum { GETTEXT_IS_BUILT = 1 };
#else
enum { GETTEXT_IS_BUILT = 0 };
__attribute__((format_arg(1))) static inline const char *gettext(const char *string) { return string; }
static inline void textdomain(const char *domain) { (void)domain; }
static inline void bindtextdomain(const char *domain, const char *directory) {
  (void)domain;
  (void)directory;
}
static inline void bind_textdomain_codeset(const char *domain, const char *codeset) {
  (void)domain;
  (void)codeset;
}
#endif

#endif
