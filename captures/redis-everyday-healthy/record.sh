#!/bin/bash
# An ordinary hour of Redis in four seconds: sessions, a script that has to be loaded first, a consumer group that is there already, a command
# this version does not know, MULTI, pipelines, messages by publish and subscribe, a blocking read, inline commands, a health check.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --sliding
balance "$software/shop_beside.conf"

record proxy any tcp
on proxy python3 "$scenario/workers.py" >>client.log 2>&1 &
workers=$!
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(1)
for user in users:
    user.post("/cart", 200)
    user.get("/cart", 200)
    user.post("/logout", 200)
PY
wait "$workers"
keep
