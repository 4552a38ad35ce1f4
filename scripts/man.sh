#!/usr/bin/env bash
# Writes the man pages of a writ into a folder: `writ.1`, `writ-apply.1` and so on, by ArgumentParser's generator, and checks
# them with mandoc where that is installed. Usage: scripts/man.sh PATH-OF-WRIT FOLDER
set -euo pipefail
# shellcheck source=scripts/packaging/arguments.sh
source "$(dirname "$0")/packaging/arguments.sh"

# The generator is a program of ArgumentParser's package; SwiftPM's plugin for it would build all of writ for release first.
package=.build/checkouts/swift-argument-parser
# A release is built in a folder of its own, so that a fresh clone has no packages here.
[ -d "$package" ] || swift package resolve --quiet
scratch=$PWD/.build/manual
swift build --quiet --package-path "$package" --scratch-path "$scratch" --product generate-manual
generator=$(swift build --package-path "$package" --scratch-path "$scratch" --show-bin-path)/generate-manual

date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$generator" "$writ" --multi-page --date "$date" --output-directory "$work"
rm -f "$work"/writ.help*.1
for page in "$work"/*.1; do
  name=$(basename "$page" .1)
  perl scripts/packaging/man.pl docs/commands.md "$page" >"$folder/${name//./-}.1"
done
if command -v mandoc >/dev/null; then
  mandoc -T lint -W warning "$folder"/*.1
fi
