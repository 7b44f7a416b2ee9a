#!/bin/bash
# A gRPC shop keeps its sessions in its own memory and is restarted: who was signed in is refused (UNAUTHENTICATED). There is no store to ask.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051
shop=$started

record proxy any tcp
callers <<'PY' &
anna, bert = users = [Caller(name) for name in ("anna", "bert")]
for user in users:
    user.login()
    user.call("Cart/Add", "lamp")
pause(4)
for user in users:
    user.call("Cart/View", status="UNAUTHENTICATED")
    user.login()
    user.call("Cart/View")
PY
callers=$!
sleep 2
kill -TERM "$shop"
wait_for_end "$shop"
grpc_shop proxy 10.20.0.2:50051
wait "$callers"
keep
