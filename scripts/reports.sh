#!/usr/bin/env bash
# Checks reports against the schemas of those who read them (scripts/reports/check.py): the recorded ones, with hostile texts, and
# those that the program writes. The schemas come with packages from PyPI, and are not part of the repository.
# Usage: scripts/reports.sh PATH-OF-WRIT
set -euo pipefail
cd "$(dirname "$0")/.."

writ=$(realpath "$1")
here=$PWD/scripts/reports
tools=$PWD/.build/reports
pytest="pytest-9.2.0"

fail() {
  echo "reports: $*" >&2
  exit 1
}

unpack_schema() {
  "$tools/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest "$tools" "${pytest/-/==}" ||
    fail "the source of pytest cannot be downloaded from PyPI"
  tar -xzf "$tools/$pytest.tar.gz" -C "$tools" "$pytest/testing/example_scripts/junit-10.xsd"
}

source scripts/python.sh
install_packages "$tools" "$here/requirements.txt" unpack_schema
source scripts/serving.sh
serve --token token-of-the-report-check --rate-limit off
export OKTA_CLIENT_ORGURL=$url OKTA_CLIENT_TOKEN=token-of-the-report-check

# Writes the reports of a command, which may end with any status but one that nothing is known of.
report() {
  local name=$1 status=0
  shift
  "$writ" "$@" --state "$work/state.db" --report "sarif:$work/$name.sarif" --report "junit:$work/$name.xml" \
    --report "gitlab:$work/$name.json" >/dev/null 2>&1 || status=$?
  [ "$status" -lt 64 ] || fail "writ $* ended with status $status"
}

report broken validate examples/broken.yaml
report valid validate examples/hello.yaml
report plan plan examples/hello.yaml "$here/blocked.yaml"
report apply apply examples/hello.yaml "$here/blocked.yaml" --yes
report away plan examples/hello.yaml --org-url http://127.0.0.1:9

golden=Tests/ReportingTests/Golden
"$tools/bin/python" -B "$here/check.py" "$tools/$pytest/testing/example_scripts/junit-10.xsd" \
  "$golden"/report.{sarif,xml,gitlab.json} "$work"/{broken,valid,plan,apply,away}.{sarif,xml,json}
