#!/bin/bash
# The restart of redis-restart-without-persistence with an append-only file: the sessions are there again.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379 --appendonly yes --appendfsync always
store=$started
flask_session_shop 8001 redis://127.0.0.1:6379 3600
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
    user.leave()
import pickle
pickle.dump([(user.user, user.session.cookies) for user in users], open("jars", "wb"))
PY
sleep 1
kill -TERM "$store"
wait_for_end "$store"
redis_store 6379 --appendonly yes --appendfsync always
sleep 1
visitors <<'PY'
import pickle
for name, cookies in pickle.load(open("jars", "rb")):
    user = Browser(name)
    user.session.cookies = cookies
    user.get("/api/cart", 200)
    user.post("/cart", 200)
PY
keep
