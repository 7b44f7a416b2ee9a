#!/bin/bash
# The same client visits four times a TLS 1.2 server that gives it a ticket each time, and never shows one.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_visits.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
make_certificate
start_nginx server
wait_for_port server 443

record client to-server tcp
for _ in 1 2 3 4; do
    rm -f visitor.session
    visit client visitor -tls1_2
done
keep
keep_keys
