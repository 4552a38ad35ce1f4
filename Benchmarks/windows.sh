#!/usr/bin/env bash
# Prints how many seconds of each rate-limit window an apply loses: from the end of a window until the first call of the next one,
# by the server's own statistics, for windows that are cut and shown in different ways. Those after the second one count.
# WRIT is the program (default: the debug build), LIMIT the rate limit (default: 60/5s), WINDOWS how many are filled (default: 8).
set -euo pipefail
cd "$(dirname "$0")/.."

writ=${WRIT:-$(swift build --show-bin-path)/writ}
limit=${LIMIT:-60/5s}
windows=${WINDOWS:-8}
source scripts/serving.sh

calls=${limit%%/*}
awk -v count=$((calls * windows)) -v plain=1 -f Benchmarks/generate.awk >"$work/m.yaml"
printf 'requestTypes:\n  - { id: 08ab2db568c7c300079fefd0, name: Salesforce, status: ACTIVE }\n' >"$work/seed.yaml"

# field NAME: its values in the windows of creates.
field() {
  grep -oE '"createRequest":\[[^]]*' <<<"$statistics" | tail -1 | grep -oE "\"$1\":[0-9.e-]+" | cut -d : -f 2 | xargs
}

printf '%-16s %-8s %5s  %s\n' windows reset 429s 'seconds lost of each window (calls that it admitted)'
for beginning in first-call aligned aligned:370ms aligned:810ms; do
  for reset in down nearest up; do
    serve --seed "$work/seed.yaml" --rate-limit "$limit" --rate-windows "$beginning" --rate-reset "$reset"
    export OKTA_CLIENT_ORGURL=$url OKTA_CLIENT_TOKEN=local-dev-token WRIT_STATE=$work/$beginning-$reset.db
    "$writ" apply --yes --reserve "${RESERVE:-0%}" "$work/m.yaml" >"$work/applied" 2>&1 || { cat "$work/applied" >&2; exit 1; }
    statistics=$(curl -sS -H "Authorization: SSWS $OKTA_CLIENT_TOKEN" "$url/local/v1/statistics" | tr -d ' \n')
    throttled=$(grep -oE '"throttled":[0-9]+' <<<"$statistics" | awk -F : '{ sum += $2 } END { print sum }')
    late=$(for seconds in $(field late); do printf '%.2f ' "$seconds"; done)
    printf '%-16s %-8s %5s  %s(%s)\n' "$beginning" "$reset" "$throttled" "$late" "$(field calls)"
  done
done
