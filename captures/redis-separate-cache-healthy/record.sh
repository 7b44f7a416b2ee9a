#!/bin/bash
# The Django shop of redis-eviction with a Redis of its own for the sessions: the cache throws things out, and nobody notices.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
redis_store 6380 --maxmemory 4mb --maxmemory-policy allkeys-lru --maxmemory-samples 64
django_shop 8001 redis://127.0.0.1:6380 redis://127.0.0.1:6379
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla, david = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in (anna, bert, carla):
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for number in range(22):
    pause(0.1)
    david.get(f"/products/{number}", 200)
    if number % 3 == 0:
        carla.get("/api/cart", 200)
for user in (anna, bert):
    user.get("/api/cart", 200)
    user.get("/cart", 200)
carla.post("/logout", 200)
PY
keep
[ "$(redis_say 6380 INFO stats | tr -d '\r' | sed -n 's/^evicted_keys://p')" -gt 0 ]
