#!/bin/bash
# Two HTTP servers are killed in the middle of their work. One had unread data in its socket, so that its end is a RST;
# the other had read everything, so that its end is a FIN in the middle of the answer.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 5

start server python3 "$scenario/busy_server.py" 8001
first=$started
start server python3 "$scenario/busy_server.py" 8002
second=$started
wait_for_port server 8001
wait_for_port server 8002

record client to-server tcp

# The server takes the head of this request and works; the body waits unread in its socket when it is killed.
head -c 20000 /dev/zero | tr '\0' 'x' >order
on client curl -sS --data-binary @order -H 'Expect:' http://10.20.0.2:8001/order >>client.log 2>&1 &
sleep 1.5
kill -KILL "$first"
wait $! || true

# The answer announces 50 000 bytes and comes slowly; after 1.5 s there is no server any more.
on client curl -sS -o report http://10.20.0.2:8002/report >>client.log 2>&1 &
sleep 1.5
kill -KILL "$second"
wait $! || true
keep
