#!/bin/bash
# HAProxy keeps everybody on his shop by a cookie; shop A is stopped, its users go to shop B, which does not know them.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --unknown delete
a=$started
shop b --unknown delete
balance_haproxy

record proxy any tcp
visitors <<PY
import os, signal
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
for user in users:
    user.get("/", 200)
    user.login(200)
for _ in range(2):
    for user in users:
        user.get("/api/cart", 200)
os.kill($a, signal.SIGTERM)
pause(0.5)
for user in users:
    on_a = user.cookie("SERVERID") == "a"
    user.get("/api/cart", 401 if on_a else 200)
    if on_a:
        user.get("/cart", 200)                  # the login page
pause(3)
for user in users:
    if user.cookie("shop_session") is None:
        user.login(200)
    user.get("/api/orders", 200)
PY
keep
