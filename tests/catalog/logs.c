/* SPDX-License-Identifier: MIT
 *
 * Training logs: every way in which they are written, what is wrong with some and where, and that nothing depends on
 * the pieces in which the bytes come. */
#include "catalog/log.h"

#include "base/text.h"
#include "catalog/log_part.h"
#include "downhill/parameter.h"

#include "base/dice.h"
#include "folder.h"

#include <math.h>

static struct dh_error error;

/* --- a log as text, to be compared --- */

/* "10 loss=2.5 lr=0.1; 20 loss=nan; resumed 1 at 20.0, 3 replaced" */
static void describe(const struct dh_log *log, struct text *out) {
  static const char *const names[] = {"step", "epoch", "loss", "lr", "norm", "eval"};
  char number[32];
  for (size_t i = 0; i < log->count; i++) {
    ck_assert(dh_log_has(&log->rows[i], DH_LOG_STEP));
    ck_assert(i == 0 || log->rows[i].value[DH_LOG_STEP] > log->rows[i - 1].value[DH_LOG_STEP]);
    text_printf(out, "%s%g", i > 0 ? "; " : "", log->rows[i].value[DH_LOG_STEP]);
    for (int c = DH_LOG_EPOCH; c < DH_LOG_COLUMNS; c++) {
      if (!dh_log_has(&log->rows[i], (enum dh_log_column)c)) continue;
      dh_number_print(log->rows[i].value[c], number, sizeof number);
      text_printf(out, " %s=%s", names[c], number);
    }
  }
  if (log->max_steps != 0) text_printf(out, "; of %ld", log->max_steps);
  if (!isnan(log->max_grad_norm)) text_printf(out, "; clip %g", log->max_grad_norm);
  if (log->numbered) text_add(out, "; numbered");
  if (log->cut) text_add(out, "; cut");
  if (log->resumed > 0) text_printf(out, "; resumed %ld at %g", log->resumed, log->resumed_at);
  if (log->replaced > 0) text_printf(out, "; %zu replaced", log->replaced);
  if (log->stray > 0) text_printf(out, "; %zu stray", log->stray);
  if (log->groups) text_add(out, "; groups");
}

static bool feed_in_pieces(struct log_reader *reader, const char *bytes, size_t length, size_t piece) {
  for (size_t at = 0; at < length; at += piece)
    if (!log_reader_feed(reader, bytes + at, length - at < piece ? length - at : piece, &error)) return false;
  return log_reader_end(reader, &error);
}

/* What becomes of these bytes: the log, or the error. */
static void outcome(const char *bytes, size_t length, size_t piece, struct text *out) {
  struct log_reader *reader = log_reader_create("a.log", &error);
  ck_assert_ptr_nonnull(reader);
  text_clear(out);
  if (feed_in_pieces(reader, bytes, length, piece))
    describe(log_reader_log(reader, &error), out);
  else
    text_printf(out, "error %d, line %ld, column %ld: %s", (int)error.code, error.line, error.column, error.text2);
  log_reader_destroy(reader);
}

/* --- what is taken --- */

#define TEXT(literal) literal, sizeof literal - 1

static const struct good {
  const char *name, *bytes;
  size_t length;
  const char *log;
} good[] = {
    {"a Trainer's state",
     TEXT("{\n  \"best_metric\": null,\n  \"epoch\": 1.0,\n  \"global_step\": 20,\n  \"log_history\": [\n    {\n"
          "      \"epoch\": 0.5,\n      \"grad_norm\": 1.5,\n      \"learning_rate\": 2e-05,\n      \"loss\": 2.25,\n"
          "      \"step\": 10\n    },\n    {\n      \"epoch\": 1.0,\n      \"loss\": 0.0,\n"
          "      \"grad_norm\": NaN,\n      \"step\": 20\n    },\n    {\n      \"epoch\": 1.0,\n"
          "      \"eval_loss\": 3.5,\n      \"eval_runtime\": 1.1,\n      \"step\": 20\n    },\n    {\n"
          "      \"epoch\": 1.0,\n      \"step\": 20,\n      \"total_flos\": 0.0,\n      \"train_loss\": 1.125,\n"
          "      \"train_runtime\": 9.0\n    }\n  ],\n  \"max_steps\": 40,\n  \"stateful_callbacks\": {\"a\": "
          "{\"args\": "
          "{\"loss\": \"[\"}}},\n  \"trial_params\": null\n}\n"),
     "10 epoch=0.5 loss=2.25 lr=2e-05 norm=1.5; 20 epoch=1.0 loss=0.0 norm=nan eval=3.5; of 40"},
    {"max_steps before the rows, the clip behind them",
     TEXT("{\"max_steps\":7,\"log_history\":[{\"step\":1,\"loss\":1}],\"max_grad_norm\":0.5}"),
     "1 loss=1.0; of 7; clip 0.5"},
    {"an array", TEXT("[{\"step\":1,\"loss\":1},\n{\"step\":2,\"loss\":Infinity}, {\"step\":3,\"loss\":-Infinity}]"),
     "1 loss=1.0; 2 loss=inf; 3 loss=-inf"},
    {"a name that only looks like the rows'",
     TEXT("{\"step\":1,\"x\":\"log_history\",\"loss\":1,\"y\":[{\"step\":9,\"loss\":9}]}\n"
          "{\"step\":2,\"n\":{\"log_history\":[{\"step\":9,\"loss\":9}]},\"loss\":2}\n"),
     "1 loss=1.0; 2 loss=2.0"},
    {"rows within rows", TEXT("[{\"step\":1,\"loss\":1,\"log_history\":[{\"step\":5,\"loss\":5}]}]"), "1 loss=1.0"},
    {"JSON lines", TEXT("{\"step\":1,\"loss\":1.5,\"lr\":null}\r\n\r\n{\"step\":2,\"loss\":1.25,\"lr\":1e-3}\r\n"),
     "1 loss=1.5; 2 loss=1.25 lr=0.001"},
    {"brackets and quotes in strings",
     TEXT("{\"t\":\"}]{[\\\"\\\\\",\"step\":1,\"loss\":1}\n{\"t\":\"\\\\\",\"step\":2,\"loss\":2}\n"),
     "1 loss=1.0; 2 loss=2.0"},
    {"numbers as strings",
     TEXT("{\"step\":\"1\",\"loss\":\" 1.5 \",\"grad_norm\":\"nan\",\"lr\":\"1e-05\"}\n"
          "{\"step\":\"2\",\"loss\":\"-inf\",\"grad_norm\":\"\",\"lr\":\"None\"}\n"
          "{\"step\":\"3\",\"loss\":\"1e999\",\"grad_norm\":\"Infinity\"}\n"),
     "1 loss=1.5 lr=1e-05 norm=nan; 2 loss=-inf; 3 loss=inf norm=inf"},
    {"settings before the rows",
     TEXT("{\"learning_rate\":0.1,\"max_steps\":9}\n{\"lr\":0.1,\"epochs\":3}\n{\"eval_loss\":4}\n"
          "{\"step\":1,\"loss\":1}\n"),
     "1 loss=1.0; of 9"},
    {"a byte order mark", TEXT("\xEF\xBB\xBF  {\"step\":1,\"loss\":1}"), "1 loss=1.0"},
    {"a console",
     TEXT("loading, please wait\n  0%|   | 0/20 [00:00<?]\r  5%|#  | 1/20\r{'loss': 2.5, 'grad_norm': nan, "
          "'learning_rate': 1e-05, 'epoch': 0.5}\n{'loss': inf, 'note': 'inf None {', 'learning_rate': None, 'epoch': "
          "1.0}\n{'eval_loss': 3.0, 'epoch': 1.0}\n{'lr': 'auto', 'loss': 'ce'} {'\n10%| {'loss': '0.5'} done\n"
          "{'train_runtime': 9.5, 'train_loss': 1.5}\n{} { 'x\n"),
     "1 epoch=0.5 loss=2.5 lr=1e-05 norm=nan; 2 epoch=1.0 loss=inf eval=3.0; 3 loss=0.5; numbered"},
    {"a console that begins with a row", TEXT("{'loss': 2.5}\nand goes on\n{'loss': 2.0}\n"),
     "1 loss=2.5; 2 loss=2.0; numbered"},
    {"CSV", TEXT("step,loss,lr,grad_norm,eval_loss,epoch\n1,2.5,1e-3,1,,0.1\n2,nan,,inf,3.5,0.2\n"),
     "1 epoch=0.1 loss=2.5 lr=0.001 norm=1.0; 2 epoch=0.2 loss=nan norm=inf eval=3.5"},
    {"CSV of others",
     TEXT("# a comment\n\nWall time,\"Global Step\",Train/Loss,train/learning_rate\n"
          "a,1,2.5,0.1\n\n# here\n\"b, c\",2,2.25,0.05"),
     "1 loss=2.5 lr=0.1; 2 loss=2.25 lr=0.05"},
    {"semicolons, CR LF", TEXT("step;train_loss\r\n1;2.5\r\n2;2.25\r\n"), "1 loss=2.5; 2 loss=2.25"},
    {"tabs, CR", TEXT("step\ttrain_loss\r1\t2.5\r2\t2.25\r"), "1 loss=2.5; 2 loss=2.25"},
    {"two names of one column", TEXT("train_loss,step,loss,training_loss\n9,1,2.5,8\n9,2,,8\n"),
     "1 loss=2.5; 2 loss=9.0"},
    {"invalid UTF-8 and escapes beside the numbers", TEXT("\xff\x1b[2J,step,loss\n\xc3(,1,2.5\n\x1b[31m,2,2\n"),
     "1 loss=2.5; 2 loss=2.0"},
    {"lines inside quotes", TEXT("step,note,loss\n1,\"a\n\n#b\n\",2.5\n2,c,2\n"), "1 loss=2.5; 2 loss=2.0"},
    /* Steps. */
    {"no steps", TEXT("loss,val_loss\n3,4\n2,3\n1,3.5\n"),
     "1 loss=3.0 eval=4.0; 2 loss=2.0 eval=3.0; 3 loss=1.0 eval=3.5; numbered"},
    {"no steps, evaluations between", TEXT("loss,eval_loss\n,9\n3,\n,4\n2,\n,3\n,5\n1,\n"),
     "1 eval=9.0; 2 loss=3.0 eval=4.0; 3 loss=2.0 eval=3.0; 4 eval=5.0; 5 loss=1.0; numbered"},
    {"a step that is missing", TEXT("step,loss,lr\n1,3,\n,9,0.1\n2,2,\n"), "1 loss=3.0 lr=0.1; 2 loss=2.0"},
    {"duplicated steps", TEXT("step,loss,lr\n1,3,0.5\n1,2.5,\n2,2,\n2,2,\n"),
     "1 loss=2.5 lr=0.5; 2 loss=2.0; 2 replaced"},
    {"columns in rows of their own", TEXT("step,epoch,loss,lr\n1,0.5,3,\n1,0.5,,0.5\n2,1,2,\n2,1,,0.25\n"),
     "1 epoch=0.5 loss=3.0 lr=0.5; 2 epoch=1.0 loss=2.0 lr=0.25"},
    {"resumed", TEXT("step,loss\n1,5\n2,4\n3,3\n4,9\nstep,loss\n3,2.5\n4,2\n5,1\n"),
     "1 loss=5.0; 2 loss=4.0; 3 loss=2.5; 4 loss=2.0; 5 loss=1.0; resumed 1 at 3; 2 replaced"},
    {"resumed, with evaluations", TEXT("step,loss,eval_loss\n1,5,\n2,,7\n4,3,\n4,,8\n3,2,\n4,1,\n4,,6\n"),
     "1 loss=5.0; 2 eval=7.0; 3 loss=2.0; 4 loss=1.0 eval=6.0; resumed 1 at 3; 2 replaced"},
    {"resumed between two rows", TEXT("step,loss\n10,5\n20,4\n30,3\n15,2\n25,1\n"),
     "10 loss=5.0; 15 loss=2.0; 25 loss=1.0; resumed 1 at 15; 2 replaced"},
    {"resumed and up to where it was", TEXT("step,loss\n10,5\n20,4\n30,3\n20,3.5\n30,2\n"),
     "10 loss=5.0; 20 loss=3.5; 30 loss=2.0; resumed 1 at 20; 2 replaced"},
    {"resumed with an evaluation at once", TEXT("step,loss,eval_loss\n1,5,\n2,4,6\n3,3,\n2,3.5,\n2,,5.5\n"),
     "1 loss=5.0; 2 loss=3.5 eval=5.5; resumed 1 at 2; 2 replaced"},
    {"a summary at the end", TEXT("step,loss,lr\n10,5,1\n20,4,1\n1,4.5,0\n"),
     "10 loss=5.0 lr=1.0; 20 loss=4.0 lr=1.0; 1 stray"},
    {"a summary in two rows", TEXT("step,loss,lr\n10,5,1\n20,4,1\n1,4.5,\n1,,0\n"),
     "10 loss=5.0 lr=1.0; 20 loss=4.0 lr=1.0; 1 stray"},
    {"a summary, and an evaluation of the end", TEXT("step,loss,eval_loss\n10,5,\n20,4,\n20,,6\n1,4.5,\n20,,5\n"),
     "10 loss=5.0; 20 loss=4.0 eval=5.0; 1 replaced; 1 stray"},
    {"a row that comes late", TEXT("step,loss\n10,5\n20,4\n30,3\n15,9\n40,2\n50,1\n"),
     "10 loss=5.0; 20 loss=4.0; 30 loss=3.0; 40 loss=2.0; 50 loss=1.0; 1 stray"},
    {"another training", TEXT("step,loss\n10,5\n20,4\n30,3\n5,9\n10,8\n"),
     "5 loss=9.0; 10 loss=8.0; resumed 1 at 5; 3 replaced"},
    {"falling steps", TEXT("step,loss\n3,3\n2,2\n1,1\n"), "3 loss=3.0; 2 stray"},
    /* Groups of parameters. */
    {"a list of rates", TEXT("{\"step\":1,\"loss\":3,\"lr\":[1e-4, 1e-5]}\n{\"step\":2,\"loss\":2,\"lr\":[]}\n"),
     "1 loss=3.0 lr=0.0001; 2 loss=2.0; groups"},
    {"a list of one rate is no group", TEXT("{'loss': 3.0, 'lr': [0.5], 'epoch': 1}\n"),
     "1 epoch=1.0 loss=3.0 lr=0.5; numbered"},
    {"a list of rates in CSV", TEXT("step,loss,lr\n1,3,\"[ 0.5 ,0.25]\"\n2,2,[nan]\n"),
     "1 loss=3.0 lr=0.5; 2 loss=2.0 lr=nan; groups"},
    {"evaluations behind the training", TEXT("step,loss,eval_loss\n1,5,\n2,4,\n3,3,\n1,,7\n3,,6\n4,,8\n"),
     "1 loss=5.0 eval=7.0; 2 loss=4.0; 3 loss=3.0 eval=6.0; 4 eval=8.0"},
    {"evaluations repeated", TEXT("step,loss,eval_loss\n1,5,\n2,4,\n1,,7\n2,,6\n1,,5\n"),
     "1 loss=5.0 eval=5.0; 2 loss=4.0; 2 replaced"},
    {"evaluations before the training", TEXT("step,eval_loss,loss\n0,9,\n2,8,\n1,,3\n2,,2\n"),
     "0 eval=9.0; 1 loss=3.0; 2 loss=2.0 eval=8.0"},
    /* Ends. */
    {"CSV cut in a row", TEXT("step,loss,lr\n1,3,0.1\n2,2"), "1 loss=3.0 lr=0.1; cut"},
    {"CSV cut in a word", TEXT("step,loss\n1,3\n2,na"), "1 loss=3.0; cut"},
    {"CSV cut in quotes", TEXT("step,note,loss\n1,a,3\n2,\"b\n"), "1 loss=3.0; cut"},
    {"JSON lines cut", TEXT("{\"step\":1,\"loss\":3}\n{\"step\":2,\"lo"), "1 loss=3.0; cut"},
    {"a state cut in a row", TEXT("{\"log_history\":[{\"step\":1,\"loss\":3},{\"step\":2,\"loss\":4"),
     "1 loss=3.0; cut"},
    {"a state cut behind its rows", TEXT("{\"log_history\":[{\"step\":1,\"loss\":3}],\"max_steps\":"),
     "1 loss=3.0; cut"},
};
enum { GOOD = sizeof good / sizeof *good };

static bool needs_json(const char *bytes) { return strchr(bytes, '{') != NULL; }

START_TEST(logs_are_taken) {
  struct text out = {0};
  if (needs_json(good[_i].bytes) && !log_json_is_built()) return;
  outcome(good[_i].bytes, good[_i].length, good[_i].length, &out);
  ck_assert_msg(strcmp(text_string(&out), good[_i].log) == 0, "%s: %s\n, not %s", good[_i].name, text_string(&out),
                good[_i].log);
  text_free(&out);
}
END_TEST

/* --- what is refused --- */

static const struct bad {
  const char *bytes;
  size_t length;
  enum dh_error_code code;
  long line, column;
  const char *what;
} bad[] = {
    {TEXT(""), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("\n \n"), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("\xEF\xBB"), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("hello\n"), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("a,\x1b"
          "b\n1,2\n"),
     DH_ERROR_NO_LOG, 0, 0, "a,?b"},
    {TEXT("step,epoch\n1,2\n"), DH_ERROR_NO_LOG, 0, 0, "step,epoch"},
    {TEXT("step,loss\n"), DH_ERROR_NO_ROWS, 2, 1, ""},
    {TEXT("step,loss\n1,2\n2\n"), DH_ERROR_RAGGED, 3, 2, "2"},
    {TEXT("step,loss\n1,2\n2,3,4\n"), DH_ERROR_RAGGED, 3, 3, "2"},
    {TEXT("step,loss\n\n1,high\n"), DH_ERROR_CELL, 3, 2, "high"},
    {TEXT("step,loss\r\n1,2\r\n2,1,5\r\n"), DH_ERROR_RAGGED, 3, 3, "2"},
    {TEXT("step,loss\n1,0x10\n"), DH_ERROR_CELL, 2, 2, "0x10"},
    {TEXT("step,loss\n1,\x1b[2J\xff\n"), DH_ERROR_CELL, 2, 2, "?[2J?"},
    {TEXT("step,loss\nnan,1\n"), DH_ERROR_CELL, 2, 1, "nan"},
    {TEXT("step,loss\n1e999,1\n"), DH_ERROR_CELL, 2, 1, "1e999"},
    {TEXT("step,loss\n1,\"2\"3\n"), DH_ERROR_QUOTE, 2, 2, ""},
    {TEXT("step,note,loss\n1,a,3\n2,\"b,2\n3,c,1\n"), DH_ERROR_QUOTE, 3, 2, ""},
    {TEXT("step,note,loss\n1,a,3\n2,\"b,2\n3,c,1"), DH_ERROR_QUOTE, 3, 2, ""},
    {TEXT("step,loss,lr\n1,2,\"[x,1]\"\n"), DH_ERROR_CELL, 2, 3, "[x,1]"},
    {TEXT("step,loss,lr\n1,2,[\n"), DH_ERROR_CELL, 2, 3, "["},
    {TEXT("step,loss\n1,2\n\0,3\n"), DH_ERROR_TEXT, 3, 0, ""},
    {TEXT("\0\0\0"), DH_ERROR_TEXT, 1, 0, ""},
    {TEXT("s\0t\0e\0p\0,\0"), DH_ERROR_TEXT, 1, 0, ""},
    {TEXT("[]"), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("{\"log_history\": [], \"max_steps\": 3}"), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("{\"a\": 1}\n"), DH_ERROR_NO_LOG, 0, 0, ""},
    {TEXT("{\"step\":1,\"loss\":1}\nTraceback\n"), DH_ERROR_JSON, 2, 1, ""},
    {TEXT("{\"step\":1,\"loss\":1}\n{\"step\":2,\n\"loss\" 1}\n"), DH_ERROR_JSON, 3, 8, ""},
    {TEXT("{\"step\":1,\"loss\":1}\n]"), DH_ERROR_JSON, 2, 1, ""},
    {TEXT("[[{\"step\":1,\"loss\":1}]]"), DH_ERROR_JSON, 1, 2, ""},
    {TEXT("{\"step\":1,\"loss\":]}"), DH_ERROR_JSON, 1, 18, ""},
    {TEXT("{\"step\":1,\0\"loss\":1}"), DH_ERROR_JSON, 1, 11, ""},
    {TEXT("{\"loss\":1,/*\0*/\"step\":1}"), DH_ERROR_JSON, 1, 14, ""},
    {TEXT("{\"step\":1/*\0*/,\"loss\":1}"), DH_ERROR_JSON, 1, 13, ""},
    {TEXT("{\"step\":1,\n \"loss\":\"high\x1b[m\"}"), DH_ERROR_CELL, 2, 2, "high?[m"},
    {TEXT("{\"step\":1,\"loss\":[1]}"), DH_ERROR_CELL, 1, 11, "[ 1 ]"},
    {TEXT("{\"step\":1,\"loss\":true}"), DH_ERROR_CELL, 1, 11, "true"},
    {TEXT("{\"step\":NaN,\"loss\":1}"), DH_ERROR_CELL, 1, 2, "NaN"},
    {TEXT("[{\"step\":1,\"loss\":1},\n {\"step\":2,\"loss\":\"?\"}]"), DH_ERROR_CELL, 2, 12, "?"},
};
enum { BAD = sizeof bad / sizeof *bad };

START_TEST(what_is_no_log_is_refused_with_its_place) {
  const struct bad *row = &bad[_i];
  struct text out = {0};
  if (strpbrk(row->bytes, "{[") && row->bytes[0] != 's' && !log_json_is_built()) return;
  outcome(row->bytes, row->length, row->length, &out);
  ck_assert_msg(error.code == row->code && error.line == row->line && error.column == row->column &&
                    strcmp(error.text2, row->what) == 0,
                "%s: %s", row->bytes, text_string(&out));
  ck_assert_str_eq(error.text, "a.log");
  text_free(&out);
}
END_TEST

/* --- pieces --- */

static void check_pieces(const char *bytes, size_t length) {
  struct text whole = {0}, pieces = {0};
  outcome(bytes, length, length > 0 ? length : 1, &whole);
  for (size_t piece = 1; piece < 12; piece++) {
    outcome(bytes, length, piece, &pieces);
    ck_assert_msg(strcmp(text_string(&whole), text_string(&pieces)) == 0, "in pieces of %zu: %s\n, whole: %s", piece,
                  text_string(&pieces), text_string(&whole));
  }
  text_free(&whole);
  text_free(&pieces);
}

START_TEST(pieces_make_no_difference) {
  for (int i = 0; i < GOOD; i++) check_pieces(good[i].bytes, good[i].length);
  for (int i = 0; i < BAD; i++) check_pieces(bad[i].bytes, bad[i].length);
}
END_TEST

/* Whatever happens to the bytes: the same whole and in pieces, and steps that rise. */
START_TEST(damage_is_survived) {
  uint64_t seed = 20;
  char bytes[2048];
  for (int round = 0; round < 300; round++) {
    const struct good *log = &good[dice(&seed) % GOOD];
    size_t length = log->length;
    memcpy(bytes, log->bytes, length);
    for (int i = 0; i < 3; i++) bytes[dice(&seed) % length] = "{}[]\"',\n\r\\:x1\0\x1b\xff"[dice(&seed) % 16];
    check_pieces(bytes, length - dice(&seed) % 3);
  }
}
END_TEST

/* --- following --- */

START_TEST(a_log_is_followed) {
  static const char first[] = "step,loss,eval_loss\n1,3,\n2,,4\n3,2", second[] = ".5,\n4,2,\n";
  struct log_reader *reader = log_reader_create("a.csv", &error);
  struct text out = {0};
  ck_assert(log_reader_feed(reader, "", 0, &error));
  ck_assert_uint_eq(log_reader_log(reader, &error)->count, 0);
  ck_assert(log_reader_feed(reader, first, strlen(first), &error));
  describe(log_reader_log(reader, &error), &out);
  ck_assert_str_eq(text_string(&out), "1 loss=3.0; 2 eval=4.0");
  ck_assert(log_reader_feed(reader, second, strlen(second), &error));
  text_clear(&out);
  describe(log_reader_log(reader, &error), &out);
  ck_assert_str_eq(text_string(&out), "1 loss=3.0; 2 eval=4.0; 3 loss=2.5; 4 loss=2.0");
  ck_assert(log_reader_grows(reader));
  log_reader_destroy(reader);
  text_free(&out);
}
END_TEST

START_TEST(a_document_does_not_grow) {
  static const char lines[] = "{\"step\":1,\"loss\":1}\n", state[] = "{\"log_history\":[";
  if (!log_json_is_built()) return;
  for (int i = 0; i < 2; i++) {
    struct log_reader *reader = log_reader_create("a.json", &error);
    ck_assert(log_reader_feed(reader, i ? state : lines, i ? strlen(state) : strlen(lines), &error));
    ck_assert(log_reader_grows(reader) == (i == 0));
    log_reader_destroy(reader);
  }
}
END_TEST

/* --- what is large --- */

/* Feed `piece` over and over: it is refused, before it has taken much memory. */
static void check_endless(const char *begin, const char *piece, enum dh_error_code code) {
  struct log_reader *reader = log_reader_create("endless", &error);
  bool taken = log_reader_feed(reader, begin, strlen(begin), &error);
  size_t fed = 0;
  for (; taken && fed < 2 * (size_t)LOG_LINE_MAX; fed += strlen(piece))
    taken = log_reader_feed(reader, piece, strlen(piece), &error);
  ck_assert_msg(!taken && error.code == code, "%s%s: error %d", begin, piece, (int)error.code);
  log_reader_destroy(reader);
}

START_TEST(what_does_not_end_is_refused) {
  check_endless("", "x", DH_ERROR_LOG_OBJECT);
  check_endless("step,loss\n1,", "2", DH_ERROR_LOG_OBJECT);
  check_endless("step,loss\n1,\"", "a\n", DH_ERROR_LOG_OBJECT);
  if (!log_json_is_built()) return;
  check_endless("", "{\"a\":", DH_ERROR_LOG_OBJECT);
  check_endless("{\"a\":", "[", DH_ERROR_LOG_OBJECT);
  check_endless("{\"a\":\"", "x", DH_ERROR_LOG_OBJECT);
  check_endless("{\"a\":", "1", DH_ERROR_LOG_OBJECT);
  check_endless("{\"log_history\":[{\"a\":\"", "\\\"", DH_ERROR_LOG_OBJECT);
  check_endless("", "[", DH_ERROR_JSON);
}
END_TEST

/* Lines that look like rows again and again take no time that grows with their square. */
START_TEST(a_console_of_braces_is_passed) {
  static const char *const pieces[] = {"{", "{'", "{'a':", "{'a", "{\"'{'\"", "{'a':[", "inf", "{'\\", "{'a'/*"};
  struct text text = {0}, out = {0};
  if (!log_json_is_built()) return;
  for (int i = 0; i < (int)(sizeof pieces / sizeof *pieces); i++) {
    text_clear(&text);
    text_add(&text, "hello\n{'loss': 1.5}\n{");
    while (text.length + 64 < LOG_LINE_MAX) text_add(&text, pieces[i]);
    text_add(&text, "\n");
    outcome(text_string(&text), text.length, text.length, &out);
    ck_assert_str_eq(text_string(&out), "1 loss=1.5; numbered");
  }
  text_free(&text);
  text_free(&out);
}
END_TEST

START_TEST(many_rows_are_kept) {
  enum { ROWS = 20000 };
  struct text text = {0};
  struct dh_log log;
  text_add(&text, "step,loss\n");
  for (int i = 0; i < ROWS; i++) text_printf(&text, "%d,%d.5\n", 10 * i, i);
  folder_write("many.csv", text_string(&text), text.length);
  ck_assert(dh_log_read(folder_path("many.csv"), &log, &error));
  ck_assert_uint_eq(log.count, ROWS);
  for (int i = 0; i < ROWS; i++) {
    ck_assert(log.rows[i].value[DH_LOG_STEP] == 10 * i);
    ck_assert(log.rows[i].value[DH_LOG_LOSS] == i + 0.5);
  }
  dh_log_free(&log);
  text_free(&text);
}
END_TEST

START_TEST(too_many_columns_are_refused) {
  struct text text = {0}, out = {0};
  text_add(&text, "step,loss");
  for (int i = 0; i < 1000; i++) text_printf(&text, ",a%d", i);
  text_add(&text, "\n1,2\n");
  outcome(text_string(&text), text.length, text.length, &out);
  ck_assert_int_eq(error.code, DH_ERROR_TABLE_SIZE);
  ck_assert_str_eq(error.text2, "columns");
  ck_assert_int_eq(error.column, 1001);
  text_free(&text);
  text_free(&out);
}
END_TEST

START_TEST(what_is_no_file_is_refused) {
  struct dh_log log;
  ck_assert(!dh_log_read(folder_path("none.csv"), &log, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
  ck_assert(!dh_log_read(folder, &log, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE_KIND);
  folder_write("empty.json", "", 0);
  ck_assert(!dh_log_read(folder_path("empty.json"), &log, &error));
  ck_assert_int_eq(error.code, DH_ERROR_NO_LOG);
}
END_TEST

START_TEST(json_is_refused_where_it_is_not_read) {
  static const char text[] = "{\"step\":1,\"loss\":1}";
  struct text out = {0};
  if (log_json_is_built()) return;
  outcome(TEXT(text), sizeof text, &out);
  ck_assert_int_eq(error.code, DH_ERROR_NO_JSON);
  text_free(&out);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("catalog/logs");
  TCase *tcase = tcase_create("logs");
  tcase_add_checked_fixture(tcase, folder_set_up, folder_tear_down);
  tcase_add_loop_test(tcase, logs_are_taken, 0, GOOD);
  tcase_add_loop_test(tcase, what_is_no_log_is_refused_with_its_place, 0, BAD);
  tcase_add_test(tcase, pieces_make_no_difference);
  tcase_add_test(tcase, damage_is_survived);
  tcase_add_test(tcase, a_log_is_followed);
  tcase_add_test(tcase, a_document_does_not_grow);
  tcase_add_test(tcase, what_does_not_end_is_refused);
  tcase_add_test(tcase, a_console_of_braces_is_passed);
  tcase_add_test(tcase, many_rows_are_kept);
  tcase_add_test(tcase, too_many_columns_are_refused);
  tcase_add_test(tcase, what_is_no_file_is_refused);
  tcase_add_test(tcase, json_is_refused_where_it_is_not_read);
  suite_add_tcase(s, tcase);
  return s;
}

#include "check_main.h"
