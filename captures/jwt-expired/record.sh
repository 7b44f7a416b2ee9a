#!/bin/bash
# Bert's program never refreshes: it goes on with a token that expired 3 s after it was issued, for half a minute.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
start a python3 "$software/token_service.py" 0.0.0.0:8000 --lifetime 3
wait_for_port a 8000
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
from single_page import Page
anna, bert, carla = users = [Page(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.sign_in()
    user.get("/api/cart", 200)
for step in range(15):
    pause(1.5 if step == 0 else 2.5)
    bert.get("/api/orders", 200 if step == 0 else 401)
    if step in (2, 9):
        anna.work("/api/cart")
        carla.work("/api/orders")
PY
keep
