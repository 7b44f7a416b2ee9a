#!/bin/bash
# The shop has the wrong password for its database (1045): every request ends in 500.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server
database_shop mariadb --password "secret-of-last-year"

record app any tcp
visitors <<'PY'
for name in ("anna", "bert", "carla"):
    user = Browser(name)
    user.get("/orders", 500)
    user.leave()
PY
keep
