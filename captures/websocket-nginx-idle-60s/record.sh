#!/bin/bash
# nginx cuts a silent WebSocket after its default proxy_read_timeout of 60 s. Both legs on the loopback.
. "$(dirname "$0")/../recording.sh"
need_python websockets

host box
start box python3 "$software/websocket_server.py" 9000
wait_for_port box 9000
start_nginx box
wait_for_port box 8080

record box lo tcp
on box python3 "$scenario/client.py"
keep
