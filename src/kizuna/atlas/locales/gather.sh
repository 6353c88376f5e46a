#!/bin/sh
# Gathers the texts of the atlas into locales/kizuna.pot, for translators: sh gather.sh [FILE]
# Needs Babel: pip install babel. PYTHON names the interpreter that has it.
set -eu
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" -m babel.messages.frontend --quiet extract --mapping locales/babel.cfg --keyword counted:1,2 --keyword noted \
  --project Kizuna --no-wrap --sort-by-file --output "${1:-locales/kizuna.pot}" .
