#!/bin/sh
# SPDX-License-Identifier: MIT
# What `meson install` puts in its place, used from there as who has installed it would (TAP).
#   install.sh MESON BUILD_ROOT SOURCE_ROOT COMPILER...
# Environment: NLS and SANITIZED are "true" or "false".
set -u
meson=$1
build=$2
source=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
count=0
failed=0
report() { # status description [details]
  count=$((count + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $count - $2"
  else
    failed=1
    echo "not ok $count - $2"
    printf '%s\n' "${3:-}" | sed 's/^/# /'
  fi
}
skip() { # description reason
  count=$((count + 1))
  echo "ok $count - $1 # SKIP $2"
}
have() { command -v "$1" >/dev/null 2>&1; }
same() { # is expected description
  [ "$1" = "$2" ]
  report $? "$3" "is:       $1
expected: $2"
}

said=$("$meson" install -C "$build" --no-rebuild --quiet --destdir "$root" 2>&1)
report $? "it can be installed" "$said"
installed() { find "$root" -path "*/$1" | head -n 1; } # the end of a path
program=$(installed bin/downhill)

# --- files ---

missing=''
for file in bin/downhill include/downhill/downhill.h pkgconfig/downhill.pc man/man1/downhill.1 \
  bash-completion/completions/downhill zsh/site-functions/_downhill fish/vendor_completions.d/downhill.fish \
  applications/downhill.desktop icons/hicolor/scalable/apps/downhill.svg; do
  [ -s "$(installed "$file")" ] || missing="$missing $file"
done
same "$missing" '' "every file is there"

version=$(HOME=$folder "$program" --version 2>&1)
report $? "the program runs" "$version"

# --- the manual page ---

page=$(installed man/man1/downhill.1)
missing=''
for command in $("$program" --help --lang en | sed -n '/^Commands/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
  grep -qF ".SS \"downhill $(printf '%s' "$command" | sed 's/-/\\-/g') " "$page" || missing="$missing $command"
done
same "$missing" '' "the manual page has every command"
same "$(grep -E '(^|[^\])-' "$page")" '' "its dashes are those that are typed, not hyphens"
if have groff; then
  same "$(LC_ALL=C.UTF-8 groff -k -ww -man -Tutf8 -z "$page" 2>&1)" '' "groff has nothing to say about the manual page"
else
  skip "groff has nothing to say about the manual page" "there is no groff"
fi
if have mandoc; then # nobody gives the page a date
  same "$(mandoc -T lint -W warning "$page" 2>&1 | grep -v "missing date")" '' "nor has mandoc"
else
  skip "nor has mandoc" "there is no mandoc"
fi
chinese=$(installed man/zh_CN/man1/downhill.1)
if [ "$NLS" = true ]; then
  sed 's/\\://g' "$chinese" | grep -q '学习率'
  report $? "there is one in Chinese"
  if have groff; then # it warns of lines that it cannot break
    same "$(LC_ALL=C.UTF-8 groff -k -ww -man -Tutf8 -z "$chinese" 2>&1)" '' "whose lines can be broken"
  fi
else
  skip "there is one in Chinese" "built without translations"
fi

# --- completions ---

if have bash && bash -c 'mapfile </dev/null' 2>/dev/null; then
  cat >"$folder/complete.bash" <<'END'
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMPREPLY=()
_downhill "$1"
echo "${COMPREPLY[*]}"
END
  completed() { # expected WORD...
    expected=$1
    shift
    same "$(HOME=$folder bash "$folder/complete.bash" "$(installed completions/downhill)" "$program" "$@")" "$expected" "bash: $*"
  }
  completed 'map map-merge manual' ma
  completed '--surface' run --surf
  completed '--learning-rate' compare --learning-r
  completed 'rosenbrock' run --surface rosen
  completed 'rosenbrock' run --formula = rosen
  completed 'sgd,adadelta' compare --optim sgd,adad
  completed 'csv jsonl' run --format ''
  completed 'text csv png' map --format ''
  completed 'show' --lang zh_CN sh
  completed 'optimizers' list op
  completed 'the_ravine the_rounding' lessons the_r
  completed '' run --learning_rate ''
  # Whatever takes files or names offers some; only a lane's name is up to the scene.
  commands=$("$program" --help --lang en | sed -n '/^Commands/,/^$/s/^  \([a-z-]*\) .*/\1/p')
  missing=''
  for command in $commands; do
    if "$program" "$command" --help --lang en | head -n 1 | grep -qE 'FILE|PART'; then
      offered=$(HOME=$folder bash "$folder/complete.bash" "$(installed completions/downhill)" "$program" "$command" "$source/READ")
      [ "$offered" = "$source/README.md" ] || missing="$missing $command"
    fi
    "$program" "$command" --help --lang en | sed -nE "s/^  (-o, )?--([a-z_-]+)(, --[a-z_-]+)? ([A-Z|]*\\|)?(FILE|NAME|SET|WHEN|FORMAT|FORMULA)( .*|\\|.*)?\$/$command --\2/p"
  done >"$folder/options"
  same "$missing" '' "bash: every command that takes files offers them"
  same "$(HOME=$folder bash "$folder/complete.bash" "$(installed completions/downhill)" "$program" "$source/READ")" \
    "$source/README.md" "bash: the program takes a file, too"
  missing=''
  sort -u -k 2,2 "$folder/options" | grep -vE -- '--(lane|model|sample)$' >"$folder/unique"
  while read -r command option; do
    offered=$(HOME=$folder bash "$folder/complete.bash" "$(installed completions/downhill)" "$program" "$command" "$option" '')
    [ -n "$offered" ] || missing="$missing $option"
  done <"$folder/unique"
  same "$missing" '' "bash: every option that takes names offers some ($(wc -l <"$folder/unique") of them)"
else
  skip "completion in bash" "there is no bash, or an old one"
fi
if have zsh && zsh -fc 'zmodload zsh/zpty' 2>/dev/null; then
  said=$(zsh -n "$(installed site-functions/_downhill)" 2>&1)
  report $? "zsh can read its completion" "$said"
  # LINE [tab] what is offered for it, in a file; all of them are typed into one zsh.
  completed() { # description
    cut -f 1 "$folder/ought" >"$folder/lines"
    tr '\n' '\0' <"$folder/lines" >"$folder/words"
    (cd "$source" && HOME=$folder PATH=$(dirname "$program"):$PATH xargs -0 zsh -f tests/complete.zsh "$(installed site-functions/_downhill)") \
      <"$folder/words" >"$folder/offered" 2>&1
    paste "$folder/lines" "$folder/offered" >"$folder/is"
    same "$(diff "$folder/ought" "$folder/is")" '' "zsh: $1"
  }
  sed 's/|/\t/' >"$folder/ought" <<END
downhill ma|manual map map-merge
downhill READ|README.md
downhill run --surf|--surface
downhill compare --learning-r|--learning_rate
downhill run --surface rosen|rosenbrock
downhill run --formula=rosen|rosenbrock
downhill run --format |csv jsonl
downhill map --format |csv png text
downhill --lang zh_CN sh|show
downhill list op|optimizers
downhill lessons the_r|the_ravine the_rounding
downhill run --learning_rate |
downhill diagnose READ|README.md
downhill run -o READ|README.md
END
  completed "what stands for a name, a value, a file"
  # Every option that the help of a command tells, with its other names, and no option besides.
  for command in '' $commands; do
    # shellcheck disable=SC2086 # none for the screen
    "$program" $command --help --lang en | sed -nE 's/^  ((-[A-Za-z], )?--[A-Za-z].*)/\1/p' | sed 's/   .*//' | tr ', ' '\n' |
      grep -E '^--?[A-Za-z]' | LC_ALL=C sort -u | tr '\n' ' ' | sed "s/ \$//; s/^/downhill ${command:+$command }-\t/"
    echo
  done >"$folder/ought"
  completed "every option of every command"
else
  skip "zsh can read its completion" "there is no zsh"
fi
if have fish; then
  completed() { # expected LINE
    same "$(HOME=$folder PATH=$(dirname "$program"):$PATH fish --no-config -c "source '$(installed downhill.fish)'
      complete -C '$2'" 2>&1 | cut -f1 | tr '\n' ' ')" "$1 " "fish: $2"
  }
  completed 'manual map map-merge' 'downhill ma'
  completed '--surface' 'downhill run --surf'
  completed 'rosenbrock' 'downhill run --surface rosen'
  completed 'csv png text' 'downhill map --format '
  completed 'the_ravine the_rounding' 'downhill lessons the_r'
  completed "$source/README.md" "downhill $source/READ"
else
  skip "completion in fish" "there is no fish"
fi

# --- the menu of a desktop ---

if have desktop-file-validate; then
  same "$(desktop-file-validate "$(installed applications/downhill.desktop)" 2>&1)" '' "the desktop entry is valid"
else
  skip "the desktop entry is valid" "there is no desktop-file-validate"
fi

# --- the library ---

headers=$(dirname "$(installed include/downhill/downhill.h)")
missing=''
for header in "$headers"/*.h; do
  name=$(basename "$header")
  [ "$name" = downhill.h ] || grep -q "\"downhill/$name\"" "$headers/downhill.h" || missing="$missing $name"
  echo "#include <downhill/$name>" >"$folder/alone.c"
  said=$("$@" -std=c11 -Wall -Werror -I"$headers/.." -c "$folder/alone.c" -o "$folder/alone.o" 2>&1) || missing="$missing $name:$said"
done
same "$missing" '' "every header stands alone and is part of downhill.h"

library=$(installed 'libdownhill.so')
if [ "$SANITIZED" = true ]; then
  skip "it exports what its headers declare, nothing else" "sanitizers and coverage export what is theirs"
elif [ -n "$library" ] && have nm; then
  nm -D --defined-only "$library" | awk '{ print $NF }' | sort -u >"$folder/exported"
  echo '#include <downhill/downhill.h>' | "$@" -std=c11 -I"$headers/.." -E -P - | tr '\n' ' ' | sed 's/{[^{}]*}//g' |
    tr ';' '\n' | grep -v typedef | grep -oE '\bdh_[a-z_0-9]+ ?\(' | tr -d ' (' | sort -u >"$folder/declared"
  # What is defined in a header is no symbol.
  sed -nE 's/^static inline [^(]*(dh_[a-z_0-9]+)\(.*/\1/p' "$headers"/*.h | sort -u >"$folder/inline"
  comm -23 "$folder/declared" "$folder/inline" >"$folder/public"
  same "$(comm -3 "$folder/public" "$folder/exported")" '' "it exports what its headers declare, nothing else"
else
  skip "it exports what its headers declare, nothing else" "no library in ELF, or no nm"
fi

# Of the README's first block of C, and of the block of text behind it.
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/!p;/^\`\`\`\$/q;}"; }
block c <"$source/README.md" >"$folder/example.c"
sed -n '/^```c$/,$p' "$source/README.md" | block text >"$folder/expected"
example() {
  export PKG_CONFIG_SYSROOT_DIR="$root"
  PKG_CONFIG_LIBDIR=$(dirname "$(installed pkgconfig/downhill.pc)")
  export PKG_CONFIG_LIBDIR
  flags=$(pkg-config --cflags --libs downhill) || return
  # shellcheck disable=SC2086 # words, split on purpose
  "$compiler" "$@" -std=c11 -Wall -Wextra -Werror "$folder/example.c" -o "$folder/example" $flags || return
  path=$(dirname "$(find "$root" -name 'libdownhill.*' | head -n 1)")
  LD_LIBRARY_PATH=$path DYLD_LIBRARY_PATH=$path "$folder/example"
}
if [ "$SANITIZED" = true ]; then
  skip "the README's example is built with it and prints what it says" "the library was built with sanitizers"
elif have pkg-config; then
  compiler=$1
  shift
  same "$(example "$@" 2>&1)" "$(cat "$folder/expected")" "the README's example is built with it and prints what it says"
else
  skip "the README's example is built with it and prints what it says" "there is no pkg-config"
fi

echo "1..$count"
exit $failed
