#!/bin/bash
# A server process dies in the middle of anna's transaction (kill -9, as the kernel does when memory runs out). PostgreSQL ends all
# other sessions as well (57P02) and recovers.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
database_shop postgresql --pool 3

record app any tcp
visitors <<'PY' &
anna, bert, carla = [Browser(name) for name in ("anna", "bert", "carla")]
at_once(lambda: anna.post("/orders", 500, {"item": "lamp", "pay": "3"}),
        lambda: (pause(0.3), bert.get("/report?seconds=5", 500)),
        lambda: (pause(0.6), carla.post("/orders", 500, {"item": "chair", "pay": "3"})))
pause(2)
assert anna.get("/orders", 200).json() == {"orders": []}
PY
visitors=$!
sleep 2
victim=$(sql "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' ORDER BY xact_start LIMIT 1")
kill -KILL "$victim"
wait "$visitors"
keep
