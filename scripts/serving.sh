# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by scripts that need a local server of their own. `$writ` is the program.
# It creates the folder `$work`. `serve OPTION...` ends the server before and starts one on a free port, with its address in
# `$url`. Everything ends with the script, which prints the server's log if it failed.
work=$(mktemp -d)
server=

stop() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  server=
}

finish() {
  status=$?
  stop
  if [ "$status" != 0 ] && [ -f "$work/server.log" ]; then cat "$work/server.log" >&2; fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

serve() {
  local line
  stop
  rm -f "$work/address"
  mkfifo "$work/address"
  "$writ" serve --port 0 "$@" >"$work/address" 2>"$work/server.log" &
  server=$!
  read -r -t 300 line <"$work/address" || { echo "writ serve did not start" >&2; exit 1; }
  url=${line#listening on }
}
