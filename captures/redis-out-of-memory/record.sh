#!/bin/bash
# Redis has 3 MB and throws nothing out (noeviction). When it is full, a Django shop can sign nobody in: 500. Who is signed in stays so.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379 --maxmemory 3mb --maxmemory-policy noeviction
django_shop 8001 redis://127.0.0.1:6379
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla, david = [Browser(name) for name in ("anna", "bert", "carla", "david")]
anna.get("/", 200)
anna.login(200)
anna.get("/api/cart", 200)
for number in range(14):
    answer = david.get(f"/products/{number}")
    if answer.status_code == 500:
        break
for user in (bert, carla):
    user.get("/login", 200)
    user.login(500)
    user.login(500)
anna.get("/api/cart", 200)
anna.get("/cart", 200)
PY
keep
