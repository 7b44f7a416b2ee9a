#!/bin/bash
# Anna's program pings every second (keepalive_time_ms=1000); the shop allows a ping in five minutes, its default, and ends the connection
# (ENHANCE_YOUR_CALM, too_many_pings) with her stream of orders. Bert's program does not ping.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051

record proxy any tcp
callers <<'PY'
anna = Caller("anna", grpc_keepalive_time_ms=1000, grpc_keepalive_permit_without_calls=1, grpc_http2_max_pings_without_data=0)
bert = Caller("bert")
for user in (anna, bert):
    user.login()
at_once(lambda: anna.watch("1 8", status="UNAVAILABLE"), lambda: bert.watch("1 8"))
for user in (anna, bert):
    user.call("Cart/View")
PY
keep
