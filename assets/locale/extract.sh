#!/bin/sh
# SPDX-License-Identifier: MIT
# extract.sh SOURCE STRINGS OUT: everything the sources and the built-in files say, as a template. STRINGS is the
# program that prints the latter.
set -eu
source=$1 strings=$2 out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$strings" >"$work/assets.c"
(cd "$source" && find src -name '*.[ch]' | LC_ALL=C sort) >"$work/files"
xgettext --package-name=downhill --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --no-location --sort-output \
  -D "$source" -D "$work" -f "$work/files" -o "$out" assets.c
