#!/bin/bash
# A download over a way that loses about 8 % of the data packets. Everything arrives in the end.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 10 8
start_nginx server "$software/download.conf"
wait_for_port server 80
head -c 300000 /dev/urandom | base64 -w 0 >download

# At the server, where every retransmission is seen.
record server to-client tcp
on client curl -sS -o copy http://10.20.0.2/download >>client.log 2>&1
cmp download copy
keep
