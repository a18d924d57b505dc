/* SPDX-License-Identifier: MIT
 *
 * --version: which downhill this is, and what it was built with. */
#include "commands/version.h"
#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/commit.h"
#include "commands/output.h"
#include "commands/table.h"

/* What may be missing, and what it is missed for. */
static const struct feature {
  const char *name;
  bool there;
  const char *purpose;
} features[] = {
    {"OpenMP", DOWNHILL_HAS_OPENMP, N_("maps on all processors")},
    {"libpng", DOWNHILL_HAS_PNG, N_("maps as PNG")},
    {"json-c", DOWNHILL_HAS_JSON, N_("training logs in JSON")},
    {"gettext", GETTEXT_IS_BUILT, N_("other languages than English")},
    {"libgccjit", DOWNHILL_HAS_JIT, N_("large maps of what is typed in, as machine code")},
};

int help_version(void) {
  struct output output;
  struct table table;
  output_open(&output, NULL);
  text_add(&output.text, "downhill " DOWNHILL_VERSION " (commit " DOWNHILL_COMMIT ")\n");
  text_printf(&output.text, "%s\n\n", _("MIT licence: use, change and share it; there is no warranty."));
  table_begin(&table, _("part,built in,what for"));
  for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
    table_cell(&table, features[i].name);
    table_cell(&table, features[i].there ? _("yes") : _("no"));
    table_cell(&table, _(features[i].purpose));
  }
  table_end(&table, &output.text);
  return output_close(&output);
}
