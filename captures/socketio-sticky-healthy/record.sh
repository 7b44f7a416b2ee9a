#!/bin/bash
# The two workers of socketio-session-unknown behind a hash of the client address: every client stays with its worker.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
need_python socketio python-socketio
for machine in a b; do
    start $machine python3 "$software/polling_server.py" 8000
    wait_for_port $machine 8000
done
balance

record proxy any tcp
visitors <<'PY'
from price_watcher import *
clients = [watcher(user) for user in ("anna", "bert", "carla", "david", "emma")]
for client in clients:
    connect(client)
for _ in range(2):
    for client in clients:
        assert client.call("price", "lamp", timeout=3)["price"] == 12
    pause(0.5)
for client in clients:
    client.disconnect()
pause(0.5)
PY
keep
