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
  if (log->epochs != 0) text_printf(out, "; of %g epochs", log->epochs);
  if (log->global_step != 0) text_printf(out, "; at %ld", log->global_step);
  if (log->save_steps != 0) text_printf(out, "; saved each %ld", log->save_steps);
  if (log->best_checkpoint != 0) text_printf(out, "; best %ld (%g)", log->best_checkpoint, log->best_metric);
  if (!isnan(log->max_grad_norm)) text_printf(out, "; clip %g", log->max_grad_norm);
  if (log->numbered) text_add(out, "; numbered");
  if (log->cut) text_add(out, "; cut");
  if (log->resumed > 0) text_printf(out, "; resumed %ld at %g", log->resumed, log->resumed_at);
  if (log->replaced > 0) text_printf(out, "; %zu replaced", log->replaced);
  if (log->stray > 0) text_printf(out, "; %zu stray", log->stray);
  if (log->stopped) text_add(out, "; stopped");
  if (log->rewards) text_add(out, "; rewards");
  if (log->groups) text_add(out, "; groups");
  if (log->runs) text_add(out, "; runs");
  if (log->eval_set[0]) text_printf(out, "; %s %s", log->eval_sets ? "sets, of which" : "set", log->eval_set);
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
#include "logs_good.h"
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
  ck_assert(!dh_log_read("/dev/null", &log, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE_KIND);
  folder_write("empty.json", "", 0);
  ck_assert(!dh_log_read(folder_path("empty.json"), &log, &error));
  ck_assert_int_eq(error.code, DH_ERROR_NO_LOG);
}
END_TEST

/* --- folders --- */

static void check_located(const char *path, const char *name) {
  char located[LOG_PATH_MAX];
  ck_assert_msg(log_locate(path, located, &error), "%s: %s", path, name);
  ck_assert_str_eq(located, folder_path(name));
}

static void add_folder(const char *name) { ck_assert_int_eq(mkdir(folder_path(name), 0700), 0); }

START_TEST(a_folder_is_searched_for_its_log) {
  static const char row[] = "{\"step\": 1, \"loss\": 1}";
  char located[LOG_PATH_MAX], long_path[LOG_PATH_MAX + 2];
  struct dh_log log;
  add_folder("checkpoint-1000");
  add_folder("checkpoint-900");
  add_folder("checkpoint-2000"); /* not written so far */
  add_folder("checkpoint-3000-old");
  add_folder("checkpoint-x");
  add_folder("checkpoint-4000");
  add_folder("checkpoint-4000/trainer_state.json");
  ck_assert(!log_locate(folder, located, &error));
  ck_assert_int_eq(error.code, DH_ERROR_LOG_FOLDER);
  ck_assert_str_eq(error.text, folder);
  folder_write("checkpoint-3000-old/trainer_state.json", TEXT(row));
  folder_write("checkpoint-x/trainer_state.json", TEXT(row));
  folder_write("checkpoint-900/trainer_state.json", TEXT(row));
  check_located(folder, "checkpoint-900/trainer_state.json");
  folder_write("checkpoint-1000/trainer_state.json", TEXT(row));
  check_located(folder, "checkpoint-1000/trainer_state.json");
  check_located(folder_path("checkpoint-900///"), "checkpoint-900/trainer_state.json");
  if (log_json_is_built()) {
    ck_assert(log_locate(folder, located, &error) && dh_log_read(located, &log, &error));
    dh_log_free(&log);
  }
  folder_write("trainer_state.json", TEXT(row));
  check_located(folder, "trainer_state.json");
  check_located(folder_path("none.csv"), "none.csv"); /* what is no folder stays what it is */
  memset(long_path, 'a', sizeof long_path - 1);
  long_path[sizeof long_path - 1] = '\0';
  ck_assert(!log_locate(long_path, located, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
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
  tcase_add_test(tcase, a_folder_is_searched_for_its_log);
  tcase_add_test(tcase, json_is_refused_where_it_is_not_read);
  suite_add_tcase(s, tcase);
  return s;
}

#include "check_main.h"
