#!/bin/bash
# Values that mean harm, from plain sockets at both ends: markup, scripts, formulas, terminal escapes, bidi controls, broken UTF-8.
. "$(dirname "$0")/../recording.sh"

host client server
join client 10.20.0.11 server 10.20.0.2
start server python3 "$scenario/hostile.py" server
wait_for_line "$scratch/server.log" ready

record client to-server tcp
on client python3 "$scenario/hostile.py" client 10.20.0.2
keep
