#!/bin/bash
# The shop writes its sessions into Redis without a time to live: they stay for ever. Anna signs out, bert and carla just leave.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --lifetime 0
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.post("/cart", 200)
    user.get("/api/cart", 200)
users[0].post("/logout", 200)
PY
keep
