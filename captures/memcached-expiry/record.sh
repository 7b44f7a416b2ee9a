#!/bin/bash
# Sessions lie in memcached for 6 s, and reading does not extend them; the cookie would be good for an hour. Anna is thrown out while
# she works, bert after a break. Carla signs out in time.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
memcached_store proxy
shop_beside 8001 --store memcached://127.0.0.1:11211 --lifetime 6 --cookie-age 3600 --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for step in range(3):
    pause(1.3)
    anna.get("/api/cart", 200)
    if step == 1:
        carla.get("/cart", 200)
        carla.post("/logout", 200)
pause(2.6)
anna.get("/api/cart", 401)
anna.get("/cart", 200)                          # the login page
pause(1)
bert.get("/api/cart", 401)
bert.get("/cart", 200)
PY
keep
