#!/usr/bin/env bash
# Builds the release that needs nothing but the C library: Swift's runtime, libyaml and SQLite are linked in (libpq is loaded
# when a state is in PostgreSQL). Two builds of a commit in one folder are equal once packed. The program is
# .build/static/release/writ.
set -euo pipefail
cd "$(dirname "$0")/.."

options=(-c release --product writ --scratch-path .build/static --static-swift-stdlib)
if [ "$(uname -s)" = Linux ]; then
  # A folder that has the archives only, and a description of libyaml that leads to it: the linker takes no shared library.
  archives=$PWD/.build/archives
  mkdir -p "$archives"
  for library in yaml sqlite3 z stdc++; do
    archive=$(cc -print-file-name="lib$library.a")
    [ -f "$archive" ] || { echo "static: there is no lib$library.a: run make deps" >&2; exit 1; }
    ln -sf "$archive" "$archives/lib$library.a"
  done
  sed "s|^libdir=.*|libdir=$archives|" "$(pkg-config --variable=pcfiledir yaml-0.1)/yaml-0.1.pc" >"$archives/yaml-0.1.pc"
  export PKG_CONFIG_PATH=$archives
  options+=(-Xlinker "-L$archives" -Xlinker --build-id=none)
fi
# No path of this machine in the program.
options+=(-Xswiftc -file-prefix-map -Xswiftc "$PWD=." -Xcc "-ffile-prefix-map=$PWD=.")
swift build "${options[@]}"
