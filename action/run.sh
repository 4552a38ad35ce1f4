#!/usr/bin/env bash
# Becomes `writ COMMAND`, with reports for the next steps. Paths and arguments are words that a workflow's author wrote.
set -euo pipefail
mkdir -p "$REPORTS"
rm -f "$REPORTS"/*
read -r -a paths <<<"${PATHS//$'\n'/ }"
read -r -a arguments <<<"${ARGUMENTS//$'\n'/ }"
command=("$COMMAND")
case $COMMAND in
  validate) ;;
  plan) if [ -n "$PLAN" ]; then command+=(--out "$PLAN"); fi ;;
  apply)
    command+=(--yes)
    if [ -n "$PLAN" ]; then
      command+=(--plan "$PLAN")
      paths=()
    fi
    ;;
  *)
    echo "::error::expected validate, plan or apply as command, found $COMMAND"
    exit 64
    ;;
esac
exec writ "${command[@]}" "${paths[@]}" --report "$REPORTS/report.md" --report "$REPORTS/report.json" "${arguments[@]}"
