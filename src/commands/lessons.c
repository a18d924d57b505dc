/* SPDX-License-Identifier: MIT
 *
 * downhill lessons: what there is, whether a file is right, a lesson played without a terminal, a presenter's notes.
 * All but the list open the lesson in an app of its own, as the screen does. */
#include "app/lesson.h"
#include "app/messages.h"
#include "catalog/document.h"
#include "commands/arguments.h"
#include "commands/output.h"
#include "commands/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a lesson and the app it is played in --- */

struct class {
  const struct arguments *arguments;
  struct app app;
  const struct lesson *lesson;
  struct lesson *owned; /* of a file; NULL: the catalog's */
  struct output output;
};

static bool open_app(struct class *class) {
  struct dh_error error;
  const struct app_options options = {
      .catalog = class->arguments->catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII, .paused = true};
  if (app_init(&class->app, &options, &error)) return true;
  complain_error(class->arguments->command, &error, NULL, NULL);
  return false;
}

/* A name or a number of the list, else a file. */
static bool find_lesson(struct class *class, const char *what) {
  struct dh_error error;
  const struct catalog *catalog = class->arguments->catalog;
  int index = catalog_lesson_find(catalog, what);
  long number;
  if (index < 0 && document_integer(what, &number) && number >= 1 && number <= catalog_lesson_count(catalog))
    index = (int)number - 1;
  class->owned = index < 0 ? lesson_read(what, &error) : NULL;
  class->lesson = index < 0 ? class->owned : catalog_lesson(catalog, index);
  if (class->lesson) return true;
  complain_error(class->arguments->command, &error, NULL, NULL);
  return false;
}

static void drop_lesson(struct class *class) {
  lesson_leave(&class->app);
  lesson_destroy(class->owned);
  class->owned = NULL;
}

/* "FILE:LINE: beat 3: 'A.w = 4': it says 4, the run says 4.11" on the error output. */
static bool tell(const struct class *class, const struct lesson_trouble *trouble) {
  long line = lesson_line(class->lesson, trouble->beat, trouble->entry);
  complain(class->arguments->command, _("%s:%ld: beat %u: '%s': %s"), class->lesson->path, line, trouble->beat + 1,
           trouble->entry, trouble->words);
  return false;
}

/* --- check --- */

/* A question comes true in one way only, and a goal is not reached before anything was done but by its solution. */
static bool check_task(struct class *class, const struct lesson_beat *beat, struct lesson_trouble *trouble) {
  if (beat->predict) return lesson_check_choices(&class->app, trouble);
  if (!beat->goal) return true;
  *trouble = (struct lesson_trouble){.beat = class->app.lessons->beat};
  text_copy(trouble->entry, sizeof trouble->entry, beat->goal);
  text_copy(trouble->words, sizeof trouble->words, _("the goal holds from the beginning"));
  if (lesson_is_at(&class->app, LESSON_REACHED)) return false;
  text_copy(trouble->words, sizeof trouble->words, _("the solution does not reach the goal"));
  struct lesson_trouble line;
  if (!lesson_play(&class->app, beat->solution, beat->solution_count, &line)) {
    *trouble = line;
    return false;
  }
  return lesson_is_at(&class->app, LESSON_REACHED);
}

static bool check_beat(struct class *class, unsigned beat) {
  struct lesson_trouble trouble;
  bool good = lesson_open(&class->app, class->lesson, beat, &trouble) && lesson_check(&class->app, &trouble) &&
              check_task(class, lesson_beat(&class->app), &trouble);
  return good || tell(class, &trouble);
}

/* Every beat is looked at, whatever is wrong with those before it. */
static bool check_lesson(struct class *class) {
  bool good = true;
  for (unsigned i = 0; i < class->lesson->file->beats_count; i++)
    if (!check_beat(class, i)) good = false;
  if (good)
    text_printf(&class->output.text, _("%s: %u beats, all claims hold\n"), class->lesson->path,
                class->lesson->file->beats_count);
  return good;
}

static int check(struct class *class) {
  const struct arguments *arguments = class->arguments;
  bool good = true, all = arguments->operand_count == 1;
  int count = all ? catalog_lesson_count(arguments->catalog) : arguments->operand_count - 1;
  for (int i = 0; i < count; i++) {
    const char *what = all ? catalog_lesson(arguments->catalog, i)->file->name : arguments->operand[i + 1];
    if (!find_lesson(class, what) || !check_lesson(class)) good = false;
    drop_lesson(class);
  }
  return good ? STATUS_DONE : STATUS_FAILED;
}

/* --- what is said, as text --- */

enum { WIDTH = 78 };

/* A text of the beat over several lines, the first begun by `before`, the others by as many blanks. */
static void put_words(struct class *class, const char *before, const char *text) {
  struct text words = {0};
  int indent = text_columns(before);
  if (!text) return;
  lesson_words(&class->app, text, &words);
  const char *rest = text_string(&words);
  for (bool first = true; *rest; first = false) {
    size_t fit = text_wrap(rest, WIDTH - indent);
    if (fit == 0) fit = strlen(rest);
    text_printf(&class->output.text, "%*s%s%.*s\n", first ? 0 : indent, "", first ? before : "", (int)fit, rest);
    rest += fit;
    rest += strspn(rest, " ");
  }
  class->output.text.failed |= words.failed;
  text_free(&words);
}

static void put_list(struct class *class, const char *before, char *const *list, unsigned count) {
  char blanks[16];
  snprintf(blanks, sizeof blanks, "%*s", text_columns(before), "");
  for (unsigned i = 0; i < count; i++) put_words(class, i == 0 ? before : blanks, list[i]);
}

static void put_head(struct class *class) {
  const struct lesson_file *file = class->lesson->file;
  struct text *out = &class->output.text;
  text_printf(out, _("%s (%d minutes)\n%s\n"), _(file->title), class->lesson->minutes, _(file->summary));
}

static void put_place(struct class *class, unsigned beat) {
  const struct lesson_file *file = class->lesson->file;
  text_printf(&class->output.text, _("\n-- %u of %u --\n"), beat + 1, file->beats_count);
  if (file->route && file->beats[beat].beyond) text_add(&class->output.text, _("(not on the short route)\n"));
}

static void put_question(struct class *class, const struct lesson_predict *predict, const char *before) {
  put_words(class, before, predict->question);
  for (unsigned i = 0; i < predict->choices_count; i++) {
    char number[16];
    snprintf(number, sizeof number, "   %u  ", i + 1);
    put_words(class, number, predict->choices[i].text);
  }
}

/* --- play --- */

/* The answer for the next question: 0 if there is none left. */
static int next_answer(const char **answers) {
  char *end;
  long answer = strtol(*answers, &end, 10);
  *answers = *end == ',' ? end + 1 : end;
  return answer >= 1 && answer <= LESSON_CHOICES_MAX ? (int)answer : 0;
}

static bool play_question(struct class *class, const struct lesson_beat *beat, const char **answers) {
  struct app *app = &class->app;
  struct text *out = &class->output.text;
  int guess = next_answer(answers);
  put_question(class, beat->predict, "? ");
  if (guess > 0) lesson_hand(app, guess - 1, 1);
  lesson_reveal(app);
  lesson_skip(app);
  int answer = app->lessons->answer;
  if (guess > 0) text_printf(out, _("> %d\n"), guess);
  if (answer < 0) {
    text_add(out, _("The run makes none of these true.\n"));
    return false;
  }
  text_printf(out, _("Step %ld: it is %d"), app->step, answer + 1);
  text_add(out, guess == 0 ? _(".\n") : guess == answer + 1 ? _(", as guessed.\n") : _(", not as guessed.\n"));
  put_words(class, "", beat->reveal);
  return true;
}

static bool play_goal(struct class *class, const struct lesson_beat *beat) {
  struct lesson_trouble trouble;
  for (unsigned i = 0; i < beat->solution_count; i++) text_printf(&class->output.text, "> %s\n", beat->solution[i]);
  if (!lesson_play(&class->app, beat->solution, beat->solution_count, &trouble)) return tell(class, &trouble);
  if (!lesson_is_at(&class->app, LESSON_REACHED)) {
    text_add(&class->output.text, _("The goal is not reached.\n"));
    return false;
  }
  put_words(class, "", beat->done ? beat->done : N_("Done."));
  put_words(class, "", beat->reveal);
  return true;
}

static bool play_beats(struct class *class) {
  const char *answers = class->arguments->own[OWN_ANSWERS] ? class->arguments->own[OWN_ANSWERS] : "";
  struct lesson_trouble trouble;
  bool good = true;
  if (!lesson_open(&class->app, class->lesson, 0, &trouble)) return tell(class, &trouble);
  put_head(class);
  for (unsigned i = 0;; i++) {
    const struct lesson_beat *beat = lesson_beat(&class->app);
    put_place(class, i);
    put_list(class, "", beat->text, beat->text_count);
    if (beat->predict && !play_question(class, beat, &answers)) good = false;
    if (beat->goal && !play_goal(class, beat)) good = false;
    if (i + 1 == class->lesson->file->beats_count) return good;
    /* The panel may have pages; here everything was said. */
    class->app.lessons->page = lesson_pages(&class->app) - 1;
    if (!lesson_next(&class->app, &trouble)) return tell(class, &trouble);
  }
}

static int play_lesson(struct class *class) {
  if (!find_lesson(class, class->arguments->operand[1])) return STATUS_USAGE;
  bool good = play_beats(class);
  drop_lesson(class);
  return good ? STATUS_DONE : STATUS_FAILED;
}

/* --- notes --- */

static void put_solution(struct class *class, const struct lesson_beat *beat) {
  for (unsigned i = 0; i < beat->solution_count; i++)
    text_printf(&class->output.text, "%s%s\n", i == 0 ? _("One way: ") : "         ", beat->solution[i]);
}

static void note_beat(struct class *class, const struct lesson_beat *beat) {
  struct text *out = &class->output.text;
  put_list(class, _("Screen:  "), beat->text, beat->text_count);
  if (beat->say_count > 0) text_add(out, "\n");
  put_list(class, _("Say:     "), beat->say, beat->say_count);
  if (beat->predict || beat->goal) text_add(out, "\n");
  if (beat->predict) {
    put_question(class, beat->predict, _("Ask:     "));
    lesson_reveal(&class->app);
    lesson_skip(&class->app);
    text_printf(out, _("Answer:  %d, at step %ld\n"), class->app.lessons->answer + 1, class->app.step);
  }
  put_words(class, _("Hint:    "), beat->hint);
  put_solution(class, beat);
  put_words(class, _("Then:    "), beat->done);
  put_words(class, _("Why:     "), beat->reveal);
}

static int notes(struct class *class) {
  struct lesson_trouble trouble;
  bool good = true;
  if (!find_lesson(class, class->arguments->operand[1])) return STATUS_USAGE;
  put_head(class);
  for (unsigned i = 0; good && i < class->lesson->file->beats_count; i++) {
    good = lesson_open(&class->app, class->lesson, i, &trouble) || tell(class, &trouble);
    if (!good) break;
    put_place(class, i);
    note_beat(class, lesson_beat(&class->app));
  }
  drop_lesson(class);
  return good ? STATUS_DONE : STATUS_FAILED;
}

/* --- list --- */

static int list(struct class *class) {
  struct table table;
  const struct catalog *catalog = class->arguments->catalog;
  table_begin(&table, _("number>,name,minutes>,beats>,title"));
  for (int i = 0; i < catalog_lesson_count(catalog); i++) {
    const struct lesson *lesson = catalog_lesson(catalog, i);
    char number[16];
    snprintf(number, sizeof number, "%d", i + 1);
    table_cell(&table, number);
    table_cell(&table, lesson->file->name);
    table_number(&table, lesson->minutes, 4);
    table_number(&table, lesson->file->beats_count, 4);
    table_cell(&table, _(lesson->file->title));
  }
  table_end(&table, &class->output.text);
  return STATUS_DONE;
}

/* --- the short route --- */

/* "1-3 5 8": the beats that are on it. */
static void put_ranges(const struct lesson_file *file, struct text *out) {
  const struct lesson_beat *beat = file->beats;
  for (unsigned i = 0, last; i < file->beats_count; i = last + 1) {
    last = i;
    if (beat[i].beyond) continue;
    while (last + 1 < file->beats_count && !beat[last + 1].beyond) last++;
    text_printf(out, out->length > 0 ? " %u" : "%u", i + 1);
    if (last > i) text_printf(out, "-%u", last + 1);
  }
}

static int route(struct class *class) {
  struct table table;
  const struct catalog *catalog = class->arguments->catalog;
  int minutes = 0;
  table_begin(&table, _("number>,name,minutes>,beats,title"));
  for (int i = 0; i < catalog_lesson_count(catalog); i++) {
    const struct lesson *lesson = catalog_lesson(catalog, i);
    struct text beats = {0};
    if (lesson->route == 0) continue;
    put_ranges(lesson->file, &beats);
    table_number(&table, i + 1, 4);
    table_cell(&table, lesson->file->name);
    table_number(&table, lesson->route, 4);
    table_text(&table, &beats);
    table_cell(&table, _(lesson->file->title));
    text_free(&beats);
    minutes += lesson->route;
  }
  table_end(&table, &class->output.text);
  text_printf(&class->output.text, _("\n%d minutes in all\n"), minutes);
  return STATUS_DONE;
}

/* --- which of them --- */

static const struct deed {
  const char *name, *usage;
  int (*run)(struct class *class);
  int least, most; /* operands behind the name; most < 0: any number */
} deeds[] = {
    {"list", "lessons list", list, 0, 0},
    {"route", "lessons route", route, 0, 0},
    {"check", "lessons check [FILE ...]", check, 0, -1},
    {"play", "lessons play FILE --answers 1,2", play_lesson, 1, 1},
    {"notes", "lessons notes FILE", notes, 1, 1},
};
enum { DEEDS = sizeof deeds / sizeof *deeds };

static const struct deed *find_deed(const struct arguments *arguments) {
  const char *name = arguments->operand_count > 0 ? arguments->operand[0] : "list";
  int count = arguments->operand_count > 0 ? arguments->operand_count - 1 : 0;
  for (int i = 0; i < DEEDS; i++) {
    if (strcmp(deeds[i].name, name) != 0) continue;
    if (count >= deeds[i].least && (deeds[i].most < 0 || count <= deeds[i].most)) return &deeds[i];
    complain(arguments->command, _("write it as: downhill %s"), deeds[i].usage);
    return NULL;
  }
  complain(arguments->command, _("there is no '%s': choose list, route, check, play or notes"), name);
  return NULL;
}

static int run(const struct arguments *arguments) {
  struct class class = {.arguments = arguments};
  const struct deed *deed = find_deed(arguments);
  if (!deed) return STATUS_USAGE;
  if (!open_app(&class)) return STATUS_FAILED;
  output_open(&class.output, arguments->own[OWN_OUTPUT]);
  int status = deed->run(&class), written = output_close(&class.output);
  app_free(&class.app);
  return status != STATUS_DONE ? status : written;
}

static const char *deed_name(int index) { return index < DEEDS ? deeds[index].name : NULL; }

const struct command command_lessons = {
    .name = "lessons",
    .summary = N_("the lessons: list, check, play without a screen, a presenter's notes"),
    .operands = "[list | route | check [FILE ...] | play FILE | notes FILE]",
    .operands_max = -1,
    .values = {.choice = deed_name, .listed = "lessons", .column = 1, .file = true},
    .notes = N_(
        "FILE is a lesson by its name or its number in the list, or a YAML file. `route` is a short way through the\n"
        "course: some lessons, and which of their beats. `check` plays every beat and says what does not hold, with\n"
        "file and line; without a FILE it looks at all lessons. `play` prints each beat, what the run answers to its\n"
        "question, and whether the goals' solutions reach them:\n"
        "  downhill lessons play the_step --answers 2,1\n"),
    .own = TAKES(OWN_ANSWERS) | TAKES(OWN_OUTPUT),
    .run = run,
};
