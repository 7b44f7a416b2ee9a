#!/bin/bash
# A router's device "any" shows each forwarded packet twice: on its way in and on its way out.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client router server
join_far client 10.20.0.1 router 10.20.0.254 5
join router 10.20.1.254 server 10.20.1.2
router router
gateway client 10.20.0.254
gateway server 10.20.1.254
start_nginx server "$software/download.conf"
wait_for_port server 80
head -c 9000 /dev/urandom | base64 -w 0 >download

record router any tcp
for _ in 1 2; do
    on client curl -sS -o copy1 http://10.20.1.2/download -o copy2 http://10.20.1.2/download >>client.log 2>&1
    sleep 0.5
done
keep
