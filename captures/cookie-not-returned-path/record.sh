#!/bin/bash
# The shop sets its cookie for /app, but the program of the page talks to /api: every request begins a new session.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --anonymous --path /app
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/app", 200)
for _ in range(2):
    for user in users:
        user.post("/api/cart", 200, {"item": "lamp"})
        assert user.get("/api/cart", 200).json() == {"cart": []}
PY
keep
