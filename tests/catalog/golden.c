/* SPDX-License-Identifier: MIT
 *
 * Agreement with PyTorch and Hugging Face Transformers, whose numbers are in tests/golden: every case of its cases.csv.
 * The optimizers are those of assets/optimizers, as they are shipped. */
#include "catalog/catalog.h"
#include "descent/csv.h"
#include "descent/lab.h"

#include <math.h>

enum { CASES_MAX = 256, NAME = 64 };

struct golden_case {
  char name[NAME], kind[NAME], file[NAME], surface[NAME], optimizer[NAME], schedule[NAME], dtype[NAME], clip_norm[NAME];
  char data[NAME], model_loss[NAME];
  char optimizer_params[CSV_LINE], schedule_params[CSV_LINE];
  double start[2], rate;
  long compare_steps, steps;
};

static struct golden_case cases[CASES_MAX];
static int case_count;

static void copy(char *out, size_t size, const char *text) { (void)snprintf(out, size, "%s", text); }

static double number_or_zero(const char *text) { return *text == '\0' ? 0 : strtod(text, NULL); }

static void read_cases(void) {
  struct csv csv;
  csv_open(&csv, "cases.csv");
  for (case_count = 0; csv_next(&csv); case_count++) {
    csv_must(case_count < CASES_MAX, "too many cases", csv_text(&csv, "case"));
    struct golden_case *c = &cases[case_count];
    copy(c->name, NAME, csv_text(&csv, "case"));
    copy(c->kind, NAME, csv_text(&csv, "kind"));
    copy(c->file, NAME, csv_text(&csv, "file"));
    copy(c->surface, NAME, csv_text(&csv, "surface"));
    copy(c->data, NAME, csv_text(&csv, "data"));
    copy(c->model_loss, NAME, csv_text(&csv, "model_loss"));
    copy(c->optimizer, NAME, csv_text(&csv, "optimizer"));
    copy(c->schedule, NAME, csv_text(&csv, "schedule"));
    copy(c->dtype, NAME, csv_text(&csv, "dtype"));
    copy(c->clip_norm, NAME, csv_text(&csv, "clip_norm"));
    copy(c->optimizer_params, CSV_LINE, csv_text(&csv, "optimizer_params"));
    copy(c->schedule_params, CSV_LINE, csv_text(&csv, "schedule_params"));
    c->start[0] = number_or_zero(csv_text(&csv, "x0"));
    c->start[1] = number_or_zero(csv_text(&csv, "y0"));
    c->rate = number_or_zero(csv_text(&csv, "lr"));
    c->steps = (long)number_or_zero(csv_text(&csv, "steps"));
    c->compare_steps = (long)number_or_zero(csv_text(&csv, "compare_steps"));
  }
  csv_close(&csv);
}

/* The n-th case of a kind, NULL past the last. */
static const struct golden_case *case_of_kind(int n, const char *kind) {
  if (case_count == 0) read_cases();
  for (int i = 0; i < case_count; i++)
    if (strcmp(cases[i].kind, kind) == 0 && n-- == 0) return &cases[i];
  return NULL;
}

static int count_of_kind(const char *kind) {
  int count = 0;
  while (case_of_kind(count, kind)) count++;
  return count;
}

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_msg(catalog != NULL, "error %d in %s: %s", (int)error.code, error.text, error.text2);
}

static void tear_down(void) { catalog_destroy(catalog); }

static const struct dh_rule *golden_rule(const char *name) {
  int index = catalog_rule_find(catalog, name);
  ck_assert_msg(index >= 0, "no optimizer %s", name);
  return catalog_rule(catalog, index);
}

static struct dh_surface *golden_surface(const char *name) {
  struct csv csv;
  struct dh_surface *surface = NULL;
  csv_open(&csv, "surfaces/formulas.csv");
  while (!surface && csv_next(&csv))
    if (strcmp(csv_text(&csv, "name"), name) == 0) surface = lab_typed(csv_text(&csv, "formula"), NULL);
  csv_close(&csv);
  ck_assert_msg(surface != NULL, "no formula for %s", name);
  return surface;
}

/* --- coverage --- */

/* Those that are looped over here; the range tests, which have a test of their own; and the surfaces: golden_surfaces.c
 * goes through all there are formulas of. */
static const char *const kinds[] = {"optimizers", "fit", "schedule", "warmup_ratio", "surface", "precision", "lrfind"};

START_TEST(no_case_is_overlooked) {
  int count = 0;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    ck_assert_msg(count_of_kind(kinds[i]) > 0, "%s", kinds[i]);
    count += count_of_kind(kinds[i]);
  }
  ck_assert_int_eq(count, case_count);
  for (int i = 0; i < count_of_kind("surface"); i++)
    dh_surface_destroy(golden_surface(case_of_kind(i, "surface")->name));
}
END_TEST

/* --- settings --- */

/* What the golden data calls otherwise than the table of parameters does. */
static const struct word {
  const char *theirs, *ours;
} parameters[] = {{"warmup", "warmup_steps"},   {"total", "max_steps"},         {"total_steps", "max_steps"},
                  {"cycles", "num_cycles"},     {"stable", "num_stable_steps"}, {"decay", "num_decay_steps"},
                  {"anneal", "anneal_strategy"}},
  schedules[] = {{"none", "constant"},
                 {"linear", "linear_lr"},
                 {"polynomial", "polynomial_lr"},
                 {"hf_constant_with_warmup", "constant"},
                 {"hf_linear", "linear"},
                 {"hf_cosine", "cosine"},
                 {"hf_cosine_hard_restarts", "cosine_with_restarts"},
                 {"hf_cosine_min_lr", "cosine_with_min_lr"},
                 {"hf_polynomial", "polynomial"},
                 {"hf_inverse_sqrt", "inverse_sqrt"},
                 {"hf_wsd", "warmup_stable_decay"},
                 {"cosine_warm_restarts", "cosine_annealing_warm_restarts"},
                 {"sequential_linear_cosine", "cosine_annealing"}};

static const char *translate(const struct word *words, size_t count, const char *theirs) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(words[i].theirs, theirs) == 0) return words[i].ours;
  return theirs;
}

static void set(struct dh_spec *spec, const char *name, const char *value) {
  struct dh_setting setting = {0};
  struct dh_error error;
  int parameter = dh_parameter_find(translate(parameters, sizeof parameters / sizeof *parameters, name));
  ck_assert_msg(parameter >= 0, "no parameter %s", name);
  setting.parameter = (enum dh_parameter)parameter;
  bool read = dh_parameter_row(setting.parameter)->type == DH_TYPE_LIST
                  ? dh_parameter_parse_list(setting.parameter, value, &setting.list, &error)
                  : dh_parameter_parse(setting.parameter, value, &setting.value, &error);
  ck_assert_msg(read, "%s=%s", name, value);
  dh_spec_apply(spec, &setting);
}

static void set_all(struct dh_spec *spec, const char *settings) {
  char text[CSV_LINE];
  copy(text, sizeof text, settings);
  for (char *item = text, *next; item && *item != '\0'; item = next) {
    next = strchr(item, ';');
    if (next) *next++ = '\0';
    char *value = strchr(item, '=');
    ck_assert_ptr_nonnull(value);
    *value++ = '\0';
    set(spec, item, value);
  }
}

/* LinearLR that starts at 1/W and is at the full rate after W - 1 steps; or, from zero, the usual warmup. */
static void set_warmup_linear(struct dh_spec *spec, const char *settings) {
  int warmup = 0, offset = 0;
  ck_assert_int_eq(sscanf(settings, "warmup=%d;offset=%d", &warmup, &offset), 2);
  if (offset == 0) {
    dh_spec_set(spec, DH_WARMUP_STEPS, warmup);
    return;
  }
  ck_assert_int_eq(offset, 1);
  set(spec, "lr_scheduler_type", "linear_lr");
  dh_spec_set(spec, DH_START_FACTOR, 1.0 / warmup);
  dh_spec_set(spec, DH_END_FACTOR, 1);
  dh_spec_set(spec, DH_TOTAL_ITERS, warmup - 1);
}

static void set_schedule(struct dh_spec *spec, const char *name, const char *settings) {
  if (strcmp(name, "warmup_linear") == 0) {
    set_warmup_linear(spec, settings);
    return;
  }
  set(spec, "lr_scheduler_type", translate(schedules, sizeof schedules / sizeof *schedules, name));
  set_all(spec, settings);
}

static void golden_spec(const struct golden_case *c, const struct dh_surface *surface, const struct dh_rule *rule,
                        struct dh_spec *spec) {
  dh_spec_init(spec, surface, rule);
  spec->start[0] = c->start[0];
  spec->start[1] = c->start[1];
  dh_spec_set(spec, DH_LEARNING_RATE, c->rate);
  set_schedule(spec, c->schedule, c->schedule_params);
  set_all(spec, c->optimizer_params);
  if (*c->dtype != '\0') set(spec, "dtype", c->dtype);
  if (*c->clip_norm != '\0' && strcmp(c->clip_norm, "none") != 0) set(spec, "clip_norm", c->clip_norm);
}

static bool near(double a, double b, double tolerance) { return fabs(a - b) <= tolerance || same_bits(a, b); }

/* --- trajectories --- */

static const char *const on_surfaces[] = {"x", "y", "loss", "grad_x", "grad_y", "lr"};
static const char *const on_data[] = {"w", "b", "loss", "grad_w", "grad_b", "lr"};

static void compare_row(const struct golden_case *c, const struct csv *csv, const struct dh_row *row,
                        const char *const *columns) {
  const double ours[] = {row->at[0], row->at[1], row->loss, row->gradient[0], row->gradient[1], row->rate};
  for (int i = 0; i < 6; i++) {
    double theirs = csv_number(csv, columns[i]);
    ck_assert_msg(near(ours[i], theirs, 1e-9 * fmax(1, fabs(theirs))), "%s step %ld: %s is %.17g, should be %.17g",
                  c->name, row->step, columns[i], ours[i], theirs);
  }
}

static void compare_trajectory(const struct golden_case *c, const struct dh_surface *surface,
                               const char *const *columns) {
  const struct dh_rule *rule = golden_rule(c->optimizer);
  struct dh_spec spec;
  golden_spec(c, surface, rule, &spec);
  struct dh_run *run = lab_run(&spec);
  struct csv csv;
  int rows = 0;
  csv_open(&csv, c->file);
  for (; csv_next(&csv) && csv_number(&csv, "step") <= (double)c->compare_steps; rows++) {
    dh_run_goto(run, (long)csv_number(&csv, "step"));
    compare_row(c, &csv, dh_run_row(run), columns);
  }
  ck_assert_int_gt(rows, 4);
  csv_close(&csv);
  dh_run_destroy(run);
}

START_TEST(trajectories_agree) {
  const struct golden_case *c = case_of_kind(_i, "optimizers");
  ck_assert_ptr_nonnull(c);
  struct dh_surface *surface = golden_surface(c->surface);
  compare_trajectory(c, surface, on_surfaces);
  dh_surface_destroy(surface);
}
END_TEST

enum { ROWS_MAX = 64 };

/* "loss=huber;delta=1.0" */
static struct dh_surface *golden_fit(const struct golden_case *c) {
  double x[ROWS_MAX], y[ROWS_MAX];
  char name[NAME] = "";
  struct dh_error error;
  struct csv csv;
  struct dh_fit fit = {.model = "w*x + b",
                       .data = {.name = c->data, .columns = 2, .column = {"x", "y"}, .value = {x, y}}};
  csv_open(&csv, c->data);
  for (long *row = &fit.data.rows; csv_next(&csv); (*row)++) {
    ck_assert_int_lt(*row, ROWS_MAX);
    x[*row] = csv_number(&csv, "x");
    y[*row] = csv_number(&csv, "y");
  }
  csv_close(&csv);
  ck_assert_int_eq(sscanf(c->model_loss, "loss=%[a-z0-9_]", name), 1);
  fit.loss = (enum dh_loss)dh_loss_find(name);
  ck_assert_msg((int)fit.loss > 0, "no loss %s", name);
  const char *bend = strrchr(c->model_loss, '=');
  if (strchr(c->model_loss, ';')) fit.bend = strtod(bend + 1, NULL);
  ck_assert_int_eq(fit.bend > 0, dh_loss_bend(fit.loss) != NULL);
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_msg(surface != NULL, "%s: error %d: %s", c->name, (int)error.code, error.text);
  return surface;
}

START_TEST(fits_agree) {
  const struct golden_case *c = case_of_kind(_i, "fit");
  ck_assert_ptr_nonnull(c);
  struct dh_surface *surface = golden_fit(c);
  compare_trajectory(c, surface, on_data);
  dh_surface_destroy(surface);
}
END_TEST

/* --- schedules --- */

START_TEST(schedules_agree) {
  const struct golden_case *c = case_of_kind(_i, "schedule");
  ck_assert_ptr_nonnull(c);
  struct dh_surface *surface = golden_surface("square");
  const struct dh_rule *rule = golden_rule("sgd");
  struct dh_spec spec;
  golden_spec(c, surface, rule, &spec);
  struct csv csv;
  long rows = 0;
  csv_open(&csv, c->file);
  for (; csv_next(&csv); rows++) {
    double step = csv_number(&csv, "step"), theirs = csv_number(&csv, "lr"), ours = dh_spec_rate(&spec, step);
    ck_assert_msg(near(ours, theirs, 1e-12 * c->rate), "%s step %g: %.17g, should be %.17g", c->name, step, ours,
                  theirs);
  }
  ck_assert_int_eq(rows, c->steps);
  csv_close(&csv);
  dh_surface_destroy(surface);
}
END_TEST

/* Every schedule has a file, but the one that goes by losses. */
START_TEST(every_schedule_has_a_case) {
  const char *name = dh_schedule_name(_i);
  struct dh_surface *surface = golden_surface("square");
  const struct dh_rule *rule = golden_rule("sgd");
  bool found = dh_schedule_info(_i)->observe != NULL;
  for (int i = 0; i < case_count && !found; i++) {
    const struct golden_case *c = case_of_kind(i, "schedule");
    struct dh_spec spec;
    if (!c) continue;
    golden_spec(c, surface, rule, &spec);
    found = dh_spec_number(&spec, DH_LR_SCHEDULER_TYPE) == _i;
  }
  ck_assert_msg(found, "%s", name);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(warmup_ratios_agree) {
  const struct golden_case *c = case_of_kind(_i, "warmup_ratio");
  ck_assert_ptr_nonnull(c);
  struct csv csv;
  csv_open(&csv, c->file);
  while (csv_next(&csv)) {
    double total = csv_number(&csv, "num_training_steps"), ratio = csv_number(&csv, "warmup_ratio");
    ck_assert(dh_warmup_steps(ratio, 0, total) == csv_number(&csv, "warmup_steps"));
    ck_assert(dh_warmup_steps(ratio, 7, total) == 7);
  }
  csv_close(&csv);
}
END_TEST

/* --- precision --- */

/* The derivatives come out in an order of operations that rounds as the files' own does. */
START_TEST(formats_agree_bit_for_bit) {
  const struct golden_case *c = case_of_kind(_i, "precision");
  ck_assert_ptr_nonnull(c);
  struct dh_surface *surface = golden_surface(c->surface);
  const struct dh_rule *rule = golden_rule("sgd");
  struct dh_spec spec;
  golden_spec(c, surface, rule, &spec);
  struct dh_run *run = lab_run(&spec);
  struct csv csv;
  csv_open(&csv, c->file);
  while (csv_next(&csv)) {
    dh_run_goto(run, (long)csv_number(&csv, "step"));
    const struct dh_row *row = dh_run_row(run);
    const double ours[] = {row->at[0], row->at[1], row->loss};
    static const char *const columns[] = {"x", "y", "loss"};
    for (int i = 0; i < 3; i++)
      ck_assert_msg(same_bits(ours[i], csv_number(&csv, columns[i])), "%s step %ld: %s is %.17g, should be %.17g",
                    c->name, row->step, columns[i], ours[i], csv_number(&csv, columns[i]));
  }
  csv_close(&csv);
  dh_run_destroy(run);
  dh_surface_destroy(surface);
}
END_TEST

/* "square_lr1.05_long" is the case square_lr1.05 run for longer. */
static const struct golden_case *case_of_event(const char *name, const char *dtype) {
  for (int i = 0; i < CASES_MAX; i++) {
    const struct golden_case *c = case_of_kind(i, "precision");
    char full[2 * NAME];
    (void)snprintf(full, sizeof full, "%.*s__%s", (int)(strstr(name, "_long") ? strlen(name) - 5 : strlen(name)), name,
                   dtype);
    if (c && strcmp(c->name, full) == 0) return c;
  }
  return NULL;
}

static void compare_event(const struct csv *csv, const struct dh_run *run, const char *column,
                          enum dh_quantity quantity, bool nan) {
  long theirs = (long)csv_number(csv, column), ours = dh_run_event(run, quantity, nan)->step;
  ck_assert_msg(ours == theirs, "%s %s: %s is %ld, should be %ld", csv_text(csv, "case"), csv_text(csv, "dtype"),
                column, ours, theirs);
}

START_TEST(first_infinities_and_nans_agree) {
  struct csv csv;
  int events = 0;
  csv_open(&csv, "precision/events.csv");
  for (; csv_next(&csv); events++) {
    const struct golden_case *c = case_of_event(csv_text(&csv, "case"), csv_text(&csv, "dtype"));
    ck_assert_ptr_nonnull(c);
    struct dh_surface *surface = golden_surface(c->surface);
    const struct dh_rule *rule = golden_rule("sgd");
    struct dh_spec spec;
    golden_spec(c, surface, rule, &spec);
    struct dh_run *run = lab_run(&spec);
    ck_assert(dh_run_row(run)->rate == csv_number(&csv, "lr_rounded"));
    dh_run_goto(run, (long)csv_number(&csv, "last_row"));
    compare_event(&csv, run, "first_inf_loss", DH_QUANTITY_LOSS, false);
    compare_event(&csv, run, "first_inf_xy", DH_QUANTITY_PARAMETER, false);
    compare_event(&csv, run, "first_nan_loss", DH_QUANTITY_LOSS, true);
    compare_event(&csv, run, "first_nan_xy", DH_QUANTITY_PARAMETER, true);
    dh_run_destroy(run);
    dh_surface_destroy(surface);
  }
  ck_assert_int_gt(events, 0);
  csv_close(&csv);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("catalog/golden");
  TCase *tc = tcase_create("agreement");
  read_cases();
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_set_timeout(tc, 30);
  tcase_add_loop_test(tc, trajectories_agree, 0, count_of_kind("optimizers"));
  tcase_add_loop_test(tc, fits_agree, 0, count_of_kind("fit"));
  tcase_add_test(tc, no_case_is_overlooked);
  tcase_add_loop_test(tc, schedules_agree, 0, count_of_kind("schedule"));
  tcase_add_loop_test(tc, every_schedule_has_a_case, 0, dh_schedule_count());
  tcase_add_loop_test(tc, warmup_ratios_agree, 0, count_of_kind("warmup_ratio"));
  tcase_add_loop_test(tc, formats_agree_bit_for_bit, 0, count_of_kind("precision"));
  tcase_add_test(tc, first_infinities_and_nans_agree);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"
