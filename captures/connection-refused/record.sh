#!/bin/bash
# Nobody listens on port 8080: four attempts in nine seconds are answered by RST. On another machine a firewall rejects
# port 8080 with ICMP "administratively prohibited", and port 8081 with "port unreachable".
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
ip -n "$(namespace server)" address add 10.20.0.3/24 dev to-client
rules server <<'END'
table inet firewall {
    chain input {
        type filter hook input priority filter
        ip daddr 10.20.0.3 tcp dport 8080 reject with icmpx admin-prohibited
        ip daddr 10.20.0.3 tcp dport 8081 reject with icmpx port-unreachable
    }
}
END

record client to-server tcp or icmp
for _ in 1 2 3 4; do
    on client curl -sS http://10.20.0.2:8080/ >>client.log 2>&1 || true
    sleep 3
done
for _ in 1 2 3; do
    on client curl -sS --max-time 2.5 http://10.20.0.3:8080/ >>client.log 2>&1 || true
    on client curl -sS --max-time 2.5 http://10.20.0.3:8081/ >>client.log 2>&1 || true
done
keep
