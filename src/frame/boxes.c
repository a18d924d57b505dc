/* SPDX-License-Identifier: MIT
 *
 * Borders. A line drawn over another joins it: each character is what its arms add up to. */
#include "frame/boxes.h"
#include "frame/frame.h"

enum { ACROSS = ARM_LEFT | ARM_RIGHT, ALONG = ARM_UP | ARM_DOWN, ARMS = 16 };

static const uint16_t glyphs[ARMS] = {0,      0x2500, 0x2500, 0x2500, 0x2502, 0x2518, 0x2514, 0x2534,
                                      0x2502, 0x2510, 0x250C, 0x252C, 0x2502, 0x2524, 0x251C, 0x253C};

uint32_t box_glyph(unsigned arms) { return glyphs[arms % ARMS]; }

unsigned box_arms(uint32_t glyph) {
  if (glyph == 0) return 0;
  for (unsigned arms = ARMS - 1; arms > 0; arms--) /* from above: a whole line before its halves */
    if (glyphs[arms] == glyph) return arms;
  return 0;
}

static uint32_t ascii_glyph(unsigned arms) { return (arms & ALONG) == 0 ? '-' : (arms & ACROSS) == 0 ? '|' : '+'; }

static unsigned ascii_arms(uint32_t glyph) {
  return glyph == '-' ? ACROSS : glyph == '|' ? ALONG : glyph == '+' ? ACROSS | ALONG : 0;
}

static uint32_t glyph_at(const struct frame *frame, int x, int y) {
  if (x < 0 || y < 0 || x >= frame->cols || y >= frame->rows) return 0;
  return frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x].glyph;
}

/* Add arms to what is there; `alone` is drawn where nothing is. */
static void join(struct frame *frame, int x, int y, unsigned arms, unsigned alone, enum role role) {
  uint32_t there = glyph_at(frame, x, y);
  bool ascii = frame->glyphs == GLYPHS_ASCII;
  unsigned old = ascii ? ascii_arms(there) : box_arms(there);
  arms = old ? old | arms : alone;
  frame_put(frame, x, y, ascii ? ascii_glyph(arms) : box_glyph(arms), frame_color(frame, role), FRAME_DEFAULT, 0);
}

/* The last of `size` places from `first`, size >= 1; no further than an int. */
static int last_of(int first, int size) {
  return size - 1 > INT32_MAX - (first > 0 ? first : 0) ? INT32_MAX : first + (size - 1);
}

/* Only what the clip shows is walked: a line may be as long as an int. */
static void span(int *from, int *to, int low, int high) {
  if (*from < low) *from = low;
  if (*to > high) *to = high;
}

void frame_hline(struct frame *frame, int x, int y, int width, enum role role) {
  if (width <= 0) return;
  int first = x, last = last_of(x, width);
  int from = first, to = last;
  span(&from, &to, frame->clip.x, frame->clip.x + frame->clip.w - 1);
  for (int i = from; i <= to; i++)
    join(frame, i, y, (i > first ? ARM_LEFT : 0u) | (i < last ? ARM_RIGHT : 0u), ACROSS, role);
}

void frame_vline(struct frame *frame, int x, int y, int height, enum role role) {
  if (height <= 0) return;
  int first = y, last = last_of(y, height);
  int from = first, to = last;
  span(&from, &to, frame->clip.y, frame->clip.y + frame->clip.h - 1);
  for (int i = from; i <= to; i++)
    join(frame, x, i, (i > first ? ARM_UP : 0u) | (i < last ? ARM_DOWN : 0u), ALONG, role);
}

static void corner(struct frame *frame, int x, int y, unsigned arms, enum role role) {
  join(frame, x, y, arms, arms, role);
}

void frame_box(struct frame *frame, struct rect rect, enum role role, const char *title) {
  if (rect.w < 1 || rect.h < 1) return;
  int right = last_of(rect.x, rect.w), bottom = last_of(rect.y, rect.h);
  frame_hline(frame, rect.x + 1, rect.y, rect.w - 2, role);
  frame_vline(frame, rect.x, rect.y + 1, rect.h - 2, role);
  if (rect.h > 1) frame_hline(frame, rect.x + 1, bottom, rect.w - 2, role);
  if (rect.w > 1) frame_vline(frame, right, rect.y + 1, rect.h - 2, role);
  unsigned down = rect.h > 1 ? ARM_DOWN : 0u, up = rect.h > 1 ? ARM_UP : 0u;
  unsigned east = rect.w > 1 ? ARM_RIGHT : 0u, west = rect.w > 1 ? ARM_LEFT : 0u;
  corner(frame, rect.x, rect.y, east || down ? east | down : ACROSS, role);
  if (east) corner(frame, right, rect.y, west | down, role);
  if (up) corner(frame, rect.x, bottom, east | up, role);
  if (east && up) corner(frame, right, bottom, west | up, role);
  if (title && rect.w > 4) frame_text(frame, rect.x + 1, rect.y, rect.w - 2, title, role, 0);
}
