#!/bin/bash
# A monitor and a page that nobody is signed in to ask again and again without credentials and get 401 each time; bert works.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
monitor, anna, bert = Browser("emma", agent="monitoring/1.4"), Browser("anna"), Browser("bert")
bert.get("/", 200)
bert.login(200)
for _ in range(10):
    monitor.get("/api/orders", 401)
    anna.get("/api/cart", 401)
    bert.get("/api/cart", 200)
    pause(0.4)
PY
keep
