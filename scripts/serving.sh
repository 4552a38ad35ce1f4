# Sourced by scripts that need a local server of their own. `$writ` is the program.
# It makes the folder `$work`. `serve OPTION...` starts a server on a free port, whose address `$url` tells, and ends the one
# before. All ends with the script, which shows what the server said where it failed.
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
