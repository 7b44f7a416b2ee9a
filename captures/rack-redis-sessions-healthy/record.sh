#!/bin/bash
# Rack's sessions in Redis, under the digest of their ids as Rails keeps them: a new id at login, david's wrong password, logouts.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
rack_shop 8001 1800
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/login", 200)
    user.login(200)
    user.get("/api/cart", 200)
for step in range(2):
    pause(0.5)
    for user in users:
        user.post("/cart", 200, {"item": "lamp" if step else "chair"})
        user.get("/cart", 200)
david = Browser("david")
david.get("/login", 200)
david.post("/login", 401, {"user": "david", "password": "wrong"})
david.login(200)
for user in users:
    user.post("/logout", 200)
PY
keep
