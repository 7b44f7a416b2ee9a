#!/bin/bash
# A gRPC shop keeps its sessions in Redis for 6 s, and use does not extend them: anna is refused (UNAUTHENTICATED) while she works, bert
# after a break. Carla signs out in time.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
redis_store 6379
grpc_shop proxy 10.20.0.2:50051 --redis --lifetime 6

record proxy any tcp
callers <<'PY'
anna, bert, carla = users = [Caller(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.login()
    user.call("Cart/Add", "lamp")
for step in range(3):
    pause(1.5)
    anna.call("Cart/View")
    if step == 1:
        carla.call("Cart/View")
        carla.call("Sessions/Logout")
pause(2)
anna.call("Cart/View", status="UNAUTHENTICATED")
anna.call("Cart/Add", "chair", status="UNAUTHENTICATED")
anna.login()
anna.call("Cart/View")
pause(1)
bert.call("Cart/View", status="UNAUTHENTICATED")
PY
keep
