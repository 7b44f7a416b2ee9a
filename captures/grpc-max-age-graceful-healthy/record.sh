#!/bin/bash
# The shop ends connections after 3 s and lets streams finish: whoever calls again gets a new connection and notices nothing.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051 --option grpc.max_connection_age_ms=3000

record proxy any tcp
callers <<'PY'
anna, bert = users = [Caller(name) for name in ("anna", "bert")]
for user in users:
    user.login()
def poll(user):
    for _ in range(9):
        user.call("Cart/View")
        pause(0.7)
at_once(lambda: anna.watch("1 1 1 1 1"), lambda: poll(bert))
for user in users:
    user.call("Sessions/Logout")
PY
keep
