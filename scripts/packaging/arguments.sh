# shellcheck shell=bash disable=SC2034,SC2164
# The arguments of the scripts that pack, which source this file: PATH-OF-WRIT FOLDER. They go on in the checkout.
writ=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/.."
# The moment that packed files have: the same commit gives the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
