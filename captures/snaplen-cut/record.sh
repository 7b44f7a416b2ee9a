#!/bin/bash
# Healthy traffic captured with `tcpdump -s 96`: only the first 96 bytes of each packet are there.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start_nginx server "$software/download.conf"
wait_for_port server 80
head -c 9000 /dev/urandom | base64 -w 0 >download

record client to-server -s 96 tcp
for _ in 1 2; do
    on client curl -sS -o copy1 http://10.20.0.2/download -o copy2 http://10.20.0.2/download >>client.log 2>&1
    sleep 0.5
done
keep
