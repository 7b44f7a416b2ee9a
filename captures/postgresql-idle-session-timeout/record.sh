#!/bin/bash
# PostgreSQL ends sessions that are idle for 4 s. The pool does not notice, and the next query goes into a dead connection.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql idle_session_timeout=4s
database_shop postgresql

record app any tcp
visitors <<'PY'
anna, bert = Browser("anna"), Browser("bert")
anna.post("/orders", 201)
bert.get("/orders", 200)
pause(6)
anna.get("/orders", 500)
anna.get("/orders", 200)
pause(6)
bert.post("/orders", 500)
bert.post("/orders", 201)
PY
keep
