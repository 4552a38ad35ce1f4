#!/usr/bin/env bash
# Gives the outputs of the action, and the job's summary. Without a report writ did not come as far as that.
set -euo pipefail
[ -f "$REPORTS/report.json" ] || exit 0
{
  echo "report=$REPORTS/report.json"
  echo "status=$(jq -r '.exitStatus // ""' "$REPORTS/report.json")"
  # One line, whatever is in it.
  echo "summary=$(jq -r '.summary // "" | gsub("[\\r\\n]"; " ")' "$REPORTS/report.json")"
} >>"${GITHUB_OUTPUT:?}"
# GitHub drops a summary of more than 1 MiB as a whole; a report has 65,000 characters at most.
cat "$REPORTS/report.md" >>"${GITHUB_STEP_SUMMARY:?}"
