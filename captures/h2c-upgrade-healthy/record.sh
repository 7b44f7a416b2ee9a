#!/bin/bash
# nghttpx before the shop lets visitors change from HTTP/1.1 to HTTP/2 on the same connection (Upgrade: h2c): curl with its cookie jar, and
# nghttp. A health check goes on with HTTP/1.1.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
need curl curl
need nghttp nghttp2-client
need nghttpx nghttp2-proxy
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --unknown delete
start proxy nghttpx --conf=/dev/null --frontend="10.20.0.2,80;no-tls" --backend="127.0.0.1,8001" --workers=1 --errorlog-file=/dev/stderr
wait_for_port proxy 80
ask() {
    on clients curl -sS --interface 10.20.0.11 --http2 --cookie jar --cookie-jar jar --write-out '%{http_version} %{http_code}\n' \
        --output /dev/null "$@" >>client.log
    sleep 0.1
}

record proxy any tcp
ask http://10.20.0.2/login
ask --data "user=anna&password=secret-of-anna" http://10.20.0.2/login
ask http://10.20.0.2/api/cart http://10.20.0.2/api/orders
ask --data "item=lamp" http://10.20.0.2/api/cart
on clients curl -sS --interface 10.20.0.13 --http1.1 http://10.20.0.2/login >>client.log
on clients nghttp --upgrade --no-dep http://10.20.0.2/login http://10.20.0.2/login?lang=de >>client.log
on clients nghttp --no-dep http://10.20.0.2/login >>client.log
ask --data "" http://10.20.0.2/logout
keep
grep -q "^2 200" client.log
