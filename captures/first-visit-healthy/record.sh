#!/bin/bash
# First visits: nobody has a cookie yet, pages lead to the login page, the program of the page gets 401 before that.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
    user.get("/", 200)
for user in users[:2]:
    user.login(200)
    user.get("/api/cart", 200)
PY
keep
