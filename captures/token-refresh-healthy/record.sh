#!/bin/bash
# Access tokens live for 3 s: the pages get 401, refresh once and go on.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
start a python3 "$software/token_service.py" 0.0.0.0:8000 --lifetime 3
wait_for_port a 8000
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
from single_page import Page
users = [Page(name) for name in ("anna", "bert", "emma")]
for user in users:
    user.sign_in()
    user.get("/api/cart", 200)
for path in ("/api/cart", "/api/orders", "/api/cart"):
    pause(3.3)
    for user in users:
        user.work(path)
        user.get("/api/profile", 200)
PY
keep
