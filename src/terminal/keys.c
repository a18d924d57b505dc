/* SPDX-License-Identifier: MIT
 *
 * Key codes of curses. Most are numbers known beforehand; the others are known by their capability's name. */
#include "terminal/keys.h"

#include "base/key.h"

#include <curses.h>
#include <string.h>

static uint32_t by_code(int code) {
  static const struct {
    int code;
    uint32_t key;
  } row[] = {{KEY_UP, KEY_CODE_UP},           {KEY_DOWN, KEY_CODE_DOWN},      {KEY_LEFT, KEY_CODE_LEFT},
             {KEY_RIGHT, KEY_CODE_RIGHT},     {KEY_SR, KEY_CODE_UP},          {KEY_SF, KEY_CODE_DOWN},
             {KEY_SLEFT, KEY_CODE_LEFT},      {KEY_SRIGHT, KEY_CODE_RIGHT},   {KEY_HOME, KEY_CODE_HOME},
             {KEY_END, KEY_CODE_END},         {KEY_SHOME, KEY_CODE_HOME},     {KEY_SEND, KEY_CODE_END},
             {KEY_FIND, KEY_CODE_HOME},       {KEY_SELECT, KEY_CODE_END},     {KEY_A1, KEY_CODE_HOME},
             {KEY_C1, KEY_CODE_END},          {KEY_PPAGE, KEY_CODE_PAGE_UP},  {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
             {KEY_A3, KEY_CODE_PAGE_UP},      {KEY_C3, KEY_CODE_PAGE_DOWN},   {KEY_SPREVIOUS, KEY_CODE_PAGE_UP},
             {KEY_SNEXT, KEY_CODE_PAGE_DOWN}, {KEY_DC, KEY_CODE_DELETE},      {KEY_SDC, KEY_CODE_DELETE},
             {KEY_BTAB, KEY_CODE_BACK_TAB},   {KEY_ENTER, KEY_CODE_ENTER},    {KEY_BACKSPACE, KEY_CODE_BACKSPACE},
             {KEY_F(1), KEY_CODE_F1},         {KEY_F(2), KEY_CODE_F2},        {KEY_F(10), KEY_CODE_F10},
             {KEY_REFRESH, KEY_CODE_REDRAW},  {KEY_SUSPEND, KEY_CODE_SUSPEND}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++)
    if (row[i].code == code) return row[i].key;
  return 0;
}

/* Arrows and the like with modifiers have codes that differ from terminal to terminal; their names do not. */
static uint32_t by_name(int code) {
  static const struct {
    const char *prefix;
    uint32_t key;
  } row[] = {{"kUP", KEY_CODE_UP},       {"kDN", KEY_CODE_DOWN},       {"kLFT", KEY_CODE_LEFT},
             {"kRIT", KEY_CODE_RIGHT},   {"kHOM", KEY_CODE_HOME},      {"kEND", KEY_CODE_END},
             {"kPRV", KEY_CODE_PAGE_UP}, {"kNXT", KEY_CODE_PAGE_DOWN}, {"kDC", KEY_CODE_DELETE}};
  const char *name = keyname(code);
  for (size_t i = 0; name && i < sizeof row / sizeof *row; i++)
    if (strncmp(name, row[i].prefix, strlen(row[i].prefix)) == 0) return row[i].key;
  return 0;
}

uint32_t keys_translate(int code) {
  uint32_t key = by_code(code);
  return key ? key : by_name(code);
}
