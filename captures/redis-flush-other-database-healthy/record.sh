#!/bin/bash
# The operator of redis-flushall empties database 1, where a cache lies; the sessions of database 0 stay.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
spring_shop 8001 1800
balance "$software/shop_beside.conf"
redis_say 6379 -n 1 SET cache:front-page "a page" EX 300 >>client.log

record proxy any tcp
visitors <<'PY' &
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.post("/cart", 200)
pause(3)
for user in users:
    user.get("/api/cart", 200)
    user.get("/cart", 200)
users[0].post("/logout", 200)
PY
visitors=$!
sleep 2.5
redis_say 6379 -n 1 FLUSHDB >>client.log
redis_say 6379 -n 1 GET cache:front-page >>client.log
wait "$visitors"
keep
