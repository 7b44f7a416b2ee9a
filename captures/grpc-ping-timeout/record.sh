#!/bin/bash
# The shop's process hangs (SIGSTOP). Anna's program pings every 2 s and waits 2 s for the answer: it gives the connection up, and her stream
# ends. The machine is alive, it acknowledges every segment.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051
shop=$started

record proxy any tcp
callers <<'PY' &
anna = Caller("anna", grpc_keepalive_time_ms=2000, grpc_keepalive_timeout_ms=2000,
               grpc_http2_ping_timeout_ms=2000, grpc_http2_max_pings_without_data=0)
anna.login()
anna.watch("0.5 60", status="UNAVAILABLE")
PY
callers=$!
sleep 2
kill -STOP "$shop"
wait "$callers"
keep
