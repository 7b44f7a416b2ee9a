#!/bin/bash
# The same nginx (proxy_read_timeout 5s) with clients that ping every 2 s: nobody is cut, everybody leaves properly.
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
