#!/bin/bash
# nginx closes idle connections after 2 s; browsers come back on new ones, open several at once and some in reserve. The sessions go on.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
shop a
balance

record proxy any tcp
visitors <<'PY'
import socket
users = [Browser(name) for name in ("anna", "bert", "carla")]
spare = []
for user in users:
    user.get("/", 200)
    user.login(200)
    spare.append(socket.create_connection(("10.20.0.2", 80), source_address=(user.address, 0)))
for user in users:
    at_once(*[lambda path=path: user.get(path, 200) for path in ("/cart", "/api/cart", "/api/orders", "/")])
for connection in spare[:2]:
    connection.close()
pause(3)                                        # nginx closes what is idle
for user in users:
    user.get("/api/cart", 200)
    user.get("/cart", 200)
spare[2].close()
pause(3)
for user in users:
    user.get("/api/orders", 200)
    user.leave()
PY
keep
