#!/bin/bash
# The shop has the wrong password for its database (28P01): every request ends in 500.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
database_shop postgresql --password "secret-of-last-year"

record app any tcp
visitors <<'PY'
for name in ("anna", "bert", "carla"):
    user = Browser(name)
    user.get("/orders", 500)
    user.leave()
PY
keep
