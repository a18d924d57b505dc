#!/bin/sh
# SPDX-License-Identifier: MIT
# update.sh SOURCE STRINGS LANGUAGE...: bring the translations in SOURCE/assets/locale up to date with what is said (see
# extract.sh).
set -eu
source=$1 strings=$2
shift 2
locale=$source/assets/locale
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$locale/extract.sh" "$source" "$strings" "$work/downhill.pot"
for language in "$@"; do
  if [ -f "$locale/$language.po" ]; then
    msgmerge --quiet --no-fuzzy-matching --no-location --sort-output -o "$work/$language.po" \
      "$locale/$language.po" "$work/downhill.pot"
    msgattrib --no-obsolete --sort-output -o "$work/clean.po" "$work/$language.po"
    cmp -s "$work/clean.po" "$locale/$language.po" || cp "$work/clean.po" "$locale/$language.po"
  else
    msginit --no-translator --locale="$language.UTF-8" -i "$work/downhill.pot" -o "$locale/$language.po"
  fi
  printf '%s: ' "$language"
  msgfmt --statistics -o /dev/null "$locale/$language.po"
done
