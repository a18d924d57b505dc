/* SPDX-License-Identifier: MIT
 *
 * A log that is still being written: what has come is read, judged, and what is new in the judgement is said. */
#include "commands/diagnose.h"

#include "app/messages.h"
#include "catalog/log.h"
#include "catalog/read.h"
#include "commands/output.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PERIOD = 500 /* milliseconds */, BLOCK = 1 << 16, ANNOUNCED = 4 * DH_FINDINGS_MAX };

/* A finding that has been said, by what does not change while the log grows. */
struct announced {
  enum dh_finding_kind kind;
  double first, last; /* steps */
  double times;       /* of spikes, which are one finding: how many */
  enum dh_finding_weight weight;
};

struct watch {
  const struct arguments *arguments;
  char path[LOG_PATH_MAX]; /* where the log is: in a folder, that of the last checkpoint */
  double cap;
  bool stream, lines; /* standard input; JSON lines */
  FILE *file;         /* NULL: none is open */
  struct stat seen;   /* of the file, when it was read last */
  struct log_reader *reader;
  size_t taken; /* bytes that the reader has got */
  struct patient patient;
  struct announced announced[ANNOUNCED];
  int said;
  bool document; /* the log is written anew each time, not at its end */
  bool broken;   /* and was read while that happened: there is another one soon */
  bool greeted, judged, ended;
  double last_step; /* NaN: no row so far */
  int faults;
  struct output output;
  struct dh_error error;
};

/* --- signals --- */

static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

/* A second one ends the program whatever it does; a signal that is ignored stays ignored. */
static void catch_signals(void) {
  static const int ending[] = {SIGINT, SIGTERM};
  struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESETHAND}, before;
  stopped = 0;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
    if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(ending[i], &action, NULL);
}

/* --- what is new --- */

/* Is there a loss behind this row? A Trainer's zero beside a gradient that is none is no loss. */
static bool goes_on(const struct dh_log *log, size_t row) {
  for (size_t i = row + 1; i < log->count; i++) {
    const struct dh_log_row *next = &log->rows[i];
    bool lost = dh_log_has(next, DH_LOG_GRAD_NORM) && !isfinite(next->value[DH_LOG_GRAD_NORM]);
    double loss = dh_log_has(next, DH_LOG_LOSS) ? next->value[DH_LOG_LOSS] : (double)NAN;
    if (isfinite(loss) && !(loss == 0 && lost)) return true;
  }
  return false;
}

/* While a log grows some things only seem so: every rise is a divergence until it comes back, no training is at its
 * end, of evaluations that are too few there will be more, and what looks like a step that was left out may be the
 * first row of a NaN. */
static bool is_settled(const struct watch *watch, const struct dh_finding *finding) {
  enum { ROWS = 5 /* of a divergence that is none at the end only */ };
  const struct dh_log *log = &watch->patient.log;
  if (finding->kind == DH_FINDING_SKIPPED_STEP) return watch->ended || goes_on(log, finding->last);
  if (finding->kind == DH_FINDING_EVAL_RISE) return false;
  if (finding->kind == DH_FINDING_DIVERGED) return finding->last - finding->first + 1 >= ROWS;
  if (finding->kind != DH_FINDING_UNFINISHED) return true;
  return log->max_steps > 0 && log->rows[log->count - 1].value[DH_LOG_STEP] >= (double)log->max_steps;
}

static double times_of(const struct dh_finding *finding) {
  return finding->kind == DH_FINDING_SPIKE ? finding->evidence[3] : 1;
}

/* Where a finding begins and ends moves a little as rows come: the same is what overlaps. */
static struct announced *find_announced(struct watch *watch, const struct announced *now) {
  for (int i = 0; i < watch->said; i++) {
    struct announced *before = &watch->announced[i];
    if (before->kind == now->kind && now->first <= before->last && before->first <= now->last) return before;
  }
  return NULL;
}

/* Note it. True if it is news. */
static bool is_news(struct watch *watch, const struct dh_finding *finding) {
  const struct dh_log_row *rows = watch->patient.log.rows;
  struct announced now = {.kind = finding->kind,
                          .first = rows[finding->first].value[DH_LOG_STEP],
                          .last = rows[finding->last].value[DH_LOG_STEP],
                          .times = times_of(finding),
                          .weight = finding->weight};
  struct announced *before = find_announced(watch, &now);
  if (!before) {
    if (watch->said == ANNOUNCED) return false; /* nobody reads more */
    watch->announced[watch->said++] = now;
    return true;
  }
  bool more = now.times > before->times || now.weight > before->weight;
  before->first = fmin(before->first, now.first);
  before->last = fmax(before->last, now.last);
  before->times = fmax(before->times, now.times);
  if (more) before->weight = now.weight;
  return more;
}

/* --- saying it --- */

static void say_finding(struct watch *watch, const struct dh_finding *finding) {
  struct text *out = &watch->output.text;
  if (watch->lines) {
    diagnose_line(out, &watch->patient, finding);
    return;
  }
  diagnose_head(out, &watch->patient, finding);
  text_add(out, _(": "));
  message_finding_evidence(&watch->patient.log, finding, out);
  text_add(out, "\n");
}

/* What is there when the watch begins. */
static void greet(struct watch *watch) {
  struct text *out = &watch->output.text;
  char name[256];
  if (watch->greeted) return;
  watch->greeted = true;
  if (watch->lines) {
    diagnose_summary_line(out, &watch->patient);
    return;
  }
  text_clean(name, sizeof name, watch->path);
  text_printf(out, "%s: ", name);
  message_log(&watch->patient.log, &watch->patient.summary, out);
  text_add(out, "\n");
}

/* A training that begins again has its own findings. */
static void forget(struct watch *watch) {
  char name[256];
  watch->said = 0;
  watch->last_step = (double)NAN;
  if (watch->lines || !watch->greeted) return;
  text_clean(name, sizeof name, watch->path);
  text_printf(&watch->output.text, _("%s begins anew.\n"), name);
}

static bool judge(struct watch *watch) {
  struct patient *patient = &watch->patient;
  watch->judged = true;
  watch->document = !log_reader_grows(watch->reader);
  /* Without its end it is not known whether a document is whole; one without rows may get some. */
  if (watch->document && !watch->stream && !log_reader_end(watch->reader, &watch->error))
    return watch->error.code == DH_ERROR_NO_LOG;
  const struct dh_log *log = log_reader_log(watch->reader, &watch->error);
  if (!log) return false;
  if (log->count == 0) return true;
  patient->log = *log;
  text_copy(patient->path, sizeof patient->path, watch->path);
  double step = log->rows[log->count - 1].value[DH_LOG_STEP];
  if (watch->document && !log->cut && step < watch->last_step) forget(watch);
  watch->last_step = fmax(watch->last_step, step); /* fmax passes NaN over */
  if (!diagnose_patient(patient, watch->cap, &watch->error)) return false;
  greet(watch);
  for (int i = 0; i < patient->count; i++) {
    const struct dh_finding *finding = &patient->finding[i];
    if (!is_settled(watch, finding) || !is_news(watch, finding)) continue;
    say_finding(watch, finding);
    watch->faults += finding->weight == DH_FINDING_FAULT;
  }
  return true;
}

/* --- reading --- */

static bool feed(struct watch *watch, const char *bytes, size_t length) {
  watch->taken += length;
  watch->judged = false;
  return log_reader_feed(watch->reader, bytes, length, &watch->error);
}

static bool renew(struct watch *watch) {
  log_reader_destroy(watch->reader);
  watch->taken = 0;
  watch->judged = true;
  watch->reader = log_reader_create(watch->path, &watch->error);
  return watch->reader;
}

static bool is_same_time(const struct stat *a, const struct stat *b) {
  return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Has it to be read from its first byte? */
static bool is_other(const struct watch *watch, const struct stat *now) {
  const struct stat *seen = &watch->seen;
  bool replaced = now->st_dev != seen->st_dev || now->st_ino != seen->st_ino || (size_t)now->st_size < watch->taken;
  bool rewritten = now->st_size != seen->st_size || !is_same_time(now, seen);
  return replaced || (rewritten && (watch->broken || !log_reader_grows(watch->reader)));
}

/* The file that has the name now, from its beginning. */
static bool reopen(struct watch *watch) {
  FILE *file = file_open(watch->path, &watch->error);
  if (!file) return false;
  if (watch->file) fclose(watch->file);
  watch->file = file;
  if (watch->taken > 0 && !watch->document) forget(watch);
  watch->broken = false;
  return renew(watch) && (fstat(fileno(file), &watch->seen) == 0 ||
                          dh_fail(&watch->error, DH_ERROR_FILE, -1, watch->path, strerror(errno)));
}

static bool read_rest(struct watch *watch) {
  char block[BLOCK];
  size_t got;
  clearerr(watch->file);
  while (!stopped && (got = fread(block, 1, sizeof block, watch->file)) > 0)
    if (!feed(watch, block, got)) return false;
  return !ferror(watch->file) || dh_fail(&watch->error, DH_ERROR_FILE, -1, watch->path, strerror(errno));
}

/* What is not there at the moment may come back. */
static bool look_at_file(struct watch *watch) {
  struct stat now;
  char located[LOG_PATH_MAX];
  if (log_locate(watch->arguments->operand[0], located, &watch->error))
    text_copy(watch->path, sizeof watch->path, located);
  else if (!watch->file)
    return false;
  if (!watch->file) return reopen(watch) && read_rest(watch);
  if (stat(watch->path, &now) != 0) return true;
  if (is_other(watch, &now) && !reopen(watch)) return false;
  watch->seen.st_size = now.st_size;
  watch->seen.st_mtim = now.st_mtim;
  if (watch->broken || read_rest(watch)) return true;
  watch->broken = watch->judged = watch->document && watch->error.code != DH_ERROR_MEMORY;
  return watch->broken;
}

static bool is_waiting(int milliseconds) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&input, 1, milliseconds) > 0;
}

/* All that there is; a training that prints faster than it can be judged is not judged each time. */
static bool look_at_stream(struct watch *watch) {
  char block[BLOCK];
  for (bool waiting = is_waiting(PERIOD); waiting && !stopped && !watch->ended; waiting = is_waiting(0)) {
    ssize_t got = read(STDIN_FILENO, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return dh_fail(&watch->error, DH_ERROR_FILE, -1, watch->path, strerror(errno));
    if (got > 0 && !feed(watch, block, (size_t)got)) return false;
    watch->ended = got == 0;
  }
  if (!watch->ended) return true;
  watch->judged = false;
  return log_reader_end(watch->reader, &watch->error);
}

/* --- the watch --- */

static bool look(struct watch *watch) {
  bool good = (watch->stream ? look_at_stream : look_at_file)(watch);
  return good && (watch->judged || judge(watch));
}

static bool watch_on(struct watch *watch) {
  bool good = !watch->stream || renew(watch);
  while (good && !stopped && !watch->ended) {
    good = look(watch);
    if (!output_flush(&watch->output)) break; /* nobody listens */
    if (good && !watch->stream && !stopped) poll(NULL, 0, PERIOD);
  }
  return good;
}

/* What ended by itself has to have been enough to judge; what a signal ends may be at its beginning. */
static int conclude(struct watch *watch) {
  const struct dh_log_summary *summary = &watch->patient.summary;
  if (watch->faults > 0) return STATUS_FINDINGS;
  if (!watch->ended || summary->judged) return STATUS_DONE;
  if (!watch->lines) {
    message_log_verdict(summary, 0, 0, &watch->output.text);
    text_add(&watch->output.text, "\n");
  }
  return STATUS_FAILED;
}

int diagnose_watch(const struct arguments *arguments, double cap) {
  struct watch watch = {.arguments = arguments,
                        .cap = cap,
                        .stream = strcmp(arguments->operand[0], "-") == 0,
                        .lines = strcmp(arguments->format, "jsonl") == 0,
                        .judged = true,
                        .last_step = (double)NAN};
  text_copy(watch.path, sizeof watch.path, arguments->operand[0]);
  catch_signals();
  output_open(&watch.output, NULL);
  bool good = watch_on(&watch);
  int found = good ? conclude(&watch) : STATUS_DONE, status = output_close(&watch.output);
  if (!good) status = diagnose_failed(arguments, &watch.error);
  if (status == STATUS_DONE) status = found;
  log_reader_destroy(watch.reader);
  if (watch.file) fclose(watch.file);
  return status;
}
