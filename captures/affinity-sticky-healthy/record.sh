#!/bin/bash
# The two shops of affinity-missing-round-robin behind HAProxy with `cookie SERVERID insert`: everybody stays where he is.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --unknown replace
shop b --unknown replace
balance_haproxy "$software/shop_sticky.cfg"

record proxy any tcp
visitors <<'PY'
import random
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/", 200)
    user.login(200)
chance = random.Random(4)
for step in range(12):
    user = chance.choice(users)
    user.post("/cart", 200) if step % 4 == 0 else user.get("/api/cart", 200)
for user in users:
    user.get("/cart", 200)
users[0].post("/logout", 200)
PY
keep
