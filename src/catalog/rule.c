/* SPDX-License-Identifier: MIT */
#include "catalog/kinds.h"

#include <math.h>

struct parameter_file {
  char *name;
  double initial;
};

/* The file as it is written. */
struct rule_file {
  char *name, *title, *curvature, *limit, *limit_note, *paper;
  char *state[DH_STATES_MAX];
  unsigned state_count;
  struct parameter_file parameters[DH_RULE_PARAMETERS_MAX];
  unsigned parameters_count;
  char *update[DH_LINES_MAX];
  unsigned update_count;
};

static const cyaml_schema_value_t word = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, DH_NAME_MAX - 1)};
static const cyaml_schema_value_t line = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 4096)};

#define TEXT(key, flags, member, longest)                                                                              \
  CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), struct rule_file, member, 1, longest)
#define LIST(key, flags, member, entry, least, most)                                                                   \
  CYAML_FIELD_SEQUENCE(key, flags, struct rule_file, member, entry, least, most)

static const cyaml_schema_field_t parameter_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct parameter_file, name, 1, DH_NAME_MAX - 1),
    CYAML_FIELD_FLOAT("default", CYAML_FLAG_DEFAULT, struct parameter_file, initial),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t parameter = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct parameter_file, parameter_fields)};

static const cyaml_schema_field_t fields[] = {
    TEXT("name", 0, name, DH_NAME_MAX - 1),
    TEXT("title", 0, title, 256),
    LIST("state", CYAML_FLAG_OPTIONAL, state, &word, 0, DH_STATES_MAX),
    LIST("parameters", CYAML_FLAG_OPTIONAL, parameters, &parameter, 0, DH_RULE_PARAMETERS_MAX),
    LIST("update", CYAML_FLAG_DEFAULT, update, &line, 1, DH_LINES_MAX),
    TEXT("curvature", CYAML_FLAG_OPTIONAL, curvature, 4096),
    TEXT("limit", CYAML_FLAG_OPTIONAL, limit, 4096),
    TEXT("limit_note", CYAML_FLAG_OPTIONAL, limit_note, 256),
    TEXT("paper", CYAML_FLAG_OPTIONAL, paper, 1024),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct rule_file, fields)};

/* What can be wrong although the YAML is right: the name of the field, or NULL. */
static const char *wrong_field(const struct rule_file *file) {
  if (!document_name_is_good(file->name)) return "name";
  for (unsigned i = 0; i < file->parameters_count; i++) {
    const struct parameter_file *p = &file->parameters[i];
    if (dh_parameter_find(p->name) < 0 || !isfinite(p->initial)) return "parameters";
  }
  return NULL;
}

static void describe(const struct rule_file *file, struct dh_rule_spec *spec) {
  *spec = (struct dh_rule_spec){
      .name = file->name,
      .title = file->title,
      .state_count = (int)file->state_count,
      .parameter_count = (int)file->parameters_count,
      .update_count = (int)file->update_count,
      .limit = file->limit,
      .limit_note = file->limit_note,
      .curvature = file->curvature,
      .paper = file->paper,
  };
  for (unsigned i = 0; i < file->state_count; i++) spec->state[i] = file->state[i];
  for (unsigned i = 0; i < file->parameters_count; i++) {
    spec->parameter[i].name = file->parameters[i].name;
    spec->parameter[i].initial = file->parameters[i].initial;
  }
  for (unsigned i = 0; i < file->update_count; i++) spec->update[i] = file->update[i];
}

struct dh_rule *rule_from_yaml(const struct document *document, struct dh_error *error) {
  struct rule_file *file = document_load(document, &schema, error);
  if (!file) return NULL;
  struct dh_rule *rule = NULL;
  const char *wrong = wrong_field(file);
  if (wrong) {
    document_field_error(document, wrong, error);
  } else {
    struct dh_rule_spec spec;
    document_clean(file->title);
    document_clean(file->limit_note);
    document_clean(file->paper);
    describe(file, &spec);
    rule = dh_rule_create(&spec, error);
    if (!rule) document_text_error(document, "update", error);
  }
  document_free(&schema, file);
  return rule;
}
