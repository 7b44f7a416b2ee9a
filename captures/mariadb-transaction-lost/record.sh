#!/bin/bash
# HAProxy stands before MariaDB on the machine "router". An operator shuts its sessions down in the middle of an order's transaction: the
# connection ends without a word of MariaDB's, and the order is lost.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
need haproxy haproxy
mariadb_server
cat >haproxy.cfg <<'END'
global
    stats socket unix@admin.sock level admin
defaults
    mode tcp
    timeout connect 3s
    timeout client 1h
    timeout server 1h
listen database
    bind 10.20.1.254:3306
    server primary 10.20.2.3:3306
END
start router haproxy -db -f haproxy.cfg
wait_for_port router 3306
database_shop mariadb --server 10.20.1.254

record app any tcp
visitors <<'PY' &
anna = Browser("anna")
anna.get("/orders", 200)
anna.post("/orders", 500, {"item": "lamp", "pay": "4"})
assert anna.get("/orders", 200).json() == {"orders": []}
PY
visitors=$!
sleep 3
python3 -c '
import socket
admin = socket.socket(socket.AF_UNIX)
admin.connect("admin.sock")
admin.sendall(b"shutdown sessions server database/primary\n")
admin.recv(1000)'
wait "$visitors"
keep
