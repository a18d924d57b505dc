/* SPDX-License-Identifier: MIT
 *
 * What was asked for and changes nothing. */
#include "app/messages.h"
#include "commands/arguments.h"

/* Does a list make the kind that decides about it another one in every lane? */
static bool kind_is_listed(const struct arguments *arguments, enum dh_applies applies) {
  return (applies == DH_APPLIES_OPTIM && arguments->list == DH_OPTIM) ||
         (applies == DH_APPLIES_SCHEDULE && arguments->list == DH_LR_SCHEDULER_TYPE) ||
         (applies == DH_APPLIES_BATCH &&
          (arguments->list == DH_GRADIENT_NOISE || arguments->list == DH_SCALE_LR_WITH_BATCH));
}

/* What counts steps from a data set reads the batch in any case, and of the optimizer nothing: in a Trainer's line that
 * is one which takes what was given. */
static bool counts_batches(const struct arguments *arguments, enum dh_applies applies) {
  return (applies == DH_APPLIES_BATCH || applies == DH_APPLIES_OPTIM) &&
         command_takes(arguments->command, OWN_DATASET_SIZE);
}

/* It is said so that nobody waits for an effect; the run is done all the same. */
void mention_idle(const struct arguments *arguments) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    char note[160];
    enum dh_applies applies = dh_parameter_row(parameter)->applies;
    if (!arguments->given[i] || kind_is_listed(arguments, applies) || counts_batches(arguments, applies)) continue;
    if (message_idle(&arguments->spec, parameter, false, note, sizeof note))
      complain(arguments->command, _("note: %s"), note);
  }
}
