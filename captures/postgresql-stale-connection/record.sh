#!/bin/bash
# HAProxy stands before PostgreSQL on the machine "router". It is restarted while the shop's connections are idle, and closes them without
# a word of PostgreSQL's; the pool does not notice, and the next query goes into a closed connection.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
need haproxy haproxy
postgresql
cat >haproxy.cfg <<'END'
global
defaults
    mode tcp
    timeout connect 3s
    timeout client 1h
    timeout server 1h
listen database
    bind 10.20.1.254:5432
    server primary 10.20.2.3:5432
END
start router haproxy -db -f haproxy.cfg
proxy=$started
wait_for_port router 5432
database_shop postgresql --server 10.20.1.254 --pool 2

record app any tcp
visitors <<'PY' &
anna, bert = Browser("anna"), Browser("bert")
at_once(lambda: anna.get("/report?seconds=0.5", 200), lambda: bert.get("/report?seconds=0.5", 200))
anna.post("/orders", 201)
pause(3)
anna.get("/orders", 500)
anna.get("/orders", 200)
bert.get("/orders", 200)
PY
visitors=$!
sleep 3
kill -TERM "$proxy"
wait_for_end "$proxy"
start router haproxy -db -f haproxy.cfg
wait "$visitors"
keep
