#!/usr/bin/env bash
# Packs a writ: the program, its man pages, completions and documents in a tar.gz, and SHA256SUMS next to it. The same program
# packed at the same commit gives the same bytes. Usage: scripts/pack.sh PATH-OF-WRIT FOLDER
set -euo pipefail
# shellcheck source=scripts/packaging/arguments.sh
source "$(dirname "$0")/packaging/arguments.sh"

version=$("$writ" --version | cut -d " " -f 2)
name=writ-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
scripts/packaging/tree.sh "$writ" "$work/$name"
tar --create --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  --directory "$work" "$name" | gzip --no-name "-${WRIT_GZIP_LEVEL:-9}" >"$folder/$name.tar.gz"
scripts/packaging/sums.sh "$folder"
echo "pack: $folder/$name.tar.gz"
