#!/bin/bash
# Pages no longer accept anna's session, but the login page takes her for signed in: / and /login redirect to each other until her browser gives up.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
shop=$started
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<PY
import os, signal
from requests import TooManyRedirects
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
for user in users:
    user.get("/cart", 200)
os.kill($shop, signal.SIGUSR2)
pause(0.2)
anna.session.max_redirects = 20
for path in ("/", "/cart"):
    try:
        anna.get(path)
    except TooManyRedirects:
        pass
    else:
        raise SystemExit("no loop")
    bert.get("/cart", 200)
    carla.get("/api/orders", 200)
PY
keep
