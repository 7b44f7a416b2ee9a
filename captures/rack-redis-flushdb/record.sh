#!/bin/bash
# An operator empties the database of a shop whose sessions Rack keeps under the digest of their ids, as Rails does.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
rack_shop 8001 1800
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY' &
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/login", 200)
    user.login(200)
    user.post("/cart", 200)
pause(3)
for user in users:
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
users[0].login(200)
users[0].get("/api/cart", 200)
PY
visitors=$!
sleep 2.5
redis_say 6379 FLUSHDB >>client.log
wait "$visitors"
keep
