#!/bin/bash
# Everybody has a session before signing in, and gets a new id at login.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --anonymous
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/app", 200)
    user.post("/api/cart", 200)
    before = user.cookie()
    user.get("/login", 200)
    user.login(200)
    assert user.cookie() != before
for user in users:
    user.get("/api/orders", 200)
    user.get("/cart", 200)
users[0].post("/logout", 200)
PY
keep
