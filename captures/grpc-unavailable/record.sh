#!/bin/bash
# The shop's own database is gone after a while: every call ends in UNAVAILABLE. The sessions are good all the same.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051 --broken-after 4

record proxy any tcp
callers <<'PY'
users = [Caller(name) for name in ("anna", "bert")]
for user in users:
    user.login()
    user.call("Cart/Add", "lamp")
    user.call("Cart/View")
for user in users:
    for _ in range(3):
        user.call("Cart/View", status="UNAVAILABLE")
PY
keep
