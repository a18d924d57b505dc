/* SPDX-License-Identifier: MIT
 *
 * A saved scene: its lanes with their journals, run a few steps, and written again to what reads as the same. */
#include "fuzz.h"

#include "catalog/record.h"

#include "catalog/document.h"

#include <stdlib.h>
#include <string.h>

static void run_lane(const struct record_lane *lane) {
  struct dh_error error;
  struct dh_run *run = dh_run_load(&lane->spec, lane->journal, lane->journal_count, &error);
  if (!run) fuzz_refused(&error);
  if (run) dh_run_goto(run, 3);
  dh_run_destroy(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  struct record record;
  char *text = fuzz_text(data, size);
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  if (record_parse(&record, fuzz_catalog(), &document, &error)) {
    fuzz_harmless(record.title);
    fuzz_harmless(record.watch);
    for (int i = 0; i < record.lane_count; i++) {
      fuzz_harmless(record.lane[i].name);
      run_lane(&record.lane[i]);
    }
    record_free(&record);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
  }
  free(text);
  return 0;
}
