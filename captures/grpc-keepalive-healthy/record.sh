#!/bin/bash
# Anna's program pings every second, and the shop allows it: her stream of orders lives through a silence of 8 s.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051 --option grpc.http2.min_ping_interval_without_data_ms=500 \
    --option grpc.http2.min_recv_ping_interval_without_data_ms=500 --option grpc.keepalive_permit_without_calls=1

record proxy any tcp
callers <<'PY'
anna = Caller("anna", grpc_keepalive_time_ms=1000, grpc_keepalive_permit_without_calls=1, grpc_http2_max_pings_without_data=0)
bert = Caller("bert")
for user in (anna, bert):
    user.login()
at_once(lambda: anna.watch("1 8 0.5"), lambda: bert.watch("1 8 0.5"))
pause(2)
for user in (anna, bert):
    user.call("Cart/View")
    user.call("Sessions/Logout")
PY
keep
