#!/bin/bash
# nginx sends requests in turn to two shops, but both keep their sessions in one Redis: nobody is logged out.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
session_store
shop_beside 8001 --store redis://127.0.0.1 --unknown replace
shop_beside 8002 --store redis://127.0.0.1 --unknown replace
balance

record proxy any tcp
visitors <<'PY'
import random
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/", 200)
    user.login(200)
chance = random.Random(4)
for step in range(10):
    user = chance.choice(users)
    user.post("/cart", 200) if step % 4 == 0 else user.get("/api/cart", 200)
for user in users:
    user.get("/cart", 200)
users[0].post("/logout", 200)
PY
keep
