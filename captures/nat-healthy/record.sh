#!/bin/bash
# Five users behind one address, two of them with the same program, each with a session.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name, "10.20.0.15") for name in ("anna", "bert", "carla", "david")]
users.append(Browser("emma", "10.20.0.15", AGENTS["anna"][1]))
for user in users:
    user.get("/", 200)
    user.login(200)
for _ in range(2):
    for user in users:
        user.get("/api/cart", 200)
for user in users[:2]:
    user.post("/logout", 200)
users[2].get("/cart", 200)
PY
keep
