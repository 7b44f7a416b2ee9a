#!/bin/bash
# Somebody uses anna's session at the same time as she, from another address with another program. Bert and carla are alone in theirs.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
thief = Browser("emma", agent="python-requests/2.31.0")
thief.session.cookies.set("shop_session", anna.cookie(), domain="shop.example")
for _ in range(3):
    for user in users:
        user.get("/api/cart", 200)
    thief.get("/api/orders", 200)
    pause()
anna.get("/cart", 200)
PY
keep
