#!/bin/bash
# A server's machine restarts without a word: its connections are gone, and the client does not know. What the client sends is
# answered by RST of the machine itself; the server greets the client's next connection like a stranger's.
. "$(dirname "$0")/../recording.sh"

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
# A machine that has lost its power does not go on retransmitting FINs when it is back.
on server sysctl -qw net.ipv4.tcp_orphan_retries=1
start server python3 "$software/line_server.py" 2500
server=$started
wait_for_port server 2500

record client to-server tcp or icmp
on client python3 "$software/patient_client.py" 10.20.0.2 2500 9 >client.log &
client=$!

# The restart: nothing leaves the machine while its processes end, as if the power had gone.
sleep 3
rules server <<'END'
table inet power {
    chain output {
        type filter hook output priority filter
        oifname "to-client" drop
    }
}
END
kill -KILL "$server"
wait_for_end "$server"
sleep 4     # the kernel gives the FIN up that nobody hears
on server nft delete table inet power
start server python3 "$software/line_server.py" 2500
wait "$client"
keep
