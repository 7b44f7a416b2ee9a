#!/bin/bash
# A report is longer than what comes of it: the program behind nginx dies in the middle. nginx has sent the head already and resets the stream
# (RST_STREAM); other streams of the connection live on. Seen from the visitor's machine.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
start proxy python3 "$scenario/reports.py" 127.0.0.1 8001
wait_for_port proxy 8001
balance "$software/h2_beside.conf"

record clients to-proxy tcp
visitors_h2 <<'PY'
anna = Browser2("anna")
anna.get("/report", 200)
def cut():
    try:
        anna.get("/report?cut")
        raise SystemExit("the report was whole")
    except httpx.RemoteProtocolError as error:
        print(error)
at_once(cut, lambda: anna.get("/report?slow", 200))
cut()
anna.get("/report", 200)
PY
keep
