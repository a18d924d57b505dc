/* SPDX-License-Identifier: MIT
 *
 * Running the program and taking its output apart. */
#include "program.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 64 };

/* Split in place. */
static int split(char *words, char **argv) {
  int count = 0;
  for (char *at = words; *at;) {
    at += strspn(at, " ");
    if (!*at) break;
    ck_assert_int_lt(count, WORDS_MAX - 1);
    char *to = at;
    argv[count++] = to;
    bool quoted = false;
    for (; *at && (quoted || *at != ' '); at++) {
      if (*at == '\'')
        quoted = !quoted;
      else
        *to++ = *at;
    }
    if (*at) at++;
    *to = '\0';
  }
  argv[count] = NULL;
  return count;
}

static void exec_child(char **argv, int in, int out, int err) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  for (int i = 3; i < 64; i++) close(i);
  /* The outside must not leak in: no files of the user, no locale, no colours. */
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  setenv("XDG_STATE_HOME", "/dev/null", 1); /* no folder can be made there, whoever runs the test */
  execv(argv[0], argv);
  _exit(127);
}

/* Copy what is there; closes the descriptor at the end of file. */
static void drain(struct pollfd *from, struct text *to) {
  char bytes[65536];
  if (!(from->revents & (POLLIN | POLLHUP | POLLERR))) return;
  ssize_t count = read(from->fd, bytes, sizeof bytes);
  if (count > 0) {
    text_append(to, bytes, (size_t)count);
  } else if (count == 0 || errno != EINTR) {
    close(from->fd);
    from->fd = -1;
  }
}

static void feed(struct pollfd *to, const char **input) {
  if (!(to->revents & (POLLOUT | POLLHUP | POLLERR))) return;
  ssize_t count = write(to->fd, *input, strlen(*input));
  if (count > 0) *input += count;
  if (count < 0 || **input == '\0') {
    close(to->fd);
    to->fd = -1;
  }
}

/* Where the child's output goes: pipe[1], unless it is sent elsewhere. */
static int open_output(const char *output, const int pipe_ends[2]) {
  if (!output) return pipe_ends[1];
  if (strcmp(output, "closed") != 0) return open(output, O_WRONLY);
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  close(ends[0]);
  return ends[1];
}

struct result program_run_to(const char *words, const char *input, const char *output) {
  struct result result = {0};
  char *argv[WORDS_MAX], line[4096];
  const char *binary = getenv("DOWNHILL_BINARY");
  ck_assert_msg(binary != NULL, "DOWNHILL_BINARY says where the program is");
  snprintf(line, sizeof line, "%s %s", binary, words);
  split(line, argv);
  int in[2], out[2], err[2];
  ck_assert_int_eq(pipe(in) | pipe(out) | pipe(err), 0);
  signal(SIGPIPE, SIG_IGN);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    signal(SIGPIPE, SIG_DFL);
    exec_child(argv, in[0], open_output(output, out), err[1]);
  }
  close(in[0]);
  close(out[1]);
  close(err[1]);
  const char *rest = input ? input : "";
  if (*rest == '\0') {
    close(in[1]);
    in[1] = -1;
  }
  struct pollfd ends[] = {{in[1], POLLOUT, 0}, {out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0 || ends[2].fd >= 0) {
    if (poll(ends, 3, -1) < 0) continue;
    if (ends[0].fd >= 0) feed(&ends[0], &rest);
    if (ends[1].fd >= 0) drain(&ends[1], &result.out);
    if (ends[2].fd >= 0) drain(&ends[2], &result.err);
  }
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

struct result program_run(const char *words, const char *input) {
  return program_run_to(words, input, NULL);
}

void result_free(struct result *result) {
  text_free(&result->out);
  text_free(&result->err);
}

/* --- lines and fields --- */

int text_lines(const struct text *text) {
  int count = 0;
  for (const char *c = text_string(text); *c; c++) count += *c == '\n';
  return count;
}

const char *text_flowing(const struct text *text) {
  static struct text out;
  bool blank = false;
  text_clear(&out);
  for (const char *c = text_string(text); *c; c++) {
    bool now = *c == ' ' || *c == '\n';
    if (!now || !blank) text_append(&out, now ? " " : c, 1);
    blank = now;
  }
  return text_string(&out);
}

const char *text_line(const struct text *text, int number) {
  static char line[4096];
  const char *at = text_string(text);
  for (; number > 0 && at; number--) {
    at = strchr(at, '\n');
    if (at) at++;
  }
  if (!at || !*at) return NULL;
  size_t length = strcspn(at, "\n");
  ck_assert_uint_lt(length, sizeof line);
  memcpy(line, at, length);
  line[length] = '\0';
  return line;
}

const char *csv_field(const char *line, int number) {
  static char field[256];
  for (; number > 0; number--) {
    line = strchr(line, ',');
    ck_assert_ptr_nonnull(line);
    line++;
  }
  size_t length = strcspn(line, ",\n");
  ck_assert_uint_lt(length, sizeof field);
  memcpy(field, line, length);
  field[length] = '\0';
  return field;
}

double csv_number(const char *line, int number) {
  char *end;
  const char *field = csv_field(line, number);
  double value = strtod(field, &end);
  ck_assert_msg(end != field && *end == '\0', "'%s' is no number", field);
  return value;
}

/* --- JSON (RFC 8259) --- */

static const char *json_value(const char *at);

static const char *json_string(const char *at) {
  if (*at++ != '"') return NULL;
  for (; *at != '"'; at++) {
    if ((unsigned char)*at < ' ') return NULL;
    if (*at == '\\' && !strchr("\"\\/bfnrtu", *++at)) return NULL;
  }
  return at + 1;
}

static const char *json_number(const char *at) {
  if (*at == '-') at++;
  size_t digits = strspn(at, "0123456789");
  if (digits == 0 || (digits > 1 && *at == '0')) return NULL;
  at += digits;
  if (*at == '.') {
    digits = strspn(++at, "0123456789");
    if (digits == 0) return NULL;
    at += digits;
  }
  if (*at != 'e' && *at != 'E') return at;
  at++;
  if (*at == '+' || *at == '-') at++;
  digits = strspn(at, "0123456789");
  return digits ? at + digits : NULL;
}

/* Members or elements up to `close`. */
static const char *json_list(const char *at, char close, bool named) {
  if (*at == close) return at + 1;
  for (;;) {
    if (named) {
      at = json_string(at);
      if (!at || *at++ != ':') return NULL;
    }
    at = json_value(at);
    if (!at) return NULL;
    if (*at == close) return at + 1;
    if (*at++ != ',') return NULL;
  }
}

static const char *json_value(const char *at) {
  static const char *const words[] = {"true", "false", "null"};
  for (int i = 0; i < 3; i++)
    if (strncmp(at, words[i], strlen(words[i])) == 0) return at + strlen(words[i]);
  if (*at == '{') return json_list(at + 1, '}', true);
  if (*at == '[') return json_list(at + 1, ']', false);
  if (*at == '"') return json_string(at);
  return json_number(at);
}

const char *json_check(const char *text) {
  const char *end = json_value(text);
  if (!end) return text;
  return *end == '\0' || strcmp(end, "\n") == 0 ? NULL : end;
}

const char *json_member(const char *text, const char *name) {
  static char value[1024];
  const char *at = text + 1;
  value[0] = '\0';
  while (*at == '"') {
    const char *end = json_string(at), *from = end ? end + 1 : NULL, *to = from ? json_value(from) : NULL;
    ck_assert_msg(to != NULL, "not JSON: %s", at);
    bool found = strlen(name) == (size_t)(end - at) - 2 && strncmp(at + 1, name, strlen(name)) == 0;
    if (found) {
      ck_assert_uint_lt((size_t)(to - from), sizeof value);
      memcpy(value, from, (size_t)(to - from));
      value[to - from] = '\0';
      return value;
    }
    if (*to != ',') break;
    at = to + 1;
  }
  return value;
}

/* --- files --- */

static char scratch_directory[64];

static void remove_scratch(void) {
  char command[96];
  snprintf(command, sizeof command, "rm -rf '%s'", scratch_directory);
  if (system(command) != 0) fprintf(stderr, "cannot remove %s\n", scratch_directory);
}

const char *scratch_path(const char *name) {
  static char path[128];
  if (!scratch_directory[0]) {
    strcpy(scratch_directory, "/tmp/downhill-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(scratch_directory));
    atexit(remove_scratch);
  }
  snprintf(path, sizeof path, "%s/%s", scratch_directory, name);
  return path;
}
