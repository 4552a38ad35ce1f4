#!/usr/bin/env bash
# Makes sure that the system libraries are there: libyaml (manifests), SQLite (journal, local server), pkg-config. With
# `tests` also what tests need: openssl makes their keys, a PostgreSQL server keeps states, with its client library and a
# pooler, and on Linux `ip` joins networks that tests cut.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "deps: there is no swift; install Swift 6.2 or later from https://www.swift.org/install" >&2
  exit 1
fi
# Debian keeps the server's programs out of PATH.
has_postgresql() {
  local bin
  for bin in ${PATH//:/ } /usr/lib/postgresql/*/bin; do
    if [ -x "$bin/initdb" ] && [ -x "$bin/pg_basebackup" ] && [ -x "$bin/pg_ctl" ]; then return; fi
  done
  return 1
}
debian=() brew=()
if ! command -v pkg-config >/dev/null || ! pkg-config --exists yaml-0.1 sqlite3; then
  debian+=(libyaml-dev libsqlite3-dev pkg-config)
  brew+=(libyaml pkg-config)
fi
if [ "${1:-}" = tests ]; then
  if ! command -v openssl >/dev/null; then debian+=(openssl) brew+=(openssl); fi
  if ! has_postgresql || ! PATH=$PATH:/usr/sbin command -v pgbouncer >/dev/null; then
    debian+=(postgresql libpq5 pgbouncer)
    brew+=(postgresql@17 libpq pgbouncer)
  fi
  if [ "$(uname -s)" = Linux ] && ! PATH=$PATH:/usr/sbin command -v ip >/dev/null; then debian+=(iproute2); fi
fi
if [ "${#debian[@]}" = 0 ]; then exit 0; fi
if [ "$(uname -s)" = Darwin ]; then
  echo "deps: install them with: brew install ${brew[*]}" >&2
  exit 1
fi
exec "$(dirname "$0")/install.sh" "${debian[@]}"
