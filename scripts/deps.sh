#!/usr/bin/env bash
# Makes sure that the system libraries are there: libyaml (manifests), SQLite (journal, local server), pkg-config; and
# openssl, which makes keys for tests.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "deps: there is no swift; install Swift 6.2 or later from https://www.swift.org/install" >&2
  exit 1
fi
if command -v openssl >/dev/null && command -v pkg-config >/dev/null && pkg-config --exists yaml-0.1 sqlite3; then
  exit 0
fi
if [ "$(uname -s)" = Darwin ]; then
  echo "deps: install them with: brew install libyaml openssl pkg-config" >&2
  exit 1
fi
exec "$(dirname "$0")/install.sh" libyaml-dev libsqlite3-dev openssl pkg-config
