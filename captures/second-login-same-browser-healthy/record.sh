#!/bin/bash
# The shop of second-login-overwrites: anna signs out and in again with the same browser, bert's old cookie is replaced by a new
# login over it. Nobody uses an id that is no longer good.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --latest-only --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(1)
anna.post("/logout", 200)
anna.login(200)
bert.login(200)                                 # signed in already: the shop deletes the old session
pause(1)
for user in users:
    user.get("/api/cart", 200)
    user.get("/cart", 200)
    user.leave()
PY
keep
