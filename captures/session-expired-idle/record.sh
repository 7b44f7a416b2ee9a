#!/bin/bash
# Sessions live for 8 s in the store and use does not extend them: anna is thrown out while she works, bert after a break. Carla signs out in time.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
session_store
shop_beside 8001 --store redis://127.0.0.1 --lifetime 8 --unknown delete
balance "$software/shop_beside.conf"

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
anna.get("/cart", 200)                          # the login page
pause(2)
bert.get("/api/cart", 401)
bert.get("/cart", 200)
PY
keep
