#!/bin/bash
# TCP Fast Open: the first connection fetches a cookie, the next ones carry their request in the SYN.
. "$(dirname "$0")/../recording.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
on server sysctl -qw net.ipv4.tcp_fastopen=2
on client sysctl -qw net.ipv4.tcp_fastopen=1
start_nginx server
wait_for_port server 80

record client to-server tcp
on client python3 "$scenario/client.py" 10.20.0.2 >client.log
keep
