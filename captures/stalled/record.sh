#!/bin/bash
# A client stops reading for 8 s in the middle of a download: its window falls to zero; then it goes on.
. "$(dirname "$0")/../recording.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
# A small receive buffer, so that the window is full soon and the capture stays small.
on client sysctl -qw net.ipv4.tcp_rmem='4096 16384 16384'
start_nginx server "$software/download.conf"
wait_for_port server 80
head -c 90000 /dev/urandom | base64 -w 0 >download

record client to-server tcp
on client python3 "$scenario/slow_reader.py" 10.20.0.2 >client.log
keep
