#!/bin/bash
# MariaDB closes idle connections after 4 s, as in mariadb-wait-timeout, but the pool pings a connection before it hands it out: every
# request is answered, on a new connection each time.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --wait-timeout=4 --thread-handling=pool-of-threads
database_shop mariadb --pre-ping

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
