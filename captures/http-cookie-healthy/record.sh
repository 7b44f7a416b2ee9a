#!/bin/bash
# A visitor logs in, works, logs out; nginx closes the idle connections. Client leg and upstream leg in one capture.
. "$(dirname "$0")/../recording.sh"
need_python flask
need_python waitress

host client proxy app
join client 10.20.0.1 proxy 10.20.0.2
join proxy 10.20.1.2 app 10.20.1.3

start app python3 "$scenario/shop.py"
wait_for_port app 8000
start_nginx proxy
wait_for_port proxy 80

record proxy any tcp
on client python3 "$scenario/visitor.py" "http://10.20.0.2" >client.log
sleep 6     # both keep-alive connections are idle: nginx closes them after 4 s and 3 s
keep
