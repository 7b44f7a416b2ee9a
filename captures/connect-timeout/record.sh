#!/bin/bash
# A firewall drops every SYN to port 8080 without a word; the same server answers on port 80 all the time.
. "$(dirname "$0")/../recording.sh"
need curl curl

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
rules server <<'END'
table inet firewall {
    chain input {
        type filter hook input priority filter
        tcp dport 8080 drop
    }
}
END
start_nginx server
wait_for_port server 80

record client to-server tcp or icmp
on client curl -sS --connect-timeout 8 http://10.20.0.2:8080/ >>client.log 2>&1 &
attempt=$!
for _ in $(seq 7); do
    on client curl -sS http://10.20.0.2/ >>client.log 2>&1
    sleep 2
done
wait "$attempt" || true
keep
