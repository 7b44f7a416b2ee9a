#!/bin/bash
# Two requests of emma's page find the access token expired at once, and both refresh with the same refresh token: the second is refused and the page signs her out.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
start a python3 "$software/token_service.py" 0.0.0.0:8000 --lifetime 3
wait_for_port a 8000
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
from single_page import Page
anna, bert, emma = users = [Page(name) for name in ("anna", "bert", "emma")]
for user in users:
    user.sign_in()
    user.get("/api/cart", 200)
pause(3.2)
anna.work("/api/cart")
bert.work("/api/orders")
outcome = []


def request(path):
    emma.get(path, 401)
    # Each request keeps its own connection, as the two of a browser would.
    outcome.append(emma.refresh())


at_once(lambda: request("/api/cart"), lambda: request("/api/orders"))
assert sorted(outcome) == [False, True], outcome
emma.forget()
emma.get("/login", 200)
pause(1)
anna.work("/api/orders")
emma.sign_in()
emma.get("/api/cart", 200)
PY
keep
