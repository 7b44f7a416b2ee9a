#!/bin/bash
# A download is cut by the client after 1.5 s and begun again from zero, although the server offers ranges.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
need curl curl
head -c 60000 /dev/urandom | base64 -w 0 >manual.pdf
balance

record proxy to-clients tcp
on clients curl -sS --max-time 1.5 -o copy.pdf http://10.20.0.2/manual.pdf >>client.log 2>&1 || true
sleep 1
on clients curl -sS -o copy.pdf http://10.20.0.2/manual.pdf >>client.log 2>&1
cmp manual.pdf copy.pdf
keep
