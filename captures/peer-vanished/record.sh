#!/bin/bash
# A server's cable is pulled in the middle of an upload. The client retransmits until it gives up; a new attempt to connect is
# not answered, either, although the client reaches other machines.
. "$(dirname "$0")/../recording.sh"

host client router server
join_far client 10.20.0.1 router 10.20.0.254 5
join router 10.20.1.254 server 10.20.1.2
router router
gateway client 10.20.0.254
gateway server 10.20.1.254
# By default the client would retransmit for 15 minutes.
on client sysctl -qw net.ipv4.tcp_retries2=5
# The router knows the server's address, so that it has nothing to complain about.
ip -n "$(namespace router)" neighbour replace 10.20.1.2 dev to-server \
    lladdr "$(on server cat /sys/class/net/to-router/address)" nud permanent
start server python3 "$software/line_server.py" 2500
wait_for_port server 2500
start router python3 "$software/line_server.py" 2500
wait_for_port router 2500

record client to-router tcp or icmp
on client python3 "$scenario/uploader.py" 10.20.1.2 2500 10.20.0.254 >client.log &
uploader=$!
sleep 2.05
rules router <<'END'
table inet cable {
    chain forward {
        type filter hook forward priority filter; policy drop
    }
}
END
wait "$uploader"
sleep 1
keep
