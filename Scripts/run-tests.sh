#!/bin/sh
# Runs every test, and says at the end which could not run on this machine: in the middle of the others nobody sees it.
set -u
log=$(mktemp)
trap 'rm -f "$log"' EXIT

{ SWIFT_BACKTRACE=enable=no ${SWIFT:-swift} test "$@" 2>&1; echo $? >"$log.status"; } | tee "$log"
status=$(cat "$log.status")
rm -f "$log.status"

# One line for each reason, with the tests that it kept from running.
esc=$(printf '\033')
skipped=$(sed "s/$esc\[[0-9;]*m//g" "$log" | awk '
    /^[^A-Za-z]*Test ("[^"]*"|[^ "]+) skipped(:|\.|$)/ {
        sub(/^[^A-Za-z]*Test /, "")
        at = index($0, " skipped")
        name = substr($0, 1, at - 1)
        reason = substr($0, at + 8)
        gsub(/^: "?|"?\.?$/, "", reason)
        if (reason == "") reason = "skipped"
        if (!(reason in names)) order[++count] = reason
        names[reason] = names[reason] (names[reason] == "" ? "" : ", ") name
    }
    END { for (i = 1; i <= count; i++) print order[i] ": " names[order[i]] }')
[ -z "$skipped" ] || printf '\nNot run here:\n%s\n' "$skipped"
exit "$status"
