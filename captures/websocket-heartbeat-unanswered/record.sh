#!/bin/bash
# A WebSocket server is stopped (SIGSTOP): its kernel still acknowledges, but nobody answers the client's pings.
. "$(dirname "$0")/../recording.sh"
need_python websockets

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start server python3 "$software/websocket_server.py" 9000
server=$started
wait_for_port server 9000

record client to-server tcp
on client python3 "$scenario/client.py" >client.log &
client=$!
sleep 3.6
kill -STOP "$server"
wait "$client"
keep
