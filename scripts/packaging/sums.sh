#!/usr/bin/env bash
# Writes SHA256SUMS of all packages in a folder. Usage: scripts/packaging/sums.sh FOLDER
set -euo pipefail
cd "$1"
find . -maxdepth 1 -name 'writ[-_]*' -printf '%f\n' | sort | xargs sha256sum >SHA256SUMS
