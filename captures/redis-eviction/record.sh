#!/bin/bash
# A Django shop keeps sessions and everything else in one Redis of 4 MB that throws out what was used longest ago: looking at
# products pushes out the sessions of anna and bert. Carla works all the time and keeps hers.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379 --maxmemory 4mb --maxmemory-policy allkeys-lru --maxmemory-samples 64
django_shop 8001 redis://127.0.0.1:6379
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
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
carla.get("/cart", 200)
PY
keep
