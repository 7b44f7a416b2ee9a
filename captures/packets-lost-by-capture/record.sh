#!/bin/bash
# A healthy download from whose capture six data packets are missing, as if the capturing machine had been too slow.
. "$(dirname "$0")/../recording.sh"
need curl curl
need tshark tshark     # brings editcap, too

host client server
join_far client 10.20.0.1 server 10.20.0.2 5
start_nginx server "$software/download.conf"
wait_for_port server 80
head -c 60000 /dev/urandom | base64 -w 0 >download

record_as complete client to-server tcp
on client curl -sS -o copy http://10.20.0.2/download >>client.log 2>&1
stop_recording

# Data of the middle of the download: acknowledged, but not in the file. The last packets would make it a short answer.
tshark -r complete.pcap -Y 'tcp.srcport == 80 && tcp.len > 1000' -T fields -e frame.number 2>/dev/null >data-packets
lost=$(sed -n '10,12p; 25p; 30,31p' data-packets)
editcap -F pcap complete.pcap capture.pcap $lost
keep_file capture.pcap
