#!/bin/bash
# The cart takes 3 s, anna's program waits 1 s (grpc-timeout): DEADLINE_EXCEEDED. Bert's waits 10 s and gets his answer.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051

record proxy any tcp
callers <<'PY'
anna, bert = users = [Caller(name) for name in ("anna", "bert")]
for user in users:
    user.login()
    user.call("Cart/Add", "lamp")
for _ in range(2):
    anna.call("Cart/View", "slowly 3", status="DEADLINE_EXCEEDED", timeout=1)
bert.call("Cart/View", "slowly 3", timeout=10)
anna.call("Cart/View")
pause(2)
PY
keep
