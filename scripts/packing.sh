#!/usr/bin/env bash
# Tests how a writ is packed: the same bytes twice, everything in its place, man pages that mandoc has nothing to say about, and
# a Debian package that lintian has nothing to say about and that can be installed and removed. It installs mandoc and lintian
# where they are missing (apt-get). Usage: scripts/packing.sh PATH-OF-WRIT
set -euo pipefail
writ=$(realpath "$1")
cd "$(dirname "$0")/.."
if ! command -v mandoc >/dev/null || ! command -v lintian >/dev/null || ! command -v dpkg-shlibdeps >/dev/null; then
  scripts/install.sh mandoc lintian dpkg-dev
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "packing: $*" >&2
  exit 1
}

# A debug build is large: neither archive is compressed much here.
export DPKG_DEB_COMPRESSOR_TYPE=gzip DPKG_DEB_COMPRESSOR_LEVEL=1 WRIT_GZIP_LEVEL=1
for number in 1 2; do
  scripts/deb.sh "$writ" "$work/$number" >/dev/null
  scripts/pack.sh "$writ" "$work/$number" >/dev/null
done
diff -r "$work/1" "$work/2" || fail "two packs of one program differ"
(cd "$work/1" && sha256sum --quiet --check SHA256SUMS) || fail "SHA256SUMS is wrong"

tar --extract --gzip --file "$work"/1/*.tar.gz --directory "$work" --strip-components=1
[ "$("$work/bin/writ" --version)" = "$("$writ" --version)" ] || fail "the packed program does not run"
for command in $("$writ" --help | sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
  [ -f "$work/share/man/man1/writ-$command.1.gz" ] || fail "there is no man page of writ $command"
done
bash -n "$work/share/bash-completion/completions/writ"
grep -q '^#compdef writ' "$work/share/zsh/site-functions/_writ" || fail "the completions for zsh are none"
grep -q '^complete -c ' "$work/share/fish/vendor_completions.d/writ.fish" || fail "the completions for fish are none"

# A debug build finds Swift's runtime by a path of its own, and is built without what hardens a release.
lintian --fail-on error,warning --suppress-tags custom-library-search-path,hardening-no-pie,embedded-library \
  "$work"/1/*.deb || fail "lintian has something to say"
# Below a folder, as if it were another machine's root.
mkdir -p "$work"/root/var/lib/dpkg/{info,updates,triggers}
touch "$work/root/var/lib/dpkg/status"
dpkg=(dpkg --root="$work/root" --force-not-root --force-depends --force-script-chrootless --log="$work/log")
"${dpkg[@]}" --install "$work"/1/*.deb >/dev/null 2>"$work/errors" || fail "dpkg cannot install it: $(cat "$work/errors")"
[ "$("$work/root/usr/bin/writ" --version)" = "$("$writ" --version)" ] || fail "the installed program does not run"
"${dpkg[@]}" --remove writ >/dev/null
left=$(find "$work/root" -path "$work/root/var/lib/dpkg" -prune -o -type f -print)
[ -z "$left" ] || fail "it leaves files when it is removed: $left"
echo "packing: all is well"
