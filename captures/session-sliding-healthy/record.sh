#!/bin/bash
# Sessions live for 4 s in the store and every use extends them: whoever works stays signed in for three times that long.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
session_store
shop_beside 8001 --store redis://127.0.0.1 --lifetime 4 --sliding --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
for _ in range(6):
    pause(1.8)
    for user in users:
        user.get("/api/cart", 200)
for user in users:
    user.post("/logout", 200)
PY
keep
