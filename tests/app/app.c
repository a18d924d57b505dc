/* SPDX-License-Identifier: MIT
 *
 * The program as data: keys, time, undo, branches, the demonstration, the prompt. No terminal and no clock: a test
 * hands in keys and microseconds. */
#include "app/actions.h"
#include "app/messages.h"
#include "app/scene.h"

#include <check.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII};
  ck_assert(app_init(&app, &options, &error));
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

/* Let time pass as a screen at 30 frames a second would. */
static void pass(double seconds) {
  for (long frames = lround(seconds * 30); frames > 0; frames--) app_tick(&app, 1000000 / 30 + 1);
}

static void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

static double rate_of(int lane) { return dh_spec_number(app_spec(&app, lane), DH_LEARNING_RATE); }

START_TEST(test_first_scene) {
  const double rates[] = {0.01, 0.1, 1.0, 1.1};
  ck_assert_int_eq(app.lane_count, 4);
  for (int i = 0; i < 4; i++) {
    ck_assert_double_eq(rate_of(i), rates[i]);
    ck_assert_double_eq(app_row(&app, i)->at[0], 2);
    ck_assert_double_eq(app_row(&app, i)->gradient[0], -6);
  }
  ck_assert_int_eq(app_horizon(&app), 60);
}
END_TEST

/* Two seconds still, four steps at one a second, twenty at two, then four a second, and a card at the horizon. */
START_TEST(test_tempo) {
  pass(1.8);
  ck_assert_int_eq(app.step, 0);
  pass(0.4);
  ck_assert_int_eq(app.step, 1);
  pass(1);
  ck_assert_int_eq(app.step, 2);
  pass(2);
  ck_assert_int_eq(app.step, 4);
  pass(10);
  ck_assert_int_ge(app.step, 23);
  ck_assert_int_le(app.step, 25);
  pass(12);
  ck_assert_int_eq(app.step, 60);
  ck_assert_int_eq(app.overlay, OVERLAY_CARD);
  ck_assert(!app.running);
  ck_assert_ptr_nonnull(strstr(text_string(&app.card), "4.107"));
  app_key(&app, ' ');
  pass(1);
  ck_assert_int_gt(app.step, 60);
}
END_TEST

/* A frame is due only while something moves. */
START_TEST(test_idle) {
  ck_assert_int_gt(app_idle(&app), 1900000);
  app_key(&app, ' ');
  ck_assert_int_eq(app.running, false);
  ck_assert_int_lt(app_idle(&app), 0);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app_idle(&app), 0);
  pass(1);
  ck_assert_int_lt(app_idle(&app), 0);
  ck_assert_uint_eq(app_tick(&app, 33333), 0);
}
END_TEST

START_TEST(test_forward_and_back_are_exact) {
  struct dh_row rows[41][4];
  app_key(&app, ' ');
  for (int step = 0; step <= 40; step++) {
    for (int i = 0; i < 4; i++) rows[step][i] = *app_row(&app, i);
    app_key(&app, KEY_CODE_RIGHT);
    pass(0.2);
  }
  for (int step = 40; step >= 0; step--) {
    app_key(&app, KEY_CODE_LEFT);
    pass(0.2);
    ck_assert_int_eq(app.step, step);
    for (int i = 0; i < 4; i++) ck_assert_int_eq(memcmp(&rows[step][i], app_row(&app, i), sizeof rows[0][0]), 0);
  }
}
END_TEST

START_TEST(test_change_and_undo) {
  app_key(&app, ' ');
  for (int i = 0; i < 10; i++) app_key(&app, KEY_CODE_RIGHT);
  double before = app_row(&app, 1)->at[0];
  app_key(&app, KEY_CODE_UP);
  ck_assert_double_eq(rate_of(1), 0.12);
  app_key(&app, KEY_CODE_UP);
  ck_assert_double_eq(rate_of(1), 0.15);
  ck_assert_double_eq(rate_of(0), 0.01);
  app_key(&app, KEY_CODE_RIGHT);
  double changed = app_row(&app, 1)->at[0];
  app_key(&app, 'u');             /* both nudges were at one step: one change */
  ck_assert_int_eq(app.step, 11); /* what would have been by now, not an earlier moment */
  ck_assert_double_eq(rate_of(1), 0.1);
  ck_assert_double_ne(app_row(&app, 1)->at[0], changed);
  app_key(&app, KEY_CODE_LEFT);
  ck_assert_double_eq(app_row(&app, 1)->at[0], before);
  app_key(&app, 'u');
  ck_assert_int_eq(app.message_tone, TONE_HINT);
}
END_TEST

START_TEST(test_scaling_comes_back) {
  app_key(&app, ' ');
  for (int i = 0; i < 8; i++) app_key(&app, '*');
  for (int i = 0; i < 8; i++) app_key(&app, '/');
  ck_assert_double_eq(rate_of(1), 0.1);
  app_key(&app, '+');
  ck_assert_double_eq(rate_of(1), 0.2);
  app_key(&app, '-');
  ck_assert_double_eq(rate_of(1), 0.1);
}
END_TEST

START_TEST(test_branch_and_remove) {
  app_key(&app, ' ');
  for (int i = 0; i < 5; i++) app_key(&app, KEY_CODE_RIGHT);
  app_key(&app, 'n');
  ck_assert_int_eq(app.lane_count, 5);
  ck_assert_int_eq(app.selected, 4);
  ck_assert_int_eq(app.lane[4].letter, 'E');
  for (int i = 0; i < 5; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert_double_eq(app_row(&app, 4)->at[0], app_row(&app, 1)->at[0]);
  app_key(&app, 'X');
  ck_assert_int_eq(app.lane_count, 4);
  app_key(&app, 'u');
  ck_assert_int_eq(app.lane_count, 5);
  for (int i = 0; i < 10; i++) app_key(&app, 'n');
  ck_assert_int_eq(app.lane_count, APP_LANES);
  for (int i = 0; i < 10; i++) app_key(&app, 'X');
  ck_assert_int_eq(app.lane_count, 1);
}
END_TEST

START_TEST(test_reopen) {
  pass(8);
  app_key(&app, KEY_CODE_UP);
  app_key(&app, 'o');
  app_key(&app, 'X');
  app_key(&app, '0');
  ck_assert_int_eq(app.lane_count, 4);
  ck_assert_int_eq(app.step, 0);
  ck_assert_double_eq(rate_of(1), 0.1);
}
END_TEST

/* A held key stops at the horizon, too. */
START_TEST(test_held_key_stops_at_the_horizon) {
  type("max_steps 1000");
  type("goto 988");
  for (int i = 0; i < 30; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app.step, 1000);
}
END_TEST

/* Held for six seconds, Left goes through a hundred thousand steps; a press is one. */
START_TEST(test_held_key_goes_far) {
  type("max_steps 100000");
  type("goto 100000");
  app_key(&app, KEY_CODE_LEFT);
  ck_assert_int_eq(app.step, 99999);
  int keys = 0;
  for (; app.step > 0 && keys < 1000; keys++) {
    long before = app.step;
    app_key(&app, KEY_CODE_LEFT);
    ck_assert_int_le(before - app.step, 1000);
    pass(1.0 / 30);
  }
  ck_assert_int_lt(keys, 180);
}
END_TEST

/* Every change can be taken back, to the scene as it was opened. */
START_TEST(test_undo_to_the_beginning) {
  static const char keys[] = "kWdoMxcns!nXjR+*y/";
  app_key(&app, ' ');
  for (int i = 0; keys[i]; i++) {
    app_key(&app, (unsigned char)keys[i]);
    app_key(&app, KEY_CODE_RIGHT);
  }
  for (int i = 0; i < APP_UNDO; i++) app_key(&app, 'u');
  ck_assert_int_eq(app.message_tone, TONE_HINT);
  ck_assert_int_eq(app.lane_count, 4);
  ck_assert(!app.demo);
  const double rates[] = {0.01, 0.1, 1.0, 1.1};
  for (int i = 0; i < 4; i++) {
    int count;
    ck_assert_double_eq(rate_of(i), rates[i]);
    dh_run_journal(app.lane[i].run, &count);
    ck_assert_int_eq(count, 0);
  }
}
END_TEST

/* Titles say what is not as usual in a lane, and nothing else. */
START_TEST(test_titles) {
  char title[64];
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  0.1");
  type("momentum 0.9");
  type("precision fp16");
  type("warmup_ratio 0.1");
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  0.1 m.9 w10% fp16");
  type("optim adamw");
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  0.1 adamw w10% fp16");
  app_lane_title(&app, 2, title, sizeof title);
  ck_assert_str_eq(title, "C  1.0");
  type("lr 0.30642857142857144");
  type("momentum 0.12345678901");
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  0.3064 adamw w10% fp16");
  type("lr_scheduler_type polynomial"); /* what has no short name has its own, or two lanes would look alike */
  type("power 2");
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_ptr_nonnull(strstr(title, " power 2"));
}
END_TEST

/* The rate is what the steps are taken with. */
START_TEST(test_titles_follow_the_linear_rule) {
  char title[64];
  type("scene linear_rule");
  app_lane_title(&app, 0, title, sizeof title);
  ck_assert_str_eq(title, "A  0.1 bs32");
  app_lane_title(&app, 3, title, sizeof title);
  ck_assert_str_eq(title, "D  0.8 bs256");
  app.selected = 3;
  type("scale_lr_with_batch false");
  app_lane_title(&app, 3, title, sizeof title);
  ck_assert_msg(strncmp(title, "D  0.1 bs256", 12) == 0, "%s", title);
}
END_TEST

/* What all lanes have tells none apart, but for what kind they are. */
START_TEST(test_titles_leave_out_what_all_share) {
  char title[64];
  type("task full-finetuning"); /* all with weight_decay=0 and gradient_noise=5000 */
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  1e-05 adamw");
  type("gradient_noise 500");
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  1e-05 adamw noise500");
  app_lane_title(&app, 0, title, sizeof title);
  ck_assert_str_eq(title, "A  1e-06 adamw noise5000");
  type("weight_decay 0.1");
  app_lane_title(&app, 0, title, sizeof title);
  ck_assert_str_eq(title, "A  1e-06 adamw wd0 noise5000");
  while (app.lane_count > 1) app_key(&app, 'X'); /* alone it says all */
  app_lane_title(&app, 0, title, sizeof title);
  ck_assert_ptr_nonnull(strstr(title, " wd0 noise5000"));
}
END_TEST

/* Lanes that differ have titles that do, whatever they differ in. */
START_TEST(test_titles_tell_lanes_apart) {
  static const struct {
    const char *first, *second, *title;
  } cases[] = {{"lr 0.30642857142857144", "lr 0.30642857142857145", NULL},
               {"lr 0.30642857142857144", "lr 0.3064285", "B  0.3064 lr=0.30642857142857144"},
               {"lr_scheduler_type polynomial", "power 2", NULL},
               {"lr_scheduler_type CosineAnnealingLR", "eta_min 0.01", "B  0.1 cos-a"},
               {"update p = p - lr*g", "update p = p - 2*lr*g", NULL},
               {"optim adagrad", "initial_accumulator_value 0.5", NULL},
               {"min_lr_ratio 0.5", "min_lr_ratio 0.5", NULL}};
  char title[2][256];
  app_key(&app, '2');
  type(cases[_i].first);
  ck_assert_msg(app.message_tone != TONE_ERROR, "%s", app.message);
  app_key(&app, 'n'); /* a branch is set as its parent is */
  type(cases[_i].second);
  ck_assert_msg(app.message_tone != TONE_ERROR, "%s", app.message);
  int branch = app.selected;
  app_lane_title(&app, 1, title[0], sizeof title[0]);
  app_lane_title(&app, branch, title[1], sizeof title[1]);
  bool same = strcmp(title[0] + 1, title[1] + 1) == 0;
  ck_assert_msg(same == dh_spec_same(app_spec(&app, 1), app_spec(&app, branch)), "'%s' '%s'", title[0], title[1]);
  if (cases[_i].title) ck_assert_str_eq(title[0], cases[_i].title);
  app_lane_title(&app, 0, title[0], sizeof title[0]);
  ck_assert_str_eq(title[0], "A  0.01");
}
END_TEST

/* What a surface says of itself fits the message line of a projector. */
START_TEST(test_notes_fit) {
  for (char lane = '1'; lane <= '4'; lane++) { /* what is said of all lanes is longest */
    app_key(&app, (uint32_t)lane);
    app_key(&app, 'x');
  }
  for (int i = 0; i < catalog_surface_count(catalog); i++) {
    const struct dh_surface_spec *info = dh_surface_info(catalog_surface(catalog, i));
    ck_assert_msg(text_columns(info->note) <= 78 && text_columns(info->note) > 0, "%s", info->name);
    app_key(&app, 's');
    ck_assert_str_eq(app_watch(&app), dh_surface_info(app_spec(&app, 0)->surface)->note);
    ck_assert_msg(text_columns(app.message) <= 78, "%s", app.message);
  }
}
END_TEST

/* A typed surface is opened with shares of the limit at its start: 2x^2 has 2/curvature = 0.5. */
START_TEST(test_rates_of_a_typed_surface) {
  type("surface 2*x^2");
  const double rates[] = {0.005, 0.05, 0.5, 0.55};
  for (int i = 0; i < 4; i++) ck_assert_double_eq(rate_of(i), rates[i]);
  type("start 40"); /* far outside the window: the camera has it */
  double place = axis_place(&app.lane[0].camera.x, 40);
  ck_assert_double_ge(place, 0);
  ck_assert_double_le(place, 1);
}
END_TEST

/* `0` means the scene on screen, also after u has brought back an earlier one. */
/* Another surface is a change, not another scene. */
START_TEST(test_reopen_after_undo) {
  app_key(&app, 's');
  ck_assert_str_ne(dh_surface_info(app_spec(&app, 0)->surface)->name, "parabola");
  app_key(&app, '0');
  ck_assert_str_eq(dh_surface_info(app_spec(&app, 0)->surface)->name, "parabola");
  app_key(&app, 'u');
  app_key(&app, 'u');
  ck_assert_str_eq(dh_surface_info(app_spec(&app, 0)->surface)->name, "parabola");
  app_key(&app, '0');
  ck_assert_str_eq(dh_surface_info(app_spec(&app, 0)->surface)->name, "parabola");
}
END_TEST

START_TEST(test_restart_keeps_parameters) {
  pass(6);
  app_key(&app, KEY_CODE_UP);
  app_key(&app, 'r');
  ck_assert_int_eq(app.step, 0);
  ck_assert_double_eq(rate_of(1), 0.12);
  int count;
  dh_run_journal(app.lane[1].run, &count);
  ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(test_advice_cures) {
  app_key(&app, '4');
  for (int i = 0; i < 8; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app.lane[3].reading.verdict, DH_VERDICT_DIVERGING);
  app_key(&app, 'y');
  ck_assert_double_eq(rate_of(3), 0.5);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert_double_eq(app_row(&app, 3)->at[0], 5);
}
END_TEST

/* Where the rate was raised the next step is longer, as if it would not settle: the word waits, and so does the advice.
 */
START_TEST(test_advice_belongs_to_the_word) {
  app_key(&app, ' ');
  for (int i = 0; i < 2; i++) app_key(&app, KEY_CODE_RIGHT);
  for (int i = 0; i < 2; i++) app_key(&app, KEY_CODE_UP);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app.lane[1].word, DH_VERDICT_CONVERGING);
  ck_assert_int_ne(app.lane[1].reading.verdict, app.lane[1].word);
  ck_assert_int_eq(app.lane[1].reading.advice.kind, DH_ADVICE_NONE);
  app_key(&app, 'y');
  ck_assert_double_eq(rate_of(1), 0.15);
}
END_TEST

/* On the key line every rank is one key's, of words that hold everywhere; that of views' own keys is nobody's. */
START_TEST(test_ranks_of_keys) {
  int holders[RANK_LAST] = {0};
  for (int i = 0; i < action_count(); i++) {
    const struct action *action = action_row(i);
    if (action->rank == 0) continue;
    ck_assert(action->rank > 0 && action->rank < RANK_LAST && action->rank != RANK_OWN);
    ck_assert_msg(action->brief && action->brief[0] && !action_set(i)->applies, "%s", action->name);
    ck_assert_msg(holders[action->rank]++ == 0, "%s has another's rank", action->name);
  }
  ck_assert(holders[1] == 1 && holders[2] == 1);
}
END_TEST

/* Under noise a few steps look like anything; what the run is called stands, once it has got going. Whoever changes
 * something sees at once what that does. */
START_TEST(test_noise_changes_no_word) {
  static const char *const lines[] = {"surface bowl", "optim adamw", "lr 0.008", "gradient_noise 2", "max_steps 300"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) type(lines[i]);
  long since = 0, waiting = 0;
  for (enum dh_verdict word = app.lane[app.selected].word; app.step < 300; app_step(&app)) {
    const struct dh_reading *reading = &app.lane[app.selected].reading;
    if (app.step > 32 && app.lane[app.selected].word == DH_VERDICT_SLOW) {
      ck_assert_int_ne(reading->advice.kind, DH_ADVICE_NONE); /* it stays as long as the word */
      waiting += reading->verdict != DH_VERDICT_SLOW;
    }
    if (app.lane[app.selected].word == word) continue;
    ck_assert_msg(since < 32 || app.step - since >= 15, "%s for %ld steps", dh_verdict_name(word), app.step - since);
    word = app.lane[app.selected].word;
    since = app.step;
  }
  ck_assert_int_gt(waiting, 0);
  type("optim sgd");
  type("lr 2");
  for (int i = 0; i < 8; i++) app_step(&app);
  ck_assert_int_eq(app.lane[app.selected].word, DH_VERDICT_DIVERGING);
}
END_TEST

/* NaN stays NaN: its advice is a smaller rate and a new start. */
START_TEST(test_advice_after_nan_starts_again) {
  app_key(&app, ' ');
  app_key(&app, '4');
  type("lr 1e30");
  for (int i = 0; i < 30; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app.lane[3].reading.verdict, DH_VERDICT_NAN);
  app_key(&app, 'y');
  ck_assert_int_eq(app.step, 0);
  ck_assert_ptr_nonnull(strstr(app.message, "from the start"));
  app_key(&app, 'u'); /* one key, one change */
  ck_assert_double_eq(rate_of(3), 1e30);
  ck_assert_int_eq(app.lane[3].reading.verdict, DH_VERDICT_NAN);
  app_key(&app, 'y');
  for (int i = 0; i < 10; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert(isfinite(app_row(&app, 3)->loss));
  ck_assert_double_lt(app_row(&app, 3)->loss, 9);
}
END_TEST

/* The table of the demonstration: where each format ends, by the clock's own stops. */
START_TEST(test_demonstration) {
  static const long stops[] = {7, 13, 14, 15, 63, 125, 126, 127, 511, 1021, 1022, 1023};
  app_key(&app, '!');
  ck_assert_int_eq(app.lane_count, 4);
  for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
    for (int guard = 0; guard < 20000 && app.running; guard++) app_tick(&app, 33333);
    ck_assert_int_eq(app.step, stops[i]);
    ck_assert_ptr_nonnull(strstr(app.message, "Space goes on"));
    app_key(&app, ' ');
  }
  for (int guard = 0; guard < 3000 && app.overlay != OVERLAY_CARD; guard++) app_tick(&app, 33333);
  ck_assert_int_eq(app.step, 1024);
  const char *card = text_string(&app.card);
  ck_assert_ptr_nonnull(strstr(card, "     7    63    63   511"));
  ck_assert_ptr_nonnull(strstr(card, "    13   125   125  1021"));
  ck_assert_ptr_nonnull(strstr(card, "    14   126   126  1022"));
  ck_assert_ptr_nonnull(strstr(card, "    15   127   127  1023"));
  app_key(&app, '!'); /* back to the class's four lanes */
  ck_assert(!app.demo);
  ck_assert(!app.log_loss);
  ck_assert_str_eq(app.scene_title, "");
  ck_assert_double_eq(rate_of(3), 1.1);
}
END_TEST

/* Its stops without the waiting between them. */
START_TEST(test_demonstration_by_key) {
  static const long stops[] = {7, 13, 14, 15, 63, 125, 126, 127, 511, 1021, 1022, 1023};
  app_key(&app, '!');
  for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
    app_key(&app, ']');
    ck_assert_int_eq(app.step, stops[i]);
    ck_assert(!app.running);
    ck_assert_ptr_nonnull(strstr(app.message, "Space goes on"));
  }
  app_key(&app, ']');
  ck_assert_int_eq(app.step, 1024);
  ck_assert_int_eq(app.overlay, OVERLAY_CARD);
  app_key(&app, ']');
  ck_assert_int_eq(app.step, 1024);
  ck_assert_str_eq(app.message, "nothing ahead has been run yet: Space goes on to it");
}
END_TEST

/* Another surface out of the demonstration is one for the lanes from before it. */
START_TEST(test_surface_out_of_the_demonstration) {
  app_key(&app, ' ');
  app_key(&app, '!');
  app_key(&app, 's');
  ck_assert(!app.demo);
  ck_assert_int_eq(app_horizon(&app), 60);
  for (int i = 0; i < app.lane_count; i++)
    ck_assert_double_eq(dh_spec_number(app_spec(&app, i), DH_PRECISION), DH_FP64);
}
END_TEST

/* A surface is for all lanes: that their rates are new is said, and who keeps what; its note stands where a scene's
 * does. */
START_TEST(test_surface_says_what_it_changes) {
  app_key(&app, '2');
  app_key(&app, 'o');
  app_key(&app, 's');
  ck_assert_str_eq(app.message, "all lanes: double_well, its own rates; the rest stays in B");
  ck_assert_str_eq(app_watch(&app), dh_surface_info(app_spec(&app, 0)->surface)->note);
  app_key(&app, 'E');
  ck_assert_str_eq(app.message, app_watch(&app));
  app_key(&app, 'u');
  ck_assert_str_eq(app_watch(&app), "");
}
END_TEST

/* Where nothing moves nobody looks for seconds at a time: they count in full. Errors stay until a key. */
START_TEST(test_messages_go) {
  app.running = false;
  app_key(&app, 'Q');
  ck_assert_str_ne(app.message, "");
  app_tick(&app, 5000000);
  ck_assert_str_ne(app.message, "");
  app_tick(&app, 1500000);
  ck_assert_str_eq(app.message, "");
  app_say(&app, TONE_ERROR, "%s", "wrong");
  app_tick(&app, 50000000);
  ck_assert_str_eq(app.message, "wrong");
}
END_TEST

/* Every press of `i` is seen: levels that the screen has no room for are passed over. */
START_TEST(test_detail_is_seen) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {60, 16}, {80, 14}};
  for (int size = 0; size < 4; size++) {
    app_resize(&app, sizes[size][0], sizes[size][1]);
    app_key(&app, 'W'); /* a pane that touching a parameter brought up */
    for (int press = 0; press < 7; press++) {
      const struct layout before = app.layout;
      int detail = app.detail;
      app_key(&app, 'i');
      bool same = memcmp(before.lane, app.layout.lane, sizeof before.lane) == 0 &&
                  memcmp(&before.equation, &app.layout.equation, sizeof before.equation) == 0;
      ck_assert_msg(!same && app.detail != detail, "%dx%d, press %d", sizes[size][0], sizes[size][1], press);
    }
  }
  app_resize(&app, 80, 24);
  app_key(&app, 'f');
  int detail = app.detail;
  app_key(&app, 'i');
  ck_assert_int_eq(app.detail, detail);
  ck_assert_str_eq(app.message, "more or less detail looks the same here");
}
END_TEST

/* Presses are changes of their own; what a held key does is one. */
START_TEST(test_undo_counts_presses) {
  app_key(&app, ' ');
  for (int i = 0; i < 3; i++) {
    app_key(&app, KEY_CODE_UP);
    pass(0.5);
  }
  ck_assert_double_eq(rate_of(1), 0.2);
  app_key(&app, 'u');
  ck_assert_double_eq(rate_of(1), 0.15);
  for (int i = 0; i < 3; i++) app_key(&app, KEY_CODE_UP);
  app_key(&app, 'u');
  ck_assert_double_eq(rate_of(1), 0.15);
}
END_TEST

/* The lane keeps what was set in it through every surface there is. */
START_TEST(test_surfaces_keep_settings) {
  app_key(&app, '4');
  app_key(&app, 'x');
  for (int i = 0; i < catalog_surface_count(catalog); i++) app_key(&app, 's');
  ck_assert_int_eq(app.lane_count, 4);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 3), DH_PRECISION), DH_FP32);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 2), DH_PRECISION), DH_FP64);
  ck_assert_double_eq(rate_of(3), 1.1);
}
END_TEST

START_TEST(test_prompt) {
  type("lr 3e-4");
  ck_assert_double_eq(rate_of(1), 3e-4);
  type("learning-rate=0.25");
  ck_assert_double_eq(rate_of(1), 0.25);
  type("optim adam  ");
  ck_assert_str_eq(dh_rule_info(app_spec(&app, 1)->rule)->name, "adam");
  ck_assert_str_eq(dh_rule_info(app_spec(&app, 0)->rule)->name, "sgd");
  type("surface x^4-3*x^2+x");
  ck_assert_int_eq(app.surface, -1);
  ck_assert_int_eq(app.step, 0);
  type("goto 40");
  ck_assert_int_eq(app.step, 40);
  type("theme light");
  ck_assert_int_eq(app.theme, THEME_LIGHT);
  type("detail 5");
  ck_assert_int_eq(app.detail, 5);
  type("start 1.5");
  ck_assert_double_eq(app_row(&app, 0)->at[0], 1.5);
  ck_assert_int_eq(app.step, 0);
}
END_TEST

START_TEST(test_prompt_errors_stay_and_point) {
  type("surface 2x+1");
  ck_assert(app.prompt.open);
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert_int_ge(app.prompt.error_column, 8);
  type("lr 0.3"); /* a new colon starts anew */
  ck_assert_double_eq(rate_of(1), 0.3);
  ck_assert(!app.prompt.open);
  type("lr 0.1");
  type("goto 2000000");
  ck_assert_int_eq(app.step, 0);
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert(!app.prompt.open);
  type("lerning_rate 1");
  ck_assert_ptr_nonnull(strstr(app.message, "learning_rate"));
  app_key(&app, KEY_CODE_ESCAPE);
  type("lr -1");
  ck_assert_double_eq(rate_of(1), 0.1);
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
}
END_TEST

START_TEST(test_prompt_takes_an_update) {
  type("update b = 0.9*b + g; p = p - lr*bc");
  ck_assert(app.prompt.open);
  ck_assert_int_eq(app.prompt.error_column, (int)strlen("update b = 0.9*b + g; p = p - lr*"));
  ck_assert_str_eq(dh_rule_info(app_spec(&app, 1)->rule)->name, "sgd");
  type("update");
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  type("update b = 0.9*b + g; p = p - lr*b");
  ck_assert(!app.prompt.open);
  ck_assert_str_eq(dh_rule_info(app_spec(&app, 1)->rule)->name, "b = 0.9*b + g; p = p - lr*b");
  ck_assert_str_eq(dh_rule_info(app_spec(&app, 0)->rule)->name, "sgd");
  char title[64];
  app_lane_title(&app, 1, title, sizeof title);
  ck_assert_str_eq(title, "B  0.1 your rule");
  app_key(&app, 'o'); /* the first of those that have names */
  ck_assert_str_eq(dh_rule_info(app_spec(&app, 1)->rule)->name, "sgd");
  app_key(&app, 'u');
  ck_assert(dh_rule_info(app_spec(&app, 1)->rule)->typed);
  app_key(&app, 'u');
  ck_assert(!dh_rule_info(app_spec(&app, 1)->rule)->typed);
}
END_TEST

START_TEST(test_prompt_completes) {
  app_key(&app, ':');
  for (const char *c = "optim adamw"; *c; c++) app_key(&app, (unsigned char)*c);
  for (int i = 0; i < 7; i++) app_key(&app, KEY_CODE_BACKSPACE);
  app_key(&app, KEY_CODE_TAB);
  ck_assert_str_eq(app.prompt.text, "optim ");
  app_key(&app, 's');
  app_key(&app, 'g');
  app_key(&app, KEY_CODE_TAB);
  ck_assert_str_eq(app.prompt.text, "optim sgd");
}
END_TEST

/* Every parameter of the table is reachable from the `:` line: asking shows it, setting its present value is accepted.
 */
START_TEST(test_every_parameter_by_name) {
  char line[APP_PROMPT];
  type(dh_parameter_row((enum dh_parameter)_i)->name);
  ck_assert_int_eq(app.message_tone, TONE_HINT);
  ck_assert_str_ne(app.message, "");
  app_key(&app, KEY_CODE_ESCAPE);
  if (isnan(dh_parameter_row((enum dh_parameter)_i)->initial)) return;
  char value[64];
  dh_parameter_print((enum dh_parameter)_i, dh_spec_number(app_spec(&app, 1), (enum dh_parameter)_i), value,
                     sizeof value);
  if (dh_parameter_row((enum dh_parameter)_i)->type >= DH_TYPE_SURFACE) return;
  strcpy(line, dh_parameter_row((enum dh_parameter)_i)->name);
  strcat(line, " ");
  strcat(line, value);
  type(line);
  ck_assert_msg(app.message_tone != TONE_ERROR, "%s: %s", line, app.message);
}
END_TEST

START_TEST(test_action_table) {
  const struct action *action = action_row(_i);
  ck_assert_uint_ne(action->keys[0], 0);
  ck_assert_int_gt((int)strlen(action->help), 0);
  ck_assert_int_lt(text_columns(_(action->help)), 48);
  /* Reachable with arrows, Enter, letters and digits alone: a key that is none of these is in the menu. */
  bool plain = false;
  for (int k = 0; k < 4 && action->keys[k]; k++)
    plain |= action->keys[k] < 128 ? isalnum((int)action->keys[k]) || strchr(" \t\r\033", (int)action->keys[k])
                                   : action->keys[k] >= KEY_CODE_UP && action->keys[k] <= KEY_CODE_RIGHT;
  if (action->act != action_for_key(&app, KEY_CODE_REDRAW)->act)
    ck_assert_msg(plain || action->menu, "%s", action->name);
  for (int other = 0; other < action_count(); other++) {
    if (other == _i) continue;
    ck_assert_str_ne(action_row(other)->name, action->name);
    if (action_set(other)->applies != action_set(_i)->applies) continue;
    for (int k = 0; k < 4 && action->keys[k]; k++)
      for (int l = 0; l < 4 && action_row(other)->keys[l]; l++)
        ck_assert_uint_ne(action->keys[k], action_row(other)->keys[l]);
  }
}
END_TEST

/* Any key at any moment, many times over: nothing breaks, the numbers that a pane relies on stay in range. */
START_TEST(test_any_keys) {
  uint64_t seed = 7 + (uint64_t)_i;
  for (uint64_t n = 0; n < 1500; n++) {
    uint64_t bits = dh_random_bits(seed, 1, n);
    uint32_t key = bits % 3 == 0 ? (uint32_t)(KEY_CODE_UP + (bits >> 8) % 14) : (uint32_t)(32 + (bits >> 8) % 95);
    if (bits % 17 == 0) key = KEY_CODE_ENTER;
    if (bits % 19 == 0) key = KEY_CODE_ESCAPE;
    app_key(&app, key);
    app_tick(&app, (int64_t)(bits % 200000));
    if (bits % 29 == 0) app_resize(&app, 1 + (int)(bits >> 40) % 200, 1 + (int)(bits >> 20) % 70);
    ck_assert_int_ge(app.lane_count, 1);
    ck_assert_int_lt(app.selected, app.lane_count);
    ck_assert_int_ge(app.step, 0);
    ck_assert(app.past_horizon || app.step <= app_horizon(&app));
    for (int i = 0; i < app.lane_count; i++) ck_assert_int_eq(app_row(&app, i)->step, app.step);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("app");
  TCase *t = tcase_create("app");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_set_timeout(t, 60);
  tcase_add_test(t, test_first_scene);
  tcase_add_test(t, test_tempo);
  tcase_add_test(t, test_idle);
  tcase_add_test(t, test_forward_and_back_are_exact);
  tcase_add_test(t, test_change_and_undo);
  tcase_add_test(t, test_scaling_comes_back);
  tcase_add_test(t, test_branch_and_remove);
  tcase_add_test(t, test_reopen);
  tcase_add_test(t, test_reopen_after_undo);
  tcase_add_test(t, test_titles);
  tcase_add_test(t, test_titles_follow_the_linear_rule);
  tcase_add_test(t, test_titles_leave_out_what_all_share);
  tcase_add_loop_test(t, test_titles_tell_lanes_apart, 0, 7);
  tcase_add_test(t, test_held_key_stops_at_the_horizon);
  tcase_add_test(t, test_held_key_goes_far);
  tcase_add_test(t, test_undo_to_the_beginning);
  tcase_add_test(t, test_notes_fit);
  tcase_add_test(t, test_rates_of_a_typed_surface);
  tcase_add_test(t, test_restart_keeps_parameters);
  tcase_add_test(t, test_advice_cures);
  tcase_add_test(t, test_advice_belongs_to_the_word);
  tcase_add_test(t, test_noise_changes_no_word);
  tcase_add_test(t, test_ranks_of_keys);
  tcase_add_test(t, test_advice_after_nan_starts_again);
  tcase_add_test(t, test_demonstration);
  tcase_add_test(t, test_demonstration_by_key);
  tcase_add_test(t, test_surface_says_what_it_changes);
  tcase_add_test(t, test_messages_go);
  tcase_add_test(t, test_detail_is_seen);
  tcase_add_test(t, test_surface_out_of_the_demonstration);
  tcase_add_test(t, test_undo_counts_presses);
  tcase_add_test(t, test_surfaces_keep_settings);
  tcase_add_test(t, test_prompt);
  tcase_add_test(t, test_prompt_errors_stay_and_point);
  tcase_add_test(t, test_prompt_completes);
  tcase_add_test(t, test_prompt_takes_an_update);
  tcase_add_loop_test(t, test_every_parameter_by_name, 0, DH_PARAMETER_COUNT);
  tcase_add_loop_test(t, test_action_table, 0, action_count());
  tcase_add_loop_test(t, test_any_keys, 0, 6);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"
