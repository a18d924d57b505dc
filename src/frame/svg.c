/* SPDX-License-Identifier: MIT
 *
 * A frame as SVG. Characters are text, stretched to the grid with textLength whatever font there is, so that they can
 * be selected; braille, blocks and box drawing are drawn as shapes, because fonts leave gaps in them or lack them. */
#include "frame/boxes.h"
#include "frame/writers.h"

/* Pixels. Even, so that half blocks end on whole pixels. The font's size, 16.6, makes the usual advance of 0.602 ten
 * wide where textLength is not understood. */
enum { CELL_W = 10, CELL_H = 20, BASELINE = 15, MARGIN = 10 };

/* The terminal's own colours, where a picture has to choose: light grey on near black. */
enum { OWN_INK = 0xD0D0D0, OWN_PAPER = 0x121212, LIGHT_INK = 0x000000, LIGHT_PAPER = 0xFFFFFF };

struct style {
  unsigned ink, paper;
  unsigned attr;
};

static bool is_light(const struct frame *frame) {
  return frame->theme == THEME_LIGHT || frame->theme == THEME_PROJECTOR;
}

static unsigned paper(const struct frame *frame) { return is_light(frame) ? LIGHT_PAPER : OWN_PAPER; }

/* What the picture as a whole lies on. */
static unsigned ground(const struct frame *frame) {
  int color = frame_background(frame);
  return color == FRAME_DEFAULT ? paper(frame) : frame_rgb(color);
}

static struct style style_of(const struct frame *frame, const struct cell *cell) {
  unsigned own = is_light(frame) ? LIGHT_INK : OWN_INK;
  struct style style = {cell->fg == FRAME_DEFAULT ? own : frame_rgb(cell->fg),
                        cell->bg == FRAME_DEFAULT ? paper(frame) : frame_rgb(cell->bg),
                        cell->attr & (ATTR_BOLD | ATTR_UNDERLINE)};
  if (cell->attr & ATTR_REVERSE) {
    unsigned ink = style.ink;
    style.ink = style.paper;
    style.paper = ink;
  }
  return style;
}

static void rectangle(struct text *out, struct rect r, unsigned rgb) {
  text_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", r.x, r.y, r.w, r.h, rgb);
}

static int left_of(int x) { return MARGIN + x * CELL_W; }
static int top_of(int y) { return MARGIN + y * CELL_H; }

static const struct cell *row_of(const struct frame *frame, int y) {
  return frame->cells + (size_t)y * (size_t)frame->cols;
}

static void backgrounds(const struct frame *frame, struct text *out, int y) {
  const struct cell *row = row_of(frame, y);
  for (int x = 0, end; x < frame->cols; x = end) {
    unsigned color = style_of(frame, &row[x]).paper;
    for (end = x + 1; end < frame->cols && style_of(frame, &row[end]).paper == color;) end++;
    if (color != ground(frame)) rectangle(out, (struct rect){left_of(x), top_of(y), (end - x) * CELL_W, CELL_H}, color);
  }
}

enum { W = CELL_W, H = CELL_H };

/* Characters that are one rectangle, in pixels of the cell. */
static const struct {
  uint32_t glyph;
  struct rect part;
} blocks[] = {
    {0x2580, {0, 0, W, H / 2}}, {0x2584, {0, H / 2, W, H / 2}}, {0x2588, {0, 0, W, H}},
    {0x258C, {0, 0, W / 2, H}}, {0x2590, {W / 2, 0, W / 2, H}},
};

static const struct rect *block_of(uint32_t glyph) {
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    if (blocks[i].glyph == glyph) return &blocks[i].part;
  return NULL;
}

static bool is_braille(uint32_t glyph) { return glyph >= 0x2800 && glyph <= 0x28FF; }

enum kind { KIND_TEXT, KIND_BLANK, KIND_BLOCK, KIND_LINE, KIND_BRAILLE, KIND_WIDE };

static enum kind kind_of(const struct cell *cell) {
  if (is_braille(cell->glyph)) return KIND_BRAILLE;
  if (block_of(cell->glyph)) return KIND_BLOCK;
  if (box_arms(cell->glyph)) return KIND_LINE;
  if (cell->glyph == ' ' && !(cell->attr & ATTR_UNDERLINE)) return KIND_BLANK;
  return text_codepoint_width(cell->glyph) == 2 ? KIND_WIDE : KIND_TEXT;
}

/* Columns from x on that go into one element: the same kind and style. A text may hold single blanks. */
static int run_of(const struct frame *frame, const struct cell *row, int x) {
  enum kind kind = kind_of(&row[x]);
  struct style style = style_of(frame, &row[x]);
  if (kind == KIND_WIDE) return 2;
  int end = x + 1;
  for (; end < frame->cols && row[end].glyph != 0; end++) {
    struct style other = style_of(frame, &row[end]);
    bool alike = kind_of(&row[end]) == kind && other.ink == style.ink && other.attr == style.attr;
    bool gap = kind == KIND_TEXT && kind_of(&row[end]) == KIND_BLANK && end + 1 < frame->cols &&
               kind_of(&row[end + 1]) == KIND_TEXT && style_of(frame, &row[end + 1]).ink == style.ink &&
               style_of(frame, &row[end + 1]).attr == style.attr;
    if (!alike && !gap) break;
  }
  return end - x;
}

static void add_escaped(struct text *out, uint32_t glyph) {
  switch (glyph) {
  case '<':
    text_add(out, "&lt;");
    break;
  case '>':
    text_add(out, "&gt;");
    break;
  case '&':
    text_add(out, "&amp;");
    break;
  default:
    text_char(out, glyph);
  }
}

static void write_characters(struct text *out, const struct cell *cells, int columns, int x, int y,
                             struct style style) {
  text_printf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#%06x\"",
              left_of(x), top_of(y) + BASELINE, columns * CELL_W, style.ink);
  if (style.attr & ATTR_BOLD) text_add(out, " font-weight=\"bold\"");
  if (style.attr & ATTR_UNDERLINE) text_add(out, " text-decoration=\"underline\"");
  text_add(out, ">");
  for (int i = 0; i < columns; i++)
    if (cells[i].glyph != 0) add_escaped(out, cells[i].glyph);
  text_add(out, "</text>\n");
}

static void write_blocks(struct text *out, const struct cell *cells, int columns, int x, int y, struct style style) {
  for (int i = 0, same; i < columns; i += same) {
    const struct rect *part = block_of(cells[i].glyph);
    same = 1;
    if (!part) continue;
    for (; part->w == CELL_W && i + same < columns && cells[i + same].glyph == cells[i].glyph;) same++;
    rectangle(out, (struct rect){left_of(x + i) + part->x, top_of(y) + part->y, part->w + (same - 1) * CELL_W, part->h},
              style.ink);
  }
}

/* Arms of a box-drawing character meet in the cell's middle. */
static void add_arms(struct text *out, int x, int y, unsigned arms) {
  int middle = left_of(x) + CELL_W / 2, center = top_of(y) + CELL_H / 2;
  if (arms & ARM_LEFT) text_printf(out, "M%d,%dh%d", left_of(x), center, CELL_W / 2);
  if (arms & ARM_RIGHT) text_printf(out, "M%d,%dh%d", middle, center, CELL_W / 2);
  if (arms & ARM_UP) text_printf(out, "M%d,%dv%d", middle, top_of(y), CELL_H / 2);
  if (arms & ARM_DOWN) text_printf(out, "M%d,%dv%d", middle, center, CELL_H / 2);
}

static void write_lines(struct text *out, const struct cell *cells, int columns, int x, int y, struct style style) {
  text_printf(
      out, "<path stroke=\"#%06x\" stroke-width=\"%s\" stroke-linecap=\"square\" shape-rendering=\"crispEdges\" d=\"",
      style.ink, style.attr & ATTR_BOLD ? "2" : "1");
  for (int i = 0, same; i < columns; i += same) {
    for (same = 1; i + same < columns && cells[i].glyph == box_glyph(ARM_LEFT | ARM_RIGHT) &&
                   cells[i + same].glyph == cells[i].glyph;)
      same++;
    if (same > 1)
      text_printf(out, "M%d,%dh%d", left_of(x + i), top_of(y) + CELL_H / 2, same * CELL_W);
    else
      add_arms(out, x + i, y, box_arms(cells[i].glyph));
  }
  text_add(out, "\"/>\n");
}

/* Dots are lines without a length and with round ends. Those of neighbouring cells are evenly spaced. */
static void write_braille(struct text *out, const struct cell *cells, int columns, int x, int y, struct style style) {
  static const unsigned char bit[] = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};
  text_printf(out, "<path fill=\"none\" stroke=\"#%06x\" stroke-width=\"%s\" stroke-linecap=\"round\" d=\"", style.ink,
              style.attr & ATTR_BOLD ? "4.4" : "3.6");
  for (int i = 0; i < columns; i++)
    for (int dot = 0; dot < 8; dot++)
      if (cells[i].glyph & bit[dot])
        text_printf(out, "M%g,%gh.01", left_of(x + i) + CELL_W / 4.0 + dot % 2 * (CELL_W / 2.0),
                    top_of(y) + CELL_H / 8.0 + dot / 2 * (CELL_H / 4.0));
  text_add(out, "\"/>\n");
}

static void foregrounds(const struct frame *frame, struct text *out, int y) {
  static void (*const write[])(struct text *, const struct cell *, int, int, int,
                               struct style) = {[KIND_TEXT] = write_characters, [KIND_BLANK] = NULL,
                                                [KIND_BLOCK] = write_blocks,    [KIND_LINE] = write_lines,
                                                [KIND_BRAILLE] = write_braille, [KIND_WIDE] = write_characters};
  const struct cell *row = row_of(frame, y);
  for (int x = 0, columns; x < frame->cols; x += columns) {
    enum kind kind = kind_of(&row[x]);
    columns = run_of(frame, row, x);
    if (write[kind]) write[kind](out, &row[x], columns, x, y, style_of(frame, &row[x]));
  }
}

void frame_write_svg(const struct frame *frame, struct text *out) {
  out->failed |= frame->failed;
  int width = frame->cols * CELL_W + 2 * MARGIN, height = frame->rows * CELL_H + 2 * MARGIN;
  text_printf(out,
              "<svg xml:space=\"preserve\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 "
              "0 %d %d\" "
              "font-family=\"'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono', 'Noto Sans CJK SC', monospace\" "
              "font-size=\"16.6\">\n",
              width, height, width, height);
  text_add(out, "<g shape-rendering=\"crispEdges\">\n");
  rectangle(out, (struct rect){0, 0, width, height}, ground(frame));
  for (int y = 0; y < frame->rows; y++) backgrounds(frame, out, y);
  text_add(out, "</g>\n");
  for (int y = 0; y < frame->rows; y++) foregrounds(frame, out, y);
  text_add(out, "</svg>\n");
}
