#!/usr/bin/env bash
# Checks all that runs in CI services: workflows, the action and the examples against the services' schemas, the Dockerfile with
# hadolint, scripts with shellcheck; and runs the steps of the examples against a local server, with a `gh` of its own.
# Usage: scripts/ci.sh PATH-OF-WRIT
set -euo pipefail
cd "$(dirname "$0")/.."
writ=$(realpath "$1")
requirements=scripts/ci/requirements.txt
tools=$PWD/.build/ci

source scripts/python.sh
install_packages "$tools" "$requirements"
command -v jq >/dev/null || scripts/install.sh jq

# Not by its own script, which contains the path at which it was installed.
schema() { "$tools/bin/python" -m check_jsonschema --quiet --builtin-schema "$@"; }
schema vendor.github-workflows .github/workflows/*.yml examples/ci/github*.yml
schema vendor.github-actions action.yml
schema vendor.gitlab-ci --data-transform gitlab-ci examples/ci/gitlab.yml
"$tools/bin/hadolint" Dockerfile
"$tools/bin/shellcheck" --severity=warning --external-sources scripts/*.sh scripts/packaging/*.sh action/*.sh examples/ci/*.sh .ci/run

source scripts/serving.sh
serve --seed examples/seed.yaml
OKTA_CLIENT_ORGURL=$url timeout 300 "$tools/bin/python" -B Tests/CITests/ci_test.py "$writ" "$work"
echo "ci: all is well"
