#!/usr/bin/env bash
# Makes sure that the system libraries are there: libyaml (manifests), SQLite (journal, local server), pkg-config.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "deps: there is no swift; install Swift 6.2 or later from https://www.swift.org/install" >&2
  exit 1
fi
if command -v pkg-config >/dev/null && pkg-config --exists yaml-0.1 sqlite3; then
  exit 0
fi
if [ "$(uname -s)" = Darwin ]; then
  echo "deps: install them with: brew install libyaml pkg-config" >&2
  exit 1
fi
packages=(libyaml-dev libsqlite3-dev pkg-config)
if ! command -v apt-get >/dev/null; then
  echo "deps: there is no apt-get; install the development files of libyaml and SQLite, and pkg-config" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "deps: run this as root: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "deps: installing ${packages[*]} with apt-get"
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}" >/dev/null
