#!/bin/bash
# memcached is restarted and every session of the Flask-Session shop is gone. Its connection is cut, which costs one request a 500.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
memcached_store proxy
store=$started
flask_session_shop 8001 memcached://127.0.0.1:11211 3600
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY' &
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(3)
users[0].get("/api/cart", 500)                  # on the connection that is gone
for user in users:
    user.get("/api/cart", 401)
    user.get("/cart", 200)                      # the login page
users[0].login(200)
users[0].get("/api/cart", 200)
PY
visitors=$!
sleep 2
kill -TERM "$store"
wait_for_end "$store"
memcached_store proxy
wait "$visitors"
keep
