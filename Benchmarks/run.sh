#!/usr/bin/env bash
# Measures writ (release) against its bounds, prints a table, and fails where a bound is missed.
# RUNS (default 5) is how often each thing is measured; medians count. RECORD=1 adds the table to `history.md`. ONLY="creates state"
# measures some parts only: validate, journal, creates, state, windows, micro. SCRATCH is where it builds.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-5}
scratch=${SCRATCH:-.build-release}
build=(-c release --scratch-path "$scratch")
if [ "$(uname -s)" = Linux ]; then build+=(--static-swift-stdlib); fi
for product in writ JournalBench MicroBench; do swift build "${build[@]}" --product "$product" --quiet; done
writ=$(swift build "${build[@]}" --show-bin-path)/writ
# A file that was just written is in memory in larger pieces, and a process that runs it counts some 4 MiB more of them.
if [ "$(uname -s)" = Linux ]; then sync "$writ" && dd if="$writ" iflag=nocache count=0 status=none; fi

source scripts/serving.sh

read -ra yaml <<<"$(pkg-config --cflags --libs yaml-0.1)"
cc -O2 -o "$work/yaml_events" Benchmarks/yaml_events.c "${yaml[@]}"
cc -O2 -o "$work/csv_bytes" Benchmarks/csv_bytes.c
cc -O2 -o "$work/measure" Benchmarks/measure.c

generate() { awk "${@:2}" -f Benchmarks/generate.awk >"$work/$1"; }

# middle [COUNT]: the median of so many numbers on standard input, $runs by default.
middle() { sort -n | sed -n "$(((${1:-$runs} + 1) / 2))p"; }

# Prints the medians of CPU seconds, wall seconds and MiB over so many runs of a command.
medians() {
  local lines column
  lines=$(for _ in $(seq "$1"); do "$work/measure" "${@:2}"; done)
  for column in 1 2 3; do
    cut -d ' ' -f "$column" <<<"$lines" | middle "$1"
  done | xargs
}

# What it runs on.
machine() {
  printf '%s cores, %s, %s' "$(getconf _NPROCESSORS_ONLN)" \
    "$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo 2>/dev/null || sysctl -n machdep.cpu.brand_string)" "$(uname -sr)"
}

missed=0
# row WHAT MEASURED BOUND UNIT: MEASURED must not be above BOUND.
row() {
  local verdict=ok
  if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a > b) }'; then
    verdict=MISSED
    missed=1
  fi
  printf '%-66s %9.2f %9.2f %-4s %s\n' "$1" "$2" "$3" "$4" "$verdict"
  printf '| %s | %.2f | %.2f %s |\n' "$1" "$2" "$3" "$4" >>"$work/rows"
}

# median COLUMN-EXPRESSION: over the lines of $pairs.
median() { awk "{ print $1 }" <<<"$pairs" | middle; }

printf '%-66s %9s %9s\n' "what (medians of $runs)" measured bound
for part in ${ONLY:-validate journal creates state windows micro}; do
  case $part in
    micro) WRIT=$writ MICROBENCH=$(dirname "$writ")/MicroBench Benchmarks/micro.sh || missed=1 ;;
    windows)
      WRIT=$writ Benchmarks/windows.sh | tee "$work/windows"
      row "seconds lost of a rate window after the second: the most of all" \
        "$(awk 'NR > 1 { sub(/\(.*/, ""); for (i = 6; i <= NF; i++) if ($i > most) most = $i } END { print most }' "$work/windows")" 0.1 s
      row "429s with windows of all kinds" "$(awk 'NR > 1 { sum += $3 } END { print sum }' "$work/windows")" 0 ""
      ;;
    # Each file says what it measures.
    *) source "Benchmarks/$part.sh" ;;
  esac
done

if [ -n "${RECORD:-}" ]; then
  {
    printf '\n## %s, %s\n\n' "$(date +%F)" "$(git describe --always --dirty)"
    printf '%s\n\n| what (medians of %s) | measured | bound |\n| --- | --- | --- |\n' "$(machine)" "$runs"
    cat "$work/rows"
  } >>Benchmarks/history.md
fi
exit "$missed"
