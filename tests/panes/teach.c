/* SPDX-License-Identifier: MIT
 *
 * What a class sees of the aids for teaching: the cover hides in every pane, the boxes hold all they are given, the
 * cursor and the ghost are there and stay inside. */
#include "app/finder_view.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"
#include "catalog/scenes.h"
#include "frame/axes.h"
#include "frame/writers.h"
#include "stage.h"

#include <math.h>

static const int sizes[][2] = {{39, 11}, {40, 12}, {60, 16}, {80, 24}, {120, 40}, {200, 60}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static char *drawn(struct stage *stage) {
  struct text text = {0};
  stage->frame.colors = COLOR_NONE;
  stage_draw(stage);
  frame_write_text(&stage->frame, &text);
  return text.data;
}

/* Too long for Check's own message. */
static void assert_same(const char *a, const char *b) {
  if (strcmp(a, b) != 0) fprintf(stderr, "%s\n%s\n", a, b);
  ck_assert_msg(strcmp(a, b) == 0, "the pictures differ");
}

/* --- cover --- */

/* Everything that is concluded of a run, made up. */
static void scramble(struct app *app, int n) {
  for (int i = 0; i < app->lane_count; i++) {
    struct lane *lane = &app->lane[i];
    lane->word = lane->wait.verdict = lane->reading.verdict = (enum dh_verdict)((n + i) % DH_VERDICT_COUNT);
    lane->reading.curvature = (struct dh_curvature){0.1 * n, 0.7 * n, 0.3 * n, n % 2 ? 2 : (double)NAN};
    lane->stability = lane->reading.curvature;
    lane->reading.advice.kind = (enum dh_advice_kind)(n % DH_ADVICE_COUNT);
    lane->reading.advice.setting = (struct dh_setting){.parameter = DH_LEARNING_RATE, .value = 0.01 * n};
  }
}

/* No loss of any lane, however many digits it is shown with. */
static void check_losses(const struct app *app, const char *text) {
  for (int i = 0; i < app->lane_count; i++)
    for (int digits = 2; digits <= 5; digits++) {
      char number[32];
      axes_short(app_row(app, i)->loss, digits, number, sizeof number);
      if (strlen(number) >= 4) ck_assert_msg(!strstr(text, number), "loss %s is not covered", number);
    }
}

static void check_hidden(struct stage *stage, const char *script) {
  char *first = drawn(stage);
  for (int n = 1; n < 5; n++) {
    scramble(&stage->app, n);
    char *other = drawn(stage);
    assert_same(first, other);
    free(other);
  }
  for (int i = 0; i < DH_VERDICT_COUNT; i++)
    ck_assert_msg(!strstr(first, message_verdict((enum dh_verdict)i)) || (enum dh_verdict)i == DH_VERDICT_NAN, "%s: %s",
                  script, first);
  ck_assert_ptr_nonnull(strstr(first, "covered"));
  check_losses(&stage->app, first);
  free(first);
}

static const char *const scripts[] = {
    "@4", "@12 L", "@40 L", "@12 i i", "i i W d @5", ":surface rosenbrock | i @9", "! @20", "@3 o o o @3"};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

START_TEST(covered_is_covered_everywhere) {
  struct stage stage;
  int view = _i % VIEW_COUNT;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, scripts[_i / VIEW_COUNT]);
  view_open(&stage.app, (enum view_id)view);
  stage_play(&stage, "h");
  for (int i = 0; i < SIZES; i++) {
    stage_resize(&stage, sizes[i][0], sizes[i][1]);
    check_hidden(&stage, scripts[_i / VIEW_COUNT]);
    stage_play(&stage, "h h"); /* readings as they are again */
    scene_refresh(&stage.app, true);
  }
  stage_close(&stage);
}
END_TEST

/* Numbers that only the future tells: losses, results, what lies outside the picture. */
START_TEST(covered_numbers_are_hidden) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_ASCII);
  stage_play(&stage, "@6");
  char *open = drawn(&stage);
  stage_play(&stage, "h");
  char *covered = drawn(&stage);
  static const char *const numbers[] = {"loss 80.25", "-3.958", "4.213", "= 4.371", "80.2"};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    ck_assert_msg(!strstr(covered, numbers[i]), "%s is not covered:\n%s", numbers[i], covered);
  ck_assert_ptr_nonnull(strstr(open, "80.2"));
  ck_assert_ptr_nonnull(strstr(covered, "= ?"));
  ck_assert_ptr_nonnull(strstr(covered, "covered: what will happen? h shows it"));
  ck_assert_ptr_nonnull(strstr(covered, "0.1")); /* what is asked about is there */
  free(open);
  free(covered);
  stage_close(&stage);
}
END_TEST

/* The ghost would tell it, the rest of the schedule too. */
START_TEST(covered_ghosts_and_schedules_are_hidden) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_ASCII);
  stage_play(&stage, "i i W W d r h @3");
  char *without = drawn(&stage);
  stage_play(&stage, "h @20 r h @3");
  ck_assert_int_gt(stage.app.lane[1].ghost.count, 10);
  char *with = drawn(&stage);
  assert_same(without, with);
  free(without);
  free(with);
  stage_close(&stage);
}
END_TEST

/* Cells of the schedule beyond the cursor, below the number in its corner. */
static int drawn_ahead(const struct stage *stage) {
  struct rect rect = stage->app.layout.lane[1].schedule;
  int count = 0, now = (int)(stage->app.step * rect.w / app_horizon(&stage->app));
  ck_assert_int_gt(rect.h, 1);
  for (int y = rect.y + 1; y < rect.y + rect.h; y++)
    for (int x = rect.x + now + 2; x < rect.x + rect.w; x++)
      count += stage->frame.cells[y * stage->frame.cols + x].glyph != ' ';
  return count;
}

START_TEST(a_covered_schedule_ends_here) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
  stage_play(&stage, "i i W W d @9");
  stage_draw(&stage);
  ck_assert_int_gt(drawn_ahead(&stage), 5);
  stage_play(&stage, "h");
  stage_draw(&stage);
  ck_assert_int_eq(drawn_ahead(&stage), 0);
  stage_close(&stage);
}
END_TEST

/* --- ghosts --- */

START_TEST(a_ghost_is_drawn) {
  static const char *const surfaces[] = {"parabola", "rosenbrock"};
  for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++)
    for (int i = 0; i < 2; i++) {
      struct stage stage;
      char script[64];
      stage_open(&stage, 120, 40, (enum look_glyphs)glyphs);
      snprintf(script, sizeof script, ":surface %s | Left", surfaces[i]);
      stage_play(&stage, script);
      char *before = drawn(&stage);
      stage_play(&stage, "@9 r");
      char *after = drawn(&stage);
      ck_assert_int_ne(strcmp(before, after), 0);
      for (int lane = 0; lane < stage.app.lane_count; lane++) ghost_free(&stage.app.lane[lane].ghost);
      char *gone = drawn(&stage);
      assert_same(before, gone);
      free(before);
      free(after);
      free(gone);
      stage_close(&stage);
    }
}
END_TEST

/* A run that ended in NaN leaves a ghost, too. */
START_TEST(a_ghost_may_be_nan) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  stage_play(&stage, ":surface x^4 | :start 2 | 4 * * @20 r");
  bool nan = false;
  for (int i = 0; i < stage.app.lane[3].ghost.count; i++) nan |= isnan(stage.app.lane[3].ghost.row[i].loss);
  ck_assert(nan);
  stage_draw(&stage);
  stage_close(&stage);
}
END_TEST

/* --- the cursor --- */

static bool in_a_hill(const struct app *app, int x, int y) {
  for (int place = 0; place < app->layout.shown; place++) {
    struct rect hill = app->layout.lane[place].hill;
    if (x >= hill.x && x < hill.x + hill.w && y >= hill.y && y < hill.y + hill.h) return true;
  }
  return false;
}

/* Outside the hills a frame with the cursor is the frame without it. */
START_TEST(the_cursor_stays_in_its_hill) {
  static const char *const surfaces[] = {":surface parabola |", ":surface himmelblau |"};
  for (int k = 0; k < 2; k++)
    for (int i = 1; i < SIZES; i++) {
      struct stage stage;
      stage_open(&stage, 80, 24, GLYPHS_ASCII);
      stage_play(&stage, surfaces[k]);
      stage_play(&stage, "P Left Left Up");
      stage_resize(&stage, sizes[i][0], sizes[i][1]);
      stage_draw(&stage);
      size_t count = (size_t)stage.frame.cols * (size_t)stage.frame.rows;
      struct cell *with = malloc(count * sizeof *with);
      memcpy(with, stage.frame.cells, count * sizeof *with);
      stage.app.placing.on = false;
      stage_draw(&stage);
      int inside = 0;
      for (int at = 0; at < (int)count; at++) {
        int x = at % stage.frame.cols, y = at / stage.frame.cols;
        if (with[at].glyph == stage.frame.cells[at].glyph || y >= stage.app.layout.message.y) continue;
        ck_assert_msg(in_a_hill(&stage.app, x, y), "%dx%d: something at %d,%d", sizes[i][0], sizes[i][1], x, y);
        inside++;
      }
      ck_assert_int_gt(inside, 2);
      free(with);
      stage_close(&stage);
    }
}
END_TEST

START_TEST(placing_shows_its_keys) {
  struct stage stage;
  stage_open(&stage, 60, 16, GLYPHS_ASCII);
  stage_play(&stage, "P");
  char *text = drawn(&stage);
  ck_assert_ptr_nonnull(strstr(text, "Right move"));
  ck_assert_ptr_nonnull(strstr(text, "Enter start there"));
  ck_assert_ptr_nonnull(strstr(text, "Esc leave it"));
  ck_assert_ptr_nonnull(strstr(text, "start at w = 2, loss 9"));
  free(text);
  stage_close(&stage);
}
END_TEST

/* The usual rates of a task are a band, a lane's rate is on it or beside it, and a word says where, without colour. */
START_TEST(a_task_has_its_band) {
  static const int roomy[][2] = {{80, 24}, {120, 40}, {200, 60}};
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, ":task full_finetuning| Space");
  for (int i = 0; i < 3; i++) {
    stage_resize(&stage, roomy[i][0], roomy[i][1]);
    char *text = drawn(&stage);
    ck_assert_msg(strstr(text, "[=") && strstr(text, "--o--"), "%s", text);
    ck_assert_msg(strstr(text, "below") && strstr(text, "usual") && strstr(text, "above"), "%s", text);
    free(text);
  }
  stage_play(&stage, "f +5");
  char *finder = drawn(&stage);
  ck_assert_msg(strstr(finder, "[==") != NULL, "%s", finder);
  free(finder);
  stage_play(&stage, "Esc :optim sgd|");
  char *other = drawn(&stage);
  ck_assert_msg(strstr(other, "of limit") || strstr(other, "[=") != NULL, "%s", other);
  free(other);
  stage_close(&stage);
}
END_TEST

/* A range of one rate is seen, too, with the ball beside it, on it, and in the finder. */
START_TEST(one_usual_rate_has_a_mark) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_ASCII);
  stage_play(&stage, ":task full_finetuning| Space");
  stage.app.origin.task.low = stage.app.origin.task.high = 1e-5;
  char *text = drawn(&stage);
  ck_assert_msg(strstr(text, "[=]") && strstr(text, "[o]") && strstr(text, "]-"), "%s", text);
  free(text);
  stage_play(&stage, "f +5");
  char *finder = drawn(&stage);
  ck_assert_msg(strstr(finder, "[=]") != NULL, "%s", finder);
  free(finder);
  stage_close(&stage);
}
END_TEST

/* --- boxes --- */

/* On a projector all that come with the program are seen at once; where they are not, it is said how many more. */
START_TEST(hidden_scenes_are_counted) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  const struct scenes *scenes = catalog_scenes(stage.catalog);
  stage_play(&stage, "e");
  char *text = drawn(&stage);
  for (int i = 0; i < scenes->count; i++) ck_assert_msg(strstr(text, scenes->file[i].title) != NULL, "%s", text);
  ck_assert_ptr_null(strstr(text, " more v"));
  free(text);
  stage_resize(&stage, 60, 16);
  text = drawn(&stage);
  int shown = 0;
  for (int i = 0; i < scenes->count; i++) shown += strstr(text, scenes->file[i].title) != NULL;
  char words[32];
  snprintf(words, sizeof words, "%d more v", scenes->count - shown);
  ck_assert_msg(strstr(text, words) != NULL, "no '%s'\n%s", words, text);
  free(text);
  stage_close(&stage);
}
END_TEST

/* Every title with its digit, and of the chosen one all there is to watch. */
START_TEST(scenes_are_listed_whole) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  const struct scenes *scenes = catalog_scenes(stage.catalog);
  stage_play(&stage, "e");
  for (int i = 1; i < SIZES; i++) {
    stage_resize(&stage, sizes[i][0], sizes[i][1]);
    for (int line = 0; line < scenes->count; line++) {
      stage.app.overlay_line = line;
      char *text = drawn(&stage);
      char title[128];
      int columns = sizes[i][0] - 10; /* a narrow screen cuts long ones */
      text_copy(title, sizeof title, scenes->file[line].title);
      title[text_fit(title, columns)] = '\0';
      ck_assert_msg(strstr(text, title) != NULL, "%s\n%s", title, text);
      if (sizes[i][0] >= 80) {
        char word[64];
        text_copy(word, sizeof word, strrchr(scenes->file[line].watch, ' ') + 1);
        ck_assert_msg(strstr(text, word) != NULL, "%s\n%s", word, text);
      }
      free(text);
    }
  }
  stage_close(&stage);
}
END_TEST

static void read_row(const struct frame *frame, int row, struct text *out) {
  for (int x = 2; x < frame->cols - 2; x++) {
    uint32_t glyph = frame->cells[(size_t)row * (size_t)frame->cols + (size_t)x].glyph;
    if (glyph != ' ') text_char(out, glyph);
  }
  text_add(out, "\n");
}

/* The command as it can be read off a box of two lines, scrolled down one by one, blanks aside. */
static void read_off(struct stage *stage, struct text *out) {
  for (int line = 0;; line++) {
    struct text upper = {0}, lower = {0};
    stage->app.overlay_line = line;
    stage_draw(stage);
    read_row(&stage->frame, 1, &upper);
    read_row(&stage->frame, 2, &lower);
    bool last = strlen(text_string(out)) > 0 && strstr(text_string(out), text_string(&lower)) != NULL;
    if (line == 0) text_add(out, text_string(&upper));
    if (!last) text_add(out, text_string(&lower));
    text_free(&upper);
    text_free(&lower);
    if (last) return;
  }
}

START_TEST(a_long_command_is_not_cut) {
  struct stage stage;
  stage_open(&stage, 200, 9, GLYPHS_ASCII);
  stage_play(&stage,
             ":surface 1.25*(x-1)^2+0.001*sin(10*x)+0.002*sin(20*x)+0.003*sin(30*x)+0.004*sin(40*x)+0.005*sin(50*x)"
             "+0.006*sin(60*x)+0.007*sin(70*x)+0.008*sin(80*x) |");
  stage_play(&stage, "@3 C");
  struct text command = {0}, before = {0}, wanted = {0};
  reproduce(&stage.app, stage.app.selected, &command, &before);
  ck_assert_int_gt((int)command.length, 200);
  for (const char *at = text_string(&command); *at; at++)
    if (*at != ' ') text_char(&wanted, (unsigned char)*at);
  static const int columns[] = {24, 44, 70};
  for (int i = 0; i < 3; i++) {
    struct text lines = {0}, read = {0};
    stage_resize(&stage, columns[i], 4);
    read_off(&stage, &lines);
    for (const char *at = text_string(&lines); *at; at++)
      if (*at != '\n') text_char(&read, (unsigned char)*at);
    ck_assert_str_eq(text_string(&read), text_string(&wanted));
    text_free(&lines);
    text_free(&read);
  }
  text_free(&command);
  text_free(&wanted);
  stage_close(&stage);
}
END_TEST

/* --- windows --- */

/* Lanes that are seen through windows of different size: the wider one says so. */
START_TEST(a_wider_window_says_so) {
  for (int relief = 0; relief < 2; relief++) {
    struct stage stage;
    stage_open(&stage, 120, 40, GLYPHS_BRAILLE);
    stage_play(&stage, ":surface ravine | 2");
    stage.app.relief.on = relief;
    char *same = drawn(&stage);
    stage_play(&stage, "(");
    char *wider = drawn(&stage);
    ck_assert_ptr_null(strstr(same, "window x"));
    const char *first = strstr(wider, "window x");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "window x"));
    free(same);
    free(wider);
    stage_close(&stage);
  }
}
END_TEST

/* --- the end card --- */

/* What the card says in numbers is what the lanes say; their words, and a race, stay in view. */
START_TEST(the_card_hides_no_result) {
  static const int screens[][2] = {{80, 24}, {120, 40}};
  for (int i = 0; i < 2; i++) {
    struct stage stage;
    stage_open(&stage, screens[i][0], screens[i][1], GLYPHS_ASCII);
    stage_play(&stage, "+30");
    char *text = drawn(&stage);
    ck_assert_int_eq(stage.app.overlay, OVERLAY_CARD);
    ck_assert_ptr_nonnull(strstr(text, "w -1.69e5"));
    ck_assert_ptr_nonnull(strstr(text, "loss 2.86e10"));
    for (int lane = 0; lane < stage.app.layout.shown; lane++) {
      struct rect word = stage.app.layout.lane[lane].word;
      const struct cell *cell = &stage.frame.cells[word.y * stage.frame.cols + word.x + 1];
      const char *name = message_verdict(stage.app.lane[lane].word);
      for (size_t k = 0; k < strlen(name); k++) ck_assert_uint_eq(cell[k].glyph, (unsigned char)name[k]);
    }
    free(text);
    stage_close(&stage);
  }
}
END_TEST

/* Cells of the screen before and after the card came, in a rectangle. */
static bool same_cells(const struct frame *frame, const struct cell *before, struct rect rect) {
  for (int y = rect.y; y < rect.y + rect.h; y++)
    for (int x = rect.x; x < rect.x + rect.w; x++)
      if (frame->cells[y * frame->cols + x].glyph != before[y * frame->cols + x].glyph) return false;
  return true;
}

/* Where the first column of losses begins; all of the card's lanes have theirs there. */
static void check_columns(const struct app *app) {
  const char *line = text_string(&app->card);
  long column = -1;
  for (int lane = 0; lane < app->lane_count; lane++) {
    const char *loss = strstr(line, "loss ");
    ck_assert_ptr_nonnull(loss);
    if (lane > 0) ck_assert_msg(loss - line == column, "%s", text_string(&app->card));
    column = loss - line;
    line = strchr(loss, '\n') + 1;
  }
}

/* Neither does it lie on a hill or a terrain; who arrived where stands in columns, with long titles, too. */
START_TEST(the_card_hides_no_picture) {
  static const int screens[][2] = {{80, 24}, {120, 40}, {200, 60}};
  static const char *const scenes[] = {":scene four_rates|", ":scene ravine_momentum|", ":scene lora|"};
  for (int i = 0; i < 3; i++) {
    struct stage stage;
    stage_open(&stage, screens[i][0], screens[i][1], GLYPHS_ASCII);
    stage_play(&stage, scenes[_i]);
    prompt_execute(&stage.app, _i == 2 ? "goto 999" : _i == 1 ? "goto 99" : "goto 59", &(unsigned){0});
    stage.app.running = true;
    stage_play(&stage, "+5");
    ck_assert_int_eq(stage.app.overlay, OVERLAY_CARD);
    check_columns(&stage.app);
    size_t size = (size_t)stage.frame.cols * (size_t)stage.frame.rows * sizeof *stage.frame.cells;
    struct cell *before = malloc(size);
    stage.app.overlay = OVERLAY_NONE;
    stage_draw(&stage);
    memcpy(before, stage.frame.cells, size);
    stage.app.overlay = OVERLAY_CARD;
    stage_draw(&stage);
    for (int lane = 0; lane < stage.app.layout.shown; lane++) {
      ck_assert(same_cells(&stage.frame, before, stage.app.layout.lane[lane].hill));
      ck_assert(same_cells(&stage.frame, before, stage.app.layout.lane[lane].word));
    }
    ck_assert(!same_cells(&stage.frame, before, (struct rect){0, 0, stage.frame.cols, stage.frame.rows}));
    free(before);
    stage_close(&stage);
  }
}
END_TEST

/* Help begins with the keys of what is on the screen. */
START_TEST(help_begins_with_the_view) {
  static const struct {
    const char *keys, *title;
  } views[] = {{"?", "Time"}, {"g?", "Map"}, {"f?", "Finder"}, {"p?", "Parameters"}, {"l?", "Lesson"}};
  for (int i = 0; i < 5; i++) {
    struct stage stage;
    stage_open(&stage, 80, 24, GLYPHS_ASCII);
    for (const char *key = views[i].keys; *key; key++) app_key(&stage.app, (unsigned char)*key);
    stage_draw(&stage);
    int x = 0, y = 1; /* the first word of the box is below its upper edge */
    while (x < 80 && stage.frame.cells[80 * y + x].glyph != (unsigned char)views[i].title[0]) x++;
    for (const char *letter = views[i].title; *letter; letter++)
      ck_assert_msg(x < 80 && stage.frame.cells[80 * y + x++].glyph == (unsigned char)*letter, "%s", views[i].title);
    stage_close(&stage);
  }
}
END_TEST

/* The finder tells how far a suggestion is from the task's rates. */
START_TEST(suggestions_are_compared_with_the_task) {
  struct stage stage;
  struct text text = {0};
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, ":task pretraining|");
  app_key(&stage.app, 'f');
  for (int guard = 0; guard < 1000 && !finder_view_is_done(stage.app.finder); guard++) {
    app_work(&stage.app, 16384);
    app_tick(&stage.app, 250000);
  }
  app_key(&stage.app, KEY_CODE_DOWN);
  stage_draw(&stage);
  struct rect found = stage.app.layout.finder.found;
  for (int y = found.y; y < found.y + found.h; y++)
    for (int x = found.x; x < found.x + found.w; x++)
      text_char(&text, stage.frame.cells[y * stage.frame.cols + x].glyph);
  ck_assert_msg(strstr(text_string(&text), "times the task's highest usual") != NULL, "%s", text_string(&text));
  text_free(&text);
  stage_close(&stage);
}
END_TEST

/* What there is to watch stays while time goes on, makes room for what else is said, and comes again; never under a
 * cover. */
START_TEST(what_to_watch_can_be_had_again) {
  static const char watch[] = "The steep side limits the rate";
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_ASCII);
  stage_play(&stage, ":scene ravine_momentum|");
  ck_assert_ptr_nonnull(strstr(stage.app.message, watch));
  app_key(&stage.app, ' ');
  app_key(&stage.app, KEY_CODE_RIGHT);
  ck_assert_ptr_nonnull(strstr(stage.app.message, watch));
  app_key(&stage.app, KEY_CODE_TAB);
  ck_assert_str_eq(stage.app.message, "");
  app_key(&stage.app, 'E');
  ck_assert_ptr_nonnull(strstr(stage.app.message, watch));
  app_key(&stage.app, 'h');
  app_key(&stage.app, 'E');
  ck_assert_ptr_null(strstr(stage.app.message, watch));
  stage_close(&stage);
}
END_TEST

/* Under the cover scenes have their names alone, in the list and above the lanes. */
START_TEST(titles_are_covered) {
  struct stage stage;
  stage_open(&stage, 120, 40, GLYPHS_ASCII);
  const struct scenes *scenes = catalog_scenes(stage.catalog);
  stage_play(&stage, ":scene catapult| h");
  for (int list = 0; list < 2; list++) {
    char *text = drawn(&stage);
    for (int i = 0; i < scenes->count; i++) {
      const struct scene_file *file = &scenes->file[i];
      if (strcmp(file->title, file->name) != 0) ck_assert_msg(!strstr(text, file->title), "%s", text);
      if (list) ck_assert_msg(strstr(text, file->name) != NULL, "%s", text);
    }
    free(text);
    stage_play(&stage, "e");
  }
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("teach");
  TCase *tests = tcase_create("teach");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, covered_is_covered_everywhere, 0, SCRIPTS * VIEW_COUNT);
  tcase_add_test(tests, covered_numbers_are_hidden);
  tcase_add_test(tests, covered_ghosts_and_schedules_are_hidden);
  tcase_add_test(tests, a_covered_schedule_ends_here);
  tcase_add_test(tests, a_ghost_is_drawn);
  tcase_add_test(tests, a_ghost_may_be_nan);
  tcase_add_test(tests, the_cursor_stays_in_its_hill);
  tcase_add_test(tests, placing_shows_its_keys);
  tcase_add_test(tests, a_task_has_its_band);
  tcase_add_test(tests, one_usual_rate_has_a_mark);
  tcase_add_test(tests, hidden_scenes_are_counted);
  tcase_add_test(tests, scenes_are_listed_whole);
  tcase_add_test(tests, titles_are_covered);
  tcase_add_test(tests, a_long_command_is_not_cut);
  tcase_add_test(tests, the_card_hides_no_result);
  tcase_add_loop_test(tests, the_card_hides_no_picture, 0, 3);
  tcase_add_test(tests, help_begins_with_the_view);
  tcase_add_test(tests, suggestions_are_compared_with_the_task);
  tcase_add_test(tests, what_to_watch_can_be_had_again);
  tcase_add_test(tests, a_wider_window_says_so);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"
