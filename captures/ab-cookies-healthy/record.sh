#!/bin/bash
# Cookies of an A/B test and of analytics come, change with every answer and go; the session stays.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --analytics
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
for _ in range(2):
    for user in users:
        user.get("/api/cart", 200)
        user.get("/cart", 200)
for user in users:
    user.get("/", 200)
users[0].post("/logout", 200)
PY
keep
