#!/bin/bash
# The shop gives a new session id with every answer; the old one is worth nothing from then on, and nobody uses it.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --rotate
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
for _ in range(3):
    for user in users:
        before = user.cookie()
        user.get("/api/cart", 200)
        assert user.cookie() != before
        user.get("/cart", 200)
users[1].post("/logout", 200)
PY
keep
