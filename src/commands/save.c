/* SPDX-License-Identifier: MIT
 *
 * Saving a scene: the app has the text, the file is written here. */
#include "app/messages.h"
#include "catalog/replace.h"
#include "commands/scene_options.h"

#include <unistd.h>

void scene_save(struct app *app) {
  struct dh_error error;
  char reason[256];
  if (!app->save_replaces && access(app->save_path, F_OK) == 0) {
    app_say(app, TONE_ERROR, _("%s is there already; :save! %s replaces it"), app->save_path, app->save_path);
    return;
  }
  if (file_replace(app->save_path, text_string(&app->save_text), app->save_text.length, &error)) {
    app_say(app, TONE_DONE, _("saved as %s"), app->save_path);
    return;
  }
  message_error(&error, reason, sizeof reason);
  app_say(app, TONE_ERROR, "%s", reason);
}
