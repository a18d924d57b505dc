/* SPDX-License-Identifier: MIT
 *
 * What must hold at every size, with every glyph set and in every mood of the program: panes stay in their rectangles,
 * words are whole, every state is said in words. */
#include "stage.h"

#include "app/actions.h"
#include "app/messages.h"
#include "frame/axes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60},  {60, 16}, {40, 12}, {39, 11},
                               {47, 13}, {73, 19},  {400, 100}, {20, 6},  {7, 2},   {1, 1}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Ways to get somewhere worth drawing. */
static const char *const scripts[] = {
    "",
    "@4",
    "+14",
    "+60",
    "! @130",
    "i i @5 W W d @3 Down @3",
    "n n @6 Tab L @3",
    ":surface rosenbrock | @12",
    ":surface 1/x | @3",
    ":surface 0*x+1 | @3",
    ":surface sqrt(-1-x^2) | @3",
    "o o o @3 ! @16 i",
    "i i i @2 ( ( ( @2",
    ":surface bowl | ) ) ) @5",
    "! +60",
    ":surface himmelblau | p Down Right",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

static const struct cell *cell_at(const struct frame *frame, int x, int y) {
  return &frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x];
}

/* A row of a rectangle as text; a double-width character's second half is skipped. */
static void row_text(const struct frame *frame, struct rect rect, int row, char *out, size_t size) {
  size_t length = 0;
  for (int x = rect.x; x < rect.x + rect.w && length + 5 < size; x++) {
    uint32_t glyph = cell_at(frame, x, rect.y + row)->glyph;
    if (glyph) length += (size_t)utf8_encode(glyph, out + length);
  }
  out[length] = '\0';
}

static bool row_has(const struct frame *frame, struct rect rect, int row, const char *words) {
  char line[2048];
  row_text(frame, rect, row, line, sizeof line);
  return strstr(line, words) != NULL;
}

static bool rect_has(const struct frame *frame, struct rect rect, const char *words) {
  for (int row = 0; row < rect.h; row++)
    if (row_has(frame, rect, row, words)) return true;
  return false;
}

static struct rect whole(const struct frame *frame) { return (struct rect){0, 0, frame->cols, frame->rows}; }

/* --- rectangles --- */

typedef void lane_pane(struct frame *frame, struct rect rect, const struct app *app, int lane);
typedef void screen_pane(struct frame *frame, struct rect rect, const struct app *app);

static bool touched_outside(const struct frame *frame, struct rect rect) {
  for (int y = 0; y < frame->rows; y++)
    for (int x = 0; x < frame->cols; x++) {
      bool inside = x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
      if (!inside && cell_at(frame, x, y)->glyph != ' ') return true;
    }
  return false;
}

static void check_lane_panes(struct stage *stage, int place, const char *what) {
  const struct lane_layout *lane = &stage->app.layout.lane[place];
  int index = stage->app.layout.first + place;
  bool flat = dh_surface_info(app_spec(&stage->app, index)->surface)->dim == 1;
  const struct {
    lane_pane *draw;
    struct rect rect;
  } panes[] = {{flat ? pane_hill : pane_terrain, lane->hill},
               {pane_word, lane->word},
               {pane_gauge, lane->gauge},
               {pane_advice, lane->advice},
               {pane_loss, lane->loss},
               {pane_schedule, lane->schedule}};
  for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
    frame_clear(&stage->frame);
    panes[i].draw(&stage->frame, panes[i].rect, &stage->app, index);
    if (touched_outside(&stage->frame, panes[i].rect))
      ck_abort_msg("%s: pane %zu of lane %d left its rectangle", what, i, index);
  }
}

static void check_screen_panes(struct stage *stage, const char *what) {
  const struct layout *layout = &stage->app.layout;
  const struct {
    screen_pane *draw;
    struct rect rect;
  } panes[] = {{pane_header, layout->header},
               {pane_equation, layout->equation},
               {pane_message, layout->message},
               {pane_keys, layout->keys}};
  for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
    frame_clear(&stage->frame);
    panes[i].draw(&stage->frame, panes[i].rect, &stage->app);
    if (touched_outside(&stage->frame, panes[i].rect)) ck_abort_msg("%s: pane %zu left its rectangle", what, i);
  }
}

START_TEST(panes_stay_in_their_rectangles) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, scripts[_i]);
  for (int size = 0; size < SIZES; size++)
    for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++)
      for (int theme = 0; theme < THEME_COUNT; theme++) {
        char what[160];
        snprintf(what, sizeof what, "'%s' at %dx%d, %s", scripts[_i], sizes[size][0], sizes[size][1],
                 look_glyphs_name(glyphs));
        stage_resize(&stage, sizes[size][0], sizes[size][1]);
        stage.frame.glyphs = stage.app.glyphs = (enum look_glyphs)glyphs;
        stage.frame.theme = stage.app.theme = (enum look_theme)theme;
        stage.frame.colors = (enum look_colors)(theme % 3);
        for (int place = 0; !stage.app.layout.tiny && place < stage.app.layout.shown; place++)
          check_lane_panes(&stage, place, what);
        check_screen_panes(&stage, what);
      }
  stage_close(&stage);
}
END_TEST

/* --- words --- */

static void check_words(const struct stage *stage, const char *script) {
  const struct app *app = &stage->app;
  char status[64];
  snprintf(status, sizeof status, "%ld of", app->step);
  if (app->layout.tiny) {
    const char *word = message_verdict(app->lane[app->selected].word);
    if (app->cols >= 20 && !app->message[0])
      ck_assert_msg(rect_has(&stage->frame, whole(&stage->frame), word), "%s: %s", script, word);
    return;
  }
  ck_assert_msg(row_has(&stage->frame, app->layout.header, 0, status), "%s: step %s", script, status);
  for (int place = 0; place < app->layout.shown; place++) {
    const struct lane *lane = &app->lane[app->layout.first + place];
    const struct lane_layout *rects = &app->layout.lane[place];
    const char letter[2] = {lane->letter, '\0'};
    ck_assert_msg(row_has(&stage->frame, rects->word, 0, message_verdict(lane->word)), "%s: %c", script, lane->letter);
    ck_assert_msg(row_has(&stage->frame, rects->box, 0, letter), "%s: no letter %c", script, lane->letter);
  }
}

START_TEST(every_state_is_said_in_words) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, scripts[_i]);
  stage.app.overlay = OVERLAY_NONE;
  for (int size = 0; size < SIZES; size++) {
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    stage_draw(&stage);
    check_words(&stage, scripts[_i]);
  }
  stage_close(&stage);
}
END_TEST

/* Blank out what is found; true if it was there. */
static bool take(char *line, const char *words) {
  char *found = strstr(line, words);
  if (found) memset(found, ' ', strlen(words));
  return found != NULL;
}

/* The key line is made of whole "key brief" pairs and nothing else, the table's last among them; where help is, is said
 * here or in the header. */
START_TEST(the_key_line_has_no_cut_words) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  for (int cols = 40; cols <= 300; cols++) {
    stage_resize(&stage, cols, 24);
    stage_draw(&stage);
    char line[2048], rest[2048], head[2048], last[64] = "";
    row_text(&stage.frame, stage.app.layout.header, 0, head, sizeof head);
    row_text(&stage.frame, stage.app.layout.keys, 0, line, sizeof line);
    text_copy(rest, sizeof rest, line);
    for (int i = 0; i < action_count(); i++) {
      if (!action_row(i)->brief || !action_row(i)->brief[0]) continue;
      char key[16];
      key_label(action_row(i)->keys[0], key);
      snprintf(last, sizeof last, "%s %s", key, action_row(i)->brief);
      take(rest, last);
    }
    take(rest, "Left ");
    take(rest, "Up Down rate");
    if (cols >= 60) ck_assert_ptr_nonnull(strstr(line, "Tab lane"));
    if (cols >= 80) ck_assert_ptr_nonnull(strstr(line, "v view"));
    if (cols >= 80) ck_assert_ptr_nonnull(strstr(line, "e scenes  Enter menu"));
    if (cols >= 120) ck_assert_ptr_nonnull(strstr(line, "W warmup  d decay  v view  i more  l lessons"));
    if (cols >= 132) ck_assert_ptr_nonnull(strstr(line, "Left Right step  Up Down rate"));
    ck_assert_msg((strstr(line, "? help") != NULL) != (strstr(head, "? help") != NULL), "'%s' '%s'", head, line);
    ck_assert_msg(strspn(rest, " ") == strlen(rest), "%d columns: '%s' leaves '%s'", cols, line, rest);
    ck_assert_msg(strstr(line, last) != NULL, "%d columns: no '%s' in '%s'", cols, last, line);
  }
  stage_close(&stage);
}
END_TEST

START_TEST(ascii_means_ascii) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, scripts[_i]);
  for (int size = 0; size < SIZES; size++)
    for (int overlay = OVERLAY_NONE; overlay <= OVERLAY_CARD; overlay++) {
      stage_resize(&stage, sizes[size][0], sizes[size][1]);
      stage.app.overlay = (enum app_overlay)overlay;
      stage_draw(&stage);
      for (int i = 0; i < stage.frame.cols * stage.frame.rows; i++)
        if (stage.frame.cells[i].glyph < ' ' || stage.frame.cells[i].glyph > '~')
          ck_abort_msg("'%s' at %dx%d: U+%04X", scripts[_i], sizes[size][0], sizes[size][1],
                       stage.frame.cells[i].glyph);
    }
  stage_close(&stage);
}
END_TEST

/* --- particular things --- */

static struct rect hill_of(const struct stage *stage, int place) { return stage->app.layout.lane[place].hill; }

START_TEST(the_worked_update) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_draw(&stage);
  ck_assert(row_has(&stage.frame, stage.app.layout.equation, 0, "B   w <- 2 - 0.1 x (-6) = 2.6"));
  app_key(&stage.app, KEY_CODE_TAB);
  stage_draw(&stage);
  ck_assert(row_has(&stage.frame, stage.app.layout.equation, 0, "C   w <- 2 - 1 x (-6) = 8"));
  stage_close(&stage);
}
END_TEST

/* Every optimizer's last line with numbers: no name of its own is left standing, and the result is the next row. */
START_TEST(the_worked_update_of_every_rule) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  for (int i = 0; i < catalog_rule_count(stage.catalog); i++) {
    const struct dh_rule_spec *rule = dh_rule_info(catalog_rule(stage.catalog, i));
    stage_play(&stage, "o");
    stage_step(&stage, 2);
    stage_draw(&stage);
    char line[512];
    row_text(&stage.frame, stage.app.layout.equation, 0, line, sizeof line);
    struct dh_run *ahead = dh_run_branch(stage.app.lane[stage.app.selected].run, &(struct dh_error){0});
    ck_assert_ptr_nonnull(ahead);
    dh_run_step(ahead);
    double next = dh_run_row(ahead)->at[0];
    dh_run_destroy(ahead);
    char *end = strstr(line, " = ");
    ck_assert_msg(end != NULL, "%s: '%s'", rule->name, line);
    double shown = strtod(end + 3, NULL);
    ck_assert_msg(fabs(shown - next) <= 5e-4 * fabs(next), "%s: '%s' does not end in %g", rule->name, line, next);
    *end = '\0'; /* the rule itself, in letters, stands further right */
    ck_assert_msg(!strstr(line, "lr") && !strstr(line, " p"), "%s: '%s'", rule->name, line);
  }
  stage_close(&stage);
}
END_TEST

/* The arrow stands at the edge, the words beside the curve: the hill is as high as without them. */
static void check_outside(const struct stage *stage, const char *words, int column, uint32_t arrow) {
  struct rect hill = hill_of(stage, 3);
  bool seen = false;
  int curve = 0;
  for (int y = hill.y; y < hill.y + hill.h - 1; y++) {
    seen |= cell_at(&stage->frame, hill.x + column, y)->glyph == arrow;
    int dots = 0;
    for (int x = hill.x; x < hill.x + hill.w; x++) dots += cell_at(&stage->frame, x, y)->glyph >= 0x2800;
    curve += dots >= 2;
  }
  ck_assert(seen && rect_has(&stage->frame, hill, words));
  ck_assert_int_ge(curve, hill.h - 2);
}

START_TEST(a_ball_outside_is_an_arrow_with_a_number) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "@4");
  stage_draw(&stage);
  check_outside(&stage, "w -1.221", 0, '<');
  stage_step(&stage, 1);
  stage_draw(&stage);
  check_outside(&stage, "w 12.46", hill_of(&stage, 3).w - 1, '>');
  stage_close(&stage);
}
END_TEST

/* A class must not think that the function has changed. */
START_TEST(a_logarithmic_axis_says_so) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "+60");
  stage.app.overlay = OVERLAY_NONE;
  for (int size = 0; size < SIZES; size++) {
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    stage_draw(&stage);
    for (int place = 0; !stage.app.layout.tiny && place < stage.app.layout.shown; place++) {
      struct rect hill = hill_of(&stage, place), last = {hill.x, hill.y + hill.h - 1, hill.w, 1};
      bool log = stage.app.lane[stage.app.layout.first + place].camera.x.log;
      ck_assert_int_eq(row_has(&stage.frame, last, 0, "log"), log);
    }
  }
  ck_assert(stage.app.lane[3].camera.x.log);
  stage_close(&stage);
}
END_TEST

/* Also where every loss in view would overflow. */
START_TEST(a_hill_is_always_drawn) {
  static const char *const ways[] = {"! :goto 520", "! :goto 600", "! :goto 1022", "! :goto 1024"};
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, ways[_i]);
  stage_draw(&stage);
  for (int place = 0; place < 4; place++) {
    struct rect hill = hill_of(&stage, place);
    int dots = 0;
    for (int y = hill.y; y < hill.y + hill.h - 1; y++)
      for (int x = hill.x; x < hill.x + hill.w; x++) dots += cell_at(&stage.frame, x, y)->glyph >= 0x2800;
    ck_assert_msg(dots > 10, "'%s': lane %d has %d cells of a hill", ways[_i], place, dots);
  }
  stage_close(&stage);
}
END_TEST

/* Both lines of a step in two dimensions, and a number that changes looks changed. */
static void check_step(const char *line, const char *name, const struct app *app, int axis) {
  char before[64], from[32], to[32];
  const char *update = strstr(line, "<- "), *equals = strstr(line, " = ");
  ck_assert_msg(update && equals, "%s: '%s'", name, line);
  if (sscanf(update, "<- %31s", from) != 1 || sscanf(equals, " = %31s", to) != 1) ck_abort_msg("%s: '%s'", name, line);
  snprintf(before, sizeof before, "%s <- ", dh_surface_info(app_spec(app, 0)->surface)->parameter[axis]);
  ck_assert_msg(strstr(line, before) != NULL, "%s: '%s'", name, line);
  double gradient = app_row(app, app->selected)->gradient[axis];
  if (gradient != 0) ck_assert_msg(strcmp(from, to) != 0, "%s: '%s'", name, line);
}

/* What step and speed leave of the header's 80 columns; a longer formula gives way to the surface's name. */
enum { FORMULA_ROOM = 47 };

START_TEST(every_surface_shows_its_formula_and_its_step) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  const struct dh_surface *surface = catalog_surface(stage.catalog, _i);
  const struct dh_surface_spec *info = dh_surface_info(surface);
  char script[96], line[512];
  snprintf(script, sizeof script, ":surface %s | @2", info->name);
  stage_play(&stage, script);
  stage.app.message[0] = '\0';
  stage_draw(&stage);
  bool seen = row_has(&stage.frame, stage.app.layout.header, 0, info->formula) ||
              row_has(&stage.frame, stage.app.layout.message, 0, info->formula);
  bool named = row_has(&stage.frame, stage.app.layout.header, 0, info->name);
  ck_assert_msg(seen || (named && text_columns(info->formula) > FORMULA_ROOM), "%s: %s cannot be seen", info->name,
                info->formula);
  row_text(&stage.frame, stage.app.layout.equation, 0, line, sizeof line);
  check_step(line, info->name, &stage.app, 0);
  if (info->dim == 2) {
    row_text(&stage.frame, stage.app.layout.message, 0, line, sizeof line);
    check_step(line, info->name, &stage.app, 1);
  }
  stage_close(&stage);
}
END_TEST

/* Significant digits of a number as it is written. */
static int digits_of(const char *number) {
  int count = 0;
  for (; *number && *number != 'e' && *number != ' '; number++)
    if (*number >= '0' && *number <= '9' && (count > 0 || *number != '0')) count++;
  return count;
}

/* On the way down the numbers of the worked update grow longer two times at most, and each step shows. */
START_TEST(numbers_keep_their_length_from_step_to_step) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  int longest = 0, longer = 0;
  for (int step = 0; step < 60; step++) {
    char line[512], from[32], gradient[32], to[32];
    stage_draw(&stage);
    row_text(&stage.frame, stage.app.layout.equation, 0, line, sizeof line);
    ck_assert_int_eq(sscanf(line, " B w <- %31s - 0.1 %*c (%31[^)]) = %31s", from, gradient, to), 3);
    ck_assert_msg(strcmp(from, to) != 0, "'%s'", line);
    int digits = digits_of(gradient); /* trailing zeros are not written: a number may be shorter */
    if (step > 0 && digits > longest) longer++;
    if (digits > longest) longest = digits;
    ck_assert_msg(digits <= 4 || step >= 20, "step %d: '%s'", step, line);
    stage_step(&stage, 1);
  }
  ck_assert_int_ge(longest, 6);
  ck_assert_int_le(longer, 5);
  stage_close(&stage);
}
END_TEST

START_TEST(a_parameter_called_x_is_no_times_sign) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface (x-5)^2 | @2");
  stage_draw(&stage);
  ck_assert(row_has(&stage.frame, stage.app.layout.equation, 0, " * ("));
  ck_assert(!row_has(&stage.frame, stage.app.layout.equation, 0, " x ("));
  stage_close(&stage);
}
END_TEST

/* Lanes may differ by a column; their bars do not, with momentum neither. */
START_TEST(gauges_are_equally_long) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "i M M @3");
  for (int size = 0; size < 3; size++) {
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    stage_draw(&stage);
    int last[4];
    for (int place = 0; place < 4; place++) {
      struct rect gauge = stage.app.layout.lane[place].gauge;
      last[place] = 0;
      for (int x = 0; x < gauge.w; x++)
        if (cell_at(&stage.frame, gauge.x + x, gauge.y)->glyph == '|') last[place] = x;
      ck_assert_int_gt(last[place], 4);
      if (gauge.h > 1) ck_assert(row_has(&stage.frame, gauge, 1, "100% of the limit"));
    }
    ck_assert_int_eq(last[0], last[1]);
  }
  stage_close(&stage);
}
END_TEST

START_TEST(nan_and_inf_are_words) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, "! @7");
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, stage.app.layout.lane[0].box, "loss inf"));
  stage_step(&stage, 8);
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, hill_of(&stage, 0), "w = nan"));
  ck_assert(row_has(&stage.frame, stage.app.layout.lane[0].word, 0, "nan"));
  stage_close(&stage);
}
END_TEST

/* What stands in fixed fields stays where it is while numbers change. */
START_TEST(nothing_jitters) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  char first[2048] = "", line[2048];
  for (int step = 0; step < 60; step++) {
    stage_draw(&stage);
    row_text(&stage.frame, stage.app.layout.header, 0, line, sizeof line);
    const char *of = strstr(line, " of 60");
    ck_assert_ptr_nonnull(of);
    if (step == 0) text_copy(first, sizeof first, line);
    ck_assert_int_eq(of - line, strstr(first, " of 60") - first);
    for (int place = 0; place < 4; place++) {
      struct rect word = stage.app.layout.lane[place].word;
      ck_assert_int_ne(cell_at(&stage.frame, word.x + word.w - 1, word.y)->glyph, ' ');
      ck_assert_int_eq(cell_at(&stage.frame, word.x, word.y)->glyph, ' ');
    }
    stage_step(&stage, 1);
    stage.app.message[0] = '\0';
  }
  stage_close(&stage);
}
END_TEST

/* The selected lane is told apart without colours: by brackets. */
START_TEST(the_selected_lane_is_marked) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  for (int lane = 0; lane < stage.app.lane_count; lane++) {
    app_key(&stage.app, (uint32_t)('1' + lane));
    stage_draw(&stage);
    for (int place = 0; place < stage.app.layout.shown; place++)
      ck_assert_int_eq(row_has(&stage.frame, stage.app.layout.lane[place].box, 0, "["), place == lane);
  }
  stage_close(&stage);
}
END_TEST

/* --- boxes --- */

START_TEST(boxes_fit_every_screen) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, "+60");
  ck_assert_int_eq(stage.app.overlay, OVERLAY_CARD);
  for (int cols = 1; cols <= 130; cols += 3)
    for (int rows = 1; rows <= 45; rows += 2)
      for (int overlay = OVERLAY_HELP; overlay <= OVERLAY_COMMAND; overlay++) {
        stage_resize(&stage, cols, rows);
        stage.app.overlay = (enum app_overlay)overlay;
        stage.app.overlay_line = (cols * rows) % 60;
        stage_draw(&stage);
        int corners = 0;
        for (int i = 0; i < cols * rows; i++) corners += stage.frame.cells[i].glyph == '+';
        if (cols > 2 && rows > 2 && corners < 4) ck_abort_msg("%dx%d: overlay %d has no frame", cols, rows, overlay);
      }
  stage_close(&stage);
}
END_TEST

/* Scrolled from top to bottom, the help shows every action's words at every size that can hold them. */
static void check_help(struct stage *stage) {
  bool seen[256] = {false};
  for (int line = 0; line < 2 * action_count(); line++) {
    stage->app.overlay_line = line;
    stage_draw(stage);
    for (int i = 0; i < action_count(); i++)
      if (!seen[i]) seen[i] = rect_has(&stage->frame, whole(&stage->frame), action_row(i)->help);
  }
  for (int i = 0; i < action_count(); i++)
    ck_assert_msg(seen[i], "%dx%d: '%s' is not in the help", stage->frame.cols, stage->frame.rows, action_row(i)->help);
}

/* Keys that a user presses reach the last verdict. */
START_TEST(help_explains_every_word) {
  struct stage stage;
  bool seen[DH_VERDICT_COUNT] = {false};
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  app_key(&stage.app, '?');
  for (int line = 0; line < 60; line++) {
    stage_draw(&stage);
    for (int i = 0; i < DH_VERDICT_COUNT; i++)
      seen[i] |= rect_has(&stage.frame, whole(&stage.frame), dh_verdict_words((enum dh_verdict)i));
    app_key(&stage.app, line < 50 ? KEY_CODE_DOWN : KEY_CODE_PAGE_DOWN);
  }
  for (int i = 0; i < DH_VERDICT_COUNT; i++) ck_assert_msg(seen[i], "no word on %s", dh_verdict_name(i));
  stage_close(&stage);
}
END_TEST

START_TEST(a_small_card_keeps_numbers_and_keys) {
  struct stage stage;
  stage_open(&stage, 40, 12, GLYPHS_BRAILLE);
  stage_play(&stage, "+60");
  stage_draw(&stage);
  static const char *const words[] = {"w 4.107", "w 2", "loss 9", "loss 0.797", "Esc closes"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    ck_assert_msg(rect_has(&stage.frame, whole(&stage.frame), words[i]), "no '%s'", words[i]);
  stage_close(&stage);
}
END_TEST

/* Under 40x12 a message stands below the lanes, not between them. */
START_TEST(a_message_comes_last_on_a_tiny_screen) {
  struct stage stage;
  stage_open(&stage, 39, 8, GLYPHS_BRAILLE);
  app_say(&stage.app, TONE_HINT, "hello");
  stage_draw(&stage);
  ck_assert(row_has(&stage.frame, whole(&stage.frame), 7, "hello"));
  ck_assert(row_has(&stage.frame, whole(&stage.frame), 0, "step 0: window too small"));
  ck_assert(row_has(&stage.frame, whole(&stage.frame), 1, " A  0.01"));
  ck_assert(row_has(&stage.frame, whole(&stage.frame), 2, ">B  0.1"));
  ck_assert(row_has(&stage.frame, whole(&stage.frame), 4, " D  1.1"));
  stage_close(&stage);
}
END_TEST

START_TEST(help_tells_everything) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  static const int helps[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 12}};
  stage.app.overlay = OVERLAY_HELP;
  for (size_t i = 0; i < sizeof helps / sizeof *helps; i++) {
    stage_resize(&stage, helps[i][0], helps[i][1]);
    stage.app.overlay = OVERLAY_HELP;
    check_help(&stage);
  }
  stage_close(&stage);
}
END_TEST

/* While a line is typed no other key holds; what does not fit is left out whole. */
START_TEST(the_prompt_shows_its_keys) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  app_key(&stage.app, ':');
  stage_draw(&stage);
  struct rect keys = stage.app.layout.keys;
  ck_assert(row_has(&stage.frame, keys, 0, "Tab complete  Enter do it  Esc back"));
  ck_assert(!row_has(&stage.frame, keys, 0, "run"));
  app_key(&stage.app, KEY_CODE_ESCAPE);
  stage_draw(&stage);
  ck_assert(row_has(&stage.frame, keys, 0, "Space run"));
  stage_close(&stage);
}
END_TEST

/* A caption that goes on says so, after a whole word. */
START_TEST(a_cut_sentence_is_seen_to_be_cut) {
  struct stage stage;
  stage_open(&stage, 60, 16, GLYPHS_BRAILLE);
  stage_play(&stage, ":scene ravine_momentum|");
  stage_draw(&stage);
  ck_assert(row_has(&stage.frame, stage.app.layout.message, 0, "flat one takes ..."));
  stage_resize(&stage, 120, 40);
  stage_draw(&stage);
  ck_assert(!row_has(&stage.frame, stage.app.layout.message, 0, "..."));
  stage_close(&stage);
}
END_TEST

START_TEST(the_prompt_keeps_its_cursor_in_view) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  for (int size = 0; size < SIZES; size++) {
    if (sizes[size][0] < 20) continue;
    stage_resize(&stage, sizes[size][0], sizes[size][1]);
    app_key(&stage.app, ':');
    for (int i = 0; i < 120; i++) {
      app_key(&stage.app, (uint32_t)('a' + i % 26));
      stage_draw(&stage);
      struct rect line = stage.app.layout.message;
      int reversed = 0;
      for (int x = line.x; x < line.x + line.w; x++)
        reversed += (cell_at(&stage.frame, x, line.y)->attr & ATTR_REVERSE) != 0;
      ck_assert_int_eq(reversed, 1);
    }
    app_key(&stage.app, KEY_CODE_ESCAPE);
  }
  stage_close(&stage);
}
END_TEST

static int surface_count(void) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  int count = catalog ? catalog_surface_count(catalog) : 1;
  catalog_destroy(catalog);
  return count;
}

/* --- the time line --- */

/* The lower border of the lane at a place, without the corners. */
static void border_of(const struct stage *stage, int place, char *out, size_t size) {
  struct rect box = stage->app.layout.lane[place].box;
  row_text(&stage->frame, (struct rect){box.x + 1, box.y + box.h - 1, box.w - 1, 1}, 0, out, size);
}

static int column_of(const char *line, char sign) {
  const char *at = strchr(line, sign);
  return at ? (int)(at - line) : -1;
}

/* The present step, a change, an infinity: each stands below its place in the chart above. */
START_TEST(the_time_line_says_what_happened) {
  static const int widths[][2] = {{80, 24}, {120, 40}, {200, 60}, {47, 13}};
  struct stage stage;
  char line[512];
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_draw(&stage);
  border_of(&stage, 1, line, sizeof line);
  ck_assert_uint_eq(strspn(line, "-"), strlen(line)); /* nothing yet */
  stage_play(&stage, ":goto 15 | Up :goto 45");
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
    stage_resize(&stage, widths[i][0], widths[i][1]);
    stage_draw(&stage);
    border_of(&stage, stage.app.selected - stage.app.layout.first, line, sizeof line);
    int change = column_of(line, '^'), now = column_of(line, '|'), cells = (int)strlen(line);
    ck_assert_msg(change > 0 && now > change && now < cells, "%d columns: '%s'", widths[i][0], line);
    ck_assert_int_le(abs(now - 3 * change), 3);
    border_of(&stage, 0, line, sizeof line);
    ck_assert_int_eq(column_of(line, '^'), -1); /* the other lane was not changed */
  }
  stage_play(&stage, ": goto 90");
  stage_resize(&stage, 80, 24);
  stage_draw(&stage);
  border_of(&stage, 1, line, sizeof line);
  ck_assert_int_gt(column_of(line, ']'), 0); /* the horizon is behind it */
  ck_assert_int_lt(column_of(line, ']'), column_of(line, '|'));
  stage_play(&stage, "! :goto 200");
  stage_draw(&stage);
  border_of(&stage, 0, line, sizeof line);
  ck_assert_int_ge(column_of(line, 'x'), 0);
  border_of(&stage, 3, line, sizeof line);
  ck_assert_int_eq(column_of(line, 'x'), -1); /* fp64 has not come to its end */
  stage_close(&stage);
}
END_TEST

/* --- parameters --- */

/* The row under the cursor is marked and on the screen, its help below it, at every size. */
START_TEST(the_chosen_parameter_is_seen) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, "p");
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)i);
    if (row->applies == DH_APPLIES_OPTIM || row->applies == DH_APPLIES_SCHEDULE) continue;
    stage.app.parameters.selected = i;
    for (int size = 0; size < 5; size++) {
      char marked[64], beginning[24];
      stage_resize(&stage, sizes[size][0], sizes[size][1]);
      stage_draw(&stage);
      snprintf(marked, sizeof marked, "> %s ", row->name);
      text_copy(beginning, sizeof beginning, row->help);
      const struct parameters_layout *place = &stage.app.layout.parameters;
      ck_assert_msg(rect_has(&stage.frame, place->list, marked), "%s at %dx%d", row->name, sizes[size][0],
                    sizes[size][1]);
      ck_assert_msg(rect_has(&stage.frame, place->help, beginning), "%s at %dx%d", row->help, sizes[size][0],
                    sizes[size][1]);
    }
  }
  stage_close(&stage);
}
END_TEST

START_TEST(given_values_are_marked) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, "p");
  stage_draw(&stage);
  struct rect list = stage.app.layout.parameters.list;
  ck_assert(rect_has(&stage.frame, list, " 0.1 set"));
  ck_assert(rect_has(&stage.frame, list, "constant     "));
  stage_play(&stage, "Down Right");
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, list, " linear set"));
  stage_play(&stage, "Backspace");
  stage_draw(&stage);
  ck_assert(rect_has(&stage.frame, list, "constant     "));
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("panes");
  TCase *tests = tcase_create("panes");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, panes_stay_in_their_rectangles, 0, SCRIPTS);
  tcase_add_loop_test(tests, every_state_is_said_in_words, 0, SCRIPTS);
  tcase_add_loop_test(tests, ascii_means_ascii, 0, SCRIPTS);
  tcase_add_test(tests, the_key_line_has_no_cut_words);
  tcase_add_test(tests, the_worked_update);
  tcase_add_test(tests, the_worked_update_of_every_rule);
  tcase_add_test(tests, a_ball_outside_is_an_arrow_with_a_number);
  tcase_add_test(tests, a_logarithmic_axis_says_so);
  tcase_add_loop_test(tests, a_hill_is_always_drawn, 0, 4);
  tcase_add_loop_test(tests, every_surface_shows_its_formula_and_its_step, 0, surface_count());
  tcase_add_test(tests, numbers_keep_their_length_from_step_to_step);
  tcase_add_test(tests, a_parameter_called_x_is_no_times_sign);
  tcase_add_test(tests, gauges_are_equally_long);
  tcase_add_test(tests, nan_and_inf_are_words);
  tcase_add_test(tests, nothing_jitters);
  tcase_add_test(tests, the_selected_lane_is_marked);
  tcase_add_test(tests, boxes_fit_every_screen);
  tcase_add_test(tests, help_tells_everything);
  tcase_add_test(tests, help_explains_every_word);
  tcase_add_test(tests, a_small_card_keeps_numbers_and_keys);
  tcase_add_test(tests, a_message_comes_last_on_a_tiny_screen);
  tcase_add_test(tests, the_time_line_says_what_happened);
  tcase_add_test(tests, the_chosen_parameter_is_seen);
  tcase_add_test(tests, given_values_are_marked);
  tcase_add_test(tests, the_prompt_keeps_its_cursor_in_view);
  tcase_add_test(tests, a_cut_sentence_is_seen_to_be_cut);
  tcase_add_test(tests, the_prompt_shows_its_keys);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
