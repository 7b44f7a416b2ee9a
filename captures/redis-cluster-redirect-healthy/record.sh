#!/bin/bash
# The shop knows the cluster. Half of its slots move to the other node; the shop is told MOVED, asks there, and goes on.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_cluster
shop_beside 8001 --store cluster://127.0.0.1:6379
balance "$software/shop_beside.conf"
# Nothing is stored yet: the slots may move without their keys.
redis_say 6379 CLUSTER DELSLOTSRANGE 4096 8191 >>client.log
redis_say 6380 CLUSTER DELSLOTSRANGE 4096 8191 >>client.log
redis_say 6380 CLUSTER ADDSLOTSRANGE 4096 8191 >>client.log
sleep 2

record proxy any tcp port 80 or tcp port 8001 or tcp port 6379 or tcp port 6380
visitors <<'PY'
for name in ("anna", "bert", "carla", "david", "emma"):
    user = Browser(name)
    user.get("/login", 200)
    user.login(200)
    user.get("/api/cart", 200)
    user.post("/cart", 200)
    user.leave()
PY
keep
