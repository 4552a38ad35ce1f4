#!/usr/bin/env bash
# Prints the Homebrew formula of a release. Usage: scripts/formula.sh OWNER/REPOSITORY VERSION SOURCE.tar.gz
set -euo pipefail
sha256=$(sha256sum "$3" | cut -d ' ' -f 1)
sed -e "s|@REPOSITORY@|$1|g" -e "s|@VERSION@|$2|g" -e "s|@SHA256@|$sha256|g" \
  "$(dirname "$0")/../packaging/homebrew/writ.rb.in"
