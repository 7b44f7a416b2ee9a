#!/bin/bash
# MariaDB with a thread for each connection resets those that are idle for 4 s (wait_timeout), without a word. The pool does not notice; the
# next request fails before its query gets onto the wire, because the kernel knows already.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --wait-timeout=4
database_shop mariadb

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
