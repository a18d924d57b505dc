/* SPDX-License-Identifier: MIT
 *
 * The journal of a run: what was changed, and what has to be compiled so that replaying it never has to wait. */
#include "descent/run.h"

#include "descent/memory.h"
#include "descent/rule.h"

#include <math.h>
#include <stdlib.h>

const struct dh_journal_entry *dh_run_journal(const struct dh_run *run, int *count) {
  *count = run->journal_count;
  return run->journal;
}

/* --- providing --- */

struct dh_block *dh_run_find_block(const struct dh_run *run, const struct dh_spec *spec) {
  for (int i = 0; i < run->block_count; i++)
    if (dh_block_suits(run->blocks[i], spec)) return run->blocks[i];
  return NULL;
}

static bool reserve_block(struct dh_run *run, struct dh_error *error) {
  if (run->block_count < run->block_capacity) return true;
  int capacity = run->block_capacity > 0 ? 2 * run->block_capacity : 4;
  struct dh_block **blocks = realloc(run->blocks, (size_t)capacity * sizeof(*blocks));
  if (!blocks) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  run->blocks = blocks;
  run->block_capacity = capacity;
  return true;
}

static bool reserve_registers(struct dh_run *run, int count, struct dh_error *error) {
  if (count <= run->rule_register_count) return true;
  double *registers = dh_registers_create(count);
  if (!registers) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  free(run->rule_registers);
  run->rule_registers = registers;
  run->rule_register_count = count;
  return true;
}

bool dh_run_provide(struct dh_run *run, const struct dh_spec *spec, struct dh_error *error) {
  if (!reserve_registers(run, dh_rule_registers(spec->rule), error)) return false;
  if (dh_run_find_block(run, spec)) return true;
  if (!reserve_block(run, error)) return false;
  struct dh_block *block = dh_block_create(&spec, 1, error);
  if (!block) return false;
  if (!dh_block_prepare_explain(block, error)) {
    dh_block_destroy(block);
    return false;
  }
  run->blocks[run->block_count++] = block;
  return true;
}

static bool reserve_entries(struct dh_run *run, int count, struct dh_error *error) {
  if (count <= run->journal_capacity) return true;
  int capacity = run->journal_capacity > 0 ? run->journal_capacity : 8;
  while (capacity < count) capacity *= 2;
  struct dh_journal_entry *journal = realloc(run->journal, (size_t)capacity * sizeof *journal);
  if (!journal) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  run->journal = journal;
  run->journal_capacity = capacity;
  return true;
}

bool dh_run_copy_journal(struct dh_run *run, const struct dh_run *from, struct dh_error *error) {
  struct dh_spec spec = run->initial;
  if (!reserve_entries(run, from->journal_next, error)) return false;
  for (int i = 0; i < from->journal_next; i++) {
    const struct dh_journal_entry *entry = &from->journal[i];
    bool last = i + 1 == from->journal_next || from->journal[i + 1].step != entry->step;
    run->journal[run->journal_count++] = *entry;
    dh_spec_apply(&spec, &entry->setting);
    if (last && !dh_run_provide(run, &spec, error)) return false;
  }
  return true;
}

/* --- changing --- */

static bool in_range(const struct dh_setting *setting, const struct dh_parameter_row *row) {
  if (row->type != DH_TYPE_LIST) return setting->value >= row->low && setting->value <= row->high;
  bool good = setting->list.count > 0 && setting->list.count <= DH_NUMBERS_MAX;
  for (int i = 0; good && i < setting->list.count; i++)
    good = setting->list.at[i] >= row->low && setting->list.at[i] <= row->high;
  return good;
}

static bool check_setting(const struct dh_setting *setting, struct dh_error *error) {
  const struct dh_parameter_row *row = dh_parameter_row(setting->parameter);
  if (setting->parameter == DH_OPTIM)
    return setting->rule || dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, row->name, NULL);
  if (row->type == DH_TYPE_SURFACE || row->type == DH_TYPE_POINT)
    return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, row->name, NULL);
  if (setting->unset || in_range(setting, row)) return true;
  dh_fail(error, DH_ERROR_RANGE, -1, row->name, NULL);
  error->number = row->low;
  error->number2 = row->high;
  return false;
}

/* Behind the first `count` entries, the others forgotten; or in the place of what was set at that step before. */
static void put_entry(struct dh_run *run, int count, long step, const struct dh_setting *setting) {
  int i = count;
  while (i > 0 && run->journal[i - 1].step == step && run->journal[i - 1].setting.parameter != setting->parameter) i--;
  run->journal_count = count;
  run->revision++;
  if (i > 0 && run->journal[i - 1].step == step)
    run->journal[i - 1].setting = *setting;
  else
    run->journal[run->journal_count++] = (struct dh_journal_entry){step, *setting};
}

bool dh_run_change(struct dh_run *run, const struct dh_setting *setting, struct dh_error *error) {
  struct dh_spec spec = run->spec;
  if (!check_setting(setting, error) || !reserve_entries(run, run->journal_next + 1, error)) return false;
  dh_spec_apply(&spec, setting);
  if (!dh_run_provide(run, &spec, error)) return false;
  put_entry(run, run->journal_next, run->row.step, setting);
  dh_past_checkpoint_cut(run->past, run->row.step);
  dh_events_unmeasure(run, run->row.step);
  dh_run_reenter(run);
  dh_past_recent_replace(run->past, &run->row);
  return true;
}

/* The spec at the end of the journal. */
static struct dh_spec last_spec(const struct dh_run *run) {
  struct dh_spec spec = run->initial;
  for (int i = 0; i < run->journal_count; i++) dh_spec_apply(&spec, &run->journal[i].setting);
  return spec;
}

bool dh_run_schedule_change(struct dh_run *run, long step, const struct dh_setting *setting, struct dh_error *error) {
  long least = run->row.step;
  if (run->journal_count > 0 && run->journal[run->journal_count - 1].step > least)
    least = run->journal[run->journal_count - 1].step;
  if (step < least) {
    dh_fail(error, DH_ERROR_RANGE, -1, "step", NULL);
    error->number = (double)least;
    error->number2 = (double)INFINITY;
    return false;
  }
  if (step == run->row.step) return dh_run_change(run, setting, error);
  struct dh_spec spec = last_spec(run);
  if (!check_setting(setting, error) || !reserve_entries(run, run->journal_count + 1, error)) return false;
  dh_spec_apply(&spec, setting);
  if (!dh_run_provide(run, &spec, error)) return false;
  put_entry(run, run->journal_count, step, setting);
  /* What lies ahead was computed without it. */
  dh_past_checkpoint_cut(run->past, run->row.step);
  return true;
}

struct dh_run *dh_run_load(const struct dh_spec *spec, const struct dh_journal_entry *journal, int count,
                           struct dh_error *error) {
  struct dh_run *run = dh_run_create(spec, error);
  if (!run) return NULL;
  for (int i = 0; i < count; i++) {
    if (dh_run_schedule_change(run, journal[i].step, &journal[i].setting, error)) continue;
    dh_run_destroy(run);
    return NULL;
  }
  return run;
}
