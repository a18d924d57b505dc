#!/bin/sh
# Shards of a map computed side by side by GNU parallel, joined, are the map (TAP).  shards.sh PROGRAM
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
if ! command -v parallel >/dev/null 2>&1 || ! parallel --version 2>/dev/null | grep -q GNU; then
  echo "1..0 # SKIP there is no GNU parallel"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
map="map --surface rosenbrock --x lr:1e-5:1e-2:log:60 --y momentum:0:0.99:40 --steps 500"
echo 1..2
if HOME=$folder parallel -j2 "'$program' $map --threads 1 --shard {}/8 -o part{}" ::: 1 2 3 4 5 6 7 8; then
  echo "ok 1 - eight jobs computed a shard each"
else
  echo "not ok 1 - eight jobs computed a shard each"
fi
# shellcheck disable=SC2086 # words, split on purpose
if "$program" map-merge part? -o joined.csv && "$program" $map -o whole.csv && cmp joined.csv whole.csv; then
  echo "ok 2 - joined they are the whole map"
else
  echo "not ok 2 - joined they are the whole map"
fi
