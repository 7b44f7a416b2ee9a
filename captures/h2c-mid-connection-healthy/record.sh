#!/bin/bash
# The recording begins while the visitors of h2c-cookies-healthy are connected and signed in: the start of their HTTP/2 connections is not in it,
# nor what the header compression learnt then.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --unknown delete
balance "$software/h2_beside.conf"

visitors_h2 <<'PY' &
users = [Browser2(name) for name in ("anna", "bert")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
open("signed-in", "w").write("yes")
pause(3)
for user in users:
    at_once(*[lambda path=path: user.get(path, 200) for path in ("/cart", "/api/cart", "/api/orders")])
    user.post("/cart", 200, {"item": "chair"})
    user.get("/api/cart", 200)
users[0].post("/logout", 200)
carla = Browser2("carla")                       # a newcomer, whole
carla.get("/", 200)
carla.login(200)
carla.get("/api/cart", 200)
PY
visitors=$!
wait_for_line signed-in yes
sleep 0.5
record proxy any tcp
wait "$visitors"
keep
