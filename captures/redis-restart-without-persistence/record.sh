#!/bin/bash
# Redis keeps nothing on disk and is restarted: every session of the Flask-Session shop is gone. Its connections are cut, and the
# shop connects anew without a word to anybody.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
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
redis_store 6379
sleep 1
visitors <<'PY'
import pickle
for name, cookies in pickle.load(open("jars", "rb")):
    user = Browser(name)
    user.session.cookies = cookies
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
    if name == "anna":
        user.login(200)
        user.get("/api/cart", 200)
PY
keep
