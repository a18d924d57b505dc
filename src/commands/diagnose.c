/* SPDX-License-Identifier: MIT
 *
 * downhill diagnose: what a training's log says about it. */
#include "commands/diagnose.h"

#include "app/log_view.h"
#include "app/messages.h"
#include "catalog/log.h"
#include "commands/json.h"
#include "commands/output.h"
#include "commands/scene_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {"text", "jsonl", "svg", NULL};

enum { COLUMNS = 79, INDENT = 2 };

bool diagnose_patient(struct patient *patient, double cap, struct dh_error *error) {
  if (!isnan(cap)) patient->log.max_grad_norm = cap;
  patient->count = dh_log_diagnose(&patient->log, &patient->summary, patient->finding, DH_FINDINGS_MAX);
  if (patient->count < 0) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  patient->faults = 0;
  for (int i = 0; i < patient->count; i++) patient->faults += patient->finding[i].weight == DH_FINDING_FAULT;
  return true;
}

static bool examine(struct patient *patient, const char *path, double cap, struct dh_error *error) {
  if (!log_locate(path, patient->path, error) || !dh_log_read(patient->path, &patient->log, error)) return false;
  if (diagnose_patient(patient, cap, error)) return true;
  dh_log_free(&patient->log);
  return false;
}

/* --- as a page --- */

/* Words in lines, the first behind a label, all of them indented; `words` is empty afterwards. */
static void put_words(struct text *out, const char *label, struct text *words) {
  const char *rest = text_string(words);
  int indent = INDENT + text_columns(label), width = COLUMNS - indent;
  for (bool first = true; *rest; first = false) {
    size_t fit = text_wrap(rest, width);
    if (fit == 0) fit = text_fit(rest, width);
    text_printf(out, "%*s%s", first ? INDENT : indent, "", first ? label : "");
    text_append(out, rest, fit);
    text_add(out, "\n");
    rest += fit;
    rest += strspn(rest, " ");
  }
  out->failed |= words->failed;
  text_free(words);
}

const char *diagnose_sign(const struct dh_finding *finding) {
  return finding->weight == DH_FINDING_FAULT ? "! " : "- ";
}

void diagnose_head(struct text *out, const struct patient *patient, const struct dh_finding *finding) {
  text_add(out, diagnose_sign(finding));
  message_finding_title(&patient->log, finding, out);
}

/* Behind the letter that it has in pictures. */
static void put_finding(struct text *out, const struct patient *patient, int index) {
  const struct dh_finding *finding = &patient->finding[index];
  struct text words = {0};
  text_printf(out, "\n%c ", log_view_letter(index));
  diagnose_head(out, patient, finding);
  text_add(out, "\n");
  message_finding_evidence(&patient->log, finding, &words);
  put_words(out, "", &words);
  message_finding_remedy(&patient->log, &patient->summary, finding, &words);
  put_words(out, "-> ", &words);
}

static void put_page(struct text *out, const struct patient *patient) {
  struct text words = {0};
  char name[COLUMNS + 1];
  text_clean(name, sizeof name, strcmp(patient->path, "-") == 0 ? _("standard input") : patient->path);
  text_printf(out, "%s\n", name);
  message_log(&patient->log, &patient->summary, &words);
  put_words(out, "", &words);
  for (int i = 0; i < patient->count; i++) put_finding(out, patient, i);
  text_add(out, "\n");
  message_log_verdict(&patient->summary, patient->count, patient->faults, out);
  if (patient->faults == 0) text_add(out, "\n");
  message_log_limits(&patient->log, &patient->summary, &words);
  put_words(out, "", &words);
}

/* --- for scripts --- */

static void begin_line(struct text *out, const struct patient *patient) {
  text_add(out, "{");
  json_name(out, "log");
  json_string(out, patient->path);
}

static void add_bool(struct text *out, const char *name, bool value) {
  json_name(out, name);
  text_add(out, value ? "true" : "false");
}

void diagnose_summary_line(struct text *out, const struct patient *patient) {
  const struct dh_log *log = &patient->log;
  const struct dh_log_summary *summary = &patient->summary;
  const struct {
    const char *name;
    double value;
  } numbers[] = {
      {"rows", (double)log->count},
      {"first_step", log->count > 0 ? log->rows[0].value[DH_LOG_STEP] : (double)NAN},
      {"last_step", log->count > 0 ? log->rows[log->count - 1].value[DH_LOG_STEP] : (double)NAN},
      {"losses", (double)summary->losses},
      {"first_loss", summary->first},
      {"lowest_loss", summary->best},
      {"last_loss", summary->last},
      {"noise", summary->noise},
      {"peak_rate", summary->peak_rate},
      {"end_rate", summary->end_rate},
      {"replaced_rows", (double)log->replaced},
      {"stray_rows", (double)log->stray},
      {"resumed_at", log->resumed_at},
      {"faults", (double)patient->faults},
  };
  begin_line(out, patient);
  json_name(out, "summary");
  text_add(out, "{");
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) json_known(out, numbers[i].name, numbers[i].value);
  add_bool(out, "numbered", log->numbered);
  add_bool(out, "cut", log->cut);
  add_bool(out, "judged", summary->judged);
  text_add(out, "}}\n");
}

static void add_evidence(struct text *out, const struct dh_finding *finding) {
  json_name(out, "evidence");
  text_add(out, "{");
  for (int i = 0; i < DH_FINDING_EVIDENCE; i++) {
    const char *name = dh_finding_evidence_name(finding->kind, i);
    if (name) json_known(out, name, finding->evidence[i]);
  }
  text_add(out, "}");
}

void diagnose_line(struct text *out, const struct patient *patient, const struct dh_finding *finding) {
  begin_line(out, patient);
  json_name(out, "finding");
  json_string(out, dh_finding_name(finding->kind));
  add_bool(out, "fault", finding->weight == DH_FINDING_FAULT);
  json_member(out, "first_step", patient->log.rows[finding->first].value[DH_LOG_STEP]);
  json_member(out, "last_step", patient->log.rows[finding->last].value[DH_LOG_STEP]);
  json_name(out, "cause");
  if (finding->kind == DH_FINDING_NAN)
    json_string(out, dh_nan_cause_name(finding->cause));
  else
    text_add(out, "null");
  add_evidence(out, finding);
  text_add(out, "}\n");
}

static void put_lines(struct text *out, const struct patient *patient) {
  diagnose_summary_line(out, patient);
  for (int i = 0; i < patient->count; i++) diagnose_line(out, patient, &patient->finding[i]);
}

/* --- the command --- */

struct order {
  const struct arguments *arguments;
  const char *format;
  double cap;
  bool plot;
  struct diagnose_look look;
};

static const char *format_of(const struct arguments *arguments) {
  const char *path = arguments->own[OWN_OUTPUT];
  return !arguments->own[OWN_FORMAT] && path && path_ends_in(path, ".svg") ? "svg" : arguments->format;
}

/* What does not go together, and NULL if all does. */
static const char *contradiction(const struct order *order) {
  const struct arguments *arguments = order->arguments;
  bool svg = strcmp(order->format, "svg") == 0, text = strcmp(order->format, "text") == 0;
  if (arguments->operand_count == 0) return _("a log is needed: downhill diagnose FILE");
  if (order->plot && !text && !svg) return _("plot: lines for programs have none; leave one of them out");
  if (!arguments->own[OWN_WATCH]) return NULL;
  if (arguments->operand_count > 1) return _("watch: one log can be watched at a time");
  if (order->plot || svg || arguments->own[OWN_OUTPUT])
    return _("watch: lines come as things are found; plot, svg and output are for a log that is done");
  return NULL;
}

/* False after a complaint. */
static bool read_order(const struct arguments *arguments, struct order *order) {
  int glyphs = read_look(arguments, OWN_GLYPHS, look_glyphs_name, GLYPHS_BRAILLE);
  const char *given = arguments->own[OWN_CLIP], *wrong;
  *order = (struct order){.arguments = arguments,
                          .format = format_of(arguments),
                          .cap = (double)NAN,
                          .plot = arguments->own[OWN_PLOT],
                          .look = {.glyphs = (enum look_glyphs)glyphs, .colors = read_colors(arguments)}};
  if (glyphs < 0 || !read_size(arguments, &order->look.cols, &order->look.rows)) return false;
  if ((wrong = contradiction(order)) != NULL)
    complain(arguments->command, "%s", wrong);
  else if (given && !(dh_number_parse(given, &order->cap) && order->cap > 0))
    complain(arguments->command, _("max_grad_norm: a number above 0 is needed, not '%s'"), given);
  else
    return true;
  return false;
}

static void put_pages(struct text *out, const struct patient *patients, int count) {
  if (count > 1) diagnose_compare(out, patients, count);
  for (int i = 0; i < count; i++) {
    if (count > 1) text_add(out, "\n");
    put_page(out, &patients[i]);
  }
}

/* Several logs have one picture. */
static bool put_svg(struct text *out, const struct patient *patients, int count) {
  return count > 1 ? diagnose_compare_svg(patients, count, out) : diagnose_write_svg(patients, out);
}

static bool put_plot(struct text *out, const struct patient *patients, int count, const struct diagnose_look *look) {
  return count > 1 ? diagnose_compare_plot(patients, count, look, out) : diagnose_write_plot(patients, look, out);
}

static void put_all(struct text *out, const struct patient *patients, int count, const struct order *order) {
  if (strcmp(order->format, "svg") == 0) {
    out->failed |= !put_svg(out, patients, count);
  } else if (strcmp(order->format, "jsonl") == 0) {
    for (int i = 0; i < count; i++) put_lines(out, &patients[i]);
  } else {
    put_pages(out, patients, count);
    if (order->plot) out->failed |= !put_plot(out, patients, count, &order->look);
  }
}

int diagnose_status(const struct patient *patient) {
  if (patient->faults > 0) return STATUS_FINDINGS;
  return patient->summary.judged ? STATUS_DONE : STATUS_FAILED;
}

/* What could not be done counts for more than what was found, so that no script takes the one for the other. */
static int worse(int status, int other) {
  if (status == STATUS_DONE || other == STATUS_FAILED) return other;
  return other == STATUS_DONE || status == STATUS_FAILED ? status : other;
}

static int report(const struct patient *patients, int count, const struct order *order) {
  struct output output;
  int found = STATUS_DONE;
  output_open(&output, order->arguments->own[OWN_OUTPUT]);
  put_all(&output.text, patients, count, order);
  for (int i = 0; i < count; i++) found = worse(found, diagnose_status(&patients[i]));
  int status = output_close(&output);
  return status == STATUS_DONE ? found : status;
}

int diagnose_failed(const struct arguments *arguments, const struct dh_error *error) {
  complain_error(arguments->command, error, NULL, NULL);
  return STATUS_FAILED;
}

/* Those that can be read, after a complaint about each that cannot. */
static int examine_all(struct patient *patients, int *read, const struct order *order) {
  const struct arguments *arguments = order->arguments;
  int status = STATUS_DONE, count = arguments->operand_count;
  struct dh_error error;
  for (int i = 0; i < count; i++) {
    if (examine(&patients[*read], arguments->operand[i], order->cap, &error))
      ++*read;
    else
      status = diagnose_failed(arguments, &error);
  }
  return status != STATUS_DONE && count > 1 ? STATUS_FAILED : status;
}

static int run(const struct arguments *arguments) {
  int count = arguments->operand_count, read = 0, status;
  struct dh_error error;
  struct order order;
  if (!read_order(arguments, &order)) return STATUS_USAGE;
  if (arguments->own[OWN_WATCH]) return diagnose_watch(arguments, order.cap);
  struct patient *patients = calloc((size_t)count, sizeof *patients);
  if (!patients) {
    dh_fail(&error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return diagnose_failed(arguments, &error);
  }
  status = examine_all(patients, &read, &order);
  if (read > 0) status = worse(status, report(patients, read, &order));
  for (int i = 0; i < read; i++) dh_log_free(&patients[i].log);
  free(patients);
  return status;
}

const struct command command_diagnose = {
    .name = "diagnose",
    .summary = N_("what is wrong with a training, from its log"),
    .operands = "FILE...",
    .operands_max = -1,
    .values = {.file = true},
    .notes =
        N_("FILE is a Trainer's trainer_state.json or a folder with it or with checkpoints, JSON lines, CSV with a\n"
           "header (step, loss, learning_rate, grad_norm, eval_loss, epoch), or what a training printed; - is\n"
           "standard input. Several are compared.\n"
           "! is wrong, - is only a note. Exit status: 0 nothing is wrong, 3 something is, 1 a log could not be\n"
           "read or has too few rows to judge, 2 bad usage.\n"
           "--plot draws losses, rates and gradient norms below the page, -o NAME.svg draws them as vectors;\n"
           "letters mark where findings begin. Of several logs there is one picture, with a letter for each.\n"
           "--watch follows a log that is still being written, and says in a line what turns up, until Ctrl-C.\n"),
    .own =
        TAKES(OWN_CLIP) | TAKES(OWN_OUTPUT) | TAKES(OWN_PLOT) | TAKES(OWN_WATCH) | TAKES(OWN_SIZE) | TAKES(OWN_GLYPHS),
    .formats = formats,
    .run = run,
};
