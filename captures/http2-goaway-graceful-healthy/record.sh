#!/bin/bash
# nginx ends a connection after six requests (keepalive_requests): GOAWAY NO_ERROR, and the visitors go on with new ones.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
redis_store 6379
shop_beside 8001 --store redis://127.0.0.1 --unknown delete
sed 's/listen 80 http2;/listen 80 http2; keepalive_requests 6;/' "$software/h2_beside.conf" >nginx.conf
balance "$scratch/nginx.conf"

record proxy any tcp
visitors_node <<'JS'
const users = [new Visitor('anna', '10.20.0.11'), new Visitor('bert', '10.20.0.12')];
for (const user of users) {
    await user.expect(302, 'GET', '/');
    await user.login();
}
for (let round = 0; round < 8; round++) {
    for (const user of users) await user.expect(200, 'GET', '/api/cart');
    await pause(0.1);
}
for (const user of users) {
    await user.expect(303, 'POST', '/logout', '');
    user.leave();
}
JS
keep
grep -q GOAWAY client.log
