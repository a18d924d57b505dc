#!/bin/sh
# SPDX-License-Identifier: MIT
# Every view and what else is worth looking at, as SVG: gallery.sh DOWNHILL FOLDER. Rasterise a picture with
# rsvg-convert.
set -eu
downhill=$1 folder=$2
mkdir -p "$folder"

picture() { # name, size, keys
  "$downhill" show --size "$2" --keys "$3" --format svg -o "$folder/$1-$2.svg"
}

"$downhill" list views | sed '1d; s/ .*//' | while read -r view; do
  for size in 60x16 80x24 120x40 200x60; do
    picture "$view" $size "Tick:198 : view $view Enter Tick:90"
  done
  picture "$view-plane" 120x40 ": surface rosenbrock Enter Tick:198 : view $view Enter Tick:90"
done
picture start 80x24 ""
picture everything 120x40 "i i Tick:198"
picture relief 120x40 ": surface rosenbrock Enter T Tick:198"
picture big 80x24 ": view focus Enter B Tick:198"
picture cover 80x24 "Tick:150 h"
picture place 80x24 "P Right Right"
picture card 80x24 "Tick:900"
picture help 80x24 "?"
picture help 200x60 "?"
picture menu 80x24 "Enter Down Down"
picture scenes 80x24 "e"
picture nan 80x24 "! Tick:400"
picture projector 80x24 "t t t Tick:198"
echo "$folder"
