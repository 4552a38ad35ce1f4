#!/usr/bin/env bash
# The planner is pure: building it alone must compile Model and Planning, and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=.build-planning
if [ -d "$scratch" ]; then find "$scratch" -name '*.o' -path '*.build/*' -delete; fi
swift build --target Planning --scratch-path "$scratch" --quiet
compiled=$(find "$scratch"/debug/ -name '*.o' -path '*.build/*' | sed 's|.*/\([^/]*\)\.build/.*|\1|' | sort -u | xargs)
if [ "$compiled" != "Model Planning" ]; then
  echo "floors: the target Planning may need Model only, but this was compiled: $compiled" >&2
  exit 1
fi
echo "floors: the planner compiles without any third-party package"
