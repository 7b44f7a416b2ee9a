#!/bin/bash
# As affinity-missing-client-leg-only, but nothing in the answers tells which shop they came from.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --unknown replace
shop b --unknown replace
balance "$software/shop_round_robin.conf"

record proxy to-clients tcp
visitors <<'PY'
import random
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/", 200)
    user.login(303, allow_redirects=False)
chance = random.Random(4)
for step in range(16):
    user = chance.choice(users)
    user.get("/api/cart")
    if step % 4 == 3:
        user.get("/")
for user in users:
    user.get("/cart")
    user.get("/api/orders")
PY
keep
