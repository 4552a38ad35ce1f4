#!/usr/bin/env bash
# Posts the report as a comment of the pull request, or puts it in place of the one that it posted before: both begin with the
# same line, which Markdown does not show.
set -euo pipefail
[ -f "$REPORTS/report.md" ] || exit 0
marker=$(head -n 1 "$REPORTS/report.md")
comments=repos/${GITHUB_REPOSITORY:?}/issues
id=$(gh api --paginate "$comments/$PULL_REQUEST/comments" |
  jq -r --arg marker "$marker" '.[] | select(.body | startswith($marker)) | .id' | head -n 1)
if [ -n "$id" ]; then
  gh api --method PATCH "$comments/comments/$id" -F "body=@$REPORTS/report.md" >/dev/null
else
  gh api --method POST "$comments/$PULL_REQUEST/comments" -F "body=@$REPORTS/report.md" >/dev/null
fi
