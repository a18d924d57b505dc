/* SPDX-License-Identifier: MIT
 *
 * A monkey at the keyboard: random keys, clicks, lines, sizes and pauses. Nothing breaks, the state stays within its
 * bounds, and a frame holds nothing that a terminal should not see. What is saved is loaded again; nothing else is done
 * to files. In the program's own process, so that 100,000 keys are a matter of seconds.
 *
 *   monkey KEYS [SEED]        with the same seed the same keys, so a failure can be repeated */
#include "fuzz.h"

#include "../base/dice.h"
#include "app/scene.h"
#include "app/view.h"
#include "catalog/document.h"
#include "catalog/record.h"
#include "panes/panes.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECENT = 64, DRAW_EVERY = 12, LIFE = 20000 /* keys of one program */, WORK = 3000 };

struct monkey {
  struct catalog *catalog;
  struct app app;
  struct frame frame;
  uint64_t chance;
  long keys, frames, loads;
};

/* --- what it did last --- */

static char recent[RECENT][64];
static long recent_count;

static void note(const char *what, long a, long b) {
  snprintf(recent[recent_count++ % RECENT], sizeof *recent, "%s%ld,%ld", what, a, b);
}

static void tell(int number) {
  long from = recent_count > RECENT ? recent_count - RECENT : 0;
  fprintf(stderr, "the last of what it did:");
  for (long i = from; i < recent_count; i++) fprintf(stderr, " %s", recent[i % RECENT]);
  fprintf(stderr, "\n");
  signal(number, SIG_DFL);
  raise(number);
}

/* --- what must hold --- */

static void check_cell(const struct frame *frame, int x, int y) {
  const struct cell *cell = &frame->cells[y * frame->cols + x];
  char glyph[5] = "";
  if (cell->glyph == 0) {
    fuzz_must(x > 0 && text_codepoint_width(cell[-1].glyph) == 2);
  } else {
    glyph[utf8_encode(cell->glyph, glyph)] = '\0';
    fuzz_harmless(glyph);
    fuzz_must(text_codepoint_width(cell->glyph) > 0);
    if (text_codepoint_width(cell->glyph) == 2) fuzz_must(x + 1 < frame->cols && cell[1].glyph == 0);
  }
  fuzz_must((cell->fg == FRAME_DEFAULT || (cell->fg >= 16 && cell->fg <= 255)));
  fuzz_must((cell->bg == FRAME_DEFAULT || (cell->bg >= 16 && cell->bg <= 255)));
}

static void draw(struct monkey *monkey) {
  struct frame *frame = &monkey->frame;
  frame->glyphs = monkey->app.glyphs;
  frame->theme = monkey->app.theme;
  frame->colors = (enum look_colors)dice_int(&monkey->chance, COLOR_NONE, COLOR_256);
  panes_draw(frame, &monkey->app);
  for (int y = 0; y < frame->rows; y++)
    for (int x = 0; x < frame->cols; x++) check_cell(frame, x, y);
  monkey->frames++;
}

static void check_state(const struct app *app) {
  const struct app_prompt *prompt = &app->prompt;
  fuzz_must(app->lane_count >= 1 && app->lane_count <= APP_LANES);
  fuzz_must(app->selected >= 0 && app->selected < app->lane_count);
  fuzz_must(app->view >= 0 && app->view < VIEW_COUNT);
  fuzz_must(app->step >= 0);
  for (int i = 0; i < app->lane_count; i++) fuzz_must(dh_run_row(app->lane[i].run)->step == app->step);
  fuzz_must(isfinite(app->speed) && app->speed >= APP_SPEED_LEAST && app->speed <= APP_SPEED_MOST);
  fuzz_must(prompt->length == (int)strlen(prompt->text) && prompt->cursor >= 0 && prompt->cursor <= prompt->length);
  fuzz_must(utf8_floor(prompt->text, (size_t)prompt->cursor) == (size_t)prompt->cursor);
  fuzz_harmless(prompt->text);
  fuzz_harmless(app->message);
}

/* --- what it does --- */

/* Saved is loaded; what else is asked of files fails, in one way or another. */
static void serve_file(struct monkey *monkey) {
  struct app *app = &monkey->app;
  struct dh_error error;
  if (app->file.task == FILE_SAVE && !app->file.text.failed) {
    struct record record;
    const struct document document = {"monkey.yaml", text_string(&app->file.text), app->file.text.length};
    bool read = record_parse(&record, monkey->catalog, &document, &error);
    if (!read) fprintf(stderr, "line %ld: %s\n%s\n", error.line, error.text2, document.data);
    fuzz_must(read);
    fuzz_must(record.lane_count == app->lane_count);
    if (app_load(app, &record, &error)) monkey->loads++;
    record_free(&record);
  } else if (dice(&monkey->chance) % 2) {
    app_file_exists(app);
  } else {
    dh_fail(&error, DH_ERROR_FILE, -1, app->file.path, "the monkey has it");
    app_file_failed(app, &error);
  }
}

static void press(struct monkey *monkey, uint32_t key) {
  note("key", (long)key, 0);
  unsigned effects = app_key(&monkey->app, key);
  if (effects & EFFECT_FILE) serve_file(monkey);
  monkey->keys++;
  check_state(&monkey->app);
}

static void type(struct monkey *monkey, const char *line) {
  for (size_t left = strlen(line), length; left > 0; line += length, left -= length)
    press(monkey, utf8_decode(line, left, &length));
}

/* Lines that lead to where random letters do not. */
static void type_line(struct monkey *monkey) {
  static const char *const lines[] = {"view map",
                                      "view finder",
                                      "view focus",
                                      "view overlay",
                                      "view parameters",
                                      "lesson 1",
                                      "lesson 9",
                                      "scene 5",
                                      "scene catapult",
                                      "surface rosenbrock",
                                      "surface x^4-3*x^2+x",
                                      "surface sqrt(-1-x^2)",
                                      "surface log(x)*exp(y)",
                                      "surface 1e200*x^2",
                                      "surface x*0",
                                      "surface anscombe",
                                      "surface himmelblau",
                                      "update b = 0.9*b + g; p = p - lr*b",
                                      "update p = p - lr*g/0",
                                      "optim adamw",
                                      "optim rprop",
                                      "lr 1e300",
                                      "lr 0",
                                      "lr 1e-300",
                                      "start 1e300",
                                      "start -1e-300",
                                      "start 0",
                                      "precision fp16",
                                      "gradient_noise 1e100",
                                      "max_steps 1",
                                      "max_steps 1e9",
                                      "max_steps 1000",
                                      "lr_scheduler_type cosine",
                                      "goto 0",
                                      "goto 500",
                                      "goto 99999",
                                      "save a.yaml",
                                      "export a.svg",
                                      "load b",
                                      "data c.csv",
                                      "lanes 1 2 3 4 5 6",
                                      "lanes 0.1",
                                      "find",
                                      "map",
                                      "lang zh_CN",
                                      "lang en",
                                      "set glyphs ascii",
                                      "next event",
                                      "q",
                                      "\xe2\x80\xae\xc2\x9b\xe4\xb8\xad\xf0\x9f\x98\x80"};
  press(monkey, KEY_CODE_ESCAPE);
  press(monkey, KEY_CODE_ESCAPE);
  press(monkey, ':');
  type(monkey, lines[dice(&monkey->chance) % (sizeof lines / sizeof *lines)]);
  press(monkey, KEY_CODE_ENTER);
}

static uint32_t any_key(uint64_t *chance) {
  switch (dice(chance) % 12) {
  case 0:
    return (uint32_t)dice_int(chance, 0, 0x11FFFF); /* any character, and what is none */
  case 1:
    return (uint32_t)dice_int(chance, 1, 126) | (dice(chance) % 2 ? KEY_CODE_PASTED : 0u);
  case 2:
  case 3:
    return (uint32_t)dice_int(chance, KEY_CODE_SPECIAL, KEY_CODE_END_OF_LIST - 1);
  case 4:
    return KEY_CODE_ENTER;
  case 5:
    return dice(chance) % 4 ? KEY_CODE_ESCAPE : KEY_CODE_TAB;
  case 6:
    return KEY_CODE_RIGHT;
  default:
    return (uint32_t)dice_int(chance, ' ', '~');
  }
}

static void click(struct monkey *monkey) {
  const struct mouse mouse = {.x = dice_int(&monkey->chance, 0, monkey->app.cols + 3),
                              .y = dice_int(&monkey->chance, 0, monkey->app.rows + 3),
                              .kind = (enum mouse_kind)dice_int(&monkey->chance, MOUSE_PRESS, MOUSE_WHEEL_DOWN)};
  note("mouse", mouse.x, mouse.y);
  monkey->app.mouse = true;
  app_mouse(&monkey->app, &mouse);
  monkey->keys++;
  check_state(&monkey->app);
}

/* Mostly the sizes that there are; now and then the least, the largest, and anything between. */
static void resize(struct monkey *monkey) {
  static const int usual[][2] = {{80, 24}, {80, 24}, {120, 40}, {60, 16}, {40, 12}, {1, 1}};
  const int *size = usual[dice(&monkey->chance) % (sizeof usual / sizeof *usual)];
  bool any = dice(&monkey->chance) % 6 == 0;
  int cols = any ? dice_int(&monkey->chance, 1, 300) : size[0], rows = any ? dice_int(&monkey->chance, 1, 90) : size[1];
  note("size", cols, rows);
  fuzz_must(frame_resize(&monkey->frame, cols, rows));
  app_resize(&monkey->app, cols, rows);
  draw(monkey);
}

static void wait_some(struct monkey *monkey) {
  long time = dice(&monkey->chance) % 20 ? 33333 : dice_int(&monkey->chance, 0, 5000000);
  note("time", time, 0);
  app_tick(&monkey->app, time);
  if (app_is_working(&monkey->app)) app_work(&monkey->app, WORK);
  check_state(&monkey->app);
}

static void act(struct monkey *monkey) {
  uint64_t what = dice(&monkey->chance) % 1000;
  if (what < 12)
    type_line(monkey);
  else if (what < 18)
    resize(monkey);
  else if (what < 68)
    click(monkey);
  else if (what < 300)
    wait_some(monkey);
  else
    press(monkey, any_key(&monkey->chance));
  if (dice(&monkey->chance) % DRAW_EVERY == 0) draw(monkey);
}

static void live(struct monkey *monkey, long keys) {
  struct dh_error error;
  const struct app_options options = {.catalog = monkey->catalog, .cols = 80, .rows = 24};
  fuzz_must(app_init(&monkey->app, &options, &error));
  fuzz_must(frame_init(&monkey->frame, 80, 24));
  for (long end = monkey->keys + keys; monkey->keys < end;) act(monkey);
  frame_free(&monkey->frame);
  app_free(&monkey->app);
}

int main(int argc, char **argv) {
  struct dh_error error;
  struct monkey monkey = {.chance = argc > 2 ? strtoull(argv[2], NULL, 10) : 1};
  long keys = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
  signal(SIGABRT, tell);
  signal(SIGALRM, tell);
  while (monkey.keys < keys) {
    alarm(600); /* for one life */
    monkey.catalog = catalog_create(NULL, &error);
    fuzz_must(monkey.catalog);
    live(&monkey, keys - monkey.keys < LIFE ? keys - monkey.keys : LIFE);
    catalog_destroy(monkey.catalog);
  }
  printf("# %ld keys and clicks, %ld frames, %ld times saved and loaded\nok 1 - nothing breaks\n1..1\n", monkey.keys,
         monkey.frames, monkey.loads);
  return 0;
}
