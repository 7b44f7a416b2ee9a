#!/bin/bash
# An ordinary day of PostgreSQL in four seconds: a shop with its pool, prepared statements, COPY, notices, expected errors, a cancelled and
# a timed-out statement, notifications, cursors, pipelines, an idle session.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
database_shop postgresql --pool 2

record app any tcp
on app python3 "$scenario/jobs.py" >>client.log 2>&1 &
jobs=$!
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert")]
for user in users:
    user.post("/orders", 201)
    user.get("/orders", 200)
pause(1)
at_once(*[lambda user=user: user.get("/report?seconds=0.3", 200) for user in users])
pause(2)
users[0].get("/orders", 200)
PY
wait "$jobs"
kill -TERM "$shop"      # its pool goes without Terminate, nothing is open
sleep 0.5
keep
