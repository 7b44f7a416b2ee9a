#!/bin/bash
# The shop of memcached-expiry touches a session at every use: whoever works stays signed in.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
memcached_store proxy
shop_beside 8001 --store memcached://127.0.0.1:11211 --lifetime 4 --sliding --cookie-age 3600 --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
for step in range(4):
    pause(1.8)
    for user in users:
        user.post("/cart", 200) if step == 1 else user.get("/api/cart", 200)
for user in users:
    user.post("/logout", 200)
PY
keep
