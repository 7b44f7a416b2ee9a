#!/bin/bash
# PostgreSQL ends idle sessions after 4 s, as in postgresql-idle-session-timeout, but the pool tries a connection before it hands it
# out: every request is answered, on a new connection each time.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql idle_session_timeout=4s
database_shop postgresql --pre-ping

record app any tcp
visitors <<'PY'
anna = Browser("anna")
anna.post("/orders", 201)
for _ in range(2):
    pause(6)
    anna.get("/orders", 200)
    anna.get("/orders", 200)
PY
keep
