#!/bin/bash
# nginx sends requests in turn to two shops that each keep their sessions in memory: four users are logged out at random.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --unknown replace
shop b --unknown replace
balance "$software/shop_round_robin.conf"

record proxy any tcp
visitors <<'PY'
import random
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/", 200)                          # to the login page
    user.login(303, allow_redirects=False)
chance = random.Random(4)
for step in range(16):
    user = chance.choice(users)
    user.get("/api/cart")
    if step % 4 == 3:
        user.get("/")                           # a page: its answer replaces the cookie if it came to the wrong shop
for user in users:
    user.get("/cart")
    user.get("/api/orders")
PY
keep
