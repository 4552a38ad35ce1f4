# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: the journal, each record durable.

# records STATE COUNT: the median of microseconds for a request, 64 in flight.
records() {
  for turn in $(seq "$runs"); do "$(dirname "$writ")/JournalBench" "${1/TURN/$turn}" "$2" 64; done | middle
}
what="record an intent and an outcome durably, 64 in flight"
row "$what: a file" "$(records "$work/TURN.db" 20000)" 167 us
row "$what: PostgreSQL on this machine" "$(records server 8000)" 667 us
