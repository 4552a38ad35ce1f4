#!/usr/bin/env bash
# Checks that a tag (v0.2.0), the program's source and the newest entry of CHANGELOG.md name one version, and that the entry has a
# date. With --notes it prints that entry. Usage: scripts/version.sh TAG [--notes]
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1#v}
source=$(sed -n 's/.*static let text = "\(.*\)"/\1/p' Sources/Commands/Runtime/WritVersion.swift)
heading=$(grep -m 1 '^## ' CHANGELOG.md)
[ "$source" = "$version" ] || { echo "version: the tag says $version, the program $source" >&2; exit 1; }
[[ $heading =~ ^"## $version "[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] ||
  { echo "version: expected \"## $version\" with a date in CHANGELOG.md, found \"$heading\"" >&2; exit 1; }
if [ "${2:-}" = --notes ]; then
  awk '/^## / { entries += 1; next } entries == 1 { print }' CHANGELOG.md
fi
