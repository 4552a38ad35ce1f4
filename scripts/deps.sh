#!/usr/bin/env bash
# Makes sure that the system libraries are there: libyaml (manifests), SQLite (journal, local server), pkg-config; and
# what tests need: openssl makes their keys, and a PostgreSQL server keeps states, with its client library and a pooler.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "deps: there is no swift; install Swift 6.2 or later from https://www.swift.org/install" >&2
  exit 1
fi
# Debian keeps the server's programs out of PATH.
has_postgresql() {
  local bin
  for bin in ${PATH//:/ } /usr/lib/postgresql/*/bin; do
    if [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ]; then return; fi
  done
  return 1
}
if has_postgresql && PATH=$PATH:/usr/sbin command -v pgbouncer >/dev/null && command -v openssl >/dev/null && command -v pkg-config >/dev/null && pkg-config --exists yaml-0.1 sqlite3; then
  exit 0
fi
if [ "$(uname -s)" = Darwin ]; then
  echo "deps: install them with: brew install libyaml openssl pkg-config postgresql@17 libpq pgbouncer" >&2
  exit 1
fi
exec "$(dirname "$0")/install.sh" libyaml-dev libsqlite3-dev openssl pkg-config postgresql libpq5 pgbouncer
