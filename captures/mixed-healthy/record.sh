#!/bin/bash
# Everyday life of a web site, nothing wrong: browsers, scripts, health checks, WebSockets, TLS, idle connections, a hasty client.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_visits.sh"
need curl curl
need_python flask
need_python waitress
need_python websockets

host client proxy app
join_far client 10.20.0.1 proxy 10.20.0.2 5
join proxy 10.20.1.2 app 10.20.1.3
for address in 10.20.0.11 10.20.0.12 10.20.0.13; do
    ip -n "$(namespace client)" address add "$address/24" dev to-proxy
done

make_certificate
password=$(openssl rand -hex 8)
echo "auditor:$(openssl passwd -apr1 "$password")" >passwords
mkdir -p site/reports
echo "all is well" >site/reports/index.html
head -c 4000 /dev/urandom | base64 -w 0 >site/style.css
start app python3 "$scenario/app.py" 10.20.1.3 8000
start app python3 "$software/websocket_server.py" 9000
wait_for_port app 8000
wait_for_port app 9000
start_nginx proxy
wait_for_port proxy 443

record proxy any tcp

# A browser at 10.20.0.11, with its page, its login, its spare connection and its WebSocket.
on client python3 "$scenario/browser.py" 10.20.0.11 10.20.0.2 >>client.log 2>&1 &
browser=$!

# A load balancer's health check at 10.20.0.13: connects and closes.
on client python3 "$scenario/health_check.py" 10.20.0.13 10.20.0.2 >>client.log 2>&1 &
health_check=$!

# Scripts at 10.20.0.12.
for options in --http1.0 --http1.1 --head; do
    on client curl -sS --interface 10.20.0.12 $options http://10.20.0.2/style.css >>client.log
done
on client curl -sS --interface 10.20.0.12 --anyauth -u "auditor:$password" http://10.20.0.2/reports/ >>client.log
on client python3 "$scenario/hasty_client.py" 10.20.0.12 10.20.0.2 >>client.log

# TLS visitors at 10.20.0.1 who come back.
for _ in 1 2 3; do
    visit client old -tls1_2
    visit client new -tls1_3
done

wait "$browser" "$health_check"
keep
keep_keys
