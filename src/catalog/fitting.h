/* SPDX-License-Identifier: MIT
 *
 * From the words of a command line, a scene or a surface's file to a fit with its data. */
#ifndef CATALOG_FITTING_H
#define CATALOG_FITTING_H

#include "catalog/catalog.h"
#include "catalog/columns.h"
#include "catalog/document.h"

struct fitting {
  struct dh_fit fit; /* points into the rest and into the words: it must stay where it is */
  struct columns columns;
};

/* Read the words and the data they name. `directory` is the user's, `beside` the file the words stand in (both may be
 * NULL): a data set is DIRECTORY/data/NAME.csv, or one of ours, or a file, as its path says or beside that file. False
 * with *error, there is then nothing to free. */
bool fitting_read(struct fitting *fitting, const struct fit_words *words, const char *directory, const char *beside,
                  struct dh_error *error);
/* Something was wrong with words that stand in this document. What is wrong with the data stays said of the data; the
 * rest gets the field and its line. Returns false. */
bool fitting_error(const struct document *document, const struct fit_words *words, struct dh_error *error);
/* All columns of what a fit would read under this name. */
bool fitting_read_all(const char *name, const char *directory, struct columns *columns, struct dh_error *error);
void fitting_free(struct fitting *fitting);

#endif
