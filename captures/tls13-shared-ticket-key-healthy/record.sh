#!/bin/bash
# The two servers of tls13-ticket-key-mismatch with one ssl_session_ticket_key.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_street.sh"
head -c 80 /dev/urandom >ticket.key
tls_street TLSv1.3

record proxy any tcp
for _ in 1 2 3 4 5 6 7 8 9; do
    visit clients visitor -tls1_3
done
keep
keep_keys
