#!/bin/sh
# Who may include whom, and what the core may not call: the rules of the house, as a test (TAP).
#   rooms.sh SOURCE_ROOT LIBRARY...   the libraries are those of the core
set -u
root=$1
shift
count=0
failed=0
report() { # status description details
  count=$((count + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $count - $2"
  else
    failed=1
    echo "not ok $count - $2"
    printf '%s\n' "$3" | sed 's/^/# /'
  fi
}

# A room may include these prefixes of ours; anything else in quotes is a breach.
allow() { # room prefix...
  room=$1
  shift
  pattern=$(printf '%s|' "$@")
  bad=$(grep -rnE '^#include "' "$root/src/$room" | grep -vE "#include \"(${pattern%|})/" | grep -vE "#include \"[a-z_0-9]+\.(h|inc|def)\"")
  [ -z "$bad" ]
  report $? "$room includes only what it may" "$bad"
}
allow base base downhill
allow formula formula base downhill
allow descent descent formula base downhill
allow catalog catalog base downhill
allow frame frame base
allow app app catalog base downhill
allow panes panes app frame base downhill catalog
allow terminal terminal frame base
allow commands commands terminal panes app frame catalog base downhill

bad=$(grep -rnE '#include "(catalog|frame|app|panes|terminal|commands)/|#include <stdio' "$root/include" "$root/src/formula" "$root/src/descent")
[ -z "$bad" ]
report $? "the core includes nothing above it and no stdio" "$bad"

bad=$(grep -rlE '#include *<(n?curses|ncursesw/)' "$root/src" "$root/include")
[ "$(printf '%s\n' "$bad" | grep -c .)" -eq 1 ]
report $? "exactly one file includes curses" "$bad"

# Code that decides by what the core may not know.
bad=$(nm -u "$@" 2>/dev/null | grep -E ' U (time|clock|clock_gettime|gettimeofday|getenv|printf|fprintf|puts|putchar|fwrite|rand|srand|random|exit|_exit|setlocale)$')
[ -z "$bad" ]
report $? "the core does not print, exit, read the clock or the environment" "$bad"

# Writable data in the core would be global state. Tables of pointers are relocated once and then read-only (.data.rel.ro).
bad=$(nm --format=sysv "$@" 2>/dev/null | grep -E '\|(\.data|\.bss|\*COM\*)$' | grep -vE '^(__|\.)' || true)
[ -z "$bad" ]
report $? "the core has no global state" "$bad"

echo "1..$count"
exit $failed
