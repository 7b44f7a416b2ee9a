#!/bin/bash
# A server announces 5000 bytes, sends 1200 and closes.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start server python3 "$scenario/lying_server.py" 8000
wait_for_port server 8000

record client to-server tcp
on client curl -sS -o page http://10.20.0.2:8000/page >>client.log 2>&1 || true
keep
