/* SPDX-License-Identifier: MIT
 *
 * The README tells the truth: every ```console block in it is run, and what is printed is what stands there. With
 * DOWNHILL_ACCEPT=1 the README is rewritten with what was printed. Every ```yaml block is a file that works. */
#include "base/text.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void read_file(const char *path, struct text *out) {
  char bytes[4096];
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "%s", path);
  for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;) text_append(out, bytes, count);
  fclose(file);
}

/* `downhill` on the command lines is the program under test, and no file of the user's has a say. */
static void set_path(void) {
  char path[4096];
  const char *binary = getenv("DOWNHILL_BINARY");
  ck_assert_ptr_nonnull(binary);
  snprintf(path, sizeof path, "%.*s:%s", (int)(strrchr(binary, '/') - binary), binary, getenv("PATH"));
  setenv("PATH", path, 1);
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
}

static void run_line(const char *command, size_t length, struct text *out) {
  char line[1024], bytes[4096];
  ck_assert_uint_lt(length, sizeof line - 32);
  snprintf(line, sizeof line, "{ %.*s\n} 2>&1 </dev/null", (int)length, command);
  FILE *pipe = popen(line, "r");
  ck_assert_ptr_nonnull(pipe);
  for (size_t count; (count = fread(bytes, 1, sizeof bytes, pipe)) > 0;) text_append(out, bytes, count);
  ck_assert_msg(pclose(pipe) == 0, "%.*s fails: %s", (int)length, command, text_string(out));
}

/* Copy the README, with each block's output replaced by what the commands print now. Returns the commands. */
static int rewrite(const char *readme, struct text *out) {
  int commands = 0;
  bool block = false;
  for (const char *line = readme; *line;) {
    size_t length = strcspn(line, "\n");
    bool fence = strncmp(line, "```", 3) == 0, command = block && strncmp(line, "$ ", 2) == 0;
    if (!block || fence || command) {
      text_append(out, line, length);
      text_add(out, "\n");
    }
    if (fence) block = !block && strncmp(line, "```console", 10) == 0;
    if (command) run_line(line + 2, length - 2, out);
    commands += command;
    line += length + (line[length] == '\n' ? 1 : 0);
  }
  return commands;
}

/* Fails with the first line that differs. */
static void compare(const char *readme, const char *now) {
  int line = 1;
  size_t begin = 0, same = 0;
  for (; readme[same] && readme[same] == now[same]; same++) {
    if (readme[same] != '\n') continue;
    line++;
    begin = same + 1;
  }
  if (readme[same] == now[same]) return;
  ck_abort_msg("README.md, line %d:\n  it says   %.*s\n  it prints %.*s\nDOWNHILL_ACCEPT=1 accepts it", line,
               (int)strcspn(readme + begin, "\n"), readme + begin, (int)strcspn(now + begin, "\n"), now + begin);
}

START_TEST(every_example_is_true) {
  char path[4096];
  struct text readme = {0}, now = {0};
  snprintf(path, sizeof path, "%s/README.md", getenv("DOWNHILL_SOURCE"));
  read_file(path, &readme);
  set_path();
  ck_assert_int_ge(rewrite(text_string(&readme), &now), 5);
  if (getenv("DOWNHILL_ACCEPT")) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text_string(&now), file);
    fclose(file);
  } else {
    compare(text_string(&readme), text_string(&now));
  }
  text_free(&readme);
  text_free(&now);
}
END_TEST

/* Write a block of the README as the user's own file; what is listed afterwards must have its name. */
static void try_file(const char *block, size_t length, const char *directory) {
  const char *formula = strstr(block, "\nformula:");
  bool surface = formula && formula < block + length;
  const char *folder = surface ? "surfaces" : "optimizers", *name = block + strlen("name: ");
  int name_length = (int)strcspn(name, "\n");
  char path[512], command[512];
  struct text listed = {0};
  ck_assert_int_eq(strncmp(block, "name: ", 6), 0);
  snprintf(path, sizeof path, "%s/downhill/%s/%.*s.yaml", directory, folder, name_length, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fwrite(block, 1, length, file);
  fclose(file);
  int size = snprintf(command, sizeof command, "downhill list %s && downhill run --steps 3 --%s %.*s", folder,
                      surface ? "surface" : "optim", name_length, name);
  run_line(command, (size_t)size, &listed);
  ck_assert_msg(strstr(text_string(&listed), "note") == NULL, "%s", text_string(&listed));
  snprintf(command, sizeof command, "\n%.*s ", name_length, name);
  ck_assert_msg(strstr(text_string(&listed), command) != NULL, "%s", text_string(&listed));
  text_free(&listed);
}

START_TEST(every_file_works) {
  char path[4096], directory[] = "/tmp/downhill-test-XXXXXX";
  struct text readme = {0}, out = {0};
  int files = 0;
  snprintf(path, sizeof path, "%s/README.md", getenv("DOWNHILL_SOURCE"));
  read_file(path, &readme);
  ck_assert_ptr_nonnull(mkdtemp(directory));
  set_path();
  setenv("XDG_CONFIG_HOME", directory, 1);
  snprintf(path, sizeof path, "mkdir -p %s/downhill/surfaces %s/downhill/optimizers", directory, directory);
  run_line(path, strlen(path), &out);
  for (const char *at = text_string(&readme); (at = strstr(at, "```yaml\n")); files++) {
    at += strlen("```yaml\n");
    try_file(at, (size_t)(strstr(at, "```") - at), directory);
  }
  ck_assert_int_ge(files, 2);
  snprintf(path, sizeof path, "rm -r %s", directory);
  run_line(path, strlen(path), &out);
  text_free(&out);
  text_free(&readme);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("readme");
  TCase *c = tcase_create("readme");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, every_example_is_true);
  tcase_add_test(c, every_file_works);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"
