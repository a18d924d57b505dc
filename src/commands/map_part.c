/* SPDX-License-Identifier: MIT
 *
 * Maps in files. A record is the tile's number, five numbers of each of its cells and a checksum, all of them 64 bits,
 * the least byte first. Records come in any order. */
#include "app/messages.h"
#include "commands/map.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIELDS = 5, WORD = 8, RECORD_MAX = WORD * (2 + FIELDS * DH_SLOTS), HEADER_MAX = 1 << 18 };

/* --- records --- */

/* A record of another map does not pass. */
static uint64_t seed_of(const char *header) {
  return map_hash(MAP_HASH_BEGIN, (const unsigned char *)header, strlen(header));
}

static unsigned char *put_word(unsigned char *to, uint64_t word) {
  for (int i = 0; i < WORD; i++) *to++ = (unsigned char)(word >> 8 * i);
  return to;
}

static uint64_t get_word(const unsigned char *from) {
  uint64_t word = 0;
  for (int i = 0; i < WORD; i++) word |= (uint64_t)from[i] << 8 * i;
  return word;
}

static uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double double_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Returns the bytes. */
static size_t encode(uint64_t seed, long tile, const struct dh_map_cell *cells, int count, unsigned char *record) {
  unsigned char *to = put_word(record, (uint64_t)tile);
  for (int i = 0; i < count; i++) {
    to = put_word(to, (uint64_t)cells[i].arrived);
    to = put_word(to, (uint64_t)cells[i].blown);
    to = put_word(to, bits_of(cells[i].ratio));
    to = put_word(to, bits_of(cells[i].shade));
    to = put_word(to, (uint64_t)cells[i].verdict);
  }
  to = put_word(to, map_hash(seed, record, (size_t)(to - record)));
  return (size_t)(to - record);
}

static long long_of(uint64_t bits) {
  int64_t number;
  memcpy(&number, &bits, sizeof number);
  return (long)number;
}

/* Colours go by shades, and rows are not below -1: nothing else could have been written. */
static bool is_cell(const struct dh_map_cell *cell) {
  return cell->arrived >= -1 && cell->blown >= -1 && !isnan(cell->shade);
}

/* False if that is no record of `count` cells. */
static bool decode(uint64_t seed, const unsigned char *record, int count, struct dh_map_cell *cells) {
  size_t length = WORD * (size_t)(1 + FIELDS * count);
  if (get_word(record + length) != map_hash(seed, record, length)) return false;
  for (int i = 0; i < count; i++) {
    const unsigned char *from = record + WORD * (size_t)(1 + FIELDS * i);
    uint64_t verdict = get_word(from + WORD * 4);
    if (verdict >= DH_VERDICT_COUNT) return false;
    cells[i] = (struct dh_map_cell){long_of(get_word(from)), long_of(get_word(from + WORD)),
                                    double_of(get_word(from + WORD * 2)), double_of(get_word(from + WORD * 3)),
                                    (enum dh_verdict)verdict};
    if (!is_cell(&cells[i])) return false;
  }
  return true;
}

static void put_header(struct text *out, const struct map_about *about, const struct map_cells *cells) {
  text_add(out, text_string(&about->header));
  text_printf(out, "shard: %ld/%ld\n\n", cells->shard, cells->shards);
}

/* --- reading --- */

/* As much as there is, up to `size`. */
static size_t read_at(int file, long at, unsigned char *out, size_t size) {
  size_t got = 0;
  while (got < size) {
    ssize_t count = pread(file, out + got, size - got, (off_t)at + (off_t)got);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    got += (size_t)count;
  }
  return got;
}

/* The last line of the header, and the empty one behind it. */
static bool read_shard(struct map_reader *reader, const char *line) {
  char *end;
  reader->shard = strtol(line, &end, 10);
  if (*end != '/') return false;
  reader->shards = strtol(end + 1, &end, 10);
  return *end == '\n' && reader->shard >= 1 && reader->shards >= reader->shard && reader->shards <= MAP_SHARDS_MAX;
}

/* Nothing that a terminal would obey: headers are quoted in what is said about them. */
static bool is_clean(const char *from, const char *end) {
  for (; from < end; from++)
    if (((unsigned char)*from < ' ' && *from != '\n') || *from == 127) return false;
  return true;
}

static const char *read_header(struct map_reader *reader) {
  static const char shard[] = "\nshard: ";
  char *bytes = malloc(HEADER_MAX + 1);
  if (!bytes) return strerror(ENOMEM);
  size_t got = read_at(reader->file, 0, (unsigned char *)bytes, HEADER_MAX);
  bytes[got] = '\0';
  char *line = strstr(bytes, shard), *end = line ? strstr(line, "\n\n") : NULL;
  bool good = end && is_clean(bytes, end) && read_shard(reader, line + strlen(shard));
  if (good) {
    text_append(&reader->header, bytes, (size_t)(line - bytes) + 1);
    reader->at = (end - bytes) + 2;
    reader->seed = seed_of(text_string(&reader->header));
  }
  free(bytes);
  return good && !reader->header.failed ? NULL : _("it is no part of a map");
}

/* Of a file that is open. */
static const char *begin_reading(struct map_reader *reader, int file) {
  *reader = (struct map_reader){.file = file};
  off_t size = lseek(file, 0, SEEK_END);
  if (size < 0) return strerror(errno);
  reader->size = (long)size;
  return read_header(reader);
}

const char *map_reader_open(struct map_reader *reader, const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  *reader = (struct map_reader){.file = file};
  return file < 0 ? strerror(errno) : begin_reading(reader, file);
}

int map_reader_next(struct map_reader *reader, const struct dh_map_spec *map, long *tile, struct dh_map_cell *cells) {
  unsigned char record[RECORD_MAX];
  long numbers[DH_SLOTS];
  size_t got = read_at(reader->file, reader->at, record, sizeof record);
  if (got < WORD) return 0;
  uint64_t number = get_word(record);
  if (number >= (uint64_t)dh_map_tiles(map)) return 0;
  int count = dh_map_tile(map, (long)number, numbers);
  size_t length = WORD * (size_t)(2 + FIELDS * count);
  if (got < length || !decode(reader->seed, record, count, cells)) return 0;
  *tile = (long)number;
  reader->at += (long)length;
  return count;
}

void map_reader_close(struct map_reader *reader) {
  if (reader->file >= 0) close(reader->file);
  text_free(&reader->header);
  reader->file = -1;
}

/* --- going on --- */

static bool keep_reason(struct map_part *part, bool good) {
  if (!good && part->reason == 0) part->reason = errno;
  return good;
}

/* A file that ended within its header was ours, and had nothing yet. */
static bool is_beginning(const struct map_reader *reader, const struct text *header) {
  char *bytes = malloc(header->length + 1);
  size_t got = bytes ? read_at(reader->file, 0, (unsigned char *)bytes, header->length) : 0;
  bool same = bytes && (long)got == reader->size && memcmp(bytes, text_string(header), got) == 0;
  free(bytes);
  return same;
}

/* Is the file of this map and shard? If not, `why` is filled. */
static bool is_ours(const struct map_reader *reader, const char *wrong, const struct map_about *about,
                    const struct map_cells *cells, struct text *why) {
  const char *here = text_string(&about->header), *there = text_string(&reader->header);
  if (wrong)
    text_add(why, wrong);
  else if (strcmp(here, there) != 0)
    map_about_difference(here, there, why);
  else if (reader->shard != cells->shard || reader->shards != cells->shards)
    text_printf(why, _("shard %ld/%ld there, %ld/%ld here"), reader->shard, reader->shards, cells->shard,
                cells->shards);
  else
    return true;
  return false;
}

/* Cut the file off at `length` and go on from there. */
static void go_on_at(struct map_part *part, long length) {
  keep_reason(part, ftruncate(part->file, length) == 0 && lseek(part->file, length, SEEK_SET) == length);
}

static void take_over(struct map_part *part, struct map_reader *reader, struct map_cells *cells) {
  struct dh_map_cell some[DH_SLOTS];
  long tile;
  int count;
  while ((count = map_reader_next(reader, cells->map, &tile, some)) > 0) {
    long own = map_cells_own(cells, tile);
    if (own >= 0) map_cells_put(cells, own, some, count);
  }
  go_on_at(part, reader->at);
}

/* What is in the file goes to the cells; what is torn at its end is cut off. */
static int resume(struct map_part *part, const struct arguments *arguments, const struct map_about *about,
                  struct map_cells *cells) {
  struct map_reader reader;
  struct text header = {0}, why = {0};
  int status = STATUS_DONE;
  put_header(&header, about, cells);
  const char *wrong = begin_reading(&reader, part->file);
  if (is_beginning(&reader, &header)) {
    go_on_at(part, 0);
    if (part->reason == 0) part->reason = file_write(part->file, text_string(&header), header.length);
  } else if (is_ours(&reader, wrong, about, cells, &why)) {
    take_over(part, &reader, cells);
  } else {
    status = complain(arguments->command, _("%s is of another map (%s): finish that one, or remove the file"),
                      text_string(&part->path), text_string(&why));
  }
  part->seed = seed_of(text_string(&about->header));
  text_free(&reader.header);
  text_free(&header);
  text_free(&why);
  return status;
}

/* Where locks do not work, nobody is locked out. */
static bool is_in_use(int file) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  return fcntl(file, F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN);
}

int map_part_open(struct map_part *part, const char *path, const struct arguments *arguments,
                  const struct map_about *about, struct map_cells *cells) {
  *part = (struct map_part){.file = -1};
  text_add(&part->path, path);
  part->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (!keep_reason(part, part->file >= 0)) {
    complain(arguments->command, _("cannot write %s: %s"), path, strerror(part->reason));
    return STATUS_FAILED;
  }
  if (is_in_use(part->file)) {
    complain(arguments->command, _("%s is being written by another downhill: wait for it"), path);
    return STATUS_FAILED;
  }
  int status = resume(part, arguments, about, cells);
  if (status != STATUS_DONE || part->reason == 0) return status;
  complain(arguments->command, _("cannot write %s: %s"), path, strerror(part->reason));
  return STATUS_FAILED;
}

bool map_part_append(struct map_part *part, long tile, const struct dh_map_cell *cells, int count) {
  unsigned char record[RECORD_MAX];
  size_t length = encode(part->seed, tile, cells, count, record);
  if (part->reason == 0) part->reason = file_write(part->file, (const char *)record, length);
  return part->reason == 0;
}

void map_part_close(struct map_part *part, bool remove) {
  if (part->file >= 0) {
    if (remove) unlink(text_string(&part->path));
    close(part->file);
  }
  text_free(&part->path);
  part->file = -1;
}

/* --- a finished shard --- */

void map_part_write(struct output *output, const struct map_about *about, const struct map_cells *cells) {
  unsigned char record[RECORD_MAX];
  long numbers[DH_SLOTS];
  uint64_t seed = seed_of(text_string(&about->header));
  put_header(&output->text, about, cells);
  for (long own = 0; own < cells->tiles && output_flow(output); own++) {
    long tile = map_cells_tile(cells, own);
    int count = dh_map_tile(cells->map, tile, numbers);
    size_t length = encode(seed, tile, cells->cell + own * DH_SLOTS, count, record);
    text_append(&output->text, (const char *)record, length);
  }
}
