#!/bin/bash
# Users mistype their passwords once or twice and then get in; carla gives up.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.post("/login", 401, {"user": user.user, "password": "secret"})
anna.login(200)
bert.post("/login", 401, {"user": "bert", "password": "secret-of-brt"})
bert.login(200)
carla.post("/login", 401, {"user": "carla", "password": "Secret"})
for user in (anna, bert):
    user.get("/api/cart", 200)
    user.post("/logout", 200)
PY
keep
