#!/bin/bash
# A gateway passes calls on with the metadata of its list, and x-session-id is not on it: the shop knows nobody.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop a 10.20.1.3:50051
start proxy python3 "$software/grpc_gateway.py" 10.20.0.2:50051 10.20.1.3:50051 x-request-id traceparent
wait_for_port proxy 50051

record proxy any tcp
callers <<'PY'
users = [Caller(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.login()
for user in users:
    user.call("Cart/Add", "lamp", status="UNAUTHENTICATED")
    user.call("Cart/View", status="UNAUTHENTICATED")
    user.leave()
PY
keep
