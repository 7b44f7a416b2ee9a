#!/bin/bash
# Every request notes its time in the session, and two tabs ask at the same time: one note overwrites the other, and nothing is lost.
# A lamp is taken out of the cart in peace, too: what one request adds and a later one removes is no lost update.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --think 0.2 --touch
shop_beside 8002 --store redis://127.0.0.1 --think 0.2 --touch
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
    user.post("/api/cart", 200, {"item": "lamp"})
    user.post("/api/cart", 200, {"item": "chair"})
    for _ in range(3):
        at_once(lambda: user.get("/api/cart", 200), lambda: (pause(0.08), second.get("/api/cart", 200)))
    user.post("/api/cart", 200, {"remove": "lamp"})
    assert user.get("/api/cart", 200).json() == {"cart": ["chair"]}
PY
keep
