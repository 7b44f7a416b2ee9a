#!/bin/bash
# Everybody gets a session at the first visit, before signing in; with it /api answers 401 and pages lead to the login page.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --anonymous
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/", 200)                          # to the login page, with a cookie
    user.get("/api/orders", 401)
for user in users[:2]:
    user.login(200)
    user.get("/api/orders", 200)
for user in users:
    user.get("/api/orders", 200 if user in users[:2] else 401)
users[0].post("/logout", 200)
PY
keep
