#!/bin/bash
# The shop of postgresql-idle-in-transaction waits for the payment before its transaction begins.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql idle_in_transaction_session_timeout=3s
database_shop postgresql --pool 2

record app any tcp
visitors <<'PY'
anna, bert = Browser("anna"), Browser("bert")
anna.get("/orders", 200)
anna.post("/orders", 201, {"item": "lamp", "pay_first": "5"})
bert.post("/orders", 201, {"item": "chair", "pay": "1"})
assert anna.get("/orders", 200).json() == {"orders": ["chair", "lamp"]}
PY
keep
