#!/bin/sh
# Runs every test, and says at the end which could not run on this machine: in the middle of the others nobody sees it.
set -u
log=$(mktemp)
trap 'rm -f "$log"' EXIT

{ SWIFT_BACKTRACE=enable=no ${SWIFT:-swift} test "$@" 2>&1; echo $? >"$log.status"; } | tee "$log"
status=$(cat "$log.status")
rm -f "$log.status"

skipped=$(grep -a ' skipped' "$log" | sed 's/^[^A-Za-z]*//' | sort -u)
[ -z "$skipped" ] || printf '\nTests that did not run here:\n%s\n' "$skipped"
exit "$status"
