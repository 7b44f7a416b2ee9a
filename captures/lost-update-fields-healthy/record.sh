#!/bin/bash
# The shop of lost-update, but each thing in the cart is a field of a hash: two workers write at the same time and both things stay.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --think 0.4 --writes fields
shop_beside 8002 --store redis://127.0.0.1 --think 0.4 --writes fields
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
    assert sorted(user.get("/api/cart", 200).json()["cart"]) == ["chair", "lamp"]
    user.post("/api/cart", 200, {"item": "table"})
    assert sorted(user.get("/api/cart", 200).json()["cart"]) == ["chair", "lamp", "table"]
PY
keep
