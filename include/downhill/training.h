/* SPDX-License-Identifier: MIT
 *
 * How many updates a Trainer of Hugging Face Transformers makes of a data set (set_initial_training_values in
 * src/transformers/trainer.py), and where its releases differ. Whole numbers are kept in doubles. */
#ifndef DOWNHILL_TRAINING_H
#define DOWNHILL_TRAINING_H

#include <stdbool.h>

struct dh_release {
  int major, minor;
};
/* The one whose formulas these are. */
#define DH_RELEASE ((struct dh_release){4, 55})
/* "4.55", "4.55.0", "5.1.0.dev0", and "5", for what is told apart here is all before that. False for anything else. */
bool dh_release_read(const char *text, struct dh_release *release);
/* Do batches that are left over at the end of an epoch, too few to accumulate, make an update that is counted? Since
 * 4.52 (pull request 37923); before, the division was rounded down. */
bool dh_release_counts_rest(struct dh_release release);
/* Does the log show the rate that the update before it used? Since 4.51 (pull request 36973); before, the next one's.
 */
bool dh_release_logs_used_rate(struct dh_release release);

/* All at least 1, but num_train_epochs, which is above 0 and need not be whole. */
struct dh_training {
  double dataset_size; /* examples */
  double num_train_epochs;
  double per_device_train_batch_size, gradient_accumulation_steps, num_devices;
  bool dataloader_drop_last; /* an epoch's last batch that is not full is left out */
};
struct dh_training_steps {
  double batches;   /* that each device sees in an epoch; 0 if all is left out */
  double updates;   /* of an epoch */
  double max_steps; /* of all epochs */
};
void dh_training_count(const struct dh_training *training, struct dh_release release, struct dh_training_steps *steps);

#endif
