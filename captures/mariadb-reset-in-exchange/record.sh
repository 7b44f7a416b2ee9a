#!/bin/bash
# The database's machine aborts its connection while a report runs (ss --kill, as a failing balancer or a virtual machine that is moved
# would): a RST in the middle of a query.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server
database_shop mariadb

record app any tcp
visitors <<'PY' &
anna = Browser("anna")
anna.get("/orders", 200)
anna.get("/report?seconds=4", 500)
anna.get("/orders", 200)
PY
visitors=$!
sleep 2.5
on db ss --kill --tcp state established "sport = :3306" >>client.log
wait "$visitors"
keep
