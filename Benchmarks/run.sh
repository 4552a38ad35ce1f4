#!/usr/bin/env bash
# Measures writ (release) against its bounds, prints a table, and fails where a bound is missed.
# RUNS (default 5) is how often each thing is measured; medians count.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-5}
scratch=.build-release
build=(-c release --scratch-path "$scratch")
if [ "$(uname -s)" = Linux ]; then build+=(--static-swift-stdlib); fi
for product in writ JournalBench; do swift build "${build[@]}" --product "$product" --quiet; done
writ=$(swift build "${build[@]}" --show-bin-path)/writ
# A file that was just written is in memory in larger pieces, and a process that runs it counts some 4 MiB more of them.
if [ "$(uname -s)" = Linux ]; then sync "$writ" && dd if="$writ" iflag=nocache count=0 status=none; fi

source scripts/serving.sh

read -ra yaml <<<"$(pkg-config --cflags --libs yaml-0.1)"
cc -O2 -o "$work/yaml_events" Benchmarks/yaml_events.c "${yaml[@]}"
cc -O2 -o "$work/csv_bytes" Benchmarks/csv_bytes.c
cc -O2 -o "$work/measure" Benchmarks/measure.c

generate() { awk "${@:2}" -f Benchmarks/generate.awk >"$work/$1"; }

# Prints the medians of CPU seconds, wall seconds and MiB over so many runs of a command.
medians() {
  local lines column
  lines=$(for _ in $(seq "$1"); do "$work/measure" "${@:2}"; done)
  for column in 1 2 3; do
    cut -d ' ' -f "$column" <<<"$lines" | sort -n | sed -n "$((($1 + 1) / 2))p"
  done | xargs
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
}

generate hundred-thousand.yaml -v count=100000
generate million-1.yaml -v count=500000
generate million-2.yaml -v first=500000 -v count=500000
generate plan.yaml -v count=10000 -v plain=1
generate seed.yaml -v count=10000 -v seed=1
generate five-thousand.yaml -v first=700000 -v count=5000 -v plain=1
generate million-seed.yaml -v count=1000000 -v seed=1
generate thousand.yaml -v count=1000 -v plain=1
generate many-seed.yaml -v count=100000 -v seed=1
generate million-plan-1.yaml -v count=500000 -v plain=1
generate million-plan-2.yaml -v first=500000 -v count=500000 -v plain=1
generate moment-plan.yaml -v count=100000 -v plain=1
generate moment-seed.yaml -v count=100000 -v seed=1 -v moment=1

printf '%-66s %9s %9s\n' "what (medians of $runs)" measured bound
# In turn, so that a machine whose speed drifts tilts neither: the median of the pairs' ratios counts.
pairs=$(for _ in $(seq "$runs"); do
  echo "$("$work/measure" "$writ" validate "$work/hundred-thousand.yaml")" \
    "$("$work/measure" "$work/yaml_events" "$work/hundred-thousand.yaml")"
done)
# median COLUMN-EXPRESSION: over the pairs; columns are CPU, wall and MiB of writ, then of the bare loop.
median() { awk "{ print $1 }" <<<"$pairs" | sort -n | sed -n "$(((runs + 1) / 2))p"; }
row "validate 100,000 declarations: CPU over libyaml's bare event loop" "$(median '$1 / $4')" 1.5 x
row "validate 100,000 declarations: peak memory" "$(median '$3')" 64 MiB
echo "  (CPU $(median '$1') s against $(median '$4') s; wall $(median '$2') s)"
read -r cpu wall memory <<<"$(medians 1 "$writ" validate "$work/million-1.yaml" "$work/million-2.yaml")"
row "validate 1,000,000 declarations in two files: peak memory" "$memory" 64 MiB
echo "  (CPU $cpu s; wall $wall s)"

# The same requests from a table and written out; each row has a name and a key of its own.
awk 'BEGIN { print "email,name,department,start_date,manager"
  for (i = 0; i < 1000000; i++) printf "person%07d@example.com,Person %07d,Sales,2026-12-01,boss%03d@example.com\n", i, i, i % 500
}' >"$work/million.csv"
written='{ name: "crm-${email}", requestTypeId: 61eb2db568c7c300079fefd2, subject: "CRM for ${name}", users: ["${email}"], forEach: t }'
printf 'apiVersion: writ/v1\nkind: AccessRequests\ntables: { t: { file: million.csv } }\nrequests: [%s]\n' "$written" >"$work/table.yaml"
awk 'BEGIN { print "apiVersion: writ/v1\nkind: AccessRequests\nrequests:"
  for (i = 0; i < 1000000; i++) printf "  - name: crm-person%07d@example.com\n    requestTypeId: 61eb2db568c7c300079fefd2\n" \
    "    subject: CRM for Person %07d\n    users: [person%07d@example.com]\n", i, i, i
}' >"$work/written.yaml"
pairs=$(for _ in $(seq "$runs"); do
  echo "$("$work/measure" "$writ" validate "$work/table.yaml")" "$("$work/measure" "$writ" validate "$work/written.yaml")" \
    "$("$work/measure" "$work/csv_bytes" "$work/million.csv")"
done)
# 60 % of the rows a second are 1.67 times the seconds.
row "validate 1,000,000 rows of a table: time over the same as YAML" "$(median '$2 / $5')" 1.67 x
row "validate 1,000,000 rows of a table: peak memory" "$(median '$3')" 64 MiB
echo "  (wall $(median '$2') s; as YAML $(median '$5') s; a bare loop over the bytes $(median '$8') s)"

# records STATE COUNT: the median of microseconds for a request, 64 in flight.
records() {
  for turn in $(seq "$runs"); do "$(dirname "$writ")/JournalBench" "${1/TURN/$turn}" "$2" 64; done |
    sort -n | sed -n "$(((runs + 1) / 2))p"
}
what="record an intent and an outcome durably, 64 in flight"
row "$what: a file" "$(records "$work/TURN.db" 20000)" 167 us
row "$what: PostgreSQL on this machine" "$(records server 8000)" 667 us

# connect SEED: an org that has the seed's requests, and a state that knows nothing of it.
connect() {
  serve --rate-limit off --seed "$1"
  export OKTA_CLIENT_ORGURL=$url OKTA_CLIENT_TOKEN=local-dev-token WRIT_STATE=$work/$(basename "$1" .yaml).db
}

# expect COUNT MANIFEST...: a plan finds them all.
expect() {
  "$writ" plan "${@:2}" | grep -qx "No changes\. $1 requests are as declared\." ||
    { echo "bench: the plan should have found all $1 requests" >&2; exit 1; }
}

# The calls that the org has answered, counted by itself.
calls() {
  curl -sS -H "Authorization: SSWS $OKTA_CLIENT_TOKEN" "$url/local/v1/statistics" |
    grep -oE '"calls": ?[0-9]+' | awk '{ gsub(/[^0-9]/, ""); sum += $0 } END { print sum }'
}

connect "$work/seed.yaml"
expect 10,000 "$work/plan.yaml"
read -r _ list_wall _ <<<"$(medians "$runs" "$writ" requests list --all --order-by "created asc")"
read -r cpu plan_wall memory <<<"$(medians "$runs" "$writ" plan --refresh full "$work/plan.yaml")"
row "plan 10,000 declarations against 10,000 requests, beyond the list" \
  "$(awk -v a="$plan_wall" -v b="$list_wall" 'BEGIN { print a - b }')" 1 s
echo "  (whole $plan_wall s, of which the list calls alone $list_wall s; peak memory $memory MiB)"

connect "$work/many-seed.yaml"
readings=$(for turn in $(seq "$runs"); do
  WRIT_STATE=$work/first-$turn.db "$work/measure" "$writ" plan "$work/thousand.yaml" | cut -d ' ' -f 1
done | sort -n)
row "a first reading of 100,000 requests: CPU for each" \
  "$(sed -n "$(((runs + 1) / 2))p" <<<"$readings" | awk '{ print $1 * 10 }')" 25 us

# The server's CPU time so far, in seconds.
served() { ps -o cputime= -p "$server" | awk -F '[-:]' '{ for (i = 1; i <= NF; i++) sum = sum * 60 + $i; print sum }'; }

connect "$work/million-seed.yaml"
before=$(served)
begin=$(date +%s)
expect 5,000 "$work/five-thousand.yaml"
row "a first reading of 1,000,000 requests, beyond the server's CPU time" \
  "$(awk -v a="$(($(date +%s) - begin))" -v b="$before" -v c="$(served)" 'BEGIN { print a - (c - b) }')" 60 s
before=$(calls)
read -r cpu wall memory <<<"$(medians "$runs" "$writ" plan "$work/five-thousand.yaml")"
what="plan 5,000 declarations against 1,000,000 known requests"
row "$what: calls" "$(awk -v a="$before" -v b="$(calls)" -v runs="$runs" 'BEGIN { print (b - a) / runs }')" 1 ""
row "$what: wall time" "$wall" 1 s
row "$what: peak memory" "$memory" 64 MiB
echo "  (CPU $cpu s; the first plan listed them with $before calls)"
expect 1,000,000 "$work/million-plan-1.yaml" "$work/million-plan-2.yaml"
read -r cpu wall memory <<<"$(medians 1 "$writ" plan "$work/million-plan-1.yaml" "$work/million-plan-2.yaml")"
what="plan 1,000,000 declarations against 1,000,000 known requests"
row "$what: wall time" "$wall" 30 s
row "$what: peak memory" "$memory" 1152 MiB
echo "  (CPU $cpu s)"

# The first status retrieves each request, and looks up who the people are.
"$writ" status "$work/five-thousand.yaml" | grep -qx "5,000 requests: 5,000 waiting\." ||
  { echo "bench: the status should have found all 5,000 requests" >&2; exit 1; }
before=$(calls)
read -r cpu wall memory <<<"$(medians "$runs" "$writ" status "$work/five-thousand.yaml")"
what="a second status of 5,000 declarations"
row "$what: calls" "$(awk -v a="$before" -v b="$(calls)" -v runs="$runs" 'BEGIN { print (b - a) / runs }')" 1 ""
row "$what: wall time" "$wall" 1 s
row "$what: peak memory" "$memory" 64 MiB
echo "  (CPU $cpu s)"

# As after an import: no moment separates what is new, so that the whole list is read after a glance at its first page and
# from the request before it on, and no more than that.
connect "$work/moment-seed.yaml"
expect 100,000 "$work/moment-plan.yaml"
before=$(calls)
read -r cpu wall memory <<<"$(medians 1 "$writ" plan "$work/moment-plan.yaml")"
what="plan 100,000 declarations against requests of one moment"
row "$what: calls" "$(($(calls) - before))" "$((before + 2))" ""
row "$what: peak memory" "$memory" 512 MiB
echo "  (CPU $cpu s; wall $wall s)"
exit "$missed"
