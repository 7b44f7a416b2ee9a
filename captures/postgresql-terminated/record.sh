#!/bin/bash
# An administrator terminates a session in the middle of a transaction (pg_terminate_backend): the order is lost.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
database_shop postgresql

record app any tcp
visitors <<'PY' &
anna = Browser("anna")
anna.get("/orders", 200)
anna.post("/orders", 500, {"item": "lamp", "pay": "4"})
assert anna.get("/orders", 200).json() == {"orders": []}
PY
visitors=$!
sleep 3
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop' AND state = 'idle in transaction'" >>client.log
wait "$visitors"
keep
