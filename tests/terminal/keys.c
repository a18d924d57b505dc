/* SPDX-License-Identifier: MIT
 *
 * Every key of the table does what its help says. The bytes a terminal sends for it go through the decoder into the
 * program, what the program draws goes to the terminal, and both ends are looked at: the state, and the screen. A row
 * of the table for which nothing is expected here fails. */
#include "../panes/stage.h"
#include "inside.h"

#include "app/actions.h"
#include "app/finder_view.h"
#include "app/lesson.h"
#include "app/log_view.h"
#include "app/map_view.h"
#include "app/scene.h"

#include <math.h>

/* --- the state, as far as keys change it --- */

/* What does not survive in a copy of the program's outer struct: runs and views are behind pointers. */
struct seen {
  struct app app; /* as it was; nothing behind its pointers is looked at */
  unsigned effects;
  double number[DH_PARAMETER_COUNT]; /* of the selected lane */
  const struct dh_rule *rule;
  const struct dh_surface *surface;
  double at[2];
  bool sweep, finder_paused;
  int chosen, points;
  struct dh_map_axis axis[2];
  int cursor[2], pair;
  bool map_log, map_paused;
  size_t log_row;
  int log_chosen;
  struct app_lessons lessons;
  unsigned choices; /* of its question */
};

static void look(const struct app *app, unsigned effects, struct seen *seen) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  *seen = (struct seen){.app = *app, .effects = effects, .rule = spec->rule, .surface = spec->surface, .pair = -1};
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) seen->number[i] = dh_spec_number(spec, (enum dh_parameter)i);
  memcpy(seen->at, app_row(app, app->selected)->at, sizeof seen->at);
  if (app->finder) {
    seen->sweep = app->finder->sweep;
    seen->finder_paused = app->finder->paused;
    seen->chosen = app->finder->chosen;
    seen->points = finder_view_shown(app->finder);
  }
  if (app->map) {
    memcpy(seen->axis, app->map->map.axis, sizeof seen->axis);
    memcpy(seen->cursor, app->map->cursor, sizeof seen->cursor);
    seen->pair = app->map->pair;
    seen->map_log = app->map->log;
    seen->map_paused = app->map->paused;
  }
  if (app->log) {
    seen->log_row = app->log->row;
    seen->log_chosen = app->log->chosen;
  }
  const struct lesson_beat *beat = lesson_beat(app);
  if (app->lessons) seen->lessons = *app->lessons;
  if (beat && beat->predict) seen->choices = beat->predict->choices_count;
}

/* --- what is expected; `by` says how much, or what --- */

typedef bool expected(const struct seen *was, const struct seen *is, int by);

static bool runs(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !was->app.running && is->app.running;
}
static bool at_step(const struct seen *was, const struct seen *is, int by) {
  return is->app.step == by && was->app.step != by;
}
static bool steps(const struct seen *was, const struct seen *is, int by) { return is->app.step == was->app.step + by; }
static bool starts_elsewhere(const struct seen *was, const struct seen *is, int by) {
  (void)was;
  return is->app.step == by && is->at[0] != 2 && is->number[DH_SEED] == was->number[DH_SEED] + 1;
}
static bool as_opened(const struct seen *was, const struct seen *is, int by) {
  return is->app.step == by && was->number[DH_LEARNING_RATE] != 0.1 && is->number[DH_LEARNING_RATE] == 0.1;
}
static bool speed(const struct seen *was, const struct seen *is, int by) {
  return is->app.speed == ldexp(was->app.speed, by);
}
/* In hundredths: a factor on the rate. */
static bool rate_times(const struct seen *was, const struct seen *is, int by) {
  return fabs(is->number[DH_LEARNING_RATE] / was->number[DH_LEARNING_RATE] - by / 100.0) < 1e-12;
}
/* One rung up or down the ladder, and nothing else. */
static bool rung(const struct seen *was, const struct seen *is, int by) {
  enum dh_parameter parameter = (enum dh_parameter)abs(by);
  return is->number[parameter] == dh_parameter_nudge(parameter, was->number[parameter], by) &&
         is->number[parameter] != was->number[parameter];
}
static bool more(const struct seen *was, const struct seen *is, int by) {
  return by > 0 ? is->number[by] > was->number[by] : is->number[-by] < was->number[-by];
}
static bool optimizer(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return is->rule != was->rule && is->surface == was->surface;
}
static bool surface(const struct seen *was, const struct seen *is, int by) {
  int count = catalog_surface_count(is->app.catalog);
  return is->app.surface == (was->app.surface + by + count) % count && is->surface != was->surface;
}
static bool selects(const struct seen *was, const struct seen *is, int by) {
  return was->app.selected != by && is->app.selected == by;
}
static bool lanes(const struct seen *was, const struct seen *is, int by) {
  return is->app.lane_count == was->app.lane_count + by;
}
static bool shows(const struct seen *was, const struct seen *is, int by) {
  return was->app.view != (enum view_id)by && is->app.view == (enum view_id)by;
}
static bool detail(const struct seen *was, const struct seen *is, int by) {
  return is->app.detail == was->app.detail + by;
}
static bool log_loss(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return is->app.log_loss != was->app.log_loss;
}
static double span(const struct seen *seen) {
  const struct camera *camera = &seen->app.lane[seen->app.selected].camera;
  return camera->x.high - camera->x.low;
}
static bool camera(const struct seen *was, const struct seen *is, int by) {
  return is->app.lane[is->app.selected].camera_by_hand && (by > 0 ? span(is) > span(was) : span(is) < span(was));
}
static bool camera_fits(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return was->app.lane[1].camera_by_hand && !is->app.lane[1].camera_by_hand;
}
static bool relief(const struct seen *was, const struct seen *is, int by) {
  return is->app.relief.on == (by > 0) && was->app.relief.on != is->app.relief.on;
}
static bool turns(const struct seen *was, const struct seen *is, int by) {
  return (is->app.relief.turn - was->app.relief.turn) * by > 0;
}
static bool tilts(const struct seen *was, const struct seen *is, int by) {
  return (is->app.relief.tilt - was->app.relief.tilt) * by > 0;
}
static bool theme(const struct seen *was, const struct seen *is, int by) {
  return (int)is->app.theme == ((int)was->app.theme + by) % THEME_COUNT && is->effects & EFFECT_REPAINT;
}
static bool glyphs(const struct seen *was, const struct seen *is, int by) {
  return (int)is->app.glyphs == (int)was->app.glyphs + by;
}
static bool big(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !was->app.focus.big && is->app.focus.big;
}
static bool overlay(const struct seen *was, const struct seen *is, int by) {
  return was->app.overlay != is->app.overlay && is->app.overlay == (enum app_overlay)by;
}
static bool covers(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !was->app.covered && is->app.covered && !is->app.running;
}
static bool says_what_to_watch(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !scene_is_told(&was->app) && scene_is_told(&is->app);
}
static bool places(const struct seen *was, const struct seen *is, int by) {
  return was->app.placing.on != is->app.placing.on && is->app.placing.on == (by > 0);
}
static bool place_moves(const struct seen *was, const struct seen *is, int by) {
  int axis = abs(by) - 1;
  return (is->app.placing.at[axis] - was->app.placing.at[axis]) * by > 0 &&
         is->app.placing.at[1 - axis] == was->app.placing.at[1 - axis];
}
static bool place_taken(const struct seen *was, const struct seen *is, int by) {
  return was->app.placing.on && !is->app.placing.on && is->app.step == by && is->at[0] == was->app.placing.at[0] &&
         is->at[0] != was->at[0];
}
static bool place_left(const struct seen *was, const struct seen *is, int by) {
  return was->app.placing.on && !is->app.placing.on && is->app.step == by && is->at[0] == was->at[0];
}
static bool row_moves(const struct seen *was, const struct seen *is, int by) {
  return (is->app.parameters.selected - was->app.parameters.selected) * by > 0;
}
static bool prompts(const struct seen *was, const struct seen *is, int by) {
  return !was->app.prompt.open && is->app.prompt.open && is->app.prompt.length >= by;
}
static bool effect(const struct seen *was, const struct seen *is, int by) {
  (void)was;
  return (is->effects & (unsigned)by) == (unsigned)by;
}
static bool demonstrates(const struct seen *was, const struct seen *is, int by) {
  return !was->app.demo && is->app.demo && is->app.lane_count == by;
}
static bool row_chosen(const struct seen *was, const struct seen *is, int by) {
  return (is->chosen - was->chosen) * by > 0;
}
static bool other_search(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return is->sweep != was->sweep;
}
static bool finder_pauses(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !was->finder_paused && is->finder_paused;
}
static bool finder_begins(const struct seen *was, const struct seen *is, int by) {
  return was->points > by && is->points <= by;
}
static bool points(const struct seen *was, const struct seen *is, int by) { return is->points == was->points + by; }
static bool rate_taken(const struct seen *was, const struct seen *is, int by) {
  return is->app.view == (enum view_id)by && is->number[DH_LEARNING_RATE] != was->number[DH_LEARNING_RATE];
}
static bool cursor(const struct seen *was, const struct seen *is, int by) {
  int axis = abs(by) - 1;
  return is->cursor[axis] == was->cursor[axis] + (by > 0 ? 1 : -1) && is->cursor[1 - axis] == was->cursor[1 - axis];
}
static double map_span(const struct seen *seen) {
  const struct dh_map_axis *axis = &seen->axis[1];
  return fabs(axis->high - axis->low);
}
static bool map_scales(const struct seen *was, const struct seen *is, int by) {
  return by > 0 ? map_span(is) > map_span(was) : map_span(is) < map_span(was);
}
static bool other_axes(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return is->pair != was->pair;
}
static bool map_logs(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return is->map_log != was->map_log;
}
static bool map_pauses(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !was->map_paused && is->map_paused;
}

static bool finding(const struct seen *was, const struct seen *is, int by) {
  return is->log_chosen == was->log_chosen + by;
}
static bool log_moves(const struct seen *was, const struct seen *is, int by) {
  return (long)is->log_row == (long)was->log_row + by;
}
static bool log_at(const struct seen *was, const struct seen *is, int by) {
  return was->log_row != (size_t)by && is->log_row == (size_t)by;
}

/* A choice that the question does not have is nobody's. */
static bool hand(const struct seen *was, const struct seen *is, int by) {
  int more = (unsigned)by <= is->choices ? 1 : 0;
  return is->lessons.stage == LESSON_ASKING && is->lessons.hands[by - 1] == was->lessons.hands[by - 1] + more;
}
static bool hand_down(const struct seen *was, const struct seen *is, int by) {
  return is->lessons.hands[by - 1] == was->lessons.hands[by - 1] - 1;
}
static bool lesson_stage_is(const struct seen *was, const struct seen *is, int by) {
  return was->lessons.stage != is->lessons.stage && is->lessons.stage == (enum lesson_stage)by;
}
static bool beat(const struct seen *was, const struct seen *is, int by) {
  return is->lessons.lesson && (int)is->lessons.beat == (int)was->lessons.beat + by;
}
static bool lesson_opens(const struct seen *was, const struct seen *is, int by) {
  return !was->lessons.lesson && is->lessons.lesson && (int)is->lessons.beat == by;
}
static bool lesson_closes(const struct seen *was, const struct seen *is, int by) {
  return was->lessons.lesson && !is->lessons.lesson && is->app.lane_count >= by;
}
static bool hints(const struct seen *was, const struct seen *is, int by) {
  (void)by;
  return !was->lessons.hint && is->lessons.hint;
}
static bool list_moves(const struct seen *was, const struct seen *is, int by) {
  return is->lessons.cursor == was->lessons.cursor + by;
}

/* The lesson of the first step: at its first question, and at its goal. */
#define QUESTION "l Enter PgDn"
#define GOAL     "l Enter PgDn PgDn PgDn +30 PgDn PgDn +30 PgDn PgDn +30 PgDn"

/* Where the key has its meaning, and something to do. */
static const struct expectation {
  const char *name, *script;
  expected *holds;
  int by;
} expectations[] = {
    {"run", "Space", runs, 0},
    {"forward", "@3", steps, 1},
    {"back", "@3", steps, -1},
    {"next_event", "@2 Up @5 :goto 0", at_step, 2},
    {"previous_event", "@2 Up", at_step, 0},
    {"restart", "@3", at_step, 0},
    {"random_start", "@3", starts_elsewhere, 0},
    {"reopen", "@3 Up", as_opened, 0},
    {"slower", "", speed, -1},
    {"faster", "", speed, 1},
    {"rate_up", "", rung, DH_LEARNING_RATE},
    {"rate_down", "", rung, -DH_LEARNING_RATE},
    {"rate_double", "", rate_times, 200},
    {"rate_halve", "", rate_times, 50},
    {"rate_tenfold", "", rate_times, 1000},
    {"rate_tenth", "", rate_times, 10},
    {"advice", "4 @12", more, -DH_LEARNING_RATE},
    {"undo", "+", rate_times, 50},
    {"next_lane", "", selects, 2},
    {"previous_lane", "", selects, 0},
    {"lane_1", "", selects, 0},
    {"lane_2", "1", selects, 1},
    {"lane_3", "", selects, 2},
    {"lane_4", "", selects, 3},
    {"lane_5", "n n 1", selects, 4},
    {"lane_6", "n n 1", selects, 5},
    {"branch", "", lanes, 1},
    {"remove", "", lanes, -1},
    {"warmup_less", "W W", rung, -DH_WARMUP_RATIO},
    {"warmup_more", "", rung, DH_WARMUP_RATIO},
    {"decay_next", "", rung, DH_LR_SCHEDULER_TYPE},
    {"decay_previous", "d d", rung, -DH_LR_SCHEDULER_TYPE},
    {"optimizer_next", "", optimizer, 1},
    {"optimizer_previous", "", optimizer, -1},
    {"momentum_less", "M M", rung, -DH_MOMENTUM},
    {"momentum_more", "", rung, DH_MOMENTUM},
    {"batch_less", "Z B B", more, -DH_PER_DEVICE_TRAIN_BATCH_SIZE},
    {"batch_more", "Z B", more, DH_PER_DEVICE_TRAIN_BATCH_SIZE},
    {"accumulation_less", "Z A A", more, -DH_GRADIENT_ACCUMULATION_STEPS},
    {"accumulation_more", "Z", more, DH_GRADIENT_ACCUMULATION_STEPS},
    {"noise_less", "Z Z", more, -DH_GRADIENT_NOISE},
    {"noise_more", "", more, DH_GRADIENT_NOISE},
    {"clip", "", more, DH_MAX_GRAD_NORM},
    {"precision", "", rung, DH_PRECISION},
    {"surface_next", "", surface, 1},
    {"surface_previous", "", surface, -1},
    {"view_next", "", shows, VIEW_COMPARE + 1},
    {"view_previous", "", shows, VIEW_COUNT - 1},
    {"finder", "", shows, VIEW_FINDER},
    {"map", "", shows, VIEW_MAP},
    {"parameters", "", shows, VIEW_PARAMETERS},
    {"detail", "", detail, 1},
    {"log_loss", "", log_loss, 1},
    {"camera_out", "", camera, 1},
    {"camera_in", "", camera, -1},
    {"camera_fit", "(", camera_fits, 1},
    {"relief", ":surface rosenbrock", relief, 1},
    {"theme", "", theme, 1},
    {"glyphs", "", glyphs, 1},
    {"big", ":view focus", big, 1},
    {"relief_left", ":surface rosenbrock | T", turns, 1},
    {"relief_right", ":surface rosenbrock | T", turns, -1},
    {"relief_up", ":surface rosenbrock | T", tilts, 1},
    {"relief_down", ":surface rosenbrock | T", tilts, -1},
    {"finder_up", "f +60 Down", row_chosen, -1},
    {"finder_down", "f +60 Up Up Up", row_chosen, 1},
    {"finder_take", "f +60", rate_taken, VIEW_COMPARE},
    {"finder_mode", "f", other_search, 1},
    {"finder_leave", "f", shows, VIEW_COMPARE},
    {"finder_again", "f +60", finder_begins, 1},
    {"finder_pause", "f +0.2", finder_pauses, 1},
    {"finder_forward", "f +60 Left Left Left", points, 1},
    {"finder_back", "f +60", points, -1},
    {"map_left", "g +1", cursor, -1},
    {"map_right", "g +1", cursor, 1},
    {"map_up", "g +1", cursor, 2},
    {"map_down", "g +1 Up", cursor, -2},
    {"map_in", "g +1", map_scales, -1},
    {"map_out", "g +1 +", map_scales, 1},
    {"map_take", "g +1 Left Left Left", rate_taken, VIEW_COMPARE},
    {"map_axes", "g +1", other_axes, 1},
    {"map_leave", "g", shows, VIEW_COMPARE},
    {"map_log", "g +1", map_logs, 1},
    {"map_home", "g +1 +", map_scales, 1},
    {"map_pause", "g", map_pauses, 1},
    {"log_leave", "log", shows, VIEW_COMPARE},
    {"log_next", "log Up Up Up Up", finding, 1},
    {"log_previous", "log Down Down Down Down", finding, -1},
    {"log_forward", "log Home", log_moves, 1},
    {"log_back", "log End", log_moves, -1},
    {"log_last", "log Home", log_at, 199},
    {"log_first", "log End", log_at, 0},
    {"guess", QUESTION, hand, 1},
    {"hand_2", QUESTION, hand, 2},
    {"hand_3", QUESTION, hand, 3},
    {"hand_4", QUESTION, hand, 4},
    {"hand_5", QUESTION, hand, 5},
    {"hand_6", QUESTION, hand, 6},
    {"lower", QUESTION " 2 2", hand_down, 2},
    {"answer", QUESTION " 2", lesson_stage_is, LESSON_RUNNING},
    {"next", "l Enter", beat, 1},
    {"end", ":lesson 1 7", beat, 0},
    {"previous", GOAL, beat, -1},
    {"leave", "l Enter", lesson_closes, 1},
    {"hint", GOAL, hints, 1},
    {"lessons", "", shows, VIEW_LESSONS},
    {"lesson_open", QUESTION " l Esc Esc l", lesson_opens, 1},
    {"lesson_anew", QUESTION " l Esc Esc l", lesson_opens, 0},
    {"lesson_up", "l Down", list_moves, -1},
    {"lesson_down", "l", list_moves, 1},
    {"lesson_list_close", "l", shows, VIEW_COMPARE},
    {"scenes", "", overlay, OVERLAY_SCENES},
    {"watch", ":scene ravine_momentum | Tab", says_what_to_watch, 0},
    {"cover", "Space", covers, 1},
    {"place", "", places, 1},
    {"command_line", "", overlay, OVERLAY_COMMAND},
    {"place_left", "P", place_moves, -1},
    {"place_right", "P", place_moves, 1},
    {"place_up", ":surface rosenbrock | P", place_moves, 2},
    {"place_down", ":surface rosenbrock | P", place_moves, -2},
    {"place_accept", "@3 P Right Right Right", place_taken, 0},
    {"place_cancel", "@3 P Right Right", place_left, 3},
    {"parameter_up", "p Down Down", row_moves, -1},
    {"parameter_down", "p", row_moves, 1},
    {"parameter_page_up", "p PgDn", row_moves, -1},
    {"parameter_page_down", "p", row_moves, 1},
    {"parameter_less", "p", rung, -DH_LEARNING_RATE},
    {"parameter_more", "p", rung, DH_LEARNING_RATE},
    {"parameter_type", "p", prompts, 5},
    {"parameter_unset", "p Down Right", more, -DH_LR_SCHEDULER_TYPE},
    {"parameters_leave", "p", shows, VIEW_COMPARE},
    {"demo", "", demonstrates, 4},
    {"command", "", prompts, 0},
    {"menu", "", overlay, OVERLAY_MENU},
    {"close", "+60", overlay, OVERLAY_NONE},
    {"help", "", overlay, OVERLAY_HELP},
    {"redraw", "", effect, EFFECT_REPAINT},
    {"suspend", "", effect, EFFECT_SUSPEND},
    {"quit", "", effect, EFFECT_QUIT},
};
enum { EXPECTATIONS = sizeof expectations / sizeof *expectations };

static const struct expectation *expectation_of(const char *name) {
  for (int i = 0; i < EXPECTATIONS; i++)
    if (strcmp(expectations[i].name, name) == 0) return &expectations[i];
  return NULL;
}

/* --- keys as bytes --- */

/* As xterm sends them in the mode curses asks for. */
static const struct {
  uint32_t key;
  const char *bytes;
} special[] = {
    {KEY_CODE_UP, "\033OA"},       {KEY_CODE_DOWN, "\033OB"},       {KEY_CODE_RIGHT, "\033OC"},
    {KEY_CODE_LEFT, "\033OD"},     {KEY_CODE_HOME, "\033OH"},       {KEY_CODE_END, "\033OF"},
    {KEY_CODE_PAGE_UP, "\033[5~"}, {KEY_CODE_PAGE_DOWN, "\033[6~"}, {KEY_CODE_DELETE, "\033[3~"},
    {KEY_CODE_BACK_TAB, "\033[Z"}, {KEY_CODE_F1, "\033OP"},         {KEY_CODE_F2, "\033OQ"},
    {KEY_CODE_F10, "\033[21~"},    {KEY_CODE_REDRAW, "\f"},         {KEY_CODE_SUSPEND, "\032"},
};

static void press(uint32_t key) {
  char bytes[8] = "";
  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    if (special[i].key == key) snprintf(bytes, sizeof bytes, "%s", special[i].bytes);
  if (!bytes[0]) {
    ck_assert_msg(key < KEY_CODE_SPECIAL, "no bytes are known for key %X", key);
    bytes[utf8_encode(key, bytes)] = '\0';
  }
  inside_type(bytes);
  ck_assert_int_eq(terminal_wait(5000000), WAKE_INPUT);
}

static void show(const struct app *app) {
  frame.glyphs = app->glyphs;
  frame.theme = app->theme;
  panes_draw(&frame, app);
  inside_present();
  inside_compare();
}

static void check_key(const struct action *action, const struct expectation *expectation, uint32_t key) {
  struct stage stage;
  struct seen was, is;
  stage_open(&stage, 80, 24, features.glyphs);
  stage_play(&stage, expectation->script);
  stage_pass(&stage, 0.2); /* what was pressed to get here is not held */
  show(&stage.app);
  ck_assert_msg(action_for_key(&stage.app, key) == action, "%s: another action has its key after '%s'", action->name,
                expectation->script);
  look(&stage.app, 0, &was);
  press(key);
  uint32_t decoded = terminal_key();
  ck_assert_msg(decoded == key, "%s: %X arrives as %X", action->name, key, decoded);
  ck_assert_uint_eq(terminal_key(), 0);
  unsigned effects = app_key(&stage.app, decoded);
  look(&stage.app, effects, &is);
  ck_assert_msg(expectation->holds(&was, &is, expectation->by), "%s after '%s' does not do: %s (it says '%s')",
                action->name, expectation->script, action->help, stage.app.message);
  ck_assert_msg(effects != 0, "%s draws nothing", action->name);
  show(&stage.app);
  stage_close(&stage);
}

static int actions(void) { return action_count(); }

START_TEST(every_key_does_what_its_help_says) {
  const struct action *action = action_row(_i);
  const struct expectation *expectation = expectation_of(action->name);
  ck_assert_msg(expectation != NULL, "what %s should do is not said in this test", action->name);
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  for (int k = 0; k < ACTION_KEYS && action->keys[k] != 0; k++) check_key(action, expectation, action->keys[k]);
  inside_stop();
}
END_TEST

/* Nothing is expected of an action that is not there any more. */
START_TEST(expectations_are_of_actions) {
  for (int i = 0; i < EXPECTATIONS; i++) {
    bool found = false;
    for (int k = 0; k < action_count(); k++) found |= strcmp(action_row(k)->name, expectations[i].name) == 0;
    ck_assert_msg(found, "there is no action %s", expectations[i].name);
    ck_assert_ptr_eq(expectation_of(expectations[i].name), &expectations[i]);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("terminal/keys");
  TCase *tests = tcase_create("keys");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, every_key_does_what_its_help_says, 0, actions());
  tcase_add_test(tests, expectations_are_of_actions);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
