#!/bin/bash
# The shop tells at login that a session lives for 8 s; use does not extend it. The store is not in the capture.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --lifetime 8 --unknown delete --say-lifetime
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for step in range(3):
    pause(2)
    anna.get("/api/cart", 200)
    if step == 1:
        carla.get("/cart", 200)
        carla.post("/logout", 200)
pause(2.5)
anna.get("/api/cart", 401)
anna.get("/cart", 200)
pause(2)
bert.get("/api/cart", 401)
bert.get("/cart", 200)
PY
keep
