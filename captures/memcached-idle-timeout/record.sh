#!/bin/bash
# memcached closes connections that are idle for 4 s (idle_timeout). The shop's client does not notice: the first request after a quiet spell
# meets a closed connection and ends in 500.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
memcached_store proxy -o idle_timeout=4
shop_beside 8001 --store memcached://127.0.0.1:11211 --lifetime 3600 --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert = Browser("anna"), Browser("bert")
for user in (anna, bert):
    user.get("/", 200)
    user.login(200)
for _ in range(2):
    pause(8)
    anna.get("/api/cart", 500)
    anna.get("/api/cart", 200)
    bert.get("/api/cart", 200)
PY
keep
