#!/bin/bash
# memcached on the machine "b" has 2 MB and throws nothing out (-M). Another program fills it there, unseen; then nobody can sign in (SERVER_ERROR),
# while anna, who was signed in before, stays so.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
memcached_store b -m 2 -M
shop_beside 8001 --store memcached://10.20.2.3:11211 --lifetime 3600 --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY' &
anna, bert, carla = [Browser(name) for name in ("anna", "bert", "carla")]
anna.get("/", 200)
anna.login(200)
anna.get("/api/cart", 200)
pause(4)
for user in (bert, carla):
    user.get("/login", 200)
    user.login(500)
anna.get("/api/cart", 200)
anna.get("/cart", 200)
PY
visitors=$!
sleep 1.5
on b python3 - <<'PY'
import pymemcache
cache = pymemcache.Client("127.0.0.1:11211")
for number in range(40_000):
    cache.set(f"page:{number}", "x" * (number % 120), expire=3600, noreply=True)
cache.get("page:1")
PY
wait "$visitors"
keep
