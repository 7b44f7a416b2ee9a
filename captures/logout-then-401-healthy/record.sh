#!/bin/bash
# Users sign out; an old tab of anna and a program of bert go on asking and get 401. That is as it should be.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
old = bert.cookie()
for user in users:
    user.post("/logout", 200)
bert.session.cookies.set("shop_session", old, domain="shop.example")       # a program that kept the cookie
for _ in range(4):
    anna.get("/api/cart", 401)                  # without a cookie: the jar has forgotten it
    bert.get("/api/cart", 401)                  # with the cookie of the session that was ended
    pause(0.5)
carla.get("/login", 200)
carla.login(200)
PY
keep
