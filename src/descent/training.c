/* SPDX-License-Identifier: MIT */
#include "downhill/training.h"

#include "base/number.h"

#include <math.h>

/* Digits; NULL if there are none. */
static const char *read_part(const char *text, int *part) {
  const int most = 10000;
  if (!is_digit(*text)) return NULL;
  for (*part = 0; is_digit(*text); text++)
    if (*part < most) *part = *part * 10 + (*text - '0');
  return text;
}

bool dh_release_read(const char *text, struct dh_release *release) {
  struct dh_release read;
  const int alike = 5; /* releases of one number, from here on; 4 alone would not tell before or since 4.51 and 4.52 */
  text = read_part(text, &read.major);
  if (!text) return false;
  bool alone = *text == '\0' && read.major >= alike;
  if (!alone && *text != '.') return false;
  read.minor = 0;
  if (!alone) text = read_part(text + 1, &read.minor);
  if (!text || (*text != '\0' && *text != '.')) return false;
  *release = read;
  return true;
}

static bool since(struct dh_release release, int major, int minor) {
  return release.major > major || (release.major == major && release.minor >= minor);
}

bool dh_release_counts_rest(struct dh_release release) { return since(release, 4, 52); }
bool dh_release_logs_used_rate(struct dh_release release) { return since(release, 4, 51); }

/* Devices take turns at the batches of one loader, and the last turn is filled up (or left out): that is the same as
 * batches of all devices together. */
void dh_training_count(const struct dh_training *training, struct dh_release release, struct dh_training_steps *steps) {
  double batches = training->dataset_size / (training->per_device_train_batch_size * training->num_devices);
  steps->batches = training->dataloader_drop_last ? floor(batches) : ceil(batches);
  double updates = steps->batches / training->gradient_accumulation_steps;
  steps->updates = fmax(dh_release_counts_rest(release) ? ceil(updates) : floor(updates), 1);
  steps->max_steps = ceil(training->num_train_epochs * steps->updates);
}
