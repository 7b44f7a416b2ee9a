#!/bin/bash
# Redis restarts and takes seconds to load its file (slowed by key-load-delay). Until then it answers LOADING, and the shop answers
# 500; afterwards the sessions are there again.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379 --save "3600 1" --enable-debug-command yes
store=$started
redis_say 6379 DEBUG POPULATE 1200 product 600 >>client.log
shop_beside 8001 --store redis://127.0.0.1
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
pause(6)
for user in users:
    user.get("/api/cart", 200)
PY
visitors=$!
sleep 1.5
kill -TERM "$store"     # saves its file
wait_for_end "$store"
redis_store 6379 --save "3600 1" --key-load-delay 5000 --loading-process-events-interval-bytes 1024
wait "$visitors"
keep
