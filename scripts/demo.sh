#!/usr/bin/env bash
# Shows writ at work against a local server of its own. Usage: scripts/demo.sh PATH-OF-WRIT
set -euo pipefail
cd "$(dirname "$0")/.."

writ=$1
manifests=(examples/hello.yaml examples/team.yaml examples/people.yaml examples/prompts.yaml)
source scripts/serving.sh

run() {
  printf '\n$ writ %s\n' "$*"
  "$writ" "$@"
}

serve --seed examples/seed.yaml
echo "listening on $url"

export OKTA_CLIENT_ORGURL=$url OKTA_CLIENT_TOKEN=local-dev-token WRIT_STATE=$work/state.db
run validate "${manifests[@]}"
run plan "${manifests[@]}"
run apply --yes "${manifests[@]}"
run apply --yes "${manifests[@]}" | tee "$work/second"
grep -q '^No changes\.' "$work/second" || { echo "demo: a second apply still had something to do" >&2; exit 1; }

run plan examples/hires.yaml --by department
run apply --yes --quiet examples/hires.yaml

mkdir -p .build
run status "${manifests[@]}" --report .build/demo.html
echo
echo "The report is in $PWD/.build/demo.html"
