#!/bin/bash
# Sessions live for 6 s in Redis and use does not extend them; the visitors speak HTTP/2. Anna is thrown out while she works.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --lifetime 6 --cookie-age 3600 --unknown delete
balance "$software/h2_beside.conf"

record proxy any tcp
visitors_h2 <<'PY'
anna, carla = users = [Browser2(name) for name in ("anna", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for step in range(3):
    pause(1.4)
    at_once(lambda: anna.get("/api/cart", 200), lambda: anna.get("/api/orders", 200))
carla.post("/logout", 200)
pause(2.5)
at_once(lambda: anna.get("/api/cart", 401), lambda: anna.get("/api/orders", 401))
anna.get("/cart", 200)                          # the login page
PY
keep
