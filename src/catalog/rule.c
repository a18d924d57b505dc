/* SPDX-License-Identifier: MIT */
#include "catalog/kinds.h"

struct parameter_file {
  char *name, *initial;
};

/* The file as it is written. */
struct rule_file {
  char *name, *title, *curvature, *preconditioner, *limit, *limit_source, *limit_note, *paper;
  char *alias[DH_RULE_ALIASES_MAX];
  unsigned alias_count;
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
    CYAML_FIELD_STRING_PTR("default", CYAML_FLAG_POINTER, struct parameter_file, initial, 1, DH_NAME_MAX - 1),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t parameter = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct parameter_file, parameter_fields)};

static const cyaml_schema_field_t fields[] = {
    TEXT("name", 0, name, DH_NAME_MAX - 1),
    TEXT("title", 0, title, 256),
    LIST("aliases", CYAML_FLAG_OPTIONAL, alias, &word, 0, DH_RULE_ALIASES_MAX),
    LIST("state", CYAML_FLAG_OPTIONAL, state, &word, 0, DH_STATES_MAX),
    LIST("parameters", CYAML_FLAG_OPTIONAL, parameters, &parameter, 0, DH_RULE_PARAMETERS_MAX),
    LIST("update", CYAML_FLAG_DEFAULT, update, &line, 1, DH_LINES_MAX),
    TEXT("curvature", CYAML_FLAG_OPTIONAL, curvature, 4096),
    TEXT("preconditioner", CYAML_FLAG_OPTIONAL, preconditioner, 4096),
    TEXT("limit", CYAML_FLAG_OPTIONAL, limit, 4096),
    TEXT("limit_source", CYAML_FLAG_OPTIONAL, limit_source, 256),
    TEXT("limit_note", CYAML_FLAG_OPTIONAL, limit_note, 256),
    TEXT("paper", CYAML_FLAG_OPTIONAL, paper, 1024),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct rule_file, fields)};

static bool read_parameters(const struct rule_file *file, struct dh_rule_spec *spec) {
  spec->parameter_count = (int)file->parameters_count;
  for (unsigned i = 0; i < file->parameters_count; i++) {
    struct dh_rule_parameter *to = &spec->parameter[i];
    to->name = file->parameters[i].name;
    if (dh_parameter_find(to->name) < 0 || !dh_number_parse(file->parameters[i].initial, &to->initial)) return false;
  }
  return true;
}

/* Fill *spec. What is wrong although the YAML is right: the name of the field, or NULL. */
static const char *describe(const struct rule_file *file, struct dh_rule_spec *spec) {
  *spec = (struct dh_rule_spec){
      .name = file->name,
      .title = file->title,
      .alias_count = (int)file->alias_count,
      .state_count = (int)file->state_count,
      .update_count = (int)file->update_count,
      .limit = file->limit,
      .limit_note = file->limit_note,
      .curvature = file->curvature,
      .preconditioner = file->preconditioner,
      .limit_source = file->limit_source,
      .paper = file->paper,
  };
  for (unsigned i = 0; i < file->alias_count; i++) {
    if (!document_name_is_good(file->alias[i])) return "aliases";
    spec->alias[i] = file->alias[i];
  }
  for (unsigned i = 0; i < file->state_count; i++) spec->state[i] = file->state[i];
  for (unsigned i = 0; i < file->update_count; i++) spec->update[i] = file->update[i];
  if (!document_name_is_good(file->name)) return "name";
  return read_parameters(file, spec) ? NULL : "parameters";
}

struct dh_rule *rule_from_yaml(const struct document *document, struct dh_error *error) {
  struct rule_file *file = document_load(document, &schema, error);
  if (!file) return NULL;
  struct dh_rule *rule = NULL;
  struct dh_rule_spec spec;
  document_clean(file->title);
  document_clean(file->limit_note);
  document_clean(file->limit_source);
  document_clean(file->paper);
  const char *wrong = describe(file, &spec);
  if (wrong)
    document_field_error(document, wrong, error);
  else if (!(rule = dh_rule_create(&spec, error)))
    document_text_error(document, "update", error);
  document_free(&schema, file);
  return rule;
}
