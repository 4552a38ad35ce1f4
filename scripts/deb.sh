#!/usr/bin/env bash
# Packs a writ as a Debian package into a folder. Usage: scripts/deb.sh PATH-OF-WRIT FOLDER
set -euo pipefail
# shellcheck source=scripts/packaging/arguments.sh
source "$(dirname "$0")/packaging/arguments.sh"

maintainer=${WRIT_MAINTAINER:-The Writ authors <writ@users.noreply.github.com>}
version=$("$writ" --version | cut -d " " -f 2)
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
root=$work/root
scripts/packaging/tree.sh "$writ" "$root/usr"

# What Debian's policy asks of documents.
documents=$root/usr/share/doc/writ
rm "$documents/LICENSE"
cp packaging/deb/copyright "$documents/copyright"
gzip --no-name --best "$documents/CHANGELOG.md"
printf 'writ (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- %s  %s\n' "$version" "$maintainer" \
  "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip --no-name --best >"$documents/changelog.gz"
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
install -D -m 644 packaging/deb/lintian-overrides "$root/usr/share/lintian/overrides/writ"

# The libraries that the program is linked to, and the packages that have them.
mkdir "$work/debian" "$root/DEBIAN"
printf 'Source: writ\n\nPackage: writ\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps --ignore-missing-info -O -e"$root/usr/bin/writ" 2>"$work/shlibdeps" | sed -n 's/^shlibs:Depends=//p')
cat >"$root/DEBIAN/control" <<CONTROL
Package: writ
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends
Recommends: ca-certificates, libpq5
Section: admin
Priority: optional
Description: bulk Okta access requests from YAML manifests
 Writ compares manifests that declare Okta access requests with the requests
 that the org already has, and creates what is missing, concurrently and under
 the org's rate limit: each request exactly once, also through a crash.
 .
 It comes with a local Access Requests server, so that everything can be tried
 without a tenant.
CONTROL
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
dpkg-deb --build --root-owner-group "$root" "$folder/writ_${version}_$architecture.deb" >/dev/null
scripts/packaging/sums.sh "$folder"
echo "deb: $folder/writ_${version}_$architecture.deb"
