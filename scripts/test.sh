#!/usr/bin/env bash
# Runs the tests that are built: first all but the suites that match KILLING, which need the machine for themselves, then
# those. Prints the ten slowest, and ends with the tests' status. Usage: scripts/test.sh KILLING [OPTION…]
set -euo pipefail

killing=$1
shift
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
{
  swift test --skip-build "$@" --skip "$killing" --xunit-output "$results/computing.xml" &&
    swift test --skip-build "$@" --filter "$killing" --xunit-output "$results/killing.xml"
} || status=$?

# Swift Testing's results have one line for each test, next to those of XCTest, which has none.
echo "The slowest tests, in seconds:"
find "$results" -name '*-swift-testing.xml' -exec sed -nE \
  's|.*<testcase classname="([^"]*)" name="([^"]*)" time="([0-9]+\.[0-9]{1,3}).*|\3 \1/\2|p' {} + |
  sort -rn | awk 'NR <= 10 { printf "%9.3f  %s\n", $1, substr($0, index($0, " ") + 1) }'
exit "$status"
