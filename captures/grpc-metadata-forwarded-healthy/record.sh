#!/bin/bash
# The gateway of grpc-metadata-dropped with x-session-id on its list.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop a 10.20.1.3:50051
start proxy python3 "$software/grpc_gateway.py" 10.20.0.2:50051 10.20.1.3:50051 x-request-id traceparent x-session-id
wait_for_port proxy 50051

record proxy any tcp
callers <<'PY'
users = [Caller(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.login()
for user in users:
    user.call("Cart/Add", "lamp", status="OK")
    user.call("Cart/View", status="OK")
    user.leave()
PY
keep
