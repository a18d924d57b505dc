/* SPDX-License-Identifier: MIT
 *
 * The options that make a surface of data. */
#include "app/messages.h"
#include "catalog/nearest.h"
#include "commands/arguments.h"

#include <string.h>

/* What the error is about: an option, or the file. The words it may point into come with it. */
static void complain_fit(struct arguments *arguments, const struct fit_words *words, const struct dh_error *error) {
  const char *formula = words->sample ? words->sample : words->model ? words->model : FIT_MODEL;
  bool reading = error->code >= DH_ERROR_FILE && error->code <= DH_ERROR_DATA_SIZE;
  bool places = error->position >= 0, clash = error->code == DH_ERROR_RESERVED && !places;
  struct nearest nearest = nearest_begin(words->data);
  for (int i = 0; error->code == DH_ERROR_FILE && catalog_data(i); i++) nearest_offer(&nearest, catalog_data(i));
  if (nearest.best) {
    complain(arguments->command, _("there is no file '%s': did you mean the data set %s?"), words->data, nearest.best);
    return;
  }
  enum own_option option = clash ? OWN_PARAMS : words->sample ? OWN_SAMPLE : OWN_MODEL;
  complain_error(arguments->command, error, places || clash ? own_row(option)->name : NULL, places ? formula : NULL);
  if (reading) arguments->status = STATUS_FAILED;
}

/* An option that is of no use without --data, or NULL. */
static const char *stray(const struct arguments *arguments) {
  for (int i = OWN_DATA + 1; i <= OWN_FIT_LAST; i++)
    if (arguments->own[i]) return own_row((enum own_option)i)->name;
  return NULL;
}

bool arguments_fit(struct arguments *arguments) {
  const char *const *own = arguments->own;
  const struct fit_words words = {.data = own[OWN_DATA],
                                  .model = own[OWN_MODEL],
                                  .sample = own[OWN_SAMPLE],
                                  .loss = own[OWN_LOSS],
                                  .target = own[OWN_TARGET],
                                  .delta = own[OWN_DELTA],
                                  .beta = own[OWN_BETA],
                                  .parameters = own[OWN_PARAMS]};
  struct dh_error error;
  if (!words.data) {
    const char *name = stray(arguments);
    if (name) complain(arguments->command, _("--%s says how to fit: --data FILE says what"), name);
    return !name;
  }
  if (arguments->given[DH_SURFACE]) {
    complain(arguments->command, _("--surface and --data are two surfaces: give one of them"));
    return false;
  }
  const struct dh_surface *surface = catalog_fit(arguments->catalog, &words, NULL, &error);
  if (!surface) {
    complain_fit(arguments, &words, &error);
    return false;
  }
  dh_spec_init(&arguments->spec, surface, arguments->spec.rule);
  return true;
}
