#!/bin/bash
# Four users of one office: their requests all come from the address of the office proxy, with X-Forwarded-For.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance "$software/shop_proxy.conf"
for last in 1 21 22 23 24; do
    ip -n "$(namespace clients)" address add "192.168.1.$last/32" dev lo
done
start_nginx clients "$scenario/office.conf"
wait_for_port clients 3128

record proxy any tcp
visitors <<'PY'
OFFICE = "http://192.168.1.1:3128"
users = [Browser(name, f"192.168.1.{number}", site=OFFICE)
         for number, name in enumerate(("anna", "bert", "carla", "david"), 21)]
for user in users:
    user.get("/", 200)
    user.login(200)
for _ in range(3):
    for user in users:
        user.get("/api/cart", 200)
for user in users:
    user.get("/cart", 200)
users[1].post("/logout", 200)
PY
keep
