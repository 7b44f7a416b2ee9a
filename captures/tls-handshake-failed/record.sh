#!/bin/bash
# Four ways to fail before Finished: no common version, no common cipher, a client that does not know the authority, and a
# server that closes in the middle of the handshake.
. "$(dirname "$0")/../recording.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
make_certificate "Some Other Authority"
mv certificate.pem other-authority.pem
make_certificate
start_nginx server
for port in 4431 4432 4433; do
    wait_for_port server $port
done
start server python3 "$scenario/closing_server.py" 4434
wait_for_port server 4434

# Each visit is made twice, as real clients try again.
visit() {
    for _ in 1 2; do
        on client openssl s_client -connect "10.20.0.2:$1" -servername shop.example "${@:2}" </dev/null >>client.log 2>&1 || true
        sleep 0.5
    done
}

record client to-server tcp
visit 4431 -tls1_2
visit 4432 -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256
visit 4433 -tls1_2 -verify_return_error -CAfile other-authority.pem
visit 4434 -tls1_2
keep
