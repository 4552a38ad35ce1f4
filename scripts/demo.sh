#!/usr/bin/env bash
# Shows writ at work against a local server of its own. Usage: scripts/demo.sh PATH-OF-WRIT
set -euo pipefail
cd "$(dirname "$0")/.."

writ=$1
manifests=(examples/hello.yaml examples/team.yaml examples/people.yaml examples/prompts.yaml)
work=$(mktemp -d)
server=

finish() {
  status=$?
  if [ -n "$server" ]; then
    kill -INT "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  [ "$status" = 0 ] || cat "$work/server.log" >&2 || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

run() {
  printf '\n$ writ %s\n' "$*"
  "$writ" "$@"
}

mkfifo "$work/address"
"$writ" serve --port 0 --seed examples/seed.yaml >"$work/address" 2>"$work/server.log" &
server=$!
read -r -t 20 line <"$work/address"
echo "$line"

export OKTA_CLIENT_ORGURL=${line#listening on } OKTA_CLIENT_TOKEN=local-dev-token WRIT_STATE=$work/state.db
run validate "${manifests[@]}"
run plan "${manifests[@]}"
run apply --yes "${manifests[@]}"
run apply --yes "${manifests[@]}" | tee "$work/second"
grep -q '^No changes\.' "$work/second" || { echo "demo: a second apply still had something to do" >&2; exit 1; }
