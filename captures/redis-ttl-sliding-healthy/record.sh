#!/bin/bash
# The Express shop of redis-ttl-expiry with "rolling": every use sets the 4 s anew, and whoever works stays signed in.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
express_shop 8001 4 3600 rolling
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
for step in range(4):
    pause(2.2)
    for user in users:
        user.post("/cart", 200) if step == 1 else user.get("/api/cart", 200)
for user in users:
    user.post("/logout", 200)
PY
keep
