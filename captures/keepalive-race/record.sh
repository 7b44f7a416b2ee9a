#!/bin/bash
# nginx closes an idle keep-alive connection after 5 s, and the client sends its next request at the same moment: on a way of
# 50 ms the two cross. The client asks a little earlier each time until that happens.
. "$(dirname "$0")/../recording.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 50
start_nginx server
wait_for_port server 80

record client to-server tcp
on client python3 "$scenario/client.py" 10.20.0.2
keep
