#!/bin/bash
# A client comes back every 8 s to a TLS 1.2 server whose tickets are good for 5 s: they are refused every time.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_visits.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
make_certificate
start_nginx server
wait_for_port server 443

record client to-server tcp
visit client visitor -tls1_2
visit client visitor -tls1_2        # soon enough: resumed
for _ in 1 2 3 4; do
    sleep 8
    visit client visitor -tls1_2
done
keep
keep_keys
