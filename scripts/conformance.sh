#!/usr/bin/env bash
# Checks writ serve against its description with schemathesis (https://schemathesis.readthedocs.io): examples, the edges of
# every schema, random calls and sequences of calls, with the same choices in every run.
# Usage: scripts/conformance.sh PATH-OF-WRIT [DESCRIPTION [OPTION-OF-SCHEMATHESIS...]]
set -euo pipefail
cd "$(dirname "$0")/.."

writ=$(realpath "$1")
description=$(realpath "${2:-schemas/api.openapi.yaml}")
here=$PWD/scripts/conformance
tools=$PWD/.build/conformance

fail() {
  echo "conformance: $*" >&2
  exit 1
}

# schemathesis is installed in a folder of its own, again after each change of requirements.txt.
install() {
  cmp -s "$here/requirements.txt" "$tools/requirements.txt" && return
  command -v python3 >/dev/null || fail "python3 is missing: install Python 3.10 or later (apt-get install python3-venv)"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "python3 is older than 3.10: install a later one"
  rm -rf "$tools"
  python3 -m venv "$tools" || fail "python3 cannot make a virtual environment: apt-get install python3-venv"
  "$tools/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt" ||
    fail "schemathesis cannot be installed from PyPI: is the network there, and pip set up for it?"
  cp "$here/requirements.txt" "$tools/requirements.txt"
}

install
source scripts/serving.sh
# A limit that is never reached, so that the headers can be checked.
serve --seed "$here/seed.yaml" --rate-limit 1000000/1h

# It leaves folders in the current one.
cd "$work"
export PYTHONDONTWRITEBYTECODE=1 SCHEMATHESIS_HOOKS=$here/hooks.py
# Not by its own script, which contains the path at which it was installed.
schemathesis=("$tools/bin/python" -c 'from schemathesis.cli import schemathesis; schemathesis()')
timeout 1200 "${schemathesis[@]}" --config-file "$here/schemathesis.toml" run "$description" \
  --url "$url" "${@:3}"
