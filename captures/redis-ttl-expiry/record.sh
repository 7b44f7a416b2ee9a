#!/bin/bash
# An Express shop: the cookie lives for an hour, the session in Redis for 6 s, and use does not extend it. Anna is thrown out while
# she works, bert after a break. Carla signs out in time.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
express_shop 8001 6 3600
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for step in range(3):
    pause(1.5)
    anna.get("/api/cart", 200)
    if step == 1:
        carla.get("/cart", 200)
        carla.post("/logout", 200)
pause(2)
anna.get("/api/cart", 401)
anna.get("/cart", 200)                          # the login page
pause(1)
bert.get("/api/cart", 401)
bert.get("/cart", 200)
PY
keep
