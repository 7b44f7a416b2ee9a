#!/bin/bash
# The application closes idle connections after N s, nginx keeps them for 60 s: an order sent a little before N s crosses
# the FIN on a way of 50 ms, and nginx answers 502. Three customers.
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
start a node "$software/ordering.js" 8000 2000
wait_for_port a 8000
start_nginx proxy
wait_for_port proxy 80

# How long node really waits depends on its version: some add a second to keepAliveTimeout.
cat >measure.py <<'PY'
import http.client, time
connection = http.client.HTTPConnection("10.20.1.3", 8000)
connection.request("POST", "/order", b"")
connection.getresponse().read()
begin = time.monotonic()
connection.sock.recv(1)
print(round(time.monotonic() - begin, 3))
PY
idle=$(on proxy python3 measure.py)

sleep 0.5
record proxy any tcp
cat >orders.py <<'PY'
import sys
from browser import *
for name in ("anna", "bert", "carla"):
    user = Browser(name)
    for attempt in range(3):
        user.post("/order", 200, {"item": "lamp"})
        pause(float(sys.argv[1]) - 0.105 + attempt * 0.02)      # and 50 ms in Browser.ask
        if user.post("/order", None, {"item": "lamp"}).status_code == 502:
            break
    else:
        raise SystemExit("no order crossed the FIN")
    user.post("/order", 200, {"item": "lamp"})
    pause(float(sys.argv[1]) + 0.5)             # let the application close in peace
PY
on clients python3 orders.py "$idle" >>client.log 2>&1
keep
