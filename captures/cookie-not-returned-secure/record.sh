#!/bin/bash
# The shop sets a Secure cookie over plain HTTP: the browser may not send it back, and every sign-in ends at the login page.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --secure
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
for _ in range(3):
    for user in users:
        assert "sign in" in user.login(200).text
PY
keep
