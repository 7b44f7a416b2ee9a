#!/bin/bash
# The shop asks one node of a Redis cluster and does not know what MOVED means: the sessions whose slot lies on the other node can
# neither be written nor read.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_cluster
shop_beside 8001 --store redis://127.0.0.1
balance "$software/shop_beside.conf"

record proxy any tcp port 80 or tcp port 8001 or tcp port 6379 or tcp port 6380
visitors <<'PY'
good = bad = 0
for attempt in range(12):
    user = Browser(("anna", "bert", "carla", "david", "emma")[attempt % 5])
    user.get("/login", 200)
    # A login writes the session and a note under the user; either may lie on the other node.
    if user.login(None).status_code == 200:
        user.get("/api/cart", 200)
        good += 1
    else:
        bad += 1
    user.leave()
    if attempt >= 4 and good and bad >= 3:
        break
assert good and bad >= 3
PY
keep
