#!/bin/bash
# The machine that issues tokens is 90 s ahead of the one that checks them: every fresh token is refused as not yet valid.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
start a python3 "$software/token_service.py" 0.0.0.0:8000
start b python3 "$software/token_service.py" 0.0.0.0:8000 --clock 90
wait_for_port a 8000
wait_for_port b 8000
balance

record proxy any tcp
visitors <<'PY'
from single_page import Page
users = [Page(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.sign_in()
    user.get("/api/cart", 401)
pause(2)
for user in users:
    user.get("/api/cart", 401)
    user.refresh(200)                           # a new token is no better
    user.get("/api/cart", 401)
pause(1)
PY
keep
