#!/bin/bash
# The gateway of header-dropped-gateway passes X-Session-ID on everywhere.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/gateway_street.sh"
gateway_street

record proxy any tcp
visitors <<'PY'
from api_client import Program
users = [Program(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.begin()
for user in users:
    user.get("/cart", 200)
for user in users:
    user.get("/orders", 200)
for user in users:
    user.get("/cart", 200)
    user.get("/orders", 200)
    user.end()
    user.leave()
PY
keep
