#!/bin/bash
# A shop behind nginx, which speaks cleartext HTTP/2 by prior knowledge to the visitors: logins, several requests at once on one connection, a
# wrong password, logouts. The sessions lie in Redis.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --unknown delete
balance "$software/h2_beside.conf"

record proxy any tcp
visitors_h2 <<'PY'
users = [Browser2(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    at_once(*[lambda path=path: user.get(path, 200) for path in ("/cart", "/api/cart", "/api/orders")])
david = Browser2("david")
david.post("/login", 401, {"user": "david", "password": "wrong"})
david.login(200)
for user in users:
    user.post("/cart", 200)
    user.get("/api/cart", 200)
    user.post("/logout", 200)
    user.leave()
PY
keep
