#!/usr/bin/env bash
# Tests the page of `writ serve`, and reports as HTML, in headless Chromium, which it installs where it is missing (apt-get).
# Usage: scripts/page.sh PATH-OF-WRIT [FOLDER-FOR-SCREENSHOTS]
set -euo pipefail
here=$(dirname "$0")

ready() {
  [ -x /usr/bin/chromedriver ] && command -v chromium >/dev/null && /usr/bin/python3 -c 'import selenium' 2>/dev/null
}
ready || "$here/install.sh" chromium chromium-driver python3-selenium fonts-liberation
if ! ready; then
  echo "page: Chromium, its driver or Selenium is still missing: the page cannot be tested" >&2
  exit 1
fi
# Past its time, everything that the test started goes with it: it is one process group.
timeout --kill-after=10 120 /usr/bin/python3 -B "$here/../Tests/PageTests/report_test.py" "${@:2}"
exec timeout --kill-after=10 300 /usr/bin/python3 -B "$here/../Tests/PageTests/page_test.py" "$@"
