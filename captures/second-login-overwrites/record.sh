#!/bin/bash
# The shop takes only the session of a user's last login: Redis keeps its id under the user, the next login overwrites it. Nothing
# is deleted; the computers of anna and bert are refused all the same.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --latest-only --unknown delete
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY'
computers = [Browser(name) for name in ("anna", "bert", "carla")]
for computer in computers:
    computer.get("/", 200)
    computer.login(200)
    computer.get("/api/cart", 200)
pause(1)
for name, address in (("anna", "10.20.0.14"), ("bert", "10.20.0.15")):
    telephone = Browser(name, address, AGENTS["emma"][1])
    telephone.get("/login", 200)
    telephone.login(200)
    telephone.get("/api/cart", 200)
pause(1)
for computer in computers:
    computer.get("/api/cart", 200 if computer.user == "carla" else 401)
    computer.get("/cart", 200)
    computer.leave()
PY
keep
