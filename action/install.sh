#!/usr/bin/env bash
# Downloads a release of writ, checks its sum, and puts it on the PATH of the later steps.
set -euo pipefail
name=writ-$VERSION-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
folder=${RUNNER_TEMP:?}/writ-$VERSION
mkdir -p "$folder"
cd "$folder"
release=${WRIT_RELEASES:-https://github.com/$REPOSITORY/releases/download}/v$VERSION
for file in "$name.tar.gz" SHA256SUMS; do curl -fsSL --retry 3 -o "$file" "$release/$file"; done
sha256sum --check --strict --ignore-missing SHA256SUMS
tar -xzf "$name.tar.gz" --strip-components=1
echo "$folder/bin" >>"${GITHUB_PATH:?}"
