#!/bin/bash
# Users ask for what only administrators may see: 403 inside a good session, which goes on.
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
for _ in range(2):
    for user in users:
        user.get("/admin", 403)
        user.get("/api/cart", 200)
        user.get("/api/admin", 403)
        user.get("/cart", 200)
PY
keep
