#!/bin/bash
# A WebSocket inside HTTP/2 (extended CONNECT, RFC 8441) between Hypercorn and a client, beside an ordinary request on the same connection.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
need_python hypercorn
need_python h2
need_python wsproto
start proxy python3 -m hypercorn --bind 10.20.0.2:80 --log-level warning --root-path "" "$scenario/prices.py:app"
wait_for_port proxy 80

record clients to-proxy tcp
on clients python3 "$scenario/watcher.py" 10.20.0.2 80 >>client.log
keep
grep -q "closed 1000" client.log
