#!/bin/bash
# The shop waits 5 s for a payment in the middle of a transaction; PostgreSQL ends sessions that idle in one for 3 s. The order is lost.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql idle_in_transaction_session_timeout=3s
database_shop postgresql --pool 2

record app any tcp
visitors <<'PY'
anna, bert = Browser("anna"), Browser("bert")
anna.get("/orders", 200)
anna.post("/orders", 500, {"item": "lamp", "pay": "5"})
assert anna.get("/orders", 200).json() == {"orders": []}
bert.post("/orders", 500, {"item": "chair", "pay": "5"})
bert.post("/orders", 201, {"item": "chair", "pay": "1"})
PY
keep
