#!/bin/bash
# A gateway lower-cases X-Session-ID on the way to /orders: service B does not find the session.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/gateway_street.sh"
gateway_street /orders=lower

record proxy any tcp
visitors <<'PY'
from api_client import Program
users = [Program(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.begin()
for user in users:
    user.get("/cart", 200)
for user in users:
    user.get("/orders", 404)
for user in users:
    user.get("/cart", 200)
    user.get("/orders", 404)
    user.leave()
PY
keep
