#!/usr/bin/env bash
# A file that needs more than 300 lines is more than one file. Usage: scripts/lines.sh PATH…
set -euo pipefail

limit=300
long=$(find "$@" -name '*.swift' -exec awk -v limit="$limit" \
  'FNR == limit + 1 { print FILENAME ": longer than " limit " lines: split it by what it is about" }' {} +)
if [ -n "$long" ]; then
  echo "$long" >&2
  exit 1
fi
