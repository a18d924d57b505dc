/* SPDX-License-Identifier: MIT
 *
 * Saved scenes: what is written reads back bit for bit, what is wrong is refused with its place, and a file is replaced
 * whole or not at all. */
#include "catalog/record.h"
#include "catalog/replace.h"

#include "folder.h"

#include <dirent.h>
#include <math.h>

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  folder_set_up();
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
}

static void tear_down(void) {
  catalog_destroy(catalog);
  folder_tear_down();
}

static const struct dh_rule *rule(const char *name) { return catalog_rule(catalog, catalog_rule_find(catalog, name)); }

static void save(const struct record *record) {
  struct dh_error error;
  struct text text = {0};
  record_write(record, &text);
  ck_assert(!text.failed);
  ck_assert(file_replace(folder_path("a.yaml"), text.data, text.length, &error));
  text_free(&text);
}

static void load(struct record *record) {
  struct dh_error error;
  bool good = record_read(record, catalog, folder_path("a.yaml"), &error);
  ck_assert_msg(good, "error %d, line %ld: %s", error.code, error.line, error.text2);
}

static void assert_same_bits(double a, double b) { ck_assert_int_eq(memcmp(&a, &b, sizeof a), 0); }

static void assert_same_list(const struct dh_numbers *a, const struct dh_numbers *b) {
  ck_assert_int_eq(a->count, b->count);
  for (int i = 0; i < a->count; i++) assert_same_bits(a->at[i], b->at[i]);
}

static void assert_same_spec(const struct dh_spec *a, const struct dh_spec *b) {
  ck_assert_str_eq(dh_surface_info(a->surface)->formula, dh_surface_info(b->surface)->formula);
  ck_assert_ptr_eq(a->rule, b->rule);
  ck_assert_int_eq(memcmp(a->given, b->given, sizeof a->given), 0);
  for (int i = 0; i < dh_surface_info(a->surface)->dim; i++) assert_same_bits(a->start[i], b->start[i]);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    if (dh_spec_given(a, (enum dh_parameter)i)) assert_same_bits(a->value[i], b->value[i]);
  assert_same_list(&a->milestones, &b->milestones);
}

static void assert_same_setting(const struct dh_setting *a, const struct dh_setting *b) {
  ck_assert_int_eq(a->parameter, b->parameter);
  ck_assert_int_eq(a->unset, b->unset);
  if (a->parameter == DH_OPTIM)
    ck_assert_ptr_eq(a->rule, b->rule);
  else if (!a->unset)
    assert_same_bits(a->value, b->value);
  assert_same_list(&a->list, &b->list);
}

static void assert_same(const struct record *a, const struct record *b) {
  ck_assert_str_eq(a->title, b->title);
  ck_assert_str_eq(a->watch, b->watch);
  ck_assert_int_eq(a->selected, b->selected);
  ck_assert_double_eq(a->speed, b->speed);
  ck_assert_int_eq(a->log_loss, b->log_loss);
  ck_assert_int_eq(a->demonstration, b->demonstration);
  ck_assert_int_eq(a->step, b->step);
  ck_assert_int_eq(a->lane_count, b->lane_count);
  for (int i = 0; i < a->lane_count; i++) {
    ck_assert_str_eq(a->lane[i].name, b->lane[i].name);
    assert_same_spec(&a->lane[i].spec, &b->lane[i].spec);
    ck_assert_int_eq(a->lane[i].journal_count, b->lane[i].journal_count);
    for (int k = 0; k < a->lane[i].journal_count; k++) {
      ck_assert_int_eq(a->lane[i].journal[k].step, b->lane[i].journal[k].step);
      assert_same_setting(&a->lane[i].journal[k].setting, &b->lane[i].journal[k].setting);
    }
  }
}

/* A value of the parameter's range, with as many digits as a double has. */
static double any_value(enum dh_parameter parameter, uint64_t number) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  double u = dh_random_uniform(11, (uint64_t)parameter, number), value = 0;
  int choices = 0;
  switch (row->type) {
  case DH_TYPE_CHOICE:
    while (row->choice(choices)) choices++;
    return floor(u * choices);
  case DH_TYPE_FLAG:
    return u < 0.5;
  case DH_TYPE_INTEGER:
    return fmax(row->low, floor(u * fmin(row->high, 1e6)));
  default:
    value = u * ldexp(1, (int)(number % 40) - 39);
    return fmin(row->high, fmax(row->low, value));
  }
}

/* As many as a list can hold, and as long as they can be. */
static struct dh_numbers any_list(enum dh_parameter parameter, uint64_t number) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  struct dh_numbers list = {.count = 1 + (int)(number % DH_NUMBERS_MAX)};
  for (int i = 0; i < list.count; i++)
    list.at[i] = row->high - floor((list.count - i) * dh_random_uniform(12, (uint64_t)parameter, number) * 1e6);
  return list;
}

static struct dh_setting any_setting(enum dh_parameter parameter, uint64_t number) {
  struct dh_setting setting = {.parameter = parameter};
  if (dh_parameter_row(parameter)->type == DH_TYPE_LIST)
    setting.list = any_list(parameter, number);
  else
    setting.value = any_value(parameter, number);
  return setting;
}

static bool can_be_any(enum dh_parameter parameter) {
  enum dh_type type = dh_parameter_row(parameter)->type;
  return type != DH_TYPE_SURFACE && type != DH_TYPE_OPTIM && type != DH_TYPE_POINT;
}

static void give_everything(struct dh_spec *spec, enum dh_scope scope, uint64_t number) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    if (!can_be_any((enum dh_parameter)i) || dh_parameter_row((enum dh_parameter)i)->scope != scope) continue;
    struct dh_setting setting = any_setting((enum dh_parameter)i, number);
    dh_spec_apply(spec, &setting);
  }
}

/* Every parameter changed at some step, one taken back, two changes of the optimizer. */
static void fill_journal(struct record_lane *lane, uint64_t number) {
  lane->journal = calloc(DH_PARAMETER_COUNT + 3, sizeof *lane->journal);
  ck_assert_ptr_nonnull(lane->journal);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    if (!can_be_any((enum dh_parameter)i)) continue;
    struct dh_setting setting = any_setting((enum dh_parameter)i, number + 1);
    lane->journal[lane->journal_count++] = (struct dh_journal_entry){i, setting};
  }
  long last = DH_PARAMETER_COUNT;
  lane->journal[lane->journal_count++] = (struct dh_journal_entry){last, {.parameter = DH_OPTIM, .rule = rule("adam")}};
  lane->journal[lane->journal_count++] = (struct dh_journal_entry){last, {.parameter = DH_MOMENTUM, .unset = true}};
  lane->journal[lane->journal_count++] =
      (struct dh_journal_entry){last + 1000000, {.parameter = DH_OPTIM, .rule = rule("sgd")}};
}

static void fill_record(struct record *record, const struct dh_surface *surface, uint64_t number) {
  static const char *const rules[] = {"sgd", "adam", "adamw"};
  struct dh_spec scene;
  *record = (struct record){.speed = number % 3 == 0 ? 1 : 2.5,
                            .log_loss = number % 2,
                            .demonstration = number % 4 > 1,
                            .selected = (int)(number % RECORD_LANES_MAX),
                            .step = 24,
                            .lane_count = RECORD_LANES_MAX};
  if (number % 5 > 0) text_copy(record->title, sizeof record->title, "A \"title\": with # signs, \\ and \xC3\xA9");
  if (number % 5 > 1) text_copy(record->watch, sizeof record->watch, "- what {to} watch: [nothing]");
  dh_spec_init(&scene, surface, rule("sgd"));
  for (int i = 0; i < dh_surface_info(surface)->dim; i++)
    scene.start[i] = dh_random_uniform(3, (uint64_t)i, number) * 4 - 2;
  give_everything(&scene, DH_SCOPE_SCENE, number);
  for (int i = 0; i < record->lane_count; i++) {
    struct record_lane *lane = &record->lane[i];
    lane->name[0] = (char)('A' + i);
    lane->spec = scene;
    lane->spec.rule = rule(rules[i % 3]);
    if (i > 0) give_everything(&lane->spec, DH_SCOPE_LANE, number + (uint64_t)i);
    if (i > 1) fill_journal(lane, number + (uint64_t)i);
  }
}

static const char *const scenes[] = {"parabola", "ravine", "x^4-3*x^2+x", "(w1*w2-1)^2", "2"};
static const char *const scene_parameters[] = {NULL, NULL, NULL, "w1,w2", "w"};

START_TEST(records_read_back) {
  struct dh_error error;
  for (uint64_t number = 0; number < 40; number++) {
    struct record record, back;
    const struct dh_surface *surface = catalog_open(catalog, scenes[_i], scene_parameters[_i], &error);
    ck_assert_ptr_nonnull(surface);
    fill_record(&record, surface, number);
    save(&record);
    load(&back);
    assert_same(&record, &back);
    record_free(&record);
    record_free(&back);
  }
}
END_TEST

/* The point of it all: the run from the file is the run that was saved. */
START_TEST(a_run_replays_from_its_record) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "ravine")), rule("sgd"));
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.03);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  dh_run_goto(run, 10);
  ck_assert(dh_run_change(run, &(struct dh_setting){.parameter = DH_MOMENTUM, .value = 0.9}, &error));
  dh_run_goto(run, 20);
  ck_assert(dh_run_change(run, &(struct dh_setting){.parameter = DH_OPTIM, .rule = rule("adam")}, &error));
  dh_run_goto(run, 25);
  ck_assert(dh_run_change(run, &(struct dh_setting){.parameter = DH_MOMENTUM, .unset = true}, &error));
  dh_run_goto(run, 60);
  struct record record = {.speed = 1, .step = 60, .lane_count = 1}, back;
  struct record_lane *lane = &record.lane[0];
  const struct dh_journal_entry *journal = dh_run_journal(run, &lane->journal_count);
  ck_assert_int_eq(lane->journal_count, 3);
  strcpy(lane->name, "A");
  lane->spec = *dh_run_initial(run);
  lane->journal = calloc((size_t)lane->journal_count, sizeof *journal);
  ck_assert_ptr_nonnull(lane->journal);
  memcpy(lane->journal, journal, (size_t)lane->journal_count * sizeof *journal);
  save(&record);
  load(&back);
  struct dh_run *again = dh_run_create(&back.lane[0].spec, &error);
  ck_assert_ptr_nonnull(again);
  for (int i = 0; i < back.lane[0].journal_count; i++) {
    const struct dh_journal_entry *entry = &back.lane[0].journal[i];
    ck_assert(dh_run_schedule_change(again, entry->step, &entry->setting, &error));
  }
  dh_run_goto(again, back.step);
  ck_assert_int_eq(memcmp(dh_run_row(again), dh_run_row(run), sizeof(struct dh_row)), 0);
  dh_run_destroy(again);
  dh_run_destroy(run);
  record_free(&record);
  record_free(&back);
}
END_TEST

/* Data, with all that can be said about a fit; the file of data stands beside the record. */
static const struct fit_words fits[] = {
    {.data = "line50"},
    {.data = "outliers", .model = "b + w*x", .loss = "huber", .delta = "0.30000000000000004"},
    {.data = "points.csv", .model = "a*p_x", .loss = "smooth_l1", .target = "y__1_", .beta = "2"},
    {.data = "points.csv", .sample = "(w*p_x - 1)^2 + abs(w)", .parameters = "w"},
    {.data = "two_classes", .loss = "bce_logits", .parameters = "b,w", .model = "w*x + b"},
};

START_TEST(a_scene_of_data_reads_back) {
  static const char points[] = "p x,\"y \"\"1\"\"\"\n1,2\n2,3.5\n-1,0\n";
  struct dh_error error;
  struct record record, back;
  struct text first = {0}, second = {0};
  folder_write("points.csv", points, strlen(points));
  const struct dh_surface *surface = catalog_fit(catalog, &fits[_i], folder_path("a.yaml"), &error);
  ck_assert_msg(surface != NULL, "error %d: %s, %s", error.code, error.text, error.text2);
  record = (struct record){.speed = 1, .step = 3, .lane_count = 1, .lane = {{.name = "A"}}};
  dh_spec_init(&record.lane[0].spec, surface, rule("sgd"));
  dh_spec_set(&record.lane[0].spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, 2);
  save(&record);
  load(&back);
  const struct dh_surface_spec *a = dh_surface_info(surface), *b = dh_surface_info(back.lane[0].spec.surface);
  assert_same_spec(&record.lane[0].spec, &back.lane[0].spec);
  ck_assert_str_eq(a->fit->data.name, b->fit->data.name);
  ck_assert_str_eq(a->fit->target, b->fit->target);
  ck_assert_int_eq(a->fit->loss, b->fit->loss);
  assert_same_bits(a->fit->bend, b->fit->bend);
  ck_assert_int_eq(a->dim, b->dim);
  for (int axis = 0; axis < a->dim; axis++) ck_assert_str_eq(a->parameter[axis], b->parameter[axis]);
  record_write(&record, &first);
  record_write(&back, &second);
  ck_assert_str_eq(text_string(&first), text_string(&second));
  text_free(&first);
  text_free(&second);
  record_free(&record);
  record_free(&back);
}
END_TEST

/* The example of record.h. */
START_TEST(a_person_can_write_one) {
  static const char text[] = "downhill: 1\nsurface: parabola            # a name or a formula\n"
                             "start: [2]\nstep: 24\nsettings: [max_steps=60]\nlanes:\n"
                             "  - name: A\n    settings: [lr=0.01]\n    journal:\n"
                             "      - {step: 12, setting: learning_rate=0.3}\n";
  struct record record;
  folder_write("a.yaml", text, strlen(text));
  load(&record);
  ck_assert_int_eq(record.step, 24);
  ck_assert_int_eq(record.lane_count, 1);
  ck_assert_ptr_eq(record.lane[0].spec.rule, rule("sgd"));
  assert_same_bits(dh_spec_number(&record.lane[0].spec, DH_LEARNING_RATE), 0.01);
  assert_same_bits(dh_spec_number(&record.lane[0].spec, DH_MAX_STEPS), 60);
  ck_assert_int_eq(record.lane[0].journal[0].step, 12);
  assert_same_bits(record.lane[0].journal[0].setting.value, 0.3);
  record_free(&record);
}
END_TEST

/* Its text is its name: what YAML takes for more than text is in it, and line breaks that somebody typed. */
START_TEST(typed_rules_are_kept) {
  static const char *const texts[] = {
      "p = p - lr*g", "b = momentum*b + g\n p = p - lr*b",
      "m = where(t == 1, g, max(m, g)); d = min(max(m, -1), 1); p = p - lr*d/(abs(g) + eps)"};
  struct dh_error error;
  for (int i = 0; i < 3; i++) {
    const struct dh_rule *own = catalog_typed_rule(catalog, texts[i], &error);
    ck_assert_ptr_nonnull(own);
    struct record record = {.speed = 1, .step = 7, .lane_count = 1}, back;
    struct record_lane *lane = &record.lane[0];
    strcpy(lane->name, "A");
    dh_spec_init(&lane->spec, catalog_surface(catalog, 0), own);
    dh_spec_set(&lane->spec, DH_MOMENTUM, 0.5);
    lane->journal = calloc(2, sizeof *lane->journal);
    ck_assert_ptr_nonnull(lane->journal);
    lane->journal_count = 2;
    lane->journal[0] = (struct dh_journal_entry){3, {.parameter = DH_OPTIM, .rule = rule("adam")}};
    lane->journal[1] = (struct dh_journal_entry){5, {.parameter = DH_OPTIM, .rule = own}};
    save(&record);
    load(&back);
    assert_same(&record, &back);
    record_free(&back);
    /* Another session knows the rule from the file alone. */
    struct catalog *ours = catalog;
    catalog = catalog_create(NULL, &error);
    load(&back);
    ck_assert_str_eq(dh_rule_info(back.lane[0].spec.rule)->name, dh_rule_info(own)->name);
    ck_assert_ptr_eq(back.lane[0].journal[1].setting.rule, back.lane[0].spec.rule);
    record_free(&back);
    catalog_destroy(catalog);
    catalog = ours;
    record_free(&record);
  }
}
END_TEST

#define TOP  "downhill: 1\nsurface: parabola\nstart: [2]\nstep: 1\n"
#define LANE "lanes:\n  - name: A\n"

static const struct refused {
  const char *text;
  enum dh_error_code code;
  int line; /* 0 where it cannot be known */
  const char *says;
} refused[] = {
    {"", DH_ERROR_NO_SCENE, 0, ""},
    {"name: mine\nformula: x^2\nparameters: [x]\n", DH_ERROR_NO_SCENE, 0, ""},
    {"{\"log_history\": []}\n", DH_ERROR_NO_SCENE, 0, ""},
    {TOP, DH_ERROR_YAML, 0, "lanes"},
    {"surface: parabola\nstart: [2]\n" LANE, DH_ERROR_YAML, 0, "downhill"},
    {"downhill: 0\nsurface: parabola\nstart: [2]\n" LANE, DH_ERROR_FIELD, 1, "downhill"},
    {"downhill: 2\nsurface: parabola\nstart: [2]\n" LANE, DH_ERROR_NEWER, 1, ""},
    {"# made tomorrow\ndownhill: 3\nworld: {a: [1, 2]}\n", DH_ERROR_NEWER, 2, ""},
    {TOP "lanes: []\n", DH_ERROR_YAML, 5, ""},
    {TOP "lanes: [{name: A}, {name: B}, {name: C}, {name: D}, {name: E}, {name: F}, {name: G}]\n", DH_ERROR_YAML, 5,
     "6"},
    {TOP LANE "    colour: red\n", DH_ERROR_YAML, 7, "colour"},
    {TOP "lanes:\n  - name: too_long_a_name\n", DH_ERROR_YAML, 6, "too_long"},
    {"downhill: 1\nsurface: parabula\nstart: [2]\n" LANE, DH_ERROR_FIELD, 2, "parabula"},
    {"downhill: 1\nsurface: x^2+q\nstart: [2]\n" LANE, DH_ERROR_FIELD, 2, "column 5: q"},
    {"downhill: 1\nsurface: parabola\nstart: [2, 3]\n" LANE, DH_ERROR_FIELD, 3, "start"},
    {"downhill: 1\nsurface: ravine\nstart: [2]\n" LANE, DH_ERROR_FIELD, 3, "start"},
    {"downhill: 1\nsurface: parabola\nstart: [nan]\n" LANE, DH_ERROR_FIELD, 3, "start"},
    {"downhill: 1\nsurface: parabola\nstart: [1e301]\n" LANE, DH_ERROR_FIELD, 3, "start"},
    {"downhill: 1\nsurface: parabola\nstart: [0x2]\n" LANE, DH_ERROR_FIELD, 3, "start"},
    {TOP LANE "  - name: B\n  - name: a\n", DH_ERROR_TWICE, 8, "name: a"},
    {TOP LANE "  - name: A\n", DH_ERROR_TWICE, 7, "name: A"},
    {"downhill: 1\nsurface: parabola\nstart: [2]\nstep: -1\n" LANE, DH_ERROR_FIELD, 4, "step"},
    {"downhill: 1\nsurface: parabola\nstart: [2]\nstep: 9000000000000000000\n" LANE, DH_ERROR_FIELD, 4, "step"},
    {"downhill: 1\nsurface: parabola\nstart: [2]\nstep: 1.5\n" LANE, DH_ERROR_FIELD, 4, "step"},
    {"downhill: 1\nstart: [2]\n" LANE, DH_ERROR_FIELD, 0, "surface"},
    {"downhill: 1\nsurface: parabola\ndata: line50\nstart: [2]\n" LANE, DH_ERROR_FIELD, 2, "surface"},
    {"downhill: 1\nsurface: parabola\nloss: mse\nstart: [2]\n" LANE, DH_ERROR_FIELD, 0, "data"},
    {"downhill: 1\ndata: line50\nloss: mes\nstart: [2, 2]\n" LANE, DH_ERROR_FIELD, 3, "loss: mes"},
    {"downhill: 1\ndata: line50\nmodel: w*x+\nstart: [2, 2]\n" LANE, DH_ERROR_FIELD, 3, "model: column 5"},
    {"downhill: 1\ndata: line50\nmodel: w*x\nstart: [2, 2]\n" LANE, DH_ERROR_FIELD, 4, "start"},
    {"downhill: 1\ndata: line50\nloss: huber\ndelta: -1\nstart: [2, 2]\n" LANE, DH_ERROR_FIELD, 4, "delta"},
    {TOP "settings: [learning_rate=0.1]\n" LANE, DH_ERROR_FIELD, 5, "learning_rate=0.1"},
    {TOP "settings: [max_steps=1.5]\n" LANE, DH_ERROR_FIELD, 5, "max_steps=1.5"},
    {TOP "settings: [surface=bowl]\n" LANE, DH_ERROR_FIELD, 5, "surface=bowl"},
    {TOP LANE "    settings: [max_steps=60]\n", DH_ERROR_FIELD, 7, "max_steps=60"},
    {TOP LANE "    settings: [optim=adm]\n", DH_ERROR_FIELD, 7, "optim=adm"},
    {TOP LANE "    settings: [optim=p = p - lr*q]\n", DH_ERROR_FIELD, 7, "optim=p = p - lr*q"},
    {TOP LANE "    settings: [momentum]\n", DH_ERROR_FIELD, 7, "momentum"},
    {TOP LANE "    settings: [=1]\n", DH_ERROR_FIELD, 7, "=1"},
    {TOP LANE "    settings: [momentum=unset]\n", DH_ERROR_FIELD, 7, "momentum=unset"},
    {TOP LANE "    settings: [momentum=0.5, momentum=0.6]\n", DH_ERROR_FIELD, 7, "momentum=0.6"},
    {TOP LANE "    settings: [\"momentum=\\e[31m\"]\n", DH_ERROR_FIELD, 0, "momentum=?"},
    {TOP LANE "    journal:\n      - {step: 3, setting: start=1}\n", DH_ERROR_FIELD, 8, "start=1"},
    {TOP LANE "    journal:\n      - {step: 3, setting: momentum=-1}\n", DH_ERROR_FIELD, 8, "momentum=-1"},
    {TOP LANE "    journal:\n      - {step: 3, setting: momentum=0.1}\n      - {step: 2, setting: momentum=0.2}\n",
     DH_ERROR_FIELD, 9, "step: 2"},
    {TOP LANE "    journal:\n      - {step: -3, setting: momentum=0.1}\n", DH_ERROR_FIELD, 8, "step: -3"},
    {TOP LANE "    journal:\n      - {setting: momentum=0.1}\n", DH_ERROR_YAML, 8, "step"},
    {TOP "selected: B\n" LANE, DH_ERROR_FIELD, 5, "selected"},
    {TOP "speed: 1000\n" LANE, DH_ERROR_FIELD, 5, "speed"},
    {TOP "speed: nan\n" LANE, DH_ERROR_FIELD, 5, "speed"},
    {TOP "log_loss: perhaps\n" LANE, DH_ERROR_FIELD, 5, "log_loss"},
    {TOP LANE "expect:\n  - {lane: B, step: 1, loss: 2}\n", DH_ERROR_FIELD, 8, "B"},
    {TOP LANE "expect:\n  - {lane: A, step: -1, loss: 2}\n", DH_ERROR_FIELD, 8, "-1"},
    {TOP LANE "expect:\n  - {lane: A, step: 1, loss: two}\n", DH_ERROR_FIELD, 8, "two"},
    {TOP LANE "expect:\n  - {lane: A, step: 1, at: [5, 6]}\n", DH_ERROR_FIELD, 8, "5"},
    {TOP LANE "expect:\n  - {lane: A, step: 1, verdict: good}\n", DH_ERROR_FIELD, 8, "good"},
    {TOP LANE "expect:\n  - {lane: A, loss: 2}\n", DH_ERROR_YAML, 8, "step"},
};
enum { REFUSED = sizeof refused / sizeof *refused };

START_TEST(wrong_records_are_refused) {
  const struct refused *r = &refused[_i];
  struct dh_error error;
  struct record record;
  folder_write("a.yaml", r->text, strlen(r->text));
  ck_assert(!record_read(&record, catalog, folder_path("a.yaml"), &error));
  ck_assert_int_eq(record.lane_count, 0);
  ck_assert_msg(error.code == r->code, "code %d, expected %d: %s", error.code, r->code, error.text2);
  ck_assert_msg(strstr(error.text2, r->says) != NULL, "'%s' in '%s'", r->says, error.text2);
  ck_assert(strstr(error.text, "a.yaml") != NULL);
  if (r->line > 0) ck_assert_int_eq(error.line, r->line);
}
END_TEST

START_TEST(a_missing_file_is_named) {
  struct dh_error error;
  struct record record;
  ck_assert(!record_read(&record, catalog, folder_path("none.yaml"), &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
  ck_assert(strstr(error.text, "none.yaml") != NULL);
  ck_assert_int_gt((int)strlen(error.text2), 0);
}
END_TEST

/* --- file_replace --- */

static int files_in_folder(void) {
  int count = 0;
  DIR *directory = opendir(folder);
  ck_assert_ptr_nonnull(directory);
  while (readdir(directory)) count++;
  closedir(directory);
  return count - 2;
}

static void assert_content(const char *name, const char *expected) {
  char data[64] = "";
  FILE *file = fopen(folder_path(name), "rb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fread(data, 1, sizeof data - 1, file), strlen(expected));
  fclose(file);
  ck_assert_str_eq(data, expected);
}

static mode_t mode_of(const char *name) {
  struct stat status;
  ck_assert_int_eq(stat(folder_path(name), &status), 0);
  return status.st_mode & 07777;
}

START_TEST(replacing_keeps_mode_and_link) {
  struct dh_error error;
  mode_t mask = umask(022);
  ck_assert(file_replace(folder_path("a"), "one", 3, &error));
  ck_assert_int_eq(mode_of("a"), 0644);
  ck_assert_int_eq(chmod(folder_path("a"), 0640), 0);
  ck_assert_int_eq(symlink("a", folder_path("link")), 0);
  ck_assert(file_replace(folder_path("link"), "second", 6, &error));
  assert_content("a", "second");
  ck_assert_int_eq(mode_of("a"), 0640);
  struct stat status;
  ck_assert_int_eq(lstat(folder_path("link"), &status), 0);
  ck_assert(S_ISLNK(status.st_mode));
  ck_assert_int_eq(files_in_folder(), 2);
  ck_assert(file_replace(folder_path("a"), "", 0, &error));
  assert_content("a", "");
  umask(mask);
}
END_TEST

/* A link to a file that is not there yet is followed, as open() would; so are links to links. */
START_TEST(a_link_to_nothing_is_followed) {
  struct dh_error error;
  struct stat status;
  ck_assert_int_eq(symlink("later", folder_path("link")), 0);
  ck_assert_int_eq(symlink(folder_path("link"), folder_path("absolute")), 0);
  ck_assert(file_replace(folder_path("absolute"), "one", 3, &error));
  assert_content("later", "one");
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(lstat(folder_path(i == 0 ? "link" : "absolute"), &status), 0);
    ck_assert(S_ISLNK(status.st_mode));
  }
  ck_assert_int_eq(files_in_folder(), 3);
  ck_assert_int_eq(symlink("round", folder_path("round")), 0);
  ck_assert(!file_replace(folder_path("round"), "one", 3, &error));
  ck_assert_int_eq(symlink("nowhere/file", folder_path("lost")), 0);
  ck_assert(!file_replace(folder_path("lost"), "one", 3, &error));
  ck_assert_int_eq(files_in_folder(), 5);
}
END_TEST

START_TEST(what_is_not_kept_leaves_the_old_file) {
  struct replacement replacement;
  folder_write("a", "old", 3);
  ck_assert_int_eq(replacement_open(&replacement, folder_path("a")), 0);
  ck_assert_int_eq(file_write(replacement.file, "new", 3), 0);
  ck_assert_int_eq(files_in_folder(), 2);
  ck_assert_int_eq(replacement_close(&replacement, false), 0);
  assert_content("a", "old");
  ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(failures_leave_nothing_behind) {
  struct dh_error error;
  ck_assert_int_eq(mkdir(folder_path("directory"), 0700), 0);
  ck_assert(!file_replace(folder_path("directory"), "x", 1, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
  ck_assert(!file_replace(folder_path("none/a"), "x", 1, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
  ck_assert(strstr(error.text, "none/a") != NULL);
  ck_assert_int_gt((int)strlen(error.text2), 0);
  ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

/* A device is written to: renaming over /dev/full would be a fine way to lose it. */
START_TEST(devices_are_written_to) {
  struct dh_error error;
  struct stat status;
  if (stat("/dev/full", &status) == 0) {
    ck_assert(!file_replace("/dev/full", "x", 1, &error));
    ck_assert_int_eq(error.code, DH_ERROR_FILE);
    ck_assert_int_eq(stat("/dev/full", &status), 0);
    ck_assert(S_ISCHR(status.st_mode));
  }
  ck_assert(file_replace("/dev/null", "x", 1, &error));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("catalog/record");
  TCase *tcase = tcase_create("record");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_loop_test(tcase, records_read_back, 0, (int)(sizeof scenes / sizeof *scenes));
  tcase_add_test(tcase, a_run_replays_from_its_record);
  tcase_add_loop_test(tcase, a_scene_of_data_reads_back, 0, (int)(sizeof fits / sizeof *fits));
  tcase_add_test(tcase, a_person_can_write_one);
  tcase_add_test(tcase, typed_rules_are_kept);
  tcase_add_loop_test(tcase, wrong_records_are_refused, 0, REFUSED);
  tcase_add_test(tcase, a_missing_file_is_named);
  tcase_add_test(tcase, replacing_keeps_mode_and_link);
  tcase_add_test(tcase, a_link_to_nothing_is_followed);
  tcase_add_test(tcase, what_is_not_kept_leaves_the_old_file);
  tcase_add_test(tcase, failures_leave_nothing_behind);
  tcase_add_test(tcase, devices_are_written_to);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"
