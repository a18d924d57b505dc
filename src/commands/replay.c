/* SPDX-License-Identifier: MIT
 *
 * downhill replay: one lane of a saved scene, run again from its spec and its journal. */
#include "app/messages.h"
#include "catalog/record.h"
#include "catalog/scenes.h"
#include "commands/arguments.h"
#include "commands/rows.h"

/* By name, whatever its case; the first if none was asked for. */
static const struct record_lane *find_lane(const struct arguments *arguments, const struct record *record) {
  const char *name = arguments->own[OWN_LANE];
  struct text names = {0};
  int found = name ? record_find(record, name) : 0;
  if (found >= 0) return &record->lane[found];
  for (int i = 0; i < record->lane_count; i++) text_printf(&names, "%s%s", i > 0 ? ", " : "", record->lane[i].name);
  complain(arguments->command, _("lane: there is no '%s': choose %s"), name, text_string(&names));
  text_free(&names);
  return NULL;
}

static int replay(const struct arguments *arguments, const struct record *record) {
  struct dh_error error;
  const struct record_lane *lane = find_lane(arguments, record);
  if (!lane) return STATUS_USAGE;
  struct dh_run *run = dh_run_load(&lane->spec, lane->journal, lane->journal_count, &error);
  if (!run) return complain_error(arguments->command, &error, NULL, NULL);
  int status = rows_print(arguments, run, arguments->own[OWN_STEPS] ? arguments->steps : record->step);
  dh_run_destroy(run);
  return status;
}

/* From a file, or one of the scenes. */
static bool read(const struct arguments *arguments, struct record *record, struct dh_error *error) {
  const char *name = arguments->own[OWN_SCENE];
  const struct scenes *scenes = catalog_scenes(arguments->catalog);
  if (!name) return record_read(record, arguments->catalog, arguments->operand[0], error);
  int scene = scenes_find(scenes, name, error);
  if (scene < 0 || !scenes_read(scenes, scene, arguments->catalog, record, error)) return false;
  record->step = (long)dh_spec_number(&record->lane[0].spec, DH_MAX_STEPS); /* nobody stood anywhere */
  return true;
}

static int run(const struct arguments *arguments) {
  struct dh_error error;
  struct record record;
  if (arguments->operand_count > 0 && arguments->own[OWN_SCENE])
    return complain(arguments->command, _("a file and a scene are both to be replayed: give one of them"));
  if (arguments->operand_count == 0 && !arguments->own[OWN_SCENE])
    return complain(arguments->command, _("a file is needed: downhill replay FILE, or --scene NAME"));
  if (!read(arguments, &record, &error)) {
    complain_error(arguments->command, &error, NULL, NULL);
    return file_status(&error);
  }
  int status = replay(arguments, &record);
  record_free(&record);
  return status;
}

const struct command command_replay = {
    .name = "replay",
    .summary = N_("a lane of a saved scene, as run prints it"),
    .operands = "[FILE]",
    .values = {.file = true},
    .operands_max = 1,
    .notes = N_("FILE is what :save wrote. The rows end where the scene stood when it was saved, unless --steps says\n"
                "otherwise. --scene takes one of those that are on file, up to its horizon.\n"),
    .own = TAKES(OWN_SCENE) | TAKES(OWN_LANE) | TAKES(OWN_STEPS) | TAKES(OWN_EVERY) | TAKES(OWN_SUMMARY) |
           TAKES(OWN_OUTPUT),
    .formats = row_formats,
    .run = run,
};
