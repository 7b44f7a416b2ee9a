#!/bin/bash
# PostgreSQL is shut down while a report runs: first the polite way, which refuses new sessions (57P03), then the fast one, which ends those
# that are open (57P01). It comes back, and everything works again.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
server=$started
database_shop postgresql --pool 2

record app any tcp
visitors <<'PY' &
anna, bert = Browser("anna"), Browser("bert")
at_once(lambda: anna.get("/report?seconds=6", 500),
        lambda: (pause(2), bert.get("/orders", 500)))
pause(2)
anna.get("/orders", 200)
bert.get("/orders", 200)
PY
visitors=$!
sleep 1.7
kill -TERM "$server"
sleep 2
kill -INT "$server"
wait_for_end "$server"
postgresql
wait "$visitors"
keep
