#!/bin/bash
# An administrator on the shop's machine kills the shop's connections (KILL), one in the middle of a transaction, the other in the middle of a
# report: the order is lost.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server
database_shop mariadb --pool 2
mariadb_say "CREATE USER admin@'%' IDENTIFIED BY 'secret-of-the-admin'; GRANT ALL ON *.* TO admin@'%'"

record app any tcp
visitors <<'PY' &
anna, bert = Browser("anna"), Browser("bert")
anna.get("/orders", 200)
at_once(lambda: anna.post("/orders", 500, {"item": "lamp", "pay": "4"}),
        lambda: (pause(0.3), bert.get("/report?seconds=4", 500)))
assert anna.get("/orders", 200).json() == {"orders": []}
PY
visitors=$!
sleep 3
mariadb_say "SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist WHERE user = 'shop' ORDER BY id" |
    on app mariadb --no-defaults --host=10.20.2.3 --user=admin --password=secret-of-the-admin
wait "$visitors"
keep
