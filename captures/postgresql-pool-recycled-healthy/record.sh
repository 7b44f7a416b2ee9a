#!/bin/bash
# The pool replaces a connection after 4 s, before PostgreSQL would end it for 6 s of idleness. Nobody notices anything.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql idle_session_timeout=6s
database_shop postgresql --recycle 4

record app any tcp
visitors <<'PY'
anna = Browser("anna")
anna.post("/orders", 201)
for _ in range(4):
    pause(2.5)
    anna.get("/orders", 200)
PY
keep
