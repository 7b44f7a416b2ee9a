#!/bin/bash
# Redis hangs (stopped, as by a slow disk or a long script): the shop waits for it, nginx gives up after 4 s with 504; then Redis goes on.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
redis=$(redis_say 6379 INFO server | sed -n 's/^process_id:\([0-9]*\).*/\1/p')
express_shop 8001 1800 3600
sed 's/proxy_pass/proxy_read_timeout 4s; proxy_pass/' "$software/shop_beside.conf" >hung.conf
balance "$PWD/hung.conf"

record proxy any tcp
visitors <<'PY' &
users = [Browser(name) for name in ("anna", "bert")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(3)
for user in users:
    user.get("/api/cart", 504)
pause(6)
for user in users:
    user.get("/api/cart", 200)
PY
visitors=$!
sleep 2
kill -STOP "$redis"
sleep 11
kill -CONT "$redis"
wait "$visitors"
keep
