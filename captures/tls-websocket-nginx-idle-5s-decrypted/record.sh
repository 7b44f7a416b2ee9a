#!/bin/bash
# nginx with proxy_read_timeout 5s cuts silent WebSockets inside TLS 1.3 and TLS 1.2. The keys are inside the capture.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_front.sh"
need_python websockets

tls_front "TLSv1.2 TLSv1.3"
start server python3 "$software/websocket_server.py" 9000
wait_for_port server 9000

record client to-server tcp
on client python3 "$software/wss_client.py" silent TLSv1_3
on client python3 "$software/wss_client.py" silent TLSv1_2
keep_with_keys
