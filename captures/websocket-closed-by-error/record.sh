#!/bin/bash
# A WebSocket server's handler breaks (Close 1011), and a message is bigger than it accepts (Close 1009).
. "$(dirname "$0")/../recording.sh"
need_python websockets

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start server python3 "$software/websocket_server.py" 9000
wait_for_port server 9000

record client to-server tcp
on client python3 "$scenario/clients.py" >client.log
keep
