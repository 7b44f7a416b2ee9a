#!/bin/bash
# A tunnel in the middle of the way carries 1400 bytes; the router says so by ICMP "fragmentation needed", but a firewall of the
# server's own does not let the message in.
. "$(dirname "$0")/../recording.sh"
. "$software/narrow_way.sh"

# The capture sees the message before the firewall drops it.
rules server <<'END'
table inet firewall {
    chain input {
        type filter hook input priority filter
        icmp type destination-unreachable drop
    }
}
END
record server to-router tcp or icmp
ask_twice
keep
