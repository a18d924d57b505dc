/* SPDX-License-Identifier: MIT
 *
 * The languages there are. Which one is in force is the caller's business: the app only says which is asked for. */
#ifndef APP_LANGUAGE_H
#define APP_LANGUAGE_H

const char *language_name(int index); /* "en" first, then translations, as gettext calls them; NULL past the last */
/* Also by the language alone ("zh") and with another dash ("zh-CN"); -1 if there is none. */
int language_find(const char *name);

#endif
