#!/bin/bash
# Anna leaves a slow report before it is whole (RST_STREAM CANCEL) and goes on with other pages of the same connection.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
start proxy python3 "$captures/http2-stream-reset/reports.py" 127.0.0.1 8001
wait_for_port proxy 8001
sed 's/proxy_pass/proxy_buffering off; proxy_pass/' "$software/h2_beside.conf" >nginx.conf
balance "$scratch/nginx.conf"

record clients to-proxy tcp
visitors_node <<'JS'
const anna = new Visitor('anna', '10.20.0.11');
await anna.expect(200, 'GET', '/report');
for (let time = 0; time < 2; time++) {
    const slow = anna.connection().request({ ':path': '/report?slow', ':authority': 'shop.example' });
    slow.once('data', () => slow.close(http2.constants.NGHTTP2_CANCEL));
    slow.resume();
    await new Promise(resolve => slow.on('close', resolve));
    await pause(0.2);
    await anna.expect(200, 'GET', '/report');
}
anna.leave();
JS
keep
