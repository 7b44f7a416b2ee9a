#!/bin/bash
# The router between the shop and its database forgets connections after 4 s of silence and drops what it does not know. After a quiet
# spell the shop's query goes nowhere; tcp_user_timeout gives it up after 4 s. A new connection works at once.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
database_shop postgresql --connect tcp_user_timeout=4000
on router sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=4 net.netfilter.nf_conntrack_tcp_loose=0
rules router <<'END'
table inet firewall {
    chain forward {
        type filter hook forward priority filter; policy drop
        ct state established accept
        ct state new tcp dport 5432 accept
    }
}
END

record app any tcp or icmp
visitors <<'PY'
anna = Browser("anna")
anna.post("/orders", 201)
anna.get("/orders", 200)
pause(7)
anna.get("/orders", 500)
anna.get("/orders", 200)
anna.leave()
PY
keep
