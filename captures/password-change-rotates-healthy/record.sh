#!/bin/bash
# Users change their passwords and get a new session id with the answer.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for user in users:
    before = user.cookie()
    user.post("/password", 200, {"new": "another secret"})
    assert user.cookie() != before
for user in users:
    user.get("/api/cart", 200)
    user.get("/cart", 200)
users[2].post("/logout", 200)
PY
keep
