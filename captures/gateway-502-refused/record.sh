#!/bin/bash
# The shop is gone: nginx is refused at every connect and answers 502.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
shop=$started
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<PY
import os, signal
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(0.5)
os.kill($shop, signal.SIGTERM)
pause(0.5)
for _ in range(2):
    for user in users:
        user.get("/api/cart", 502)
    pause(0.5)
PY
keep
