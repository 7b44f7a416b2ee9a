#!/bin/bash
# HTTP/1.1 over TLS 1.3: a visitor signs in, works, signs out. The keys are inside the capture.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_front.sh"

tls_front TLSv1.3
shop_behind --sliding --secure --lifetime 600

record client to-server tcp
# One connection for each line of a person's work, and several requests on it.
ask ada /api/cart
ask ada /login --data "user=ada&password=secret-of-ada" --next --silent --cacert certificate.pem \
    --resolve shop.example:443:10.20.0.2 --cookie ada.jar --cookie-jar ada.jar https://shop.example/cart
ask ada /api/cart
sleep 1
ask ada /cart --data "article=tea"
ask ada /cart
ask ada /logout --data ""
sleep 1
keep_with_keys
