#!/usr/bin/env bash
# Every hour, from cron: pulls the manifests and applies them. What one hour does not finish, the next one continues.
#   0 * * * * /srv/access/cron.sh
# /srv/access/env sets OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, for this user's eyes only (chmod 600).
set -euo pipefail
cd "${1:-/srv/access}"
set -a
. ./env
set +a
git -C manifests pull --quiet --ff-only
status=0
writ apply manifests/requests --yes --quiet --state "$PWD/state.db" --deadline 55m --max-creates 500 \
  --report "$PWD/last.html" || status=$?
# 6: stopped at the deadline; 9: an earlier run is still at some of it. The next hour goes on.
case $status in
  0 | 6 | 9) exit 0 ;;
  *) exit "$status" ;;
esac
