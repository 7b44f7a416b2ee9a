#!/bin/bash
# The street of postgresql-idle-dropped; TCP keep-alive every 2 s keeps the router's memory fresh, and the pooled connection lives.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
database_shop postgresql --connect keepalives_idle=2 --connect keepalives_interval=2
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
for _ in range(2):
    pause(7)
    anna.get("/orders", 200)
anna.leave()
PY
keep
