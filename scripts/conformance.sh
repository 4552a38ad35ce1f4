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

source scripts/python.sh
install_packages "$tools" "$here/requirements.txt"
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
