#!/bin/bash
# Both shops are gone, HAProxy's checks are refused, and with no server left it answers 503 without asking any.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
a=$started
shop b
b=$started
balance_haproxy "$captures/affinity-lost-on-failover/haproxy.cfg"

record proxy any tcp
visitors <<PY
import os, signal
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
pause(0.5)
os.kill($a, signal.SIGTERM)
os.kill($b, signal.SIGTERM)
pause(3.5)                                      # two checks of each
for _ in range(2):
    for user in users:
        user.get("/api/cart", 503)
    pause(0.5)
PY
keep
