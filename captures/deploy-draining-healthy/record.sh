#!/bin/bash
# Shop A is drained before it is stopped: its users go on until they sign out, new ones come to shop B.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a --unknown delete
a=$started
shop b --unknown delete
balance_haproxy

record proxy any tcp
visitors <<PY
import os, signal, socket

def say(command):
    admin = socket.socket(socket.AF_UNIX)
    admin.connect("admin.sock")
    admin.sendall(command.encode() + b"\n")
    print(command, admin.recv(1000))

users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.get("/", 200)
    user.login(200)
    user.get("/api/cart", 200)
say("set server shop/a state drain")
for user in users:
    user.get("/api/cart", 200)
for name in ("david", "emma"):                  # newcomers
    users.append(Browser(name))
    users[-1].get("/", 200)
    users[-1].login(200)
    assert users[-1].cookie("SERVERID") == "b"
for user in users:
    user.post("/cart", 200)
for user in users:
    if user.cookie("SERVERID") == "a":
        user.get("/api/orders", 200)
        user.post("/logout", 200)
        user.leave()
pause(1)
say("set server shop/a state maint")            # no more health checks
pause(0.5)
os.kill($a, signal.SIGTERM)
pause(0.5)
users[0].get("/login", 200)                     # anna is back, on shop B
users[0].login(200)
for user in users:
    if user.cookie("shop_session"):
        user.get("/api/cart", 200)
PY
keep
