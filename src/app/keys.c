/* SPDX-License-Identifier: MIT
 *
 * Where a key goes: the prompt, an overlay, or the table of actions. */
#include "app/actions.h"
#include "app/actions_lesson.h"
#include "app/lesson.h"
#include "app/menu.h"
#include "app/messages.h"
#include "app/scene.h"

/* Two keys closer than this are one key held down (a keyboard repeats at 25 to 40 Hz). */
static const int64_t held_time = 120000;

void keys_count_held(struct app *app, uint32_t key) {
  app->held = key == app->last_key && app->since_key < held_time ? app->held + 1 : 0;
  app->last_key = key;
  app->since_key = 0;
}

/* Something may have been said before that is not true any more, so every key draws. */
static unsigned perform(struct app *app, const struct action *action) {
  if (lesson_freezes(app, action)) {
    lesson_say_frozen(app);
    return EFFECT_REDRAW;
  }
  if (action_is_blind(app, action)) {
    app_say(app, TONE_HINT, "%s",
            action->menu == OFFER_LANES ? _("that is for lanes, not for a log; Esc goes back to the lanes")
                                        : _("a log cannot be changed; Esc goes back to the lanes"));
    return EFFECT_REDRAW;
  }
  return action->act(app, action->argument) | EFFECT_REDRAW;
}

static unsigned move_cursor(struct app *app, int by, int lines) {
  int line = app->overlay_line + by;
  app->overlay_line = line < 0 ? 0 : line >= lines ? lines - 1 : line;
  return EFFECT_REDRAW;
}

static int movement(uint32_t key) {
  switch (key) {
  case KEY_CODE_UP:
    return -1;
  case KEY_CODE_DOWN:
    return 1;
  case KEY_CODE_PAGE_UP:
    return -10;
  case KEY_CODE_PAGE_DOWN:
  case KEY_CODE_SPACE:
    return 10;
  default:
    return 0;
  }
}

static unsigned menu_key(struct app *app, uint32_t key) {
  struct menu menu;
  int by = movement(key);
  menu_list(app, &menu);
  if (by != 0 && key != KEY_CODE_SPACE) return move_cursor(app, by, menu.count);
  if (key == KEY_CODE_LEFT || key == KEY_CODE_RIGHT) {
    app->overlay_line = menu_beside(&menu, key == KEY_CODE_LEFT ? -1 : 1);
    return EFFECT_REDRAW;
  }
  app->overlay = OVERLAY_NONE;
  if (key == KEY_CODE_ESCAPE || key == 'q') return EFFECT_REDRAW;
  const struct action *chosen = menu.count > 0 ? menu.row[menu.chosen] : NULL;
  const struct action *action = key == KEY_CODE_ENTER ? chosen : action_for_key(app, key);
  return action ? perform(app, action) : EFFECT_REDRAW;
}

/* Panes cut what is scrolled too far, so the number of lines need not be known here. */
static unsigned help_key(struct app *app, uint32_t key) {
  int by = movement(key);
  if (by != 0) return move_cursor(app, by, action_count());
  app->overlay = OVERLAY_NONE;
  return EFFECT_REDRAW;
}

static unsigned take_key(struct app *app, uint32_t key) {
  if (key >= KEY_CODE_PASTED) return prompt_paste(app, key - KEY_CODE_PASTED);
  key = key_fold(key);
  keys_count_held(app, key);
  if (app->prompt.open) return prompt_key(app, key);
  if (app->overlay == OVERLAY_MENU) return menu_key(app, key);
  if (app->overlay == OVERLAY_SCENES) return scenes_key(app, key);
  if (app->overlay == OVERLAY_HELP || app->overlay == OVERLAY_COMMAND) return help_key(app, key);
  const struct action *action = action_for_key(app, key);
  /* What was said belongs to an earlier moment; what is to be seen in the scene is to be seen while time goes on. */
  if (!action || action->group != GROUP_TIME || !scene_is_told(app)) app->message[0] = '\0';
  if (action) return perform(app, action);
  if (key >= 0x3000 && key < KEY_CODE_SPECIAL) {
    app_say(app, TONE_HINT, "请切换到英文输入法 (%s)", _("switch the input method to English"));
  } else if (key > ' ' && key < 127) {
    app_say(app, TONE_HINT, _("%c does nothing here; ? lists the keys"), (char)key);
  }
  return EFFECT_REDRAW;
}

unsigned app_key(struct app *app, uint32_t key) {
  unsigned effects = take_key(app, key);
  return effects | lesson_effects(app);
}
