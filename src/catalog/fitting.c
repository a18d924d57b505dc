/* SPDX-License-Identifier: MIT */
#include "catalog/fitting.h"

#include "catalog/embedded.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- data sets --- */

static const char data_folder[] = "data/";

static bool is_data(const struct embedded *asset) {
  return strncmp(asset->name, data_folder, sizeof data_folder - 1) == 0;
}

static const char *data_name(const struct embedded *asset) { return asset->name + sizeof data_folder - 1; }

static const struct embedded *find_ours(const char *name) {
  for (int i = 0; i < embedded_count; i++)
    if (is_data(&embedded[i]) && text_same_name(data_name(&embedded[i]), name)) return &embedded[i];
  return NULL;
}

const char *catalog_data(int index) {
  for (int i = 0; i < embedded_count; i++)
    if (is_data(&embedded[i]) && index-- == 0) return data_name(&embedded[i]);
  return NULL;
}

/* The user's own, which goes before ours of the same name. */
static bool find_own(const char *name, const char *directory, struct text *out) {
  if (!directory || strchr(name, '/')) return false;
  text_printf(out, "%s/%s%s.csv", directory, data_folder, name);
  return access(text_string(out), R_OK) == 0;
}

/* The path as it is, or beside the file that names it, if there is nothing but there. */
static void find_file(const char *name, const char *beside, struct text *out) {
  const char *slash = beside ? strrchr(beside, '/') : NULL;
  text_clear(out);
  if (slash && name[0] != '/' && access(name, F_OK) != 0) {
    text_append(out, beside, (size_t)(slash - beside) + 1);
    text_add(out, name);
    if (access(text_string(out), F_OK) == 0) return;
    text_clear(out);
  }
  text_add(out, name);
}

/* Where data is looked for. */
struct place {
  const char *directory, *beside;
};

static bool read_data(const char *name, const struct place *place, const struct dh_fit *fit, bool parameters_given,
                      struct columns *columns, struct dh_error *error) {
  const struct embedded *ours = find_ours(name);
  struct text path = {0};
  bool own = find_own(name, place->directory, &path), good;
  if (!own && !ours) find_file(name, place->beside, &path);
  if (path.failed)
    good = dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  else if (own || !ours)
    good = columns_read_file(columns, text_string(&path), fit, parameters_given, error);
  else
    good = columns_read_bytes(columns, name, (const char *)ours->bytes, ours->length, fit, parameters_given, error);
  text_free(&path);
  return good;
}

bool fitting_read_all(const char *name, const char *directory, struct columns *columns, struct dh_error *error) {
  return read_data(name, &(struct place){directory, NULL}, NULL, true, columns, error);
}

/* --- words --- */

static bool unknown_loss(const char *name, struct dh_error *error) {
  struct text names = {0};
  for (int i = DH_LOSS_SAMPLE + 1; i < DH_LOSS_COUNT; i++)
    text_printf(&names, "%s%s",
                i == DH_LOSS_SAMPLE + 1 ? ""
                : i + 1 < DH_LOSS_COUNT ? ", "
                                        : " or ",
                dh_loss_name((enum dh_loss)i));
  dh_fail(error, DH_ERROR_UNKNOWN_LOSS, -1, name, text_string(&names));
  text_free(&names);
  return false;
}

/* A number that only some losses have. */
static bool read_bend(const char *name, const char *text, struct dh_fit *fit, struct dh_error *error) {
  const char *own = dh_loss_bend(fit->loss);
  if (!text) return true;
  if (!own || strcmp(own, name) != 0) return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, name, dh_loss_name(fit->loss));
  if (dh_number_parse(text, &fit->bend) && fit->bend > 0) return true;
  return dh_fail(error, DH_ERROR_POSITIVE, -1, name, text);
}

static bool read_words(const struct fit_words *words, struct dh_fit *fit, struct dh_error *error) {
  *fit =
      (struct dh_fit){.loss = DH_LOSS_MSE, .model = words->model ? words->model : FIT_MODEL, .target = words->target};
  if (words->sample) {
    static const char sample[] = "sample";
    if (words->model) return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, "model", sample);
    if (words->loss) return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, "loss", sample);
    if (words->target) return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, "target", sample);
    fit->loss = DH_LOSS_SAMPLE;
    fit->model = words->sample;
  }
  if (words->loss) {
    int loss = dh_loss_find(words->loss);
    if (loss < 0) return unknown_loss(words->loss, error);
    fit->loss = (enum dh_loss)loss;
  }
  return read_bend("delta", words->delta, fit, error) && read_bend("beta", words->beta, fit, error);
}

bool fitting_read(struct fitting *fitting, const struct fit_words *words, const char *directory, const char *beside,
                  struct dh_error *error) {
  *fitting = (struct fitting){.columns = {.room = 0}};
  if (!read_words(words, &fitting->fit, error)) return false;
  const struct place place = {directory, beside};
  if (!read_data(words->data, &place, &fitting->fit, words->parameters != NULL, &fitting->columns, error)) return false;
  fitting->fit.data = fitting->columns.data;
  fitting->fit.data.name = words->data; /* as it was said: a scene that is saved says the same */
  return true;
}

void fitting_free(struct fitting *fitting) { columns_free(&fitting->columns); }

/* The field that an error with these words is about. */
static const char *field_of(const struct fit_words *words, const struct dh_error *error) {
  const char *formula = words->sample ? "sample" : "model";
  if (error->code == DH_ERROR_UNKNOWN_LOSS) return "loss";
  if (error->code == DH_ERROR_NO_COLUMN) return words->target ? "target" : "data";
  if (error->code == DH_ERROR_LABEL) return "loss";
  if (error->code == DH_ERROR_POSITIVE || error->code == DH_ERROR_DOES_NOT_APPLY)
    return strcmp(error->text, "delta") == 0 ? "delta" : strcmp(error->text, "beta") == 0 ? "beta" : formula;
  return formula;
}

bool fitting_error(const struct document *document, const struct fit_words *words, struct dh_error *error) {
  if (error->code >= DH_ERROR_FILE && error->code <= DH_ERROR_TABLE_SIZE) return false;
  return document_text_error(document, field_of(words, error), error);
}
