#!/usr/bin/env bash
# Refuses the words that docs/STYLE.md replaces, and package declarations without a doc comment.
# Usage: scripts/words.sh [--count] [PATH…]: with --count it prints how many each folder has, and refuses nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

options=()
if [ "${1:-}" = --count ]; then options=(--count); shift; fi
git ls-files -z --cached --others --exclude-standard -- "$@" | perl -0 -ne '
  chomp;
  next unless m{\.(swift|md|sh|py|ya?ml|json|txt|html|js|css|c|h)$|^Makefile$};
  next if m{^docs/STYLE\.md$|^scripts/words};
  print "$_\n" if -f;' | perl scripts/words.pl "${options[@]}"
