#!/bin/sh
# Who may include whom, and what the core may not call: the rules of the house, as a test (TAP).
#   rooms.sh SOURCE_ROOT APP PANES BASE LIBRARY...   archives; from BASE on they are those of the core
set -u
root=$1
drawing="$2 $3"
shift 3
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
allow fused fused formula descent catalog base downhill
allow jit jit formula base downhill
allow descent descent formula base downhill
allow catalog catalog base downhill
allow frame frame base
allow app app catalog base downhill
allow panes panes app frame base downhill catalog
allow terminal terminal frame base
allow commands commands terminal panes app frame catalog jit base downhill

# The generator of kernels runs while building and is none of it.
bad=$(grep -rnE --exclude=generate.c '#include "(catalog|frame|app|panes|terminal|commands)/|#include <stdio' "$root/include" "$root/src/formula" "$root/src/fused" "$root/src/descent")
[ -z "$bad" ]
report $? "the core includes nothing above it and no stdio" "$bad"

bad=$(grep -rlE '#include *<(n?curses|ncursesw/|term\.h)' "$root/src" "$root/include" | sort | tr '\n' ' ')
[ "$bad" = "$root/src/terminal/cells.h $root/src/terminal/curses.c " ]
report $? "curses is included where its screen and its cells are, nowhere else" "$bad"

bad=$(grep -rlE '#include *<png\.h>' "$root/src" "$root/include")
[ "$bad" = "$root/src/frame/png.c" ]
report $? "exactly one file includes libpng" "$bad"

bad=$(grep -rlE '#include *<libgccjit' "$root/src" "$root/include")
[ "$bad" = "$root/src/jit/library.h" ]
report $? "exactly one file includes libgccjit" "$bad"

bad=$(grep -rlE '#include *<dlfcn' "$root/src" "$root/include" | grep -v '/src/jit/')
[ -z "$bad" ]
report $? "what is opened at run time is opened by jit" "$bad"

bad=$(grep -rlE '#pragma omp|#include *<(omp|pthread|threads)\.h>' "$root/src" "$root/include" | grep -vE "/src/(jit/|commands/map_work\.c)")
[ -z "$bad" ]
report $? "threads are for the map command and jit" "$bad"

bad=$(grep -rnE '#include *<(time|sys/time)\.h>' "$root/include" "$root/src" | grep -vE "/src/(commands|terminal/signals\.c)")
[ -z "$bad" ]
report $? "time comes from the commands" "$bad"

# What nm says of some libraries, in `symbols`. A test that looked at nothing must not pass.
look() { # description library...
  what=$1
  shift
  symbols=$(nm -p "$@" 2>&1)
  status=$?
  [ $status -eq 0 ] && printf '%s\n' "$symbols" | grep -q ' T '
  report $? "$what can be looked into" "$symbols"
}

clock='(time|clock|clock_gettime|clock_getres|gettimeofday|timespec_get|times|ftime|localtime|gmtime|mktime|nanosleep|usleep)(@.*)?'
# shellcheck disable=SC2086 # a list of files, split on purpose
look "app and panes" $drawing
bad=$(printf '%s\n' "$symbols" | grep -E " U $clock\$")
[ -z "$bad" ]
report $? "app and panes do not read the clock" "$bad"

# The core may use memory, strings and mathematics and nothing else of the C library, and assertions. Other names with
# leading underscores are the compiler's, and those of what instruments the code; checked forms such as __printf_chk are
# not among them.
memory='malloc|calloc|realloc|aligned_alloc|free|mem(chr|cmp|cpy|move|set)|qsort|bsearch|(__)?bzero|bcmp'
strings='str(cat|chr|cmp|cpy|cspn|dup|len|ncat|ncmp|ncpy|nlen|pbrk|rchr|spn|str)|__(mem(cpy|move|set)|str(cat|cpy|ncat|ncpy))_chk'
maths='(fabs|fmax|fmin|fmod|fma|floor|ceil|trunc|round|rint|nearbyint|l?lrint|l?lround|sqrt|cbrt|exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sincos|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|hypot|erf|erfc|lgamma|tgamma|ldexp|frexp|scalbn|logb|ilogb|modf|copysign|nextafter|remainder)f?'
compiler='__assert_(fail|rtn)|__cpu_(model|indicator_init)|__stack_chk_fail|__(asan|ubsan|tsan|sanitizer|gcov|llvm)_.*|llvm_gc(da|ov)_.*|_GLOBAL_OFFSET_TABLE_'
text='v?snprintf|__v?snprintf_chk|(__isoc23_)?strto(d|l|ul)'
# Undefined everywhere in `symbols`, without what the core defines itself.
foreign() {
  printf '%s\n' "$symbols" | awk '
    NF >= 3 && $(NF - 1) ~ /^[TDBRVWtdbr]$/ { defined[$NF] = 1 }
    NF >= 2 && $(NF - 1) == "U" { sub(/@.*/, "", $NF); wanted[$NF] = 1 }
    END { for (name in wanted) if (!(name in defined)) print name }' | sort
}
look "the core" "$@"
bad=$(foreign | grep -vE "^($memory|$strings|$maths|$compiler|$text)\$")
[ -z "$bad" ]
report $? "the core uses memory, strings and mathematics, nothing else" "$bad"

# Writable data in the core would be global state: .data, .bss, common and thread-local. Tables of pointers are relocated
# once and then read-only (.data.rel.ro).
symbols=$(nm --format=sysv "$@" 2>&1)
bad=$(printf '%s\n' "$symbols" | grep -E '\| *(\.(data|bss|tdata|tbss)|\*COM\*|\.data\.rel(\.local)?|\.(data|bss|tdata|tbss)\.[a-z_0-9.]+)$' | grep -vE '\| *\.data\.rel\.ro' | grep -vE '^(__|\.)')
[ -z "$bad" ]
report $? "the core has no global state" "$bad"

shift
look "the core above base" "$@"
bad=$(foreign | grep -E "^($text)\$")
[ -z "$bad" ]
report $? "numbers become text, and text numbers, in base only" "$bad"

echo "1..$count"
exit $failed
