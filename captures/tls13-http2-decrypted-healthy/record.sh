#!/bin/bash
# HTTP/2 over TLS 1.3: eight requests at a time on one connection, with a session cookie. The keys are inside the capture.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_front.sh"

tls_front TLSv1.3 http2
shop_behind --sliding --secure --lifetime 600

record client to-server tcp
ask ada /login --http2 --data "user=ada&password=secret-of-ada"
ask ada "/cart?page=[1-8]" --http2 --parallel
ask ada /api/cart --http2
ask ada /logout --http2 --data ""
sleep 1
keep_with_keys
