#!/bin/bash
# The shop takes any id a visitor brings and keeps it at login: bert signs in with an id of emma out of a link, carla with one out of thin air.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --adopt --keep-id --anonymous
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla, emma = [Browser(name) for name in ("anna", "bert", "carla", "emma")]
anna.get("/app", 200)                           # anna has a session before she signs in, and the same one afterwards
anna.login(200)
anna.get("/api/cart", 200)
emma.get("/app", 200)                           # emma sends bert a link with the id she was given
link = "/app?sid=" + emma.cookie()
pause(1)
bert.get(link, 200)
bert.get("/login", 200)
bert.login(200)
bert.post("/cart", 200)
carla.get("/app?sid=11112222333344445555666677778888", 200)
carla.login(200)
carla.get("/api/orders", 200)
bert.get("/api/orders", 200)
anna.get("/api/orders", 200)
PY
keep
