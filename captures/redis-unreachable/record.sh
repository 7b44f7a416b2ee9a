#!/bin/bash
# Redis dies and does not come back. The shop treats everybody as a stranger then: users who were signed in are sent to the login
# page, and nobody can sign in.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
store=$started
shop_beside 8001 --store redis://127.0.0.1 --store-failure stranger --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY' &
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(2)
for user in users:
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
users[0].login(500)
PY
visitors=$!
sleep 1.5
kill -KILL "$store"
wait "$visitors"
keep
