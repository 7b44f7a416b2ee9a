#!/bin/bash
# An application takes a request and never answers; nginx gives up after 4 s and answers 504. Both legs.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client proxy app
join_far client 10.20.0.1 proxy 10.20.0.2 5
join proxy 10.20.1.2 app 10.20.1.3
start app python3 "$software/hung_server.py" 8000
wait_for_port app 8000
start_nginx proxy
wait_for_port proxy 80

record proxy any tcp
for path in /quick /report /report /quick; do
    on client curl -sS "http://10.20.0.2$path" >>client.log 2>&1
    sleep 0.5
done
keep
