#!/bin/bash
# The shop allows a session five calls in ten seconds: anna is too quick (RESOURCE_EXHAUSTED), bert is not.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051 --limit 5

record proxy any tcp
callers <<'PY'
anna, bert = users = [Caller(name) for name in ("anna", "bert")]
for user in users:
    user.login()
for number in range(9):
    anna.call("Cart/Add", f"lamp {number}", status="OK" if number < 5 else "RESOURCE_EXHAUSTED")
    if number % 3 == 0:
        bert.call("Cart/View")
PY
keep
