/* SPDX-License-Identifier: MIT
 *
 * Views and modes together: Esc leads back to the lanes from wherever keys have led, one of them at a time has the
 * arrows, and none of them spoils a lane's camera. */
#include "app/actions.h"
#include "app/scene.h"
#include "app/view.h"
#include "room.h"

static bool among_lanes(void) { return view_row((int)app.view)->surfaces; }

START_TEST(esc_leads_back_to_the_lanes) {
  press('v', 1);
  enum view_id lanes = app.view;
  press('f', 1);
  press('p', 1);
  press(KEY_CODE_ESCAPE, 1);
  ck_assert_int_eq(app.view, lanes);
  press('p', 1);
  press('g', 1);
  press('l', 1);
  press(KEY_CODE_ESCAPE, 1);
  ck_assert_int_eq(app.view, lanes);
}
END_TEST

START_TEST(placing_leaves_the_cameras_alone) {
  type("goto 20");
  const struct camera before = app.lane[3].camera, first = app.lane[0].camera;
  ck_assert_double_ne(before.x.high, first.x.high);
  press('P', 1);
  ck_assert_ptr_eq(app_camera(&app, 0), app_camera(&app, 3));
  press('1', 1);
  press('X', 1);
  press(KEY_CODE_ESCAPE, 1);
  ck_assert_int_eq(app.lane_count, 3);
  ck_assert_double_eq(app.lane[2].camera.x.high, before.x.high);
  ck_assert_ptr_eq(app_camera(&app, 2), &app.lane[2].camera);
  press('P', 1);
  press('n', 1);
  press(KEY_CODE_ESCAPE, 1);
  const struct camera *fresh = app_camera(&app, app.lane_count - 1);
  ck_assert_double_gt(fresh->x.high, fresh->x.low);
}
END_TEST

/* A start is placed where the lanes are seen. */
START_TEST(placing_ends_where_no_surface_is) {
  static const char views[] = "fgpl";
  for (const char *key = views; *key; key++) {
    press('P', 1);
    press((uint32_t)*key, 1);
    ck_assert(!among_lanes());
    ck_assert_msg(!app.placing.on, "%c", *key);
    press('P', 1);
    ck_assert(among_lanes() && app.placing.on);
    press(KEY_CODE_ESCAPE, 1);
  }
}
END_TEST

/* Whoever starts again after the card wants to see it run; who had paused, does not. */
START_TEST(starting_again_after_the_card) {
  static const struct {
    uint32_t keys[3];
  } ways_back[] = {{{'r'}}, {{'R'}}, {{'0'}}, {{'P', KEY_CODE_ENTER}}, {{'g', KEY_CODE_ENTER}}, {{KEY_CODE_UP, 'r'}}};
  for (size_t i = 0; i < sizeof ways_back / sizeof *ways_back; i++) {
    for (int card = 0; card < 2; card++) {
      room_anew();
      for (int frame = 0; frame < 3000 && card && app.overlay != OVERLAY_CARD; frame++) app_tick(&app, FRAME_TIME);
      ck_assert_int_eq(app.overlay, card ? OVERLAY_CARD : OVERLAY_NONE);
      if (!card) press(' ', 1);
      for (const uint32_t *key = ways_back[i].keys; *key; key++) {
        press(*key, 1);
        for (int slices = 0; slices < 10; slices++) app_work(&app, FRAME_WORK);
      }
      ck_assert_int_eq(app.step, 0);
      ck_assert_msg(app.running == (card == 1), "way %zu, card %d", i, card);
    }
  }
}
END_TEST

/* The new seed is the lanes' from the start on: no change of the run, and one step of `u`. */
START_TEST(a_random_start_is_one_change) {
  const double seed = dh_spec_number(app_spec(&app, 0), DH_SEED);
  press('R', 1);
  for (int i = 0; i < app.lane_count; i++) {
    int entries;
    dh_run_journal(app.lane[i].run, &entries);
    ck_assert_int_eq(entries, 0);
    ck_assert_double_eq(dh_spec_number(dh_run_initial(app.lane[i].run), DH_SEED), seed + 1);
  }
  press('u', 1);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 0), DH_SEED), seed);
  ck_assert_double_eq(app_row(&app, 0)->at[0], 2);
}
END_TEST

static int sets_with_arrows(void) {
  const struct action_set *before = NULL;
  int count = 0;
  for (int i = 0; i < action_count(); i++) {
    const struct action_set *set = action_set(i);
    bool arrow = action_row(i)->keys[0] == KEY_CODE_LEFT;
    if (!arrow || !set->applies || !set->applies(&app) || set == before) continue;
    before = set;
    count++;
  }
  return count;
}

/* A view or a mode, by the keys that lead there. */
static const char *const ways[] = {"", "v", "vv", "f", "g", "p", "l", "P", "T", "fp", "pP", "h", "e"};
enum { WAYS = sizeof ways / sizeof *ways };

static void check_state(const char *way, const struct action *action) {
  ck_assert_msg(sets_with_arrows() <= 1, "%s then %s: two modes have the arrows", way, action->name);
  for (int i = 0; i < app.lane_count; i++) {
    const struct camera *own = &app.lane[i].camera, *seen = app_camera(&app, i);
    ck_assert_msg(own->x.high > own->x.low && own->y.high > own->y.low, "%s then %s: lane %d", way, action->name, i);
    ck_assert_msg(seen->x.high > seen->x.low && seen->y.high > seen->y.low, "%s then %s: lane %d", way, action->name,
                  i);
  }
}

START_TEST(every_action_and_esc_leads_back) {
  for (int i = 0; i < action_count(); i++) {
    const struct action *action = action_row(i);
    room_anew();
    type("surface himmelblau");
    for (const char *key = ways[_i]; *key; key++) press((unsigned char)*key, 1);
    press(action->keys[0], 1);
    check_state(ways[_i], action);
    for (int escapes = 0; escapes < VIEW_COUNT; escapes++) press(KEY_CODE_ESCAPE, 1);
    ck_assert_msg(among_lanes(), "%s then %s: still in %s", ways[_i], action->name, view_row((int)app.view)->name);
    ck_assert(!app.placing.on && !app.prompt.open);
    check_state(ways[_i], action);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("app/modes");
  TCase *tests = tcase_create("modes");
  tcase_add_checked_fixture(tests, room_open, room_close);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, esc_leads_back_to_the_lanes);
  tcase_add_test(tests, placing_leaves_the_cameras_alone);
  tcase_add_test(tests, placing_ends_where_no_surface_is);
  tcase_add_test(tests, starting_again_after_the_card);
  tcase_add_test(tests, a_random_start_is_one_change);
  tcase_add_loop_test(tests, every_action_and_esc_leads_back, 0, WAYS);
  suite_add_tcase(s, tests);
  return s;
}

#include "check_main.h"
