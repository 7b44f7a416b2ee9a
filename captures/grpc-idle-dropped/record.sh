#!/bin/bash
# The firewall of the shop's machine forgets connections after 4 s of silence and drops what it does not know. Anna's program pings not at all:
# after a quiet spell her calls go nowhere (DEADLINE_EXCEEDED), until she makes a new channel.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051
on proxy sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=4 net.netfilter.nf_conntrack_tcp_loose=0
rules proxy <<'END'
table inet firewall {
    chain input {
        type filter hook input priority filter; policy drop
        ct state established accept
        ct state new tcp dport 50051 accept
    }
}
END

record clients to-proxy tcp or icmp
callers <<'PY'
anna = Caller("anna")
anna.login()
anna.call("Cart/Add", "lamp")
pause(7)
for _ in range(2):
    anna.call("Cart/View", status="DEADLINE_EXCEEDED", timeout=2)
again = Caller("anna")
again.name = anna.name
again.call("Cart/View")
PY
keep
