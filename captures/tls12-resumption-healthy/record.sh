#!/bin/bash
# A TLS 1.2 client comes back three times by ticket; another one, to a server without tickets, by session id.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_visits.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
make_certificate
record client to-server tcp

start_nginx server "$scenario/tickets.conf"
nginx=$started
wait_for_port server 443
for _ in 1 2 3 4; do
    visit client ticket -tls1_2
done
kill "$nginx"
wait_for_end "$nginx"

start_nginx server "$scenario/session-ids.conf"
wait_for_port server 443
for _ in 1 2 3 4; do
    visit client session-id -tls1_2
done
keep
keep_keys
