#!/bin/bash
# nginx with proxy_read_timeout 5s cuts three silent clients; each comes back after a second, three times.
. "$(dirname "$0")/../recording.sh"
need_python websockets

host box
start box python3 "$software/websocket_server.py" 9000
wait_for_port box 9000
start_nginx box
wait_for_port box 8080

record box lo tcp
on box python3 "$scenario/clients.py"
keep
