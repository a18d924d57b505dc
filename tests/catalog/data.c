/* SPDX-License-Identifier: MIT
 *
 * Files of data: what is taken, what is refused and where, and the surfaces that are made of it. */
#include "catalog/catalog.h"
#include "catalog/columns.h"

#include "folder.h"

#include <math.h>

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  folder_set_up();
  catalog = catalog_create(folder, &error);
  ck_assert_ptr_nonnull(catalog);
}

static void tear_down(void) {
  catalog_destroy(catalog);
  folder_tear_down();
}

static const struct dh_fit line = {.model = "w*x + b", .loss = DH_LOSS_MSE};

/* --- what is taken --- */

/* Each of these is the rows (1, 10), (-2.5, 20), (3e-1, 30) under x and y, whatever stands beside them. */
static const char *const good[] = {
    "x,y\n1,10\n-2.5,20\n3e-1,30\n",
    "x,y\n1,10\n-2.5,20\n3e-1,30",                                             /* no end of the last line */
    "\xEF\xBB\xBFx,y\n1,10\n-2.5,20\n3e-1,30\n",                               /* byte order mark */
    "x,y\r\n1,10\r\n-2.5,20\r\n3e-1,30\r\n",                                   /* CR LF */
    "x,y\r1,10\r-2.5,20\r3e-1,30\r",                                           /* CR */
    "# a comment\n\n# another\nx,y\n1,10\n\n-2.5,20\n  \n# here\n3e-1,30\n\n", /* comments, empty lines */
    "\"x\",\"y\"\n\"1\",10\n-2.5,\"20\"\n\"3e-1\",\"30\"\n",                   /* quotes */
    " x , y \n 1, 10\n-2.5 ,20\n\t3e-1\t,30\n",                                /* blanks */
    "y,x\n10,1\n20,-2.5\n30,3e-1\n",                                           /* in another order */
    "x;y\n1;10\n-2.5;20\n3e-1;30\n",
    "x\ty\n1\t10\n-2.5\t20\n3e-1\t30\n",
    "name,x,y,z\na,1,10,\n\"b, c\",-2.5,20,?\n\"d\"\"e\",3e-1,30,nan\n", /* others are not looked at */
    "\"a,b\";x;y\n1;1;10\n2;-2.5;20\n3;3e-1;30\n",                       /* a comma that separates nothing */
    "\"a\n,b\";x;y\n1;1;10\n2;-2.5;20\n3;3e-1;30\n",
    "\"a,;\"\tx\ty\n1\t1\t10\n2\t-2.5\t20\n3\t3e-1\t30\n",
    "\"a \"\";\"\" b\",x,y\n1,1,10\n2,-2.5,20\n3,3e-1,30\n",
    "\"two\nlines\",x,y\n1,1,10\n\"2\n\n#\n\",-2.5,20\n3,3e-1,30\n", /* lines inside quotes */
    "x,y\n+1,1e1\n-2.5,+20\n.3,30.\n",
};
enum { GOOD = sizeof good / sizeof *good };

START_TEST(good_files_are_taken) {
  struct columns columns;
  struct dh_error error = {.code = DH_OK};
  folder_write("a.csv", good[_i], strlen(good[_i]));
  ck_assert_msg(columns_read_file(&columns, folder_path("a.csv"), &line, false, &error), "error %d in line %ld: %s",
                (int)error.code, error.line, error.text2);
  ck_assert_int_eq(columns.data.rows, 3);
  ck_assert_int_eq(columns.data.columns, 2);
  int x = strcmp(columns.data.column[0], "x") != 0;
  ck_assert_str_eq(columns.data.column[x], "x");
  ck_assert_str_eq(columns.data.column[1 - x], "y");
  static const double xs[] = {1, -2.5, 0.3};
  for (int i = 0; i < 3; i++) {
    ck_assert(columns.data.value[x][i] == xs[i]);
    ck_assert(columns.data.value[1 - x][i] == 10 * (i + 1));
  }
  columns_free(&columns);
}
END_TEST

START_TEST(names_can_stand_in_formulas) {
  static const char text[] = "sepal length,2020,,ñ,x\n1,2,3,4,5\n";
  static const char *const names[] = {"sepal_length", "c2020", "c3", "c4", "x"};
  struct columns columns;
  struct dh_error error;
  ck_assert(columns_read_bytes(&columns, "text", text, strlen(text), NULL, false, &error));
  ck_assert_int_eq(columns.data.columns, 5);
  for (int i = 0; i < 5; i++) ck_assert_str_eq(columns.data.column[i], names[i]);
  columns_free(&columns);
}
END_TEST

/* Room is made as rows come: around the sizes where it is made, and where the parser's blocks end. */
START_TEST(any_number_of_rows_is_kept) {
  static const long counts[] = {1, 63, 64, 65, 1000, 100000};
  struct text text = {0};
  struct columns columns;
  struct dh_error error;
  text_add(&text, "x,y\n");
  for (long i = 0; i < counts[_i]; i++) text_printf(&text, "%ld,%ld.5\n", i, -i);
  folder_write("a.csv", text.data, text.length);
  ck_assert(columns_read_file(&columns, folder_path("a.csv"), &line, false, &error));
  ck_assert_int_eq(columns.data.rows, counts[_i]);
  for (long i = 0; i < counts[_i]; i++) {
    ck_assert(columns.data.value[0][i] == (double)i);
    ck_assert(columns.data.value[1][i] == (i == 0 ? 0.5 : (double)-i - 0.5));
  }
  columns_free(&columns);
  text_free(&text);
}
END_TEST

/* --- what is refused --- */

#define TEXT(string) string, sizeof(string) - 1

static const struct bad {
  const char *bytes;
  size_t length;
  enum dh_error_code code;
  long line, column;
  const char *what; /* text2 */
} bad[] = {
    {TEXT(""), DH_ERROR_NO_ROWS, 1, 1, ""},
    {TEXT("\n\n# nothing\n"), DH_ERROR_NO_ROWS, 4, 1, ""},
    {TEXT("x,y\n"), DH_ERROR_NO_ROWS, 2, 1, ""},
    {TEXT("1,2\n3,4\n"), DH_ERROR_HEADER, 1, 1, ""},
    {TEXT("\n# c\n1,2\n3,4\n"), DH_ERROR_HEADER, 3, 1, ""},
    {TEXT("x,y\n1,2\n3\n"), DH_ERROR_RAGGED, 3, 2, "2"},
    {TEXT("x,y\n1,2\n3,4,5\n"), DH_ERROR_RAGGED, 3, 3, "2"},
    {TEXT("x,y\n1,2,\n"), DH_ERROR_RAGGED, 2, 3, "2"},
    {TEXT("x,y\n1,2\n\n3,four\n"), DH_ERROR_CELL, 4, 2, "four"},
    {TEXT("x,y\r\n1,2\r\nthree,4\r\n"), DH_ERROR_CELL, 3, 1, "three"},
    {TEXT("x,y\r1,2\rthree,4\r"), DH_ERROR_CELL, 3, 1, "three"},
    {TEXT("x,y\n1,\n"), DH_ERROR_CELL, 2, 2, ""},
    {TEXT("x,y\n1,nan\n"), DH_ERROR_CELL, 2, 2, "nan"},
    {TEXT("x,y\n1,inf\n"), DH_ERROR_CELL, 2, 2, "inf"},
    {TEXT("x,y\n1,1e999\n"), DH_ERROR_CELL, 2, 2, "1e999"},
    {TEXT("x,y\n1,0x10\n"), DH_ERROR_CELL, 2, 2, "0x10"},
    {TEXT("x;y\n1,5;2\n"), DH_ERROR_CELL, 2, 1, "1,5"},
    {TEXT("x,y\n1,\x1b[31m\n"), DH_ERROR_CELL, 2, 2, "?[31m"},
    {TEXT("x,y,x\n1,2,3\n"), DH_ERROR_TWICE, 1, 3, "x"},
    {TEXT("损失,步数,z\n1,2,3\n"), DH_ERROR_NO_COLUMN, 0, 0, "c1 (损失), c2 (步数), z"},
    {TEXT("x,y\n1,2\n3,\0004\n"), DH_ERROR_TEXT, 3, 2, ""},
    {TEXT("\0"), DH_ERROR_TEXT, 1, 1, ""},
    {TEXT("x,y\n1,2\n# \0\n"), DH_ERROR_TEXT, 3, 1, ""},
    {TEXT("x,y,z\n1,2,\"a,\n\n,b\0\"\n"), DH_ERROR_TEXT, 4, 3, ""},
    {TEXT("x,y\n1,two\0\n"), DH_ERROR_TEXT, 2, 2, ""},
    {TEXT("x,y\nx,2\0\n"), DH_ERROR_CELL, 2, 1, "x"},
    {TEXT("x,y\n1,2\n3,\"4\n5,6\n"), DH_ERROR_QUOTE, 3, 2, ""},
    {TEXT("x,y\n1,2\n3,4\"5\n"), DH_ERROR_QUOTE, 3, 2, ""},
    {TEXT("x,y\n1,2\n3,\"4\"5\n"), DH_ERROR_QUOTE, 3, 2, ""},
    {TEXT("x,z\n1,2\n"), DH_ERROR_NO_COLUMN, 0, 0, "x, z"},
    {TEXT("a,y\n1,2\n"), DH_ERROR_PARAMETERS, 0, 0, "y, a"},
    {TEXT("w,x,b,y\n1,2,3,4\n"), DH_ERROR_NO_PARAMETER, 0, 0, "w, x, b, y"},
};
enum { BAD = sizeof bad / sizeof *bad };

START_TEST(bad_files_are_refused_with_their_place) {
  const struct bad *b = &bad[_i];
  struct columns columns;
  struct dh_error error = {.code = DH_OK};
  folder_write("a.csv", b->bytes, b->length);
  ck_assert(!columns_read_file(&columns, folder_path("a.csv"), &line, false, &error));
  ck_assert_msg(error.code == b->code && error.line == b->line && error.column == b->column &&
                    strcmp(error.text2, b->what) == 0,
                "%d: error %d, line %ld, column %ld, '%s'", _i, (int)error.code, error.line, error.column, error.text2);
}
END_TEST

/* Names that cannot stand in formulas are made, and made different; what is written so already keeps its name. */
static const struct {
  const char *header, *names[3];
} headers[] = {
    {"损失,步数,y", {"c1", "c2", "y"}},
    {"x-1,x+1,y", {"x_1", "x_1_2", "y"}},
    {"a b,a_b,y", {"a_b_1", "a_b", "y"}},
    {"步,c1,y", {"c1_1", "c1", "y"}},
    {"abcdefghijklmnopqrstuvwxyz0123456,abcdefghijklmnopqrstuvwxyz0123457,y",
     {"abcdefghijklmnopqrstuvwxyz0123", "abcdefghijklmnopqrstuvwxyz012_2", "y"}},
    {",,y", {"c1", "c2", "y"}},
    /* The first is called what the third would be by its number. */
    {"-----------------------------3,------------------------------a,------------------------------b",
     {"c_____________________________3", "c______________________________", "c_____________________________6"}},
};

START_TEST(made_names_differ) {
  struct text bytes = {0};
  struct columns columns;
  struct dh_error error;
  text_printf(&bytes, "%s\n1,2,3\n", headers[_i].header);
  ck_assert(columns_read_bytes(&columns, "a.csv", text_string(&bytes), bytes.length, NULL, true, &error));
  for (int i = 0; i < 3; i++) ck_assert_str_eq(columns.name[i], headers[_i].names[i]);
  columns_free(&columns);
  text_free(&bytes);
}
END_TEST

/* Nobody is asked to rename what is not read. */
START_TEST(twins_that_are_not_read_are_no_matter) {
  static const char bytes[] = "a,x,a,y\n1,2,3,4\n";
  struct columns columns;
  struct dh_error error;
  ck_assert(columns_read_bytes(&columns, "a.csv", bytes, sizeof bytes - 1, &line, false, &error));
  columns_free(&columns);
}
END_TEST

START_TEST(what_is_no_file_is_refused) {
  struct columns columns;
  struct dh_error error;
  ck_assert(!columns_read_file(&columns, folder_path("none.csv"), &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
  ck_assert(!columns_read_file(&columns, folder, &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE_KIND);
  ck_assert(!columns_read_file(&columns, "/dev/zero", &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE_KIND);
}
END_TEST

/* A file of long lines that ends `more` bytes behind the most that are read. */
static void write_large(long more) {
  enum { LINE = 1 << 12 };
  static char bytes[COLUMNS_BYTES_MAX + LINE];
  static const char head[] = "a,x,y\n";
  memset(bytes, 'z', sizeof bytes);
  memcpy(bytes, head, sizeof head - 1);
  for (size_t at = sizeof head - 1; at + LINE <= sizeof bytes; at += LINE) memcpy(bytes + at + LINE - 5, ",1,2\n", 5);
  folder_write("a.csv", bytes, (size_t)(COLUMNS_BYTES_MAX + more));
}

/* Where the reading ended is said, if all was well up to there. */
START_TEST(a_file_that_is_too_large_is_refused) {
  struct columns columns;
  struct dh_error error = {.code = DH_OK};
  write_large(1);
  ck_assert(!columns_read_file(&columns, folder_path("a.csv"), &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_DATA_SIZE);
  ck_assert(error.number == COLUMNS_BYTES_MAX >> 20);
  ck_assert_int_eq(error.line, 2 + (COLUMNS_BYTES_MAX - 6) / (1 << 12));
  ck_assert_int_eq(error.column, 1);
  write_large(0); /* the last line is a piece of one: the file ends in it */
  ck_assert(!columns_read_file(&columns, folder_path("a.csv"), &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_RAGGED);
  folder_write("a.csv", "x,y\n", 4);
  ck_assert_int_eq(truncate(folder_path("a.csv"), 100 << 20), 0); /* a hole: it takes no room */
  ck_assert(!columns_read_file(&columns, folder_path("a.csv"), &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_TEXT);
}
END_TEST

START_TEST(too_many_rows_or_columns_are_refused) {
  struct columns columns;
  struct dh_error error;
  struct text text = {0};
  text_add(&text, "x,y\n");
  for (long i = 0; i < DH_ROWS_MAX; i++) text_add(&text, "1,2\n");
  ck_assert(columns_read_bytes(&columns, "text", text.data, text.length, &line, false, &error));
  ck_assert_int_eq(columns.data.rows, DH_ROWS_MAX);
  columns_free(&columns);
  text_add(&text, "1,2\n");
  ck_assert(!columns_read_bytes(&columns, "text", text.data, text.length, &line, false, &error));
  ck_assert_int_eq(error.code, DH_ERROR_TABLE_SIZE);
  ck_assert(error.number == DH_ROWS_MAX);
  ck_assert_str_eq(error.text2, "rows");
  ck_assert(error.line == DH_ROWS_MAX + 2 && error.column == 1);
  for (int most = 0; most < 2; most++) { /* those that are read; those there may be */
    text_clear(&text);
    for (int i = 0; i < (most ? COLUMNS_FILE_MAX + 1 : DH_COLUMNS_MAX + 1); i++)
      text_printf(&text, "%sx%d", i > 0 ? "," : "", i);
    ck_assert(!columns_read_bytes(&columns, "text", text.data, text.length, most ? &line : NULL, false, &error));
    ck_assert_int_eq(error.code, DH_ERROR_TABLE_SIZE);
    ck_assert_str_eq(error.text2, "columns");
    ck_assert(error.line == 1 && (double)error.column == error.number + 1);
  }
  text_free(&text);
}
END_TEST

/* --- surfaces --- */

START_TEST(every_data_set_of_ours_can_be_fitted) {
  struct dh_error error;
  int count = 0;
  for (const char *name; (name = catalog_data(count)); count++) {
    const struct dh_surface *surface = catalog_fit(catalog, &(struct fit_words){.data = name}, NULL, &error);
    ck_assert_msg(surface != NULL, "%s: error %d: %s", name, (int)error.code, error.text);
    ck_assert_int_gt(dh_surface_rows(surface), 10);
    ck_assert_int_eq(dh_surface_info(surface)->minimum_count, 1);
  }
  ck_assert_int_eq(count, 5);
}
END_TEST

/* What Newton's method finds from the start is what the files of our surfaces say. */
START_TEST(minima_are_found_where_our_files_say) {
  struct dh_error error;
  int compared = 0;
  for (int i = 0; i < catalog_surface_count(catalog); i++) {
    const struct dh_surface_spec *ours = dh_surface_info(catalog_surface(catalog, i));
    if (!ours->fit) continue;
    const struct fit_words words = {
        .data = ours->fit->data.name, .model = ours->fit->model, .loss = dh_loss_name(ours->fit->loss)};
    const struct dh_surface *surface = catalog_fit(catalog, &words, NULL, &error);
    ck_assert_ptr_nonnull(surface);
    const struct dh_surface_spec *found = dh_surface_info(surface);
    ck_assert_int_eq(found->minimum_count, ours->minimum_count);
    for (int axis = 0; axis < 2 && ours->minimum_count > 0; axis++)
      ck_assert_double_eq_tol(found->minima[0].at[axis], ours->minima[0].at[axis], 1e-12);
    compared++;
  }
  ck_assert_int_eq(compared, 6);
}
END_TEST

START_TEST(the_same_words_give_the_same_surface) {
  struct dh_error error;
  struct fit_words words = {.data = "line50", .loss = "huber", .delta = "0.5"};
  const struct dh_surface *first = catalog_fit(catalog, &words, NULL, &error);
  ck_assert_ptr_nonnull(first);
  ck_assert_ptr_eq(catalog_fit(catalog, &words, NULL, &error), first);
  words.delta = "0.25";
  ck_assert_ptr_ne(catalog_fit(catalog, &words, NULL, &error), first);
  words.delta = NULL;
  words.beta = "0.5";
  ck_assert_ptr_null(catalog_fit(catalog, &words, NULL, &error));
  ck_assert_int_eq(error.code, DH_ERROR_DOES_NOT_APPLY);
}
END_TEST

static const struct misfit {
  struct fit_words words;
  enum dh_error_code code;
} misfits[] = {
    {{.data = "line50", .loss = "mes"}, DH_ERROR_UNKNOWN_LOSS},
    {{.data = "line50", .loss = "sample"}, DH_ERROR_UNKNOWN_LOSS},
    {{.data = "line50", .delta = "1"}, DH_ERROR_DOES_NOT_APPLY},
    {{.data = "line50", .loss = "smooth_l1", .delta = "1"}, DH_ERROR_DOES_NOT_APPLY},
    {{.data = "line50", .loss = "huber", .delta = "0"}, DH_ERROR_POSITIVE},
    {{.data = "line50", .loss = "huber", .delta = "1e999"}, DH_ERROR_POSITIVE},
    {{.data = "line50", .loss = "huber", .delta = "nan"}, DH_ERROR_POSITIVE},
    {{.data = "line50", .loss = "huber", .delta = ""}, DH_ERROR_POSITIVE},
    {{.data = "line50", .sample = "(w-y)^2", .model = "w"}, DH_ERROR_DOES_NOT_APPLY},
    {{.data = "line50", .sample = "(w-y)^2", .loss = "mse"}, DH_ERROR_DOES_NOT_APPLY},
    {{.data = "line50", .sample = "(w-y)^2", .target = "x"}, DH_ERROR_DOES_NOT_APPLY},
    {{.data = "line50", .target = "z"}, DH_ERROR_NO_COLUMN},
    {{.data = "line50", .loss = "bce_logits"}, DH_ERROR_LABEL},
    {{.data = "line50", .parameters = "w"}, DH_ERROR_UNKNOWN_NAME},
    {{.data = "line50", .parameters = "w,"}, DH_ERROR_EXPECTED},
    {{.data = "line50", .model = ""}, DH_ERROR_EMPTY},
    {{.data = "line5"}, DH_ERROR_FILE},
    {{.data = ""}, DH_ERROR_FILE},
};
enum { MISFITS = sizeof misfits / sizeof *misfits };

START_TEST(words_that_do_not_fit_are_refused) {
  struct dh_error error = {.code = DH_OK};
  ck_assert_ptr_null(catalog_fit(catalog, &misfits[_i].words, NULL, &error));
  ck_assert_msg(error.code == misfits[_i].code, "error %d: %s, %s", (int)error.code, error.text, error.text2);
}
END_TEST

static void write_text(const char *name, const char *text) { folder_write(name, text, strlen(text)); }

/* The user's, then one of ours, then a path, then beside the file that says so. */
START_TEST(data_is_looked_for_where_it_may_be) {
  struct columns columns;
  struct dh_error error;
  char beside[512];
  mkdir(folder_path("data"), 0700);
  write_text("data/mine.csv", "x,y\n1,1\n2,2\n");
  write_text("data/line50.csv", "x,y\n1,1\n");
  write_text("points.csv", "x,y\n1,1\n2,2\n3,3\n");
  snprintf(beside, sizeof beside, "%s", folder_path("scene.yaml"));
  const struct dh_surface *surface = catalog_fit(catalog, &(struct fit_words){.data = "mine"}, NULL, &error);
  ck_assert_msg(surface && dh_surface_rows(surface) == 2, "error %d: %s", (int)error.code, error.text);
  surface = catalog_fit(catalog, &(struct fit_words){.data = "line50"}, NULL, &error);
  ck_assert(surface && dh_surface_rows(surface) == 1);
  surface = catalog_surface(catalog, catalog_surface_find(catalog, "line_fit")); /* ours keep to ours */
  ck_assert(dh_surface_rows(surface) == 50);
  ck_assert(catalog_read_data(catalog, "line50", &columns, &error));
  ck_assert_int_eq(columns.data.rows, 1);
  columns_free(&columns);
  surface = catalog_fit(catalog, &(struct fit_words){.data = "./line50"}, NULL, &error);
  ck_assert_ptr_null(surface);
  surface = catalog_fit(catalog, &(struct fit_words){.data = folder_path("points.csv")}, NULL, &error);
  ck_assert(surface && dh_surface_rows(surface) == 3);
  surface = catalog_fit(catalog, &(struct fit_words){.data = "points.csv"}, beside, &error);
  ck_assert(surface && dh_surface_rows(surface) == 3);
  ck_assert_str_eq(dh_surface_info(surface)->fit->data.name, "points.csv");
  ck_assert_ptr_null(catalog_fit(catalog, &(struct fit_words){.data = "points.csv"}, NULL, &error));
}
END_TEST

#define HEAD                                                                                                           \
  "name: mine\ntitle: Mine\nparameters: [w, b]\ndomain: [[-1, 1], [-2, 2]]\nstart: [0.5, -1]\ndata: points.csv\n"

static const struct file {
  const char *yaml;
  enum dh_error_code code; /* DH_OK: it is a surface, described as `what` */
  const char *what;        /* or the error's second text */
} files[] = {
    {HEAD, DH_OK, "mse(w*x + b, y)"},
    {HEAD "model: b*x + w\nloss: smooth_l1\nbeta: 0.5\n", DH_OK, "smooth_l1(b*x + w, y, beta=0.5)"},
    {HEAD "model: b*y + w\ntarget: x\n", DH_OK, "mse(b*y + w, x)"},
    {HEAD "sample: abs(w*x + b - y)\n", DH_OK, "mean(abs(w*x + b - y))"},
    {HEAD "formula: w^2 + b^2\n", DH_ERROR_FIELD, "formula"},
    {HEAD "model: a*x + b\n", DH_ERROR_FIELD, "model: column 1: a"},
    {HEAD "loss: mes\n", DH_ERROR_FIELD, "loss: mes"},
    {HEAD "target: z\n", DH_ERROR_FIELD, "target: z"},
    {HEAD "loss: huber\ndelta: 0\n", DH_ERROR_FIELD, "delta: delta"},
    {"name: mine\ntitle: Mine\nparameters: [w]\ndomain: [[-1, 1]]\nstart: [0.5]\n", DH_ERROR_FIELD, "formula"},
    {"name: mine\ntitle: Mine\nformula: w^2\nmodel: w\nparameters: [w]\ndomain: [[-1, 1]]\nstart: [0.5]\n",
     DH_ERROR_FIELD, "data"},
    {"name: mine\ntitle: Mine\nparameters: [w, b]\ndomain: [[-1, 1], [-2, 2]]\nstart: [0.5, -1]\ndata: bad.csv\n",
     DH_ERROR_CELL, "two"},
    {"name: mine\ntitle: Mine\nparameters: [w, b]\ndomain: [[-1, 1], [-2, 2]]\nstart: [0.5, -1]\ndata: none.csv\n",
     DH_ERROR_FILE, NULL},
};
enum { FILES = sizeof files / sizeof *files };

/* The user's own surfaces of data; the file beside them. */
START_TEST(surface_files_may_have_data) {
  const struct file *file = &files[_i];
  struct dh_error error;
  mkdir(folder_path("surfaces"), 0700);
  write_text("surfaces/points.csv", "x,y\n1,1\n2,2\n3,3\n");
  write_text("surfaces/bad.csv", "x,y\n1,1\n2,two\n");
  write_text("surfaces/mine.yaml", file->yaml);
  struct catalog *own = catalog_create(folder, &error);
  ck_assert_ptr_nonnull(own);
  int index = catalog_surface_find(own, "mine");
  if (index >= 0) {
    ck_assert_str_eq(dh_surface_info(catalog_surface(own, index))->formula, file->what);
    ck_assert_int_eq(file->code, DH_OK);
  } else {
    ck_assert_int_eq(catalog_problem_count(own), 1);
    const struct dh_error *problem = catalog_problem(own, 0);
    ck_assert_msg(problem->code == file->code && (!file->what || strcmp(problem->text2, file->what) == 0),
                  "error %d: %s", (int)problem->code, problem->text2);
  }
  catalog_destroy(own);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("catalog/data");
  TCase *tcase = tcase_create("files");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_loop_test(tcase, good_files_are_taken, 0, GOOD);
  tcase_add_test(tcase, names_can_stand_in_formulas);
  tcase_add_loop_test(tcase, any_number_of_rows_is_kept, 0, 6);
  tcase_add_loop_test(tcase, bad_files_are_refused_with_their_place, 0, BAD);
  tcase_add_loop_test(tcase, made_names_differ, 0, sizeof headers / sizeof *headers);
  tcase_add_test(tcase, twins_that_are_not_read_are_no_matter);
  tcase_add_test(tcase, what_is_no_file_is_refused);
  tcase_add_test(tcase, a_file_that_is_too_large_is_refused);
  tcase_add_test(tcase, too_many_rows_or_columns_are_refused);
  suite_add_tcase(s, tcase);
  tcase = tcase_create("surfaces");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, every_data_set_of_ours_can_be_fitted);
  tcase_add_test(tcase, minima_are_found_where_our_files_say);
  tcase_add_test(tcase, the_same_words_give_the_same_surface);
  tcase_add_loop_test(tcase, words_that_do_not_fit_are_refused, 0, MISFITS);
  tcase_add_test(tcase, data_is_looked_for_where_it_may_be);
  tcase_add_loop_test(tcase, surface_files_may_have_data, 0, FILES);
  suite_add_tcase(s, tcase);
  return s;
}

#include "check_main.h"
