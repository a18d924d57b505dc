/* SPDX-License-Identifier: MIT
 *
 * Runs while building: `embed OUT.c FILE...` writes the files into one C source, as the table that embedded.h declares.
 * An asset is called by its last directory and its name without suffix: "surfaces/parabola". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *path) {
  perror(path);
  exit(EXIT_FAILURE);
}

/* The bytes of one file as an array. Numbers, not a string: ISO C promises only 4,095 characters in a literal. */
static unsigned long write_bytes(FILE *out, const char *path, int index) {
  FILE *in = fopen(path, "rb");
  if (!in) die(path);
  fprintf(out, "static const unsigned char bytes_%d[] = {", index);
  unsigned long length = 0;
  for (int c; (c = getc(in)) != EOF; length++) fprintf(out, "%s%d,", length % 24 == 0 ? "\n" : "", c);
  if (ferror(in)) die(path);
  fclose(in);
  fprintf(out, "0};\n");
  return length;
}

static void write_entry(FILE *out, const char *path, int index, unsigned long length) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash : path;
  while (name > path && name[-1] != '/') name--;
  const char *dot = strrchr(path, '.');
  int size = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
  fprintf(out, "  {\"%.*s\", bytes_%d, %lu},\n", size, name, index, length);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: embed OUT.c FILE...\n");
    return EXIT_FAILURE;
  }
  unsigned long *length = calloc((size_t)argc, sizeof *length);
  FILE *out = fopen(argv[1], "w");
  if (!length || !out) die(argv[1]);
  fprintf(out, "/* Made by embed.c: do not edit. */\n#include \"catalog/embedded.h\"\n\n");
  for (int i = 2; i < argc; i++) length[i] = write_bytes(out, argv[i], i - 2);
  fprintf(out, "\nconst struct embedded embedded[] = {\n");
  for (int i = 2; i < argc; i++) write_entry(out, argv[i], i - 2, length[i]);
  fprintf(out, "};\nconst int embedded_count = %d;\n", argc - 2);
  free(length);
  if (fclose(out) != 0) die(argv[1]);
  return EXIT_SUCCESS;
}
