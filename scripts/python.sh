# shellcheck shell=bash
# Packages from PyPI, for the scripts that source this file.

# Installs packages in a folder of their own, again after each change of their list, and runs a command when that is done.
# Arguments: FOLDER REQUIREMENTS [COMMAND...]
install_packages() {
  local tools=$1 requirements=$2
  shift 2
  cmp -s "$requirements" "$tools/requirements.txt" && return
  command -v python3 >/dev/null || no_packages "python3 is missing: install Python 3.10 or later (apt-get install python3-venv)"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || no_packages "python3 is older than 3.10: install a later one"
  rm -rf "$tools"
  python3 -m venv "$tools" || no_packages "python3 cannot make a virtual environment: apt-get install python3-venv"
  "$tools/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" ||
    no_packages "the packages of $requirements cannot be installed from PyPI: is the network there, and pip set up for it?"
  "$@"
  cp "$requirements" "$tools/requirements.txt"
}

no_packages() {
  echo "$(basename "$0" .sh): $*" >&2
  exit 1
}
