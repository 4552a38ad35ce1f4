#!/usr/bin/env bash
# Installs Debian packages, as root or through sudo. Usage: scripts/install.sh PACKAGE…
set -euo pipefail

if ! command -v apt-get >/dev/null; then
  echo "install: there is no apt-get; install what these Debian packages hold in another way: $*" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install: run this as root: apt-get install $*" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "install: installing $* with apt-get"
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
