#!/bin/bash
# TLS 1.3 resumption by PSK: three visits of one client; one with early data; one of a client whose first key share the
# server does not take (HelloRetryRequest), which comes back, too.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_visits.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
make_certificate
start_nginx server
wait_for_port server 443

record client to-server tcp
for _ in 1 2 3; do
    visit client visitor -tls1_3 -groups P-384
done

printf 'GET /cart HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n' >early-request
on client openssl s_client -connect 10.20.0.2:443 -servername shop.example -quiet -ign_eof -tls1_3 -groups P-384 \
    -sess_in visitor.session -early_data early-request -keylogfile keys.log </dev/null >>client.log 2>&1
sleep 0.5

for _ in 1 2 3; do
    visit client retrying -tls1_3 -groups P-521:P-384
done
keep
keep_keys
