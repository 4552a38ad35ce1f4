# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: what the state knows of an org with up to a million requests: first readings, plans, a second status.

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
reading=$(for turn in $(seq "$runs"); do
  WRIT_STATE=$work/first-$turn.db "$work/measure" "$writ" plan "$work/thousand.yaml" | cut -d ' ' -f 1
done | middle)
row "a first reading of 100,000 requests: CPU for each" "$(awk -v a="$reading" 'BEGIN { print a * 10 }')" 30 us

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
