#!/bin/bash
# Two workers read, change and write one session at the same time: anna puts a lamp into the cart in one tab and a chair in another,
# and only the chair is there afterwards. Bert as well.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --think 0.4
shop_beside 8002 --store redis://127.0.0.1 --think 0.4
balance "$software/shops_beside.conf"

record proxy any tcp
visitors <<'PY'
def tab(browser):
    other = Browser(browser.user)
    other.session.cookies.update(browser.session.cookies)
    return other

users = [Browser(name) for name in ("anna", "bert")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
for user in users:
    second = tab(user)
    at_once(lambda: user.post("/api/cart", 200, {"item": "lamp"}),
            lambda: (pause(0.15), second.post("/api/cart", 200, {"item": "chair"})))
    assert user.get("/api/cart", 200).json() == {"cart": ["chair"]}
    user.post("/api/cart", 200, {"item": "table"})
    assert user.get("/api/cart", 200).json() == {"cart": ["chair", "table"]}
PY
keep
