/* SPDX-License-Identifier: MIT */
#include "catalog/fitting.h"
#include "catalog/kinds.h"
#include "catalog/setting.h"

#include <assert.h>
#include <stdio.h>

/* Numbers are kept as they are written, because libcyaml would read "1,5" as 1; and in place, because it does not free
 * a list of pairs of pointers correctly (1.3.1). */
enum { NUMBER_SIZE = 32 };

struct minimum_file {
  char at[2][NUMBER_SIZE];
  unsigned at_count;
  char value[NUMBER_SIZE];
  int kind;
};

/* The file as it is written. */
struct surface_file {
  char *name, *title, *formula, *note, *source;
  char *data, *model, *sample, *loss, *target;
  char delta[NUMBER_SIZE], beta[NUMBER_SIZE];
  char *parameters[2];
  unsigned parameters_count;
  char domain[2][2][NUMBER_SIZE];
  unsigned domain_count;
  char start[2][NUMBER_SIZE];
  unsigned start_count;
  char rates[DH_RATES_MAX][NUMBER_SIZE];
  unsigned rates_count;
  struct minimum_file minima[DH_MINIMA_MAX];
  unsigned minima_count;
  int minima_partial, no_minimum;
};

static const cyaml_strval_t kinds[] = {
    {"smooth", DH_MINIMUM_SMOOTH},
    {"kink", DH_MINIMUM_KINK},
    {"edge", DH_MINIMUM_EDGE},
};
static_assert(sizeof kinds / sizeof *kinds == DH_MINIMUM_KINDS, "every kind of minimum has its word");

/* libcyaml's own flag takes any word but "false" and its like for true. */
static const cyaml_strval_t truths[] = {{"false", false}, {"true", true}};

static const cyaml_schema_value_t word = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, DH_NAME_MAX - 1)};
static const cyaml_schema_value_t number = {
    CYAML_VALUE_STRING(CYAML_FLAG_DEFAULT, char[NUMBER_SIZE], 1, NUMBER_SIZE - 1)};
static const cyaml_schema_value_t range = {
    CYAML_VALUE_SEQUENCE_FIXED(CYAML_FLAG_DEFAULT, char[NUMBER_SIZE], &number, 2)};

#define TEXT(key, flags, member, longest)                                                                              \
  CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), struct surface_file, member, 1, longest)
#define LIST(key, flags, member, entry, least, most)                                                                   \
  CYAML_FIELD_SEQUENCE(key, flags, struct surface_file, member, entry, least, most)
#define TRUTH(key, member)                                                                                             \
  CYAML_FIELD_ENUM(key, CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct surface_file, member, truths,                  \
                   sizeof truths / sizeof *truths)

static const cyaml_schema_field_t minimum_fields[] = {
    CYAML_FIELD_SEQUENCE("at", CYAML_FLAG_DEFAULT, struct minimum_file, at, &number, 1, 2),
    CYAML_FIELD_STRING("value", CYAML_FLAG_DEFAULT, struct minimum_file, value, 1),
    CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct minimum_file, kind, kinds, DH_MINIMUM_KINDS),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t minimum = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct minimum_file, minimum_fields)};

static const cyaml_schema_field_t fields[] = {
    TEXT("name", 0, name, DH_NAME_MAX - 1),
    TEXT("title", 0, title, 256),
    TEXT("formula", CYAML_FLAG_OPTIONAL, formula, DH_TEXT_MAX),
    TEXT("data", CYAML_FLAG_OPTIONAL, data, 1024),
    TEXT("model", CYAML_FLAG_OPTIONAL, model, DH_TEXT_MAX),
    TEXT("sample", CYAML_FLAG_OPTIONAL, sample, DH_TEXT_MAX),
    TEXT("loss", CYAML_FLAG_OPTIONAL, loss, DH_NAME_MAX),
    TEXT("target", CYAML_FLAG_OPTIONAL, target, DH_NAME_MAX),
    CYAML_FIELD_STRING("delta", CYAML_FLAG_OPTIONAL, struct surface_file, delta, 1),
    CYAML_FIELD_STRING("beta", CYAML_FLAG_OPTIONAL, struct surface_file, beta, 1),
    LIST("parameters", CYAML_FLAG_DEFAULT, parameters, &word, 1, 2),
    LIST("domain", CYAML_FLAG_DEFAULT, domain, &range, 1, 2),
    LIST("start", CYAML_FLAG_DEFAULT, start, &number, 1, 2),
    LIST("rates", CYAML_FLAG_OPTIONAL, rates, &number, 1, DH_RATES_MAX),
    LIST("minima", CYAML_FLAG_OPTIONAL, minima, &minimum, 0, DH_MINIMA_MAX),
    TRUTH("minima_partial", minima_partial),
    TRUTH("no_minimum", no_minimum),
    TEXT("note", CYAML_FLAG_OPTIONAL, note, 1024),
    TEXT("source", CYAML_FLAG_OPTIONAL, source, 1024),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct surface_file, fields)};

static bool read_numbers(const char (*texts)[NUMBER_SIZE], unsigned count, double *out) {
  for (unsigned i = 0; i < count; i++)
    if (!dh_number_parse(texts[i], &out[i])) return false;
  return true;
}

static bool read_domain(const struct surface_file *file, struct dh_surface_spec *spec) {
  if (file->domain_count != file->parameters_count) return false;
  for (unsigned i = 0; i < file->domain_count; i++) {
    double ends[2];
    if (!read_numbers(file->domain[i], 2, ends) || !(ends[0] < ends[1])) return false;
    spec->low[i] = ends[0];
    spec->high[i] = ends[1];
  }
  return true;
}

static bool read_start(const struct surface_file *file, struct dh_surface_spec *spec) {
  if (file->start_count != file->parameters_count) return false;
  if (!read_numbers(file->start, file->start_count, spec->start)) return false;
  for (unsigned i = 0; i < file->start_count; i++)
    if (!(spec->low[i] <= spec->start[i] && spec->start[i] <= spec->high[i]) || !start_in_range(spec->start[i]))
      return false;
  return true;
}

static bool read_rates(const struct surface_file *file, struct dh_surface_spec *spec) {
  spec->rate_count = (int)file->rates_count;
  if (!read_numbers(file->rates, file->rates_count, spec->rates)) return false;
  for (int i = 0; i < spec->rate_count; i++)
    if (!(spec->rates[i] > 0)) return false;
  return true;
}

static bool read_minima(const struct surface_file *file, struct dh_surface_spec *spec) {
  spec->minimum_count = (int)file->minima_count;
  spec->minima_partial = file->minima_partial != 0;
  spec->no_minimum = file->no_minimum != 0;
  for (unsigned i = 0; i < file->minima_count; i++) {
    const struct minimum_file *from = &file->minima[i];
    struct dh_minimum *to = &spec->minima[i];
    if (from->at_count != file->parameters_count || !read_numbers(from->at, from->at_count, to->at)) return false;
    if (!dh_number_parse(from->value, &to->value)) return false;
    to->kind = (enum dh_minimum_kind)from->kind;
  }
  return true;
}

/* Fill *spec. What is wrong although the YAML is right: the name of the field, or NULL. */
static const char *describe(const struct surface_file *file, struct dh_surface_spec *spec) {
  *spec = (struct dh_surface_spec){
      .name = file->name,
      .title = file->title,
      .formula = file->formula,
      .parameter = {file->parameters[0], file->parameters_count > 1 ? file->parameters[1] : NULL},
      .dim = (int)file->parameters_count,
      .note = file->note,
      .source = file->source,
  };
  if (!document_name_is_good(file->name)) return "name";
  if (!file->formula == !file->data) return "formula";
  if (!file->data && (file->model || file->sample || file->loss)) return "data";
  if (!read_domain(file, spec)) return "domain";
  if (!read_start(file, spec)) return "start";
  if (!read_rates(file, spec)) return "rates";
  if (!read_minima(file, spec)) return "minima";
  return spec->no_minimum && spec->minimum_count > 0 ? "no_minimum" : NULL;
}

static struct dh_surface *create_fit(const struct document *document, const struct surface_file *file,
                                     const struct dh_surface_spec *spec, const char *directory,
                                     struct dh_error *error) {
  char parameters[2 * DH_NAME_MAX];
  snprintf(parameters, sizeof parameters, "%s%s%s", spec->parameter[0], spec->dim == 2 ? "," : "",
           spec->dim == 2 ? spec->parameter[1] : "");
  const struct fit_words words = {.data = file->data,
                                  .model = file->model,
                                  .sample = file->sample,
                                  .loss = file->loss,
                                  .target = file->target,
                                  .delta = file->delta[0] ? file->delta : NULL,
                                  .beta = file->beta[0] ? file->beta : NULL,
                                  .parameters = parameters};
  struct fitting fitting;
  struct dh_surface *surface = NULL;
  if (fitting_read(&fitting, &words, directory, document->path, error)) {
    struct dh_surface_spec fitted = *spec;
    fitted.fit = &fitting.fit;
    surface = dh_surface_create(&fitted, error);
    fitting_free(&fitting);
  }
  if (!surface) fitting_error(document, &words, error);
  return surface;
}

static struct dh_surface *create(const struct document *document, const struct surface_file *file,
                                 const char *directory, struct dh_error *error) {
  struct dh_surface_spec spec;
  const char *wrong = describe(file, &spec);
  if (wrong) {
    document_field_error(document, wrong, error);
    return NULL;
  }
  if (file->data) return create_fit(document, file, &spec, directory, error);
  struct dh_surface *surface = dh_surface_create(&spec, error);
  if (!surface) document_text_error(document, error->code == DH_ERROR_RESERVED ? "parameters" : "formula", error);
  return surface;
}

struct dh_surface *surface_from_yaml(const struct document *document, const char *directory, struct dh_error *error) {
  struct surface_file *file = document_load(document, &schema, error);
  if (!file) return NULL;
  document_clean(file->title);
  document_clean(file->note);
  document_clean(file->source);
  struct dh_surface *surface = create(document, file, directory, error);
  document_free(&schema, file);
  return surface;
}
