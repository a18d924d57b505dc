/* SPDX-License-Identifier: MIT
 *
 * Maps in parts: shards and their joining, stopping and going on. */
#include "map_lab.h"

#include <stdint.h>

/* --- shards --- */

static void write_shards(const char *words, int shards, const char *stem) {
  for (int k = 1; k <= shards; k++) {
    char line[512], name[32];
    snprintf(name, sizeof name, "%s%d", stem, k);
    words_of(line, sizeof line, "%s --shard %d/%d -o %s", words, k, shards, scratch_path(name));
    run_well(line);
  }
}

/* More shards than tiles leave some without any. */
START_TEST(shards_joined_are_the_whole) {
  static const struct {
    const char *words;
    int shards;
  } cases[] = {{"map " SMALL, 3},
               {"map --x lr:0.01:2:30 --steps 40", 7},
               {"map --rule published --x lr:0.01:2:20 --y start.w:-5:5:9 --optim adam", 2},
               {"map --x lr:0.01:2:20 --y warmup_steps:0:50:9 --steps 60 --schedule linear", 1}};
  char words[1024], parts[512] = "";
  write_shards(cases[_i].words, cases[_i].shards, "p");
  for (int k = cases[_i].shards; k >= 1; k--) {
    char name[32];
    snprintf(name, sizeof name, "p%d", k);
    size_t length = strlen(parts);
    snprintf(parts + length, sizeof parts - length, " %s", scratch_path(name));
  }
  for (int f = 0; map_lab_formats[f]; f++) {
    words_of(words, sizeof words, "%s --format %s", cases[_i].words, map_lab_formats[f]);
    run_well(words);
    struct result whole = result;
    result = (struct result){0};
    words_of(words, sizeof words, "map-merge%s --format %s", parts, map_lab_formats[f]);
    run_well(words);
    ck_assert_msg(same_text(&whole.out, &result.out), "%s: %s", cases[_i].words, map_lab_formats[f]);
    result_free(&whole);
  }
}
END_TEST

/* By a shell, with "$downhill" and "$dir". */
static int shell(const char *script) {
  char command[2048];
  char *dir = path_of("");
  words_of(command, sizeof command, "downhill='%s'; dir='%s'; %s", getenv("DOWNHILL_BINARY"), dir, script);
  free(dir);
  int status = system(command);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(shards_at_the_same_time) {
  ck_assert_int_eq(shell("cd \"$dir\" && for k in 1 2 3; do \"$downhill\" map " SMALL
                         " --shard $k/3 -o at$k & done; wait; "
                         "\"$downhill\" map-merge at1 at2 at3 -o joined.csv && \"$downhill\" map " SMALL
                         " -o whole.csv && cmp joined.csv whole.csv"),
                   0);
}
END_TEST

START_TEST(parts_that_do_not_belong_together) {
  write_shards("map " SMALL, 3, "a");
  write_shards("map " SMALL " --nesterov", 3, "b");
  write_shards("map " SMALL, 2, "c");
  char *dir = path_of(""), words[1024];
  static const struct {
    const char *parts, *said;
  } cases[] = {
      {"%sa1 %sa3", "shards are missing: 2/3"},
      {"%sa1", "shards are missing: 2/3, 3/3"},
      {"%sa1 %sa2 %sa3 %sa2", "a2: shard 2/3 is there twice"},
      {"%sa1 %sb2 %sa3", "b2 is of another map than "},
      {"%sa1 %sb2 %sa3", "nesterov"},
      {"%sa1 %sc2", "one of 3: they overlap"},
      {"%sa1 %storn %sa3", "torn has 21 of its 29 tiles"},
      {"%sa1 %swrong %sa3", "wrong has 3 of its "},
      {"%sa1 %snone", "none: No such file"},
      {"%sa1 %stext", "text: it is no part of a map"},
      {"%sold", "old: this downhill cannot read it"},
  };
  struct text part = read_file(scratch_path("a2"));
  size_t header = (size_t)(strstr(part.data, "\n\n") - part.data) + 2, record = 8 * (2 + 5 * 64);
  write_file(scratch_path("torn"), part.data, header + record * 20 + 1000);
  part.data[header + record * 3 + 100] ^= 1;
  write_file(scratch_path("wrong"), part.data, part.length);
  write_file(scratch_path("text"), "x,y\n1,2\n", 8);
  static const char old[] = "downhill map part 1\nsteps: 3\nshard: 1/1\n\n";
  write_file(scratch_path("old"), old, strlen(old));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text line = {0};
    text_add(&line, "map-merge --summary ");
    for (const char *c = cases[i].parts; *c; c++) {
      if (c[0] == '%' && c[1] == 's')
        text_add(&line, dir), c++;
      else
        text_append(&line, c, 1);
    }
    words_of(words, sizeof words, "%s", text_string(&line));
    text_free(&line);
    run_badly(2, words, cases[i].said);
  }
  run_badly(2, "map-merge", "parts are needed");
  text_free(&part);
  free(dir);
}
END_TEST

/* Of a loss with kinks no minimum is known, and nothing else in a header depends on the numbers of a file. */
START_TEST(maps_of_other_data_are_others) {
  char *data = path_of("kinks.csv"), *one = path_of("kinks1"), *two = path_of("kinks2"), words[1024], map[512];
  static const char before[] = "x,y,unread\n1,2,0\n2,3,0\n3,5,0\n", unread[] = "x,y,unread\n1,2,0\n2,3,0\n3,5,9\n",
                    after[] = "x,y,unread\n1,2,0\n2,3,0\n3,6,9\n";
  words_of(map, sizeof map, "map --data %s --model 'abs(w)*x+b' --loss mae --x lr:0.001:1:log:20 --y w:-5:5:20", data);
  const char *const contents[] = {before, unread, after};
  for (int i = 0; i < 3; i++) {
    write_file(data, before, strlen(before));
    words_of(words, sizeof words, "%s --shard 1/2 -o %s", map, one);
    run_well(words);
    write_file(data, contents[i], strlen(contents[i]));
    words_of(words, sizeof words, "%s --shard 2/2 -o %s", map, two);
    run_well(words);
    words_of(words, sizeof words, "map-merge --summary %s %s", one, two);
    if (i < 2)
      run_well(words);
    else
      run_badly(2, words, "is of another map than ");
  }
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "data: "));
  words_of(words, sizeof words, "%s.part", one);
  rename(one, words);
  words_of(words, sizeof words, "%s --shard 1/2 -o %s", map, one);
  run_badly(2, words, "kinks1.part is of another map (data: ");
  free(data);
  free(one);
  free(two);
}
END_TEST

/* --- stopping and going on --- */

/* Its first row of ten tiles explodes at once; the others have cells that live for a thousand million steps: however
 * fast the machine, it does not end by itself, and however slow, there soon is something to keep. */
#define ENDLESS "map --x momentum:0:0.5:80 --y lr:10:0.1:lin:16 --steps 1e9"

/* Until there is more than a header in the part. */
static void wait_for_tiles(pid_t child, const char *part) {
  while (size_of(part) < 20000) {
    ck_assert_int_eq(waitpid(child, NULL, WNOHANG), 0);
    pause_a_little();
  }
}

/* Records of whole tiles are kept; of the one that was being written, maybe a piece. */
static void check_goes_on(const struct text *before, const char *words, const char *part, const char *errors) {
  const size_t record = 8 * (2 + 5 * 64);
  size_t header = (size_t)(strstr(before->data, "\n\n") - before->data) + 2;
  size_t whole = before->length - (before->length - header) % record;
  pid_t child = start(words, errors);
  for (int i = 0; i < 50; i++) pause_a_little();
  wait_for_tiles(child, part);
  kill(child, SIGKILL);
  end_of(child);
  struct text after = read_file(part);
  ck_assert_uint_ge(after.length, whole);
  ck_assert_int_eq(memcmp(before->data, after.data, whole), 0);
  text_free(&after);
}

/* That what is kept is taken over, and the same comes out in the end, is tried below with parts that are cut off. */
static void stop_and_go_on(int signal, int status) {
  char *map = path_of("stopped.csv"), *part = path_of("stopped.csv.part"), *errors = path_of("errors"), words[512];
  words_of(words, sizeof words, ENDLESS " -o %s", map);
  unlink(part);
  pid_t child = start(words, errors);
  wait_for_tiles(child, part);
  kill(child, signal);
  ck_assert_int_eq(end_of(child), status);
  ck_assert(!exists(map));
  struct text said = read_file(errors), before = read_file(part);
  if (signal != SIGKILL) ck_assert_ptr_nonnull(strstr(text_string(&said), "%: the same command goes on from "));
  check_goes_on(&before, words, part, errors);
  text_free(&said);
  text_free(&before);
  free(map);
  free(part);
  free(errors);
}

START_TEST(a_map_stopped_by_a_signal_goes_on) {
  stop_and_go_on(SIGINT, 128 + SIGINT);
  stop_and_go_on(SIGTERM, 128 + SIGTERM);
}
END_TEST

START_TEST(a_map_that_was_killed_goes_on) { stop_and_go_on(SIGKILL, 128 + SIGKILL); }
END_TEST

/* One tile of many steps: it is not waited for. */
START_TEST(stopping_is_soon_and_says_what_is_lost) {
  char *errors = path_of("soon");
  pid_t child = start("map --surface rosenbrock --x lr:1e-5:1e-4:8 --y momentum:0:0.5:8 --steps 1e9", errors);
  for (int i = 0; i < 100; i++) pause_a_little();
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  kill(child, SIGINT);
  ck_assert_int_eq(end_of(child), 128 + SIGINT);
  clock_gettime(CLOCK_MONOTONIC, &end);
  ck_assert_int_lt(end.tv_sec - begin.tv_sec, 5); /* a tenth of a second, on a machine that has nothing else to do */
  struct text said = read_file(errors);
  ck_assert_str_eq(text_string(&said), "downhill map: stopped at 0%: nothing is kept without -o FILE\n");
  text_free(&said);
  free(errors);
}
END_TEST

/* FNV-1a, as the format has it. */
#define MAP_HASH_BEGIN UINT64_C(0xCBF29CE484222325)
static uint64_t hash_on(uint64_t hash, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
  return hash;
}

/* A finished part, as another run would have left it, and where its records begin. */
static struct text part_of(const char *words, size_t *header) {
  char line[512];
  words_of(line, sizeof line, "%s --shard 1/1 -o %s", words, scratch_path("finished"));
  run_well(line);
  struct text part = read_file(scratch_path("finished"));
  const char *bytes = text_string(&part), *end = strstr(bytes, "\n\n");
  ck_assert_ptr_nonnull(end);
  *header = (size_t)(end - bytes) + 2;
  return part;
}

static void seal(char *record, size_t length, uint64_t seed) {
  uint64_t hash = hash_on(seed, record, length - 8);
  for (int i = 0; i < 8; i++) record[length - 8 + (size_t)i] = (char)(hash >> 8 * i & 0xFF);
}

/* A part of a map of one tile of two cells whose header says something else, with checksums that are right. */
static void forge(const struct text *part, size_t header, const char *line, const char *instead, const char *path) {
  struct text forged = {0};
  const char *bytes = part->data, *at = strstr(bytes, line), *shard;
  ck_assert_msg(at != NULL, "no %s in the header", line);
  at++;
  text_append(&forged, bytes, (size_t)(at - bytes));
  text_add(&forged, instead);
  at += strcspn(at, "\n");
  text_append(&forged, at, header - (size_t)(at - bytes));
  shard = strstr(forged.data, "\nshard: ");
  uint64_t seed = hash_on(MAP_HASH_BEGIN, forged.data, (size_t)(shard - forged.data) + 1);
  size_t records = forged.length;
  text_append(&forged, bytes + header, part->length - header);
  seal(forged.data + records, forged.length - records, seed);
  write_file(path, forged.data, forged.length);
  text_free(&forged);
}

static const struct {
  const char *line, *instead;
  bool good;
} forgeries[] = {
    {"\nx: ", "x: learning_rate 0.1 1.0 log 2", true},
    {"\nx: ", "x: start.abc -5.0 1.0 lin 2", true},
    {"\nx: ", "x: lr_scheduler_type 0 1000 lin 2", false},
    {"\nx: ", "x: surface 0 1 lin 2", false},
    {"\nx: ", "x: lr 0.1 1 lin 2", false},
    {"\nx: ", "x: learning_rate -1 1 log 2", false},
    {"\nx: ", "x: learning_rate -1 1 lin 2", false},
    {"\nx: ", "x: learning_rate 0 1 log 2", false},
    {"\nx: ", "x: learning_rate nan 1 lin 2", false},
    {"\nx: ", "x: learning_rate 0 1 lag 2", false},
    {"\nx: ", "x: learning_rate 0 1 lin 1.5", false},
    {"\nx: ", "x: learning_rate 0 1 lin 1e300", false},
    {"\nx: ", "x: learning_rate 0 1 lin nan", false},
    {"\nx: ", "x: start.a,b 0 1 lin 2", false},
    {"\nx: ", "x: start.\x1b[31m 0 1 lin 2", false},
    {"\nx: ", "x: start. 0 1 lin 2", false},
    {"\nx: ", "x: start.w -inf 1 lin 2", false},
    {"\ntitle: ", "title: \x1b]0;title\a", false},
    {"\nsteps: ", "steps: 1e300", false},
    {"\nsteps: ", "steps: 0", false},
    {"\nsteps: ", "steps: nan", false},
    {"\nrule: ", "rule: none", false},
    {"\nshard: ", "shard: 1/1000000", true},
    {"\nshard: ", "shard: 1/9223372036854775807", false},
    {"\nshard: ", "shard: 9223372036854775807/9223372036854775807", false},
    {"\nshard: ", "shard: 2/2", false},
};

/* Whatever a part says, it is either a map or refused in one line. */
START_TEST(what_parts_say_is_not_believed) {
  size_t header;
  struct text part = part_of("map --x lr:0.1:1:log:2 --steps 20", &header);
  char words[512];
  forge(&part, header, forgeries[_i].line, forgeries[_i].instead, scratch_path("liar"));
  for (int f = 0; map_lab_formats[f]; f++) {
    words_of(words, sizeof words, "map-merge --format %s %s", map_lab_formats[f], scratch_path("liar"));
    if (forgeries[_i].good)
      run_well(words);
    else
      run_badly(2, words, "liar");
  }
  text_free(&part);
}
END_TEST

START_TEST(cells_that_cannot_be_are_damage) {
  static const struct {
    size_t word;
    uint64_t bits;
  } cases[] = {{1, UINT64_C(1) << 63}, {2, UINT64_MAX - 7}, {4, UINT64_C(0x7FF8) << 48}, {5, 1000}};
  size_t header;
  struct text part = part_of("map --x lr:0.1:1:log:2 --steps 20", &header);
  char words[512];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text forged = {0};
    text_append(&forged, part.data, part.length);
    for (int k = 0; k < 8; k++)
      forged.data[header + 8 * cases[i].word + (size_t)k] = (char)(cases[i].bits >> 8 * k & 0xFF);
    const char *shard = strstr(forged.data, "\nshard: ");
    seal(forged.data + header, forged.length - header,
         hash_on(MAP_HASH_BEGIN, forged.data, (size_t)(shard - forged.data) + 1));
    write_file(scratch_path("impossible"), forged.data, forged.length);
    words_of(words, sizeof words, "map-merge --format csv %s", scratch_path("impossible"));
    run_badly(2, words, "impossible has 0 of its 1 tiles");
    text_free(&forged);
  }
  text_free(&part);
}
END_TEST

/* What is in the part is not computed again: a cell that was changed there, with its checksum, comes out changed. */
START_TEST(tiles_that_are_done_are_taken_as_they_are) {
  char *map = path_of("forged.csv"), *part = path_of("forged.csv.part");
  size_t header, record = 8 * (2 + 5 * 64), tile = 5;
  struct text bytes = part_of("map " SMALL, &header);
  char *at = bytes.data + header + tile * record;
  const char *shard = strstr(bytes.data, "shard: ");
  at[8] = 77; /* `arrived` of its first cell, whose number is 40: the sixth tile's */
  memset(at + 9, 0, 7);
  seal(at, record, hash_on(MAP_HASH_BEGIN, bytes.data, (size_t)(shard - bytes.data)));
  write_file(part, bytes.data, header + 8 * record);
  write_map("map " SMALL, map);
  struct text csv = read_file(map);
  ck_assert_double_eq(csv_number(text_line(&csv, 1 + 40), 2), 77);
  ck_assert(!exists(part));
  text_free(&csv);
  text_free(&bytes);
  free(map);
  free(part);
}
END_TEST

/* Cut off anywhere, in its header as in a record, and with rubbish at its end. */
START_TEST(a_torn_part_loses_only_what_is_torn) {
  char *map = path_of("torn.csv"), *part = path_of("torn.csv.part"), *whole = path_of("untorn.csv");
  size_t header;
  struct text bytes = part_of("map " SMALL, &header);
  write_map("map " SMALL, whole);
  const size_t cuts[] = {0,           1,          100,           header - 2,    header - 1,     header,
                         header + 1,  header + 8, header + 2000, header + 2576, header + 30000, bytes.length - 1,
                         bytes.length};
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
    write_file(part, text_string(&bytes), cuts[i]);
    write_map("map " SMALL, map);
    check_same_files(map, whole);
    ck_assert(!exists(part));
  }
  memset(bytes.data + header + 5000, 'x', 300);
  write_file(part, bytes.data, bytes.length);
  write_map("map " SMALL, map);
  check_same_files(map, whole);
  text_free(&bytes);
  free(map);
  free(part);
  free(whole);
}
END_TEST

START_TEST(a_part_of_another_map_is_left_alone) {
  char *map = path_of("other.csv"), *part = path_of("other.csv.part"), words[512];
  size_t header;
  struct text bytes = part_of("map " SMALL, &header);
  write_file(part, bytes.data, bytes.length);
  words_of(words, sizeof words, "map " SMALL " --steps 151 -o %s", map);
  run_badly(2, words, "other.csv.part is of another map (steps: 150 there, 151 here): finish that one, or remove");
  words_of(words, sizeof words, "map " SMALL " --shard 2/2 -o %s", scratch_path("other"));
  rename(part, scratch_path("other.part"));
  run_badly(2, words, "(shard 1/1 there, 2/2 here)");
  struct text after = read_file(scratch_path("other.part"));
  ck_assert(same_text(&bytes, &after));
  write_file(part, "my notes\n", 9);
  words_of(words, sizeof words, "map " SMALL " -o %s", map);
  run_badly(2, words, "is of another map (it is no part of a map)");
  ck_assert(!exists(map));
  text_free(&after);
  text_free(&bytes);
  free(map);
  free(part);
}
END_TEST

START_TEST(two_at_once_do_not_mix) {
  char *map = path_of("twice.csv"), *part = path_of("twice.csv.part"), *errors = path_of("twice"), words[512];
  words_of(words, sizeof words, ENDLESS " -o %s", map);
  pid_t child = start(words, errors);
  wait_for_tiles(child, part);
  run_badly(1, words, "twice.csv.part is being written by another downhill");
  kill(child, SIGKILL);
  end_of(child);
  free(map);
  free(part);
  free(errors);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("map_parts");
  TCase *c = tcase_create("map");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 110);
  tcase_add_loop_test(c, shards_joined_are_the_whole, 0, 4);
  tcase_add_test(c, shards_at_the_same_time);
  tcase_add_test(c, parts_that_do_not_belong_together);
  tcase_add_test(c, maps_of_other_data_are_others);
  tcase_add_test(c, a_map_stopped_by_a_signal_goes_on);
  tcase_add_test(c, a_map_that_was_killed_goes_on);
  tcase_add_test(c, stopping_is_soon_and_says_what_is_lost);
  tcase_add_loop_test(c, what_parts_say_is_not_believed, 0, (int)(sizeof forgeries / sizeof *forgeries));
  tcase_add_test(c, cells_that_cannot_be_are_damage);
  tcase_add_test(c, tiles_that_are_done_are_taken_as_they_are);
  tcase_add_test(c, a_torn_part_loses_only_what_is_torn);
  tcase_add_test(c, a_part_of_another_map_is_left_alone);
  tcase_add_test(c, two_at_once_do_not_mix);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
