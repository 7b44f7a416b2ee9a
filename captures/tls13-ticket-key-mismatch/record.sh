#!/bin/bash
# One client visits nine times two TLS 1.3 servers behind a TCP balancer; each has its own ticket key and refuses the other's tickets.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_street.sh"
tls_street TLSv1.3

record proxy any tcp
for _ in 1 2 3 4 5 6 7 8 9; do
    visit clients visitor -tls1_3
done
keep
keep_keys
