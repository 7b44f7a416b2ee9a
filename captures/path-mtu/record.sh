#!/bin/bash
# A tunnel in the middle of the way carries 1400 bytes, and a firewall drops the ICMP messages that would say so: whatever fits
# into small packets passes, full segments vanish.
. "$(dirname "$0")/../recording.sh"
. "$software/narrow_way.sh"

rules router <<'END'
table inet firewall {
    chain output {
        type filter hook output priority filter
        icmp type destination-unreachable icmp code frag-needed drop
    }
}
END
record server to-router tcp or icmp
ask_twice
keep
