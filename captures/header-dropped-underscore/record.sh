#!/bin/bash
# nginx drops the header `session_id`, as it does with every name that has an underscore: the service misses it.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
start a python3 "$software/session_service.py" 0.0.0.0 8000 session_id
wait_for_port a 8000
balance

record proxy any tcp
visitors <<'PY'
from api_client import Program
users = [Program(name, "session_id") for name in ("anna", "bert", "carla")]
for user in users:
    user.begin()
for user in users:
    user.get("/cart", 401)
for user in users:
    user.get("/orders", 401)

PY
keep
