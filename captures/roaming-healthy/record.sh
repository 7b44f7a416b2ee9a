#!/bin/bash
# Telephones change from one network to another and back, with the same program and the same session.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
david, emma, anna = Browser("david"), Browser("emma"), Browser("anna")
users = [david, emma, anna]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
david.move("10.20.0.12")
emma.move("10.20.0.13")
for user in users:
    user.get("/api/cart", 200)
    user.get("/cart", 200)
david.move("10.20.0.14")
for user in users:
    user.get("/api/orders", 200)
PY
keep
