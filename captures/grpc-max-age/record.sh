#!/bin/bash
# The shop ends connections after 3 s (max_connection_age_ms), and gives streams 2 s more (max_connection_age_grace_ms): a stream of orders that
# lasts longer is cut.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051 --option grpc.max_connection_age_ms=3000 --option grpc.max_connection_age_grace_ms=2000

record proxy any tcp
callers <<'PY'
anna, bert = users = [Caller(name) for name in ("anna", "bert")]
for user in users:
    user.login()
at_once(lambda: anna.watch("1 1 1 1 1 1 1 1 1 1", status="UNAVAILABLE"), lambda: (pause(0.5), bert.watch("1 1 1 1 1 1 1 1 1 1", status="UNAVAILABLE")))
for user in users:
    user.call("Cart/View")
PY
keep
