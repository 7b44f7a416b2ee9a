#!/bin/bash
# A gateway passes the header X-Session-ID on to /cart and forgets it on the way to /orders: service B knows nobody there.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/gateway_street.sh"
gateway_street /orders=drop

record proxy any tcp
visitors <<'PY'
from api_client import Program
users = [Program(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.begin()
for user in users:
    user.get("/cart", 200)
for user in users:
    user.get("/orders", 401)
for user in users:
    user.get("/cart", 200)
    user.get("/orders", 401)
    user.leave()
PY
keep
