#!/usr/bin/env bash
# Writes what is installed below a prefix such as /usr/local: bin, man pages, completions, documents.
# Usage: scripts/packaging/tree.sh PATH-OF-WRIT FOLDER
set -euo pipefail
writ=$1 folder=$2
mkdir -p "$folder"/bin "$folder"/share/{man/man1,doc/writ} "$folder"/share/bash-completion/completions \
  "$folder"/share/zsh/site-functions "$folder"/share/fish/vendor_completions.d
cp "$writ" "$folder/bin/writ"
strip "$folder/bin/writ"
if [ "$(uname -s)" = Linux ]; then
  # The compiler's hashes of modules, which nothing reads at run time, are all by which two builds of a commit differ. They become
  # zeros: where the section is removed, the program is no longer protected from changes to what is relocated (RELRO).
  zeros=$(mktemp)
  size=$(size -A "$folder/bin/writ" | awk '$1 == ".swift_modhash" { print $2 }')
  head -c "${size:-0}" /dev/zero >"$zeros"
  if [ -s "$zeros" ]; then objcopy --update-section .swift_modhash="$zeros" "$folder/bin/writ"; fi
  rm -f "$zeros"
fi
scripts/man.sh "$writ" "$folder/share/man/man1"
gzip --no-name --best "$folder"/share/man/man1/*.1
"$writ" --generate-completion-script bash | sed '1{/^#!/d}' >"$folder/share/bash-completion/completions/writ"
"$writ" --generate-completion-script zsh >"$folder/share/zsh/site-functions/_writ"
"$writ" --generate-completion-script fish >"$folder/share/fish/vendor_completions.d/writ.fish"
cp LICENSE README.md CHANGELOG.md SECURITY.md "$folder/share/doc/writ/"
cp -R docs examples "$folder/share/doc/writ/"
chmod 755 "$folder/bin/writ"
