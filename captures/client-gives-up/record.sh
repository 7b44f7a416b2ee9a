#!/bin/bash
# A client waits 3 s for an answer that never comes, and hangs up; later it tries once more.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start server python3 "$software/hung_server.py" 8000
wait_for_port server 8000

record client to-server tcp
for path in /quick /report /report; do
    on client curl -sS --max-time 3 "http://10.20.0.2:8000$path" >>client.log 2>&1 || true
    sleep 1
done
keep
