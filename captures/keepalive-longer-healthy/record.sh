#!/bin/bash
# As keepalive-race-502, but the application keeps idle connections for 10 s and nginx gives them up after 1 s: nothing crosses.
. "$(dirname "$0")/../recording.sh"
need node nodejs
need_python requests
export PYTHONPATH=$software

host clients proxy a
join clients 10.20.0.11 proxy 10.20.0.2
for last in 12 13; do
    ip -n "$(namespace clients)" address add "10.20.0.$last/24" dev to-proxy
done
join_far proxy 10.20.1.2 a 10.20.1.3 50
start a node "$software/ordering.js" 8000 10000
wait_for_port a 8000
start_nginx proxy
wait_for_port proxy 80

record proxy any tcp
cat >orders.py <<'PY'
from browser import *
for name in ("anna", "bert", "carla"):
    user = Browser(name)
    for silence in (0.3, 1.9, 0.3):
        user.post("/order", 200, {"item": "lamp"})
        pause(silence)
    user.post("/order", 200, {"item": "lamp"})
PY
on clients python3 orders.py >>client.log 2>&1
sleep 1.5
keep
