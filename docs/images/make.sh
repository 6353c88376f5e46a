#!/bin/sh
# The pictures of the README and the documentation, made anew: sh docs/images/make.sh
# Needs kizuna with its atlas, Chromium, Playwright, and fonts with Chinese characters; dates are
# fixed, so that only a change of the record or of the pages changes the pictures.
set -eu
cd "$(dirname "$0")"
date=2026-11-22
kizuna timeline JPN AUS --as-of "$date" --bilateral --format png --out timeline.png
pages=$(mktemp -d)
trap 'rm -r "$pages"' EXIT
kizuna table JPN --as-of "$date" --format html --out "$pages/"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=1000 \
  --window-size=1280,960 --screenshot="$PWD/overview.png" "file://$pages/index.html" >/dev/null 2>&1
python atlas.py
python review_queue.py
ls -l ./*.png
