#!/bin/bash
# Redis closes connections that are idle for 4 s (timeout). The shop notices before it asks and connects anew each time: nobody is harmed, but it
# happens after every quiet spell.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379 --timeout 4 --hz 10
shop_beside 8001 --store redis://127.0.0.1
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
anna, bert = Browser("anna"), Browser("bert")
for user in (anna, bert):
    user.get("/", 200)
    user.login(200)
for _ in range(3):
    pause(6)
    anna.get("/api/cart", 200)
    bert.post("/cart", 200)
PY
keep
