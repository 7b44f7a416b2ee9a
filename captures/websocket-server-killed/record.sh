#!/bin/bash
# A WebSocket server is killed while two clients talk to it: no Close frame.
. "$(dirname "$0")/../recording.sh"
need_python websockets

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start server python3 "$software/websocket_server.py" 9000
server=$started
wait_for_port server 9000

record client to-server tcp
on client python3 "$scenario/clients.py" >client.log &
clients=$!
sleep 3.2
kill -KILL "$server"
wait "$clients"
keep
