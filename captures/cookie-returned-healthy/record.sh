#!/bin/bash
# The shop of cookie-not-returned-path with a cookie for the whole site.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --anonymous
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/app", 200)
for number in (1, 2):
    for user in users:
        user.post("/api/cart", 200, {"item": "lamp"})
        assert user.get("/api/cart", 200).json() == {"cart": ["lamp"] * number}
PY
keep
