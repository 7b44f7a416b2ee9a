#!/bin/bash
# The shop waits 5 s for a payment in the middle of a transaction; MariaDB closes connections that idle in one for 3 s
# (idle_transaction_timeout). The order is lost.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --idle-transaction-timeout=3
database_shop mariadb --pool 2

record app any tcp
visitors <<'PY'
anna, bert = Browser("anna"), Browser("bert")
anna.get("/orders", 200)
anna.post("/orders", 500, {"item": "lamp", "pay": "5"})
assert anna.get("/orders", 200).json() == {"orders": []}
bert.post("/orders", 201, {"item": "chair", "pay": "1"})
PY
keep
