#!/bin/bash
# nginx before the shop waits 4 s for the next message (grpc_read_timeout, 60 s by default): anna's stream of orders, silent for 8 s, is cut.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 127.0.0.1:50051
balance "$software/grpc_nginx.conf"

record proxy any tcp
callers <<'PY'
anna, bert = users = [Caller(name, "10.20.0.2:80") for name in ("anna", "bert")]
for user in users:
    user.login()
at_once(lambda: anna.watch("0.5 8", status="INTERNAL|UNAVAILABLE|UNKNOWN"), lambda: bert.watch("0.5 2 2 2 2"))
for user in users:
    user.call("Cart/View")
PY
keep
