#!/bin/bash
# The pool replaces a connection after 4 s, before MariaDB would close it for 6 s of idleness. Nobody notices anything.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --wait-timeout=6
database_shop mariadb --recycle 4

record app any tcp
visitors <<'PY'
anna = Browser("anna")
anna.post("/orders", 201)
for _ in range(4):
    pause(2.5)
    anna.get("/orders", 200)
PY
keep
