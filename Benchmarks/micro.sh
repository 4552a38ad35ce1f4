#!/usr/bin/env bash
# Counts the instructions of one more declaration that is parsed, one that is planned, one permit and one record, with valgrind:
# it counts the same twice, whatever else the machine does. Fails where one is more than a tenth above `thresholds.txt`.
# `Benchmarks/micro.sh --update` writes the counts there. WRIT and MICROBENCH are the programs (default: the release build).
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${WRIT:-}" ]; then
  for product in writ MicroBench; do swift build -c release --product "$product" --quiet; done
  bin=$(swift build -c release --show-bin-path)
  WRIT=$bin/writ MICROBENCH=$bin/MicroBench
fi
command -v valgrind >/dev/null || scripts/install.sh valgrind
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Valgrind cannot read all of their debug information.
for program in "$WRIT" "$MICROBENCH"; do strip --strip-debug -o "$work/$(basename "$program")" "$program"; done

# instructions COMMAND...: how many it executes.
instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ { print $NF }'
}

for count in 1000 3000; do awk -v count=$count -f Benchmarks/generate.awk >"$work/$count.yaml"; done
# count WHAT COUNT
count() {
  case $1 in
    parse) instructions "$work/$(basename "$WRIT")" validate "$work/$2.yaml" ;;
    *) instructions "$work/$(basename "$MICROBENCH")" "$1" "$2" ;;
  esac
}

status=0
printf '%-20s %12s %12s\n' 'instructions for one' measured threshold
for what in parse plan limiter journal; do
  measured=$((($(count "$what" 3000) - $(count "$what" 1000)) / 2000))
  threshold=$(awk -v what="$what" '$1 == what { print $2 }' Benchmarks/thresholds.txt)
  if [ "${1:-}" = --update ]; then
    awk -v what="$what" -v measured="$measured" '$1 == what { $2 = measured } { print }' Benchmarks/thresholds.txt >"$work/thresholds"
    cp "$work/thresholds" Benchmarks/thresholds.txt
  elif [ "$measured" -gt $((threshold + threshold / 10)) ]; then
    status=1
  fi
  printf '%-20s %12d %12d\n' "$what" "$measured" "$threshold"
done
exit "$status"
