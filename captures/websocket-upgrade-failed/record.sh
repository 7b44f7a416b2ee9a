#!/bin/bash
# An nginx that does not forward the headers Upgrade and Connection: the application sees a plain request and refuses it.
. "$(dirname "$0")/../recording.sh"
need_python websockets

host client proxy app
join_far client 10.20.0.1 proxy 10.20.0.2 5
join proxy 10.20.1.2 app 10.20.1.3
start app python3 "$software/websocket_server.py" 9000
wait_for_port app 9000
start_nginx proxy
wait_for_port proxy 80

record proxy any tcp
on client python3 "$scenario/client.py" >client.log
keep
