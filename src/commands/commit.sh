#!/bin/sh
# SPDX-License-Identifier: MIT
# The commit that the sources in a folder are of, for --version. A tarball keeps it in a file, which this writes when
# `meson dist` calls it; sources that came without either have none, and are not looked for in a repository around them.
#   commit.sh SOURCE_ROOT
set -eu
root=$(cd "$1" && pwd -P)
# safe.directory: installing as root must not come to another answer than building did.
in_git() { git -C "$root" -c safe.directory="$root" "$@" 2>/dev/null; }

if [ -n "${MESON_DIST_ROOT:-}" ]; then
  in_git rev-parse --short=10 HEAD >"$MESON_DIST_ROOT/COMMIT"
elif [ -f "$root/COMMIT" ]; then
  cat "$root/COMMIT"
elif [ "$(in_git rev-parse --show-toplevel)" = "$root" ]; then
  in_git describe --always --abbrev=10 --exclude='*' --dirty
else
  exit 1
fi
