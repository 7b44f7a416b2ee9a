#!/bin/bash
# An operator sets a password for Redis and forgets the PHP shop: its next connections, one for each request, are told NOAUTH, and
# everybody gets 500.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
php_shop 8001 redis tcp://127.0.0.1:6379 1440
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
    user.get("/api/cart", 500)
    user.get("/login", 500)
PY
visitors=$!
sleep 2
redis_say 6379 CONFIG SET requirepass "not told to the shop" >>client.log
wait "$visitors"
keep
