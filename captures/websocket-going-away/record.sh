#!/bin/bash
# A WebSocket server is restarted twice: it says Close 1001, the second time 1012. The clients come back after a second or two.
. "$(dirname "$0")/../recording.sh"
need_python websockets

host client server
join_far client 10.20.0.1 server 10.20.0.2 5

serve_until_restart() {
    start server python3 "$software/websocket_server.py" 9000 "$1"
    server=$started
    wait_for_port server 9000
}

serve_until_restart 1001
record client to-server tcp
on client python3 "$scenario/clients.py" >client.log &
clients=$!
for next in 1012 1001; do
    sleep 4
    kill -TERM "$server"
    wait_for_end "$server"
    serve_until_restart "$next"
done
wait "$clients"
keep
