#!/bin/bash
# Two workers of a Socket.IO server behind round robin: a polling client gets its sid from one and asks the other, which does not know it.
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
for _ in range(2):
    for user in ("anna", "bert", "carla"):
        client = watcher(user)
        try:
            connect(client)
            client.call("price", "lamp", timeout=3)
        except Exception as refusal:
            print(user, "could not stay:", repr(refusal))
        else:
            raise SystemExit(f"{user} was lucky")
        pause(0.5)
PY
keep
