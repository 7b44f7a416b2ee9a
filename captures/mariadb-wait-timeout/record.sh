#!/bin/bash
# MariaDB with a pool of threads closes connections that are idle for 4 s (wait_timeout), without a word. The shop's pool does not notice,
# and the next query goes into a dead connection.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --wait-timeout=4 --thread-handling=pool-of-threads
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
