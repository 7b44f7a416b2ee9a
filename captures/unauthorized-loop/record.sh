#!/bin/bash
# The shop forgets anna's session; her page goes on asking with it, twenty times, and never gives up.
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
for user in users:
    user.get("/api/cart", 200)
os.kill($shop, signal.SIGUSR1)
pause(0.2)
for step in range(20):
    anna.get("/api/cart", 401)
    if step % 5 == 2:
        bert.get("/api/cart", 200)
        carla.get("/api/orders", 200)
    pause(0.2)
PY
keep
