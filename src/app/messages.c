/* SPDX-License-Identifier: MIT
 *
 * The wording. An error's sentence is a template with the error's arguments in braces, so that a translation can put
 * them in another order:
 *   {text} {text2}      the arguments, cleaned of anything that could harm a terminal
 *   {number} {number2}  the numeric arguments
 *   {range}             the numbers from {number} to {number2}
 *   {choices}           "choose" and the values of the parameter named by {text}, or the one that was meant
 * Every sentence says what is wrong and what to try; where it is wrong comes before it, made from the position. */
#include "app/messages.h"

#include "base/key.h"
#include "catalog/nearest.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct wording {
  const char *full;
  const char *bare; /* used instead when text2 is empty; NULL: `full` serves both */
};

static const struct wording wordings[] = {
    [DH_OK] = {N_("nothing is wrong"), NULL},
    [DH_ERROR_MEMORY] = {N_("out of memory: close something and try again"), NULL},
    [DH_ERROR_TOO_LONG] = {N_("the text is longer than {number} bytes: shorten it"), NULL},
    [DH_ERROR_TOO_DEEP] = {N_("nested too deeply (over 1000 levels): use fewer parentheses"), NULL},
    [DH_ERROR_TOO_LARGE] = {N_("the formula with its derivatives is too large (over 100000 terms): simplify it"), NULL},
    [DH_ERROR_EMPTY] = {N_("there is no formula: write one, such as (x-5)^2"), NULL},
    [DH_ERROR_CHARACTER] = {N_("a formula cannot contain '{text}': use letters, digits and + - * / ^ ( ) , < > = !"),
                            NULL},
    [DH_ERROR_NUMBER] = {N_("'{text}' is not a number: write it like 2, 0.5 or 1e-3"), NULL},
    [DH_ERROR_EXPECTED] = {N_("expected {text}, found {text2}"), N_("expected {text}, found the end")},
    [DH_ERROR_IMPLICIT_PRODUCT] = {N_("'{text}' lacks an operator: write {text2}"),
                                   N_("'{text}' lacks an operator: write * for a product")},
    [DH_ERROR_UNKNOWN_NAME] = {N_("there is no '{text}' here: try {text2}"),
                               N_("there is no '{text}' here: use x, or x and y")},
    [DH_ERROR_UNKNOWN_FUNCTION] = {N_("there is no function '{text}': did you mean {text2}?"),
                                   N_("there is no function '{text}': try exp, log, sqrt, sin, abs, min or where")},
    [DH_ERROR_ARGUMENTS] = {N_("'{text}' takes {number} argument(s): separate them by commas"), NULL},
    [DH_ERROR_RESERVED] = {N_("'{text}' has a meaning of its own: choose another name for the parameter"), NULL},
    [DH_ERROR_ASSIGNMENT] = {N_("an update rule cannot assign to '{text}': assign to p, to a state or to a new name"),
                             NULL},
    [DH_ERROR_TOO_MANY] = {N_("an update rule has at most {number} {text}: do with fewer"), NULL},
    [DH_ERROR_UNKNOWN_PARAMETER] = {N_("unknown parameter '{text}': did you mean {text2}?"),
                                    N_("unknown parameter '{text}': 'downhill list parameters' shows them all")},
    [DH_ERROR_NOT_A_VALUE] = {N_("{text}: '{text2}' is not a value: give {range}"),
                              N_("{text}: a value is missing: give {range}")},
    [DH_ERROR_RANGE] = {N_("{text}: {text2} is out of range: give {range}"), NULL},
    [DH_ERROR_CHOICE] = {N_("{text}: there is no '{text2}': {choices}"), N_("{text}: a value is missing: {choices}")},
    [DH_ERROR_DOES_NOT_APPLY] = {N_("{text} does nothing with {text2}: leave it out or choose another kind"), NULL},
    [DH_ERROR_UNKNOWN_SURFACE] = {N_("there is no surface '{text}': did you mean {text2}?"),
                                  N_("there is no surface '{text}': 'downhill list surfaces' shows them all")},
    [DH_ERROR_UNKNOWN_OPTIMIZER] = {N_("there is no optimizer '{text}': did you mean {text2}?"),
                                    N_("there is no optimizer '{text}': 'downhill list optimizers' shows them all")},
    [DH_ERROR_UNKNOWN_SCENE] = {N_("there is no scene '{text}': did you mean {text2}?"),
                                N_("there is no scene '{text}': 'downhill list scenes' shows them all")},
    [DH_ERROR_UNKNOWN_TASK] = {N_("there is no task '{text}': there are {text2}"), N_("there is no task '{text}'")},
    [DH_ERROR_DIMENSION] = {N_("'{text}' has the wrong number of coordinates: {number} needed, {number2} given"), NULL},
    [DH_ERROR_FILE] = {N_("{text}: {text2}: check the path"), N_("{text}: cannot be used: check the path")},
    [DH_ERROR_FILE_KIND] = {N_("{text}: not a regular file: check the path"), NULL},
    [DH_ERROR_FILE_SIZE] = {N_("{text}: larger than {number} bytes: is it the right file?"), NULL},
    [DH_ERROR_DATA_SIZE] = {N_("{text}: larger than {number} MiB, reading stopped here: leave rows or columns out"),
                            NULL},
    [DH_ERROR_YAML] = {N_("{text}: not the YAML that is expected here: {text2}"),
                       N_("{text}: empty, or not the YAML that is expected here: compare it with a file that works")},
    [DH_ERROR_FIELD] = {N_("{text}: the field '{text2}' is missing or wrong: compare it with a file that works"),
                        N_("{text}: a field is missing or wrong: compare it with a file that works")},
    [DH_ERROR_TWICE] = {N_("{text}: there are two '{text2}': give one of them another name"),
                        N_("{text}: a name is there twice: change one of them")},
    [DH_ERROR_TEXT] = {N_("{text}: a byte that no text has (NUL): is it the right file?"), NULL},
    [DH_ERROR_QUOTE] = {N_("{text}: a quote that is out of place or does not end: write \"\" for one inside quotes"),
                        NULL},
    [DH_ERROR_HEADER] = {N_("{text}: numbers where the columns' names should be: begin with a line such as x,y"), NULL},
    [DH_ERROR_RAGGED] = {N_("{text}: {number} field(s) where the header has {text2}: give every row as many"), NULL},
    [DH_ERROR_CELL] = {N_("{text}: '{text2}' is not a number: write it like 2, 0.5 or 1e-3"),
                       N_("{text}: a number is missing: fill it in or leave the row out")},
    [DH_ERROR_NEWER] = {N_("{text}: it comes from a newer downhill (version {number} of the format): update this one"),
                        NULL},
    [DH_ERROR_NO_ROWS] = {N_("{text}: there are no rows in it: write the columns' names, then one row in each line"),
                          NULL},
    [DH_ERROR_TABLE_SIZE] = {N_("{text}: more than {number} {text2}: leave some out"), NULL},
    [DH_ERROR_NO_COLUMN] = {N_("there is no column '{text}': choose one of {text2} with --target"),
                            N_("there is no column '{text}': choose one with --target")},
    [DH_ERROR_NO_PARAMETER] = {N_("'{text}' has nothing to learn: use a name that is none of the columns {text2}"),
                               N_("'{text}' has nothing to learn: use a name, such as w")},
    [DH_ERROR_PARAMETERS] = {N_("{text}: these are {number} parameters, two are the most; the columns are {text2}"),
                             N_("{text}: these are {number} parameters, two are the most; there are no such columns")},
    [DH_ERROR_LABEL] = {N_("{text} is {number} in row {number2}: bce_logits takes labels from 0 to 1"), NULL},
    [DH_ERROR_UNKNOWN_LOSS] = {N_("there is no loss '{text}': choose {text2}"), NULL},
    [DH_ERROR_POSITIVE] = {N_("{text}: '{text2}' is not a number above 0: give one, such as 1"),
                           N_("{text}: a value is missing: give a number above 0, such as 1")},
    [DH_ERROR_JSON] = {N_("{text}: this is not JSON any more: is the file damaged?"), NULL},
    [DH_ERROR_NO_JSON] = {N_("{text}: built without json-c, which reads JSON: install it and build again, or give CSV"),
                          NULL},
    [DH_ERROR_LOG_OBJECT] = {N_("{text}: too long or too deep for the row of a training log: is it the right file?"),
                             NULL},
    [DH_ERROR_NO_LOG] = {N_("{text}: none of the columns {text2} is a training log's: name them step, loss, lr, "
                            "grad_norm, eval_loss, epoch"),
                         N_("{text}: no rows of a training log: give trainer_state.json, JSON lines, or CSV with step "
                            "and loss")},
    [DH_ERROR_LOG_FOLDER] =
        {
            N_("{text}: a folder without trainer_state.json and without checkpoints that have one: give "
               "the log itself"),
            NULL},
    [DH_ERROR_NO_SCENE] = {N_("{text}: no scene (it lacks 'downhill: 1'); surfaces go to ~/.config/downhill"), NULL},
};
static_assert(sizeof wordings / sizeof *wordings == DH_ERROR_CODE_COUNT, "every error code has its wording");

/* --- templates --- */

/* A buffer that fills up and then ignores what does not fit. */
struct line {
  char *out;
  size_t size, length;
};

static void put(struct line *line, const char *string) {
  text_copy(line->out + line->length, line->size - line->length, string);
  line->length += strlen(line->out + line->length);
}

static void put_clean(struct line *line, const char *string) {
  char clean[sizeof((struct dh_error *)NULL)->text * 2];
  text_clean(clean, sizeof clean, string);
  put(line, clean);
}

static void put_number(struct line *line, double number) {
  char text[32];
  snprintf(text, sizeof text, "%.10g", number);
  put(line, text);
}

/* Of a long list the one that was meant, if it can be told. */
static const char *meant_choice(const struct dh_parameter_row *row, const char *written) {
  enum { FEW = 6 };
  struct nearest nearest = nearest_begin(written);
  if (!row->choice(FEW)) return NULL;
  for (int i = 0; row->choice(i); i++) nearest_offer(&nearest, row->choice(i));
  return nearest.best;
}

static void put_choices(struct line *line, const struct dh_error *error) {
  int parameter = dh_parameter_find(error->text);
  const struct dh_parameter_row *row = parameter < 0 ? NULL : dh_parameter_row((enum dh_parameter)parameter);
  if (!row || !row->choice) {
    put(line, _("choose true or false"));
    return;
  }
  const char *meant = meant_choice(row, error->text2);
  if (meant) {
    char text[96];
    snprintf(text, sizeof text, _("did you mean %s?"), meant);
    put(line, text);
    return;
  }
  put(line, _("choose "));
  for (int i = 0; row->choice(i); i++) {
    if (i > 0) put(line, row->choice(i + 1) ? _(", ") : _(" or "));
    put(line, row->choice(i));
  }
}

/* What kind of value an error's {text} takes. A name that is in no table is an option that counts something. */
static enum dh_type type_of(const char *name) {
  int parameter = dh_parameter_find(name), setting = dh_finder_find(name);
  if (parameter >= 0) return dh_parameter_row((enum dh_parameter)parameter)->type;
  bool whole = setting < 0 || dh_finder_row((enum dh_finder_setting)setting)->whole;
  return whole ? DH_TYPE_INTEGER : DH_TYPE_NUMBER;
}

/* What the parameter named by {text} takes. Bounds that nothing useful reaches are not mentioned. */
static void put_range(struct line *line, const struct dh_error *error) {
  enum dh_type type = type_of(error->text);
  const char *kind = type == DH_TYPE_INTEGER ? _("a whole number") : _("a number");
  char text[96];
  if (type == DH_TYPE_FLAG) {
    snprintf(text, sizeof text, "%s", _("true or false"));
  } else if (type == DH_TYPE_POINT) {
    snprintf(text, sizeof text, _("a number, or two with a comma, from %.10g to %.10g"), error->number, error->number2);
  } else if (type == DH_TYPE_LIST) {
    snprintf(text, sizeof text, _("up to %d whole numbers, such as 30,80, from %.10g to %.10g"), DH_NUMBERS_MAX,
             error->number, error->number2);
  } else if (error->number2 < 1e300) {
    snprintf(text, sizeof text, _("%s from %.10g to %.10g"), kind, error->number, error->number2);
  } else {
    snprintf(text, sizeof text, _("%s, at least %.10g"), kind, error->number);
  }
  put(line, text);
}

void message_range(enum dh_parameter parameter, char *out, size_t size) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  struct line line = {out, size, 0};
  struct dh_error error;
  dh_fail(&error, DH_ERROR_RANGE, -1, row->name, NULL);
  error.number = row->low;
  error.number2 = row->high;
  if (size > 0) out[0] = '\0';
  if (row->type == DH_TYPE_CHOICE)
    put_choices(&line, &error);
  else
    put_range(&line, &error);
}

static void put_text(struct line *line, const struct dh_error *error) { put_clean(line, error->text); }
static void put_text2(struct line *line, const struct dh_error *error) { put_clean(line, error->text2); }
static void put_first(struct line *line, const struct dh_error *error) { put_number(line, error->number); }
static void put_second(struct line *line, const struct dh_error *error) { put_number(line, error->number2); }

static const struct argument {
  const char *braces;
  void (*put)(struct line *line, const struct dh_error *error);
} arguments[] = {{"{text}", put_text},      {"{text2}", put_text2}, {"{number}", put_first},
                 {"{number2}", put_second}, {"{range}", put_range}, {"{choices}", put_choices}};

/* The argument that the braces at `template` name, or NULL. */
static const struct argument *find_argument(const char *template) {
  for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
    if (strncmp(template, arguments[i].braces, strlen(arguments[i].braces)) == 0) return &arguments[i];
  return NULL;
}

static void put_template(struct line *line, const char *template, const struct dh_error *error) {
  while (*template) {
    const struct argument *argument = find_argument(template);
    if (argument) {
      argument->put(line, error);
      template += strlen(argument->braces);
      continue;
    }
    if (line->length + 1 < line->size) {
      line->out[line->length++] = *template;
      line->out[line->length] = '\0';
    }
    template ++;
  }
}

/* --- errors --- */

/* Errors whose position is a place in a formula or an update rule. */
static bool is_about_formula(enum dh_error_code code) { return code >= DH_ERROR_TOO_LONG && code <= DH_ERROR_TOO_MANY; }

/* "points.csv, line 3, column 2: " */
static void put_place(struct line *line, const struct dh_error *error) {
  char place[64];
  put_clean(line, error->text);
  snprintf(place, sizeof place, _(", line %ld"), error->line);
  put(line, place);
  if (error->column > 0) snprintf(place, sizeof place, _(", column %ld"), error->column);
  if (error->column > 0) put(line, place);
  put(line, ": ");
}

void message_error(const struct dh_error *error, char *out, size_t size) {
  struct line line = {out, size, 0};
  if (size == 0) return;
  out[0] = '\0';
  enum dh_error_code code = error->code < DH_ERROR_CODE_COUNT ? error->code : DH_OK;
  if (error->position >= 0 && is_about_formula(code)) {
    char place[48];
    snprintf(place, sizeof place, _("column %ld: "), error->position + 1);
    put(&line, place);
  }
  const struct wording *wording = &wordings[code];
  const char *template = wording->bare && error->text2[0] == '\0' ? _(wording->bare) : _(wording->full);
  static const char file[] = "{text}: "; /* what errors about a file begin with; the place goes behind it */
  if (error->line > 0 && strncmp(template, file, strlen(file)) == 0) {
    put_place(&line, error);
    template += strlen(file);
  }
  put_template(&line, template, error);
}

enum { BEFORE_CARET = 60, AROUND_CARET = 76 };

void message_error_caret(const struct dh_error *error, const char *source, struct text *out) {
  char line[512];
  message_error(error, line, sizeof line);
  text_printf(out, "%s\n", line);
  if (!source || error->position < 0 || (size_t)error->position > strlen(source)) return;
  size_t position = (size_t)error->position;
  size_t from = utf8_floor(source, position > BEFORE_CARET ? position - BEFORE_CARET : 0);
  char window[AROUND_CARET * 2], before[AROUND_CARET * 2];
  text_copy(before, position - from + 1 < sizeof before ? position - from + 1 : sizeof before, source + from);
  text_copy(window, AROUND_CARET, source + from);
  char clean[sizeof window * 2], clean_before[sizeof before * 2];
  text_clean(clean, sizeof clean, window);
  text_clean(clean_before, sizeof clean_before, before);
  const char *cut = from > 0 ? "... " : "";
  text_printf(out, "  %s%s%s\n", cut, clean, strlen(source + from) > strlen(window) ? " ..." : "");
  text_printf(out, "  %*s^\n", text_columns(clean_before) + (int)strlen(cut), "");
}

/* --- rules --- */

const char *message_rule(const struct dh_rule *rule) {
  return dh_rule_info(rule)->typed ? _("your rule") : dh_rule_info(rule)->name;
}

/* --- keys --- */

/* Names of keys are words and have a translation; the characters stay what is printed on the key. */
void message_keys(const char *keys, uint32_t key, char *out, size_t size) {
  struct line line = {out, size, 0};
  char label[16] = "", word[16];
  if (size > 0) out[0] = '\0';
  if (!keys) key_label(key, label);
  for (const char *rest = keys ? _(keys) : label; *rest;) {
    size_t length = *rest == ' ' ? 1 : strcspn(rest, " ");
    text_copy(word, length + 1 < sizeof word ? length + 1 : sizeof word, rest);
    put(&line, length > 1 ? _(word) : word);
    rest += length;
  }
}

/* --- verdicts --- */

const char *message_verdict(enum dh_verdict verdict) { return _(dh_verdict_name(verdict)); }

const char *message_quantity(enum dh_quantity quantity) {
  static const char *const names[] = {
      [DH_QUANTITY_LOSS] = N_("loss"),
      [DH_QUANTITY_GRADIENT] = N_("gradient"),
      [DH_QUANTITY_UPDATE] = N_("rate x gradient"),
      [DH_QUANTITY_PARAMETER] = N_("parameter"),
  };
  static_assert(sizeof names / sizeof *names == DH_QUANTITY_COUNT, "every quantity has its name");
  return _(names[quantity]);
}

/* --- what does nothing here --- */

static const char *schedule_name(const struct dh_spec *spec) {
  return dh_schedule_name((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
}

static const char *rule_name(const struct dh_spec *spec) { return message_rule(spec->rule); }
static const char *surface_name(const struct dh_spec *spec) { return dh_surface_info(spec->surface)->name; }

/* By what a parameter applies to (what always applies is never idle): {text} is its name, {text2} what it does not go
 * with. */
static const struct idle {
  const char *(*kind)(const struct dh_spec *spec); /* NULL: nothing that has a name */
  const char *note;                                /* on a command line */
  const char *hint;                                /* on the screen: which key brings what is missing */
} idles[] = {
    [DH_APPLIES_OPTIM] = {rule_name, N_("{text} changes nothing with {text2}"),
                          N_("{text2} has no {text}: o chooses another optimizer")},
    [DH_APPLIES_SCHEDULE] = {schedule_name, N_("{text} changes nothing with {text2}"),
                             N_("{text2} has no {text}: d chooses another schedule")},
    [DH_APPLIES_FORMULA] = {surface_name, N_("{text} changes nothing with {text2}"),
                            N_("no {text} on data: its batches are the noise, see b and B")},
    [DH_APPLIES_BATCH] = {NULL, N_("{text} changes nothing without gradient_noise, data or scale_lr_with_batch"),
                          N_("{text} does nothing without noise: Z adds some")},
};
static_assert(sizeof idles / sizeof *idles == DH_APPLIES_COUNT, "every kind of parameter has its words");

bool message_idle(const struct dh_spec *spec, enum dh_parameter parameter, bool keys, char *out, size_t size) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  const struct idle *idle = &idles[row->applies];
  struct line line = {out, size, 0};
  struct dh_error words;
  if (dh_spec_applies(spec, parameter)) return false;
  dh_fail(&words, DH_OK, -1, row->name, idle->kind ? idle->kind(spec) : NULL);
  put_template(&line, _(keys ? idle->hint : idle->note), &words);
  return true;
}
