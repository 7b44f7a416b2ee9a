#!/bin/bash
# The shop keeps its sessions in a memcached of 2 MB on the machine "b". Another program fills it there, unseen from the shop's machine:
# the sessions of anna and bert are pushed out long before their hour is over. Carla works all the time and keeps hers.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
memcached_store b -m 2
shop_beside 8001 --store memcached://10.20.2.3:11211 --lifetime 3600 --cookie-age 3600 --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY' &
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for _ in range(25):
    pause(0.15)
    carla.get("/api/cart", 200)
for user in (anna, bert):
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
carla.post("/logout", 200)
PY
visitors=$!
sleep 2
on b python3 - <<'PY'
import time
import pymemcache
cache = pymemcache.Client("127.0.0.1:11211")
for number in range(40_000):
    cache.set(f"page:{number}", "x" * (number % 120), expire=3600, noreply=True)
    if number % 400 == 0:
        time.sleep(0.02)
PY
wait "$visitors"
keep
