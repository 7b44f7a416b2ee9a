#!/bin/bash
# A router forgets an idle connection: what the client sends after 12 s of silence is answered by a RST of the router in the
# server's name. A new connection is answered at once.
. "$(dirname "$0")/../recording.sh"

host client router server
join_far client 10.20.0.1 router 10.20.0.254 5
join router 10.20.1.254 server 10.20.1.2
router router
gateway client 10.20.0.254
gateway server 10.20.1.254

# The router follows connections, forgets those that are silent for 8 s, and lets new ones in by SYN only.
on router sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=8 net.netfilter.nf_conntrack_tcp_loose=0
rules router <<'END'
table inet firewall {
    chain forward {
        type filter hook forward priority filter; policy drop
        ct state established accept
        ct state new tcp dport 2500 accept
        ip protocol tcp reject with tcp reset
    }
}
END
start server python3 "$software/line_server.py" 2500
wait_for_port server 2500

record client to-router tcp or icmp
on client python3 "$software/patient_client.py" 10.20.1.2 2500 12 >client.log
keep
