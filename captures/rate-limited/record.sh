#!/bin/bash
# nginx allows two requests a second for each session: bert's page asks faster and gets 429.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
pause(2)
for _ in range(12):
    bert.get("/api/cart")
    pause(0.1)
for user in (anna, carla):
    user.get("/api/cart", 200)
pause(2)
bert.get("/api/cart", 200)
PY
keep
