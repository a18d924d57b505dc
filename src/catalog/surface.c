/* SPDX-License-Identifier: MIT */
#include "catalog/kinds.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct minimum_file {
  double at[2];
  unsigned at_count;
  double value;
  int kind;
};

/* The file as it is written. */
struct surface_file {
  char *name, *title, *formula, *note, *source;
  char *parameters[2];
  unsigned parameters_count;
  double domain[2][2];
  unsigned domain_count;
  double start[2];
  unsigned start_count;
  double rates[DH_RATES_MAX];
  unsigned rates_count;
  struct minimum_file minima[DH_MINIMA_MAX];
  unsigned minima_count;
};

static const cyaml_strval_t kinds[] = {
    {"smooth", DH_MINIMUM_SMOOTH},
    {"kink", DH_MINIMUM_KINK},
    {"edge", DH_MINIMUM_EDGE},
};
static_assert(sizeof kinds / sizeof *kinds == DH_MINIMUM_KINDS, "every kind of minimum has its word");

static const cyaml_schema_value_t number = {CYAML_VALUE_FLOAT(CYAML_FLAG_DEFAULT, double)};
static const cyaml_schema_value_t range = {CYAML_VALUE_SEQUENCE_FIXED(CYAML_FLAG_DEFAULT, double, &number, 2)};
static const cyaml_schema_value_t word = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, DH_NAME_MAX - 1)};

#define TEXT(key, flags, member, longest)                                                                              \
  CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), struct surface_file, member, 1, longest)
#define LIST(key, flags, member, entry, least, most)                                                                   \
  CYAML_FIELD_SEQUENCE(key, flags, struct surface_file, member, entry, least, most)

static const cyaml_schema_field_t minimum_fields[] = {
    CYAML_FIELD_SEQUENCE("at", CYAML_FLAG_DEFAULT, struct minimum_file, at, &number, 1, 2),
    CYAML_FIELD_FLOAT("value", CYAML_FLAG_DEFAULT, struct minimum_file, value),
    CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct minimum_file, kind, kinds, DH_MINIMUM_KINDS),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t minimum = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct minimum_file, minimum_fields)};

static const cyaml_schema_field_t fields[] = {
    TEXT("name", 0, name, DH_NAME_MAX - 1),
    TEXT("title", 0, title, 256),
    TEXT("formula", 0, formula, DH_TEXT_MAX),
    LIST("parameters", CYAML_FLAG_DEFAULT, parameters, &word, 1, 2),
    LIST("domain", CYAML_FLAG_DEFAULT, domain, &range, 1, 2),
    LIST("start", CYAML_FLAG_DEFAULT, start, &number, 1, 2),
    LIST("rates", CYAML_FLAG_OPTIONAL, rates, &number, 1, DH_RATES_MAX),
    LIST("minima", CYAML_FLAG_OPTIONAL, minima, &minimum, 0, DH_MINIMA_MAX),
    TEXT("note", CYAML_FLAG_OPTIONAL, note, 1024),
    TEXT("source", CYAML_FLAG_OPTIONAL, source, 1024),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct surface_file, fields)};

/* What can be wrong although the YAML is right: the name of the field, or NULL. NaN fails every comparison. */
static const char *wrong_field(const struct surface_file *file) {
  unsigned dim = file->parameters_count;
  if (!document_name_is_good(file->name)) return "name";
  if (file->domain_count != dim) return "domain";
  if (file->start_count != dim) return "start";
  for (unsigned i = 0; i < dim; i++) {
    if (!isfinite(file->domain[i][0]) || !isfinite(file->domain[i][1])) return "domain";
    if (!(file->domain[i][0] < file->domain[i][1])) return "domain";
    if (!(file->domain[i][0] <= file->start[i] && file->start[i] <= file->domain[i][1])) return "start";
  }
  for (unsigned i = 0; i < file->rates_count; i++)
    if (!(file->rates[i] > 0) || !isfinite(file->rates[i])) return "rates";
  for (unsigned i = 0; i < file->minima_count; i++) {
    const struct minimum_file *m = &file->minima[i];
    if (m->at_count != dim || !isfinite(m->value)) return "minima";
    for (unsigned k = 0; k < dim; k++)
      if (!isfinite(m->at[k])) return "minima";
  }
  return NULL;
}

static void describe(const struct surface_file *file, struct dh_surface_spec *spec) {
  *spec = (struct dh_surface_spec){
      .name = file->name,
      .title = file->title,
      .formula = file->formula,
      .parameter = {file->parameters[0], file->parameters_count > 1 ? file->parameters[1] : NULL},
      .dim = (int)file->parameters_count,
      .rate_count = (int)file->rates_count,
      .minimum_count = (int)file->minima_count,
      .note = file->note,
      .source = file->source,
  };
  for (int i = 0; i < spec->dim; i++) {
    spec->low[i] = file->domain[i][0];
    spec->high[i] = file->domain[i][1];
    spec->start[i] = file->start[i];
  }
  memcpy(spec->rates, file->rates, sizeof spec->rates);
  for (int i = 0; i < spec->minimum_count; i++) {
    const struct minimum_file *m = &file->minima[i];
    spec->minima[i] = (struct dh_minimum){{m->at[0], m->at[1]}, m->value, (enum dh_minimum_kind)m->kind};
  }
}

struct dh_surface *surface_from_yaml(const struct document *document, struct dh_error *error) {
  struct surface_file *file = document_load(document, &schema, error);
  if (!file) return NULL;
  struct dh_surface *surface = NULL;
  const char *wrong = wrong_field(file);
  if (wrong) {
    document_field_error(document, wrong, error);
  } else {
    struct dh_surface_spec spec;
    document_clean(file->title);
    document_clean(file->note);
    document_clean(file->source);
    describe(file, &spec);
    surface = dh_surface_create(&spec, error);
    if (!surface) document_text_error(document, error->code == DH_ERROR_RESERVED ? "parameters" : "formula", error);
  }
  document_free(&schema, file);
  return surface;
}
