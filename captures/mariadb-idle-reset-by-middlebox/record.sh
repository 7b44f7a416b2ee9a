#!/bin/bash
# The router between the shop and its database forgets connections after 4 s of silence and answers what it does not know by RST, in the
# database's name. After a quiet spell the shop's query meets one. A new connection works at once.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server
database_shop mariadb
on router sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=4 net.netfilter.nf_conntrack_tcp_loose=0
rules router <<'END'
table inet firewall {
    chain forward {
        type filter hook forward priority filter; policy drop
        ct state established accept
        ct state new tcp dport 3306 accept
        ip protocol tcp reject with tcp reset
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
