/* SPDX-License-Identifier: MIT
 *
 * The lanes as a whole: opening, changing, branching, going through time. */
#include "app/scene.h"

#include "app/lesson.h"
#include "app/marks.h"
#include "app/messages.h"
#include "app/task.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two seconds still (tempo_begin), four steps slow enough to read, then faster. */
static const struct tempo tempo_class[] = {{4, 1}, {24, 2}, {0, 4}};
static const struct tempo tempo_demo[] = {{16, 2}, {128, 16}, {0, 64}};

/* The camera of a lane stays at home for the first steps, so that a class sees the ball leave. */
enum { CAMERA_HOLD = 12, CAMERA_MOVES = 2200 };

/* A picture has thousands of points: each is made from at most so many rows of data, which is off by a percent or so.
 */
enum { PICTURE_ROWS = 16384 };

/* --- lanes --- */

static void lane_free(struct app *app, struct lane *lane) {
  focus_forget(app, lane->run);
  dh_run_destroy(lane->run);
  samples_free(&lane->samples);
  ghost_free(&lane->ghost);
  memset(lane, 0, sizeof *lane);
}

static void drop_lanes(struct app *app) {
  for (int i = 0; i < app->lane_count; i++) lane_free(app, &app->lane[i]);
  app->lane_count = 0;
}

static void lane_init(struct lane *lane, char letter, struct dh_run *run, const struct camera *home) {
  memset(lane, 0, sizeof *lane);
  lane->letter = letter;
  lane->run = run;
  lane->home = lane->camera = *home;
  lane->from = *dh_run_row(run);
}

static int catalog_index(const struct app *app, const struct dh_surface *surface) {
  for (int i = 0; i < catalog_surface_count(app->catalog); i++)
    if (catalog_surface(app->catalog, i) == surface) return i;
  return -1;
}

/* The surface's own window, wide enough for the start that was asked for. */
static void home_camera(struct camera *home, const struct dh_surface *surface, struct dh_sampler *sampler,
                        const struct dh_row *start) {
  camera_home(home, surface, sampler);
  const struct camera own = *home;
  int dim = dh_surface_info(surface)->dim, moves = CAMERA_MOVES;
  while (moves-- > 0 && camera_follow(home, &own, start->at, start->loss, dim)) continue;
}

/* Put runs on the screen in place of those that are there. Takes the runs in any case. */
bool scene_install(struct app *app, struct dh_run *const *runs, const char *letters, int count,
                   struct dh_error *error) {
  const struct dh_surface *surface = dh_run_initial(runs[0])->surface;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_VALUE, error);
  if (!sampler) {
    for (int i = 0; i < count; i++) dh_run_destroy(runs[i]);
    return false;
  }
  dh_sampler_thin(sampler, PICTURE_ROWS);
  drop_lanes(app);
  dh_sampler_destroy(app->sampler);
  app->sampler = sampler;
  struct camera home;
  home_camera(&home, surface, sampler, dh_run_row(runs[0]));
  for (int i = 0; i < count; i++) lane_init(&app->lane[i], letters[i], runs[i], &home);
  app->lane_count = count;
  app->surface = catalog_index(app, surface);
  if (app->selected >= count) app->selected = count - 1;
  app->step = 0;
  app->past_horizon = false;
  app->placing.on = false;
  app->overlay = OVERLAY_NONE;
  return true;
}

/* --- opening and closing --- */

static bool open_specs(struct app *app, const struct dh_spec *specs, const char *letters, int count,
                       struct dh_error *error) {
  struct dh_run *runs[APP_LANES];
  for (int i = 0; i < count; i++) {
    runs[i] = dh_run_create(&specs[i], error);
    if (runs[i]) continue;
    while (i-- > 0) dh_run_destroy(runs[i]);
    return false;
  }
  if (!scene_install(app, runs, letters, count, error)) return false;
  scene_goto(app, 0);
  return true;
}

bool scene_open(struct app *app, const struct dh_spec *specs, int count, struct dh_error *error) {
  if (!memory_create(app)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!open_specs(app, specs, "ABCDEF", count, error)) return false;
  scene_pace(app, false);
  return true;
}

void scene_pace(struct app *app, bool demonstration) {
  app->demo = demonstration;
  app->tempo = demonstration ? tempo_demo : tempo_class;
}

void scene_close(struct app *app) {
  drop_lanes(app);
  dh_sampler_destroy(app->sampler);
  app->sampler = NULL;
  memory_free(app);
}

/* The lanes' specs as they are in force now. */
static int present_specs(const struct app *app, struct dh_spec *specs, char *letters) {
  for (int i = 0; i < app->lane_count; i++) {
    specs[i] = *dh_run_spec(app->lane[i].run);
    letters[i] = app->lane[i].letter;
  }
  return app->lane_count;
}

/* A window that was chosen by hand stays chosen, as long as the start is in it. */
static void keep_camera(struct lane *lane, const struct camera *camera) {
  const struct dh_row *row = dh_run_row(lane->run);
  bool plane = dh_surface_info(dh_run_initial(lane->run)->surface)->dim == 2;
  double x = axis_place(&camera->x, row->at[0]), y = axis_place(&camera->y, plane ? row->at[1] : row->loss);
  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return;
  lane->camera = *camera;
  lane->camera_by_hand = true;
}

bool scene_is_going(const struct app *app) { return app->running || app->arrived; }

void scene_set_off(struct app *app, bool going) {
  const double look = 0.7; /* at the start, before it moves */
  app->running = going;
  tempo_reset(app, look);
}

/* The same lanes from step 0: one change for undo. What they did before stays as their ghosts. */
static bool start_again(struct app *app, const struct dh_spec *specs, const char *letters, int count,
                        struct dh_error *error) {
  struct ghost ghosts[APP_LANES];
  struct camera cameras[APP_LANES];
  bool by_hand[APP_LANES], going = scene_is_going(app);
  if (!scene_remember(app, -1, -1)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < count; i++) {
    ghost_take(&app->lane[i], &ghosts[i]);
    cameras[i] = app->lane[i].camera;
    by_hand[i] = app->lane[i].camera_by_hand;
  }
  bool good = open_specs(app, specs, letters, count, error);
  if (!good) scene_forget(app);
  for (int i = 0; i < count; i++) {
    app->lane[i].ghost = ghosts[i];
    if (good && by_hand[i]) keep_camera(&app->lane[i], &cameras[i]);
  }
  if (good) scene_set_off(app, going);
  app_layout(app);
  return good;
}

bool scene_restart(struct app *app, int lane, const struct dh_setting *setting, struct dh_error *error) {
  struct dh_spec specs[APP_LANES];
  char letters[APP_LANES];
  int count = present_specs(app, specs, letters);
  if (setting) dh_spec_apply(&specs[lane], setting);
  return start_again(app, specs, letters, count, error);
}

static void share_scene(struct dh_spec *to, const struct dh_spec *from) {
  memcpy(to->start, from->start, sizeof to->start);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    if (dh_parameter_row((enum dh_parameter)i)->scope != DH_SCOPE_SCENE) continue;
    to->given[i] = from->given[i];
    to->value[i] = from->value[i];
  }
}

bool scene_restart_as(struct app *app, int lane, const struct dh_spec *spec, struct dh_error *error) {
  struct dh_spec specs[APP_LANES];
  char letters[APP_LANES];
  int count = present_specs(app, specs, letters);
  specs[lane] = *spec;
  for (int i = 0; i < count; i++) share_scene(&specs[i], spec);
  return start_again(app, specs, letters, count, error);
}

bool scene_set_start(struct app *app, const double start[2], const struct dh_setting *setting, struct dh_error *error) {
  struct dh_spec specs[APP_LANES];
  char letters[APP_LANES];
  int count = present_specs(app, specs, letters);
  for (int i = 0; i < count; i++) {
    memcpy(specs[i].start, start, sizeof specs[i].start);
    if (setting) dh_spec_apply(&specs[i], setting);
  }
  return start_again(app, specs, letters, count, error);
}

int app_rates(const struct dh_surface *surface, double rates[DH_RATES_MAX]) {
  /* Shares of the limit 2/curvature: too small, good, on the edge, above it. */
  static const double share[] = {0.01, 0.1, 1, 1.1};
  const struct dh_surface_spec *info = dh_surface_info(surface);
  struct dh_error error;
  struct dh_sample sample;
  double eig[2];
  memcpy(rates, info->rates, sizeof info->rates);
  if (info->rate_count > 0) return info->rate_count;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_HESSIAN, &error);
  if (!sampler) return 0;
  dh_sampler_run(sampler, &info->start[0], &info->start[1], 1, &sample);
  dh_sampler_destroy(sampler);
  eig[1] = sample.hessian[0][0];
  if (info->dim == 2) dh_eigenvalues(sample.hessian[0][0], sample.hessian[1][0], sample.hessian[2][0], eig);
  if (!isfinite(eig[1]) || eig[1] <= 0) return 0;
  for (int i = 0; i < 4; i++) {
    char digits[32];
    snprintf(digits, sizeof digits, "%.2g", share[i] * 2 / eig[1]);
    rates[i] = strtod(digits, NULL);
  }
  return 4;
}

/* A surface brings its own rates, one lane each: those of the last one would mean nothing on it. What else was set in a
 * lane stays. */
bool scene_set_surface(struct app *app, const struct dh_surface *surface, struct dh_error *error) {
  /* The demonstration's formats and horizon belong to it: another surface is one for the lanes from before. */
  if (app->demo && !scene_leave_demonstration(app, error) && error->code != DH_OK) return false;
  const struct dh_surface_spec *info = dh_surface_info(surface);
  struct dh_spec specs[APP_LANES];
  char letters[APP_LANES];
  int had = present_specs(app, specs, letters);
  double rates[DH_RATES_MAX];
  int own = app_rates(surface, rates), count = own > 0 ? own : had;
  if (count > APP_LANES) count = APP_LANES;
  for (int i = 0; i < count; i++) {
    if (i >= had) specs[i] = specs[had - 1];
    specs[i].surface = surface;
    memcpy(specs[i].start, info->start, sizeof specs[i].start);
    if (i < own) dh_spec_set(&specs[i], DH_LEARNING_RATE, rates[i]);
  }
  if (!scene_remember(app, -1, -1)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!open_specs(app, specs, "ABCDEF", count, error)) {
    scene_forget(app);
    return false;
  }
  scene_pace(app, false);
  app->scene_title[0] = '\0';
  app->origin = (struct scene_origin){0};
  return true;
}

/* --- changing --- */

static char free_letter(const struct app *app) {
  for (char letter = 'A';; letter++) {
    bool used = false;
    for (int i = 0; i < app->lane_count; i++) used |= app->lane[i].letter == letter;
    if (!used) return letter;
  }
}

bool scene_branch(struct app *app, struct dh_error *error) {
  const struct lane *parent = &app->lane[app->selected];
  struct dh_run *run = dh_run_branch(parent->run, error);
  if (!run) return false;
  if (!scene_remember(app, -1, -1)) {
    dh_run_destroy(run);
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  struct lane *lane = &app->lane[app->lane_count];
  lane_init(lane, free_letter(app), run, &parent->home);
  lane->camera = parent->camera;
  lane->announced = parent->announced;
  lane->reading = parent->reading;
  lane->word = parent->word;
  lane->wait = parent->wait;
  marks_copy(lane, parent, app->step);
  app->selected = app->lane_count++;
  scene_refresh(app, true);
  return true;
}

void scene_remove(struct app *app, int lane) {
  if (app->lane_count < 2 || !scene_remember(app, -1, -1)) return;
  lane_free(app, &app->lane[lane]);
  app->lane_count--;
  memmove(&app->lane[lane], &app->lane[lane + 1], (size_t)(app->lane_count - lane) * sizeof app->lane[0]);
  memset(&app->lane[app->lane_count], 0, sizeof app->lane[0]);
  if (app->selected >= app->lane_count) app->selected = app->lane_count - 1;
}

bool scene_change(struct app *app, int lane, const struct dh_setting *setting, struct dh_error *error) {
  bool everywhere = dh_parameter_row(setting->parameter)->scope == DH_SCOPE_SCENE;
  if (!scene_remember(app, everywhere ? -1 : lane, (int)setting->parameter))
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < app->lane_count; i++) {
    if (!everywhere && i != lane) continue;
    marks_cut(&app->lane[i], app->step);
    if (dh_run_change(app->lane[i].run, setting, error)) continue;
    /* Lanes before this one have it already: back to what was remembered. */
    const struct dh_error reason = *error;
    int parameter;
    scene_undo(app, &parameter, error);
    *error = reason;
    return false;
  }
  /* A finished run may have more to do: the card is out of date. */
  if (app->overlay == OVERLAY_CARD) app->overlay = OVERLAY_NONE;
  scene_refresh(app, true);
  return true;
}

/* --- time --- */

void scene_goto(struct app *app, long step) {
  if (step < 0) step = 0;
  for (int i = 0; i < app->lane_count; i++) {
    struct lane *lane = &app->lane[i];
    marks_goto(lane, step);
    lane->from = *dh_run_row(lane->run);
    lane->calm = 0;
    if (!lane->camera_by_hand) lane->camera = lane->home;
  }
  app->step = step;
  app->arrived = false;
  app->flight = 1;
  if (step < app_horizon(app)) app->past_horizon = false;
  if (app->overlay == OVERLAY_CARD) app->overlay = OVERLAY_NONE;
  scene_refresh(app, true);
}

/* Events of this very step that have not been announced yet. Outside the demonstration only the first infinity and the
 * first NaN of a lane count. */
static bool new_events(const struct app *app, struct lane *lane) {
  bool found = false;
  for (int nan = 0; nan < 2; nan++) {
    for (int quantity = 0; quantity < DH_QUANTITY_COUNT; quantity++) {
      const struct dh_event *event = dh_run_event(lane->run, (enum dh_quantity)quantity, nan);
      unsigned bit = 1U << (2 * quantity + nan), kind = nan ? 0xAAU : 0x55U;
      if (!event || event->step != app->step || (lane->announced & (app->demo && !nan ? bit : kind))) continue;
      lane->announced |= bit;
      found = true;
    }
  }
  return found;
}

bool scene_step(struct app *app) {
  bool stop = false;
  app->step++;
  for (int i = 0; i < app->lane_count; i++) {
    struct lane *lane = &app->lane[i];
    lane->from = *dh_run_row(lane->run);
    dh_run_step(lane->run);
    stop |= new_events(app, lane);
  }
  lesson_watch(app);
  return stop;
}

/* --- what is shown of it --- */

static bool shown_at_once(enum dh_verdict verdict) {
  return verdict == DH_VERDICT_READY || verdict == DH_VERDICT_FROZEN || verdict == DH_VERDICT_OVERFLOW ||
         verdict == DH_VERDICT_NAN || verdict == DH_VERDICT_CONVERGED;
}

/* Steps since something was changed, or since the start. */
static long undisturbed(const struct dh_run *run) {
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  long since = 0, now = dh_run_row(run)->step;
  for (int i = 0; i < count && journal[i].step <= now; i++) since = journal[i].step;
  return now - since;
}

/* For how many steps readings have to agree. In noise the few that are read look like anything for a dozen steps; but
 * whoever has just changed something wants to see what that did. */
static long patience(const struct dh_run *run) {
  enum { LEAST = 1, MOST = 15 };
  if (!dh_spec_is_noisy(dh_run_spec(run))) return LEAST;
  long steps = undisturbed(run) / 2;
  return steps < LEAST ? LEAST : steps > MOST ? MOST : steps;
}

void scene_follow_word(const struct lane *lane, bool jump, enum dh_verdict *word, struct lane_wait *wait) {
  enum dh_verdict verdict = lane->reading.verdict;
  long step = dh_run_row(lane->run)->step;
  bool agrees = verdict == wait->verdict && step - wait->since >= patience(lane->run);
  if (jump || agrees || shown_at_once(verdict) || *word == DH_VERDICT_READY) *word = verdict;
  if (verdict != wait->verdict || step < wait->since) *wait = (struct lane_wait){verdict, step};
}

static void refresh_word(struct lane *lane, bool jump) {
  enum dh_verdict verdict = lane->reading.verdict;
  scene_follow_word(lane, jump, &lane->word, &lane->wait);
  long step = dh_run_row(lane->run)->step;
  if (lane->word == verdict) {
    lane->advice = lane->reading.advice;
    lane->advised = step;
    return;
  }
  /* What is advised belongs to the word: one step after a change may look like anything. */
  bool holds = step >= lane->advised && step - lane->advised < undisturbed(lane->run);
  if (holds)
    lane->reading.advice = lane->advice;
  else
    lane->reading.advice.kind = DH_ADVICE_NONE;
}

const struct camera *app_camera(const struct app *app, int lane) {
  return app->placing.on ? &app->placing.camera : &app->lane[lane].camera;
}

static void refresh_camera(struct app *app, struct lane *lane, bool jump) {
  if (lane->camera_by_hand) return;
  const struct dh_row *row = dh_run_row(lane->run);
  int dim = dh_surface_info(dh_run_initial(lane->run)->surface)->dim;
  lane->camera_held = !app->demo && app->step < CAMERA_HOLD;
  if (lane->camera_held) {
    lane->camera = lane->home;
    return;
  }
  bool moved = camera_follow(&lane->camera, &lane->home, row->at, row->loss, dim);
  for (int moves = jump ? CAMERA_MOVES : 0; moved && moves > 0; moves--)
    moved = camera_follow(&lane->camera, &lane->home, row->at, row->loss, dim);
  if (!jump && !moved) camera_return(&lane->camera, &lane->home, row->at, row->loss, dim, &lane->calm);
}

void scene_refresh(struct app *app, bool jump) {
  for (int i = 0; i < app->lane_count; i++) {
    struct lane *lane = &app->lane[i];
    dh_run_judge(lane->run, &lane->reading);
    task_advise(app, i, &lane->reading);
    lane->stability = lane->reading.curvature;
    if (dh_rule_info(dh_run_spec(lane->run)->rule)->preconditioner)
      dh_run_stability(lane->run, dh_run_row(lane->run), 1, &lane->stability);
    marks_look(lane);
    refresh_word(lane, jump);
    refresh_camera(app, lane, jump);
  }
  lesson_watch(app);
  app_layout(app);
}
