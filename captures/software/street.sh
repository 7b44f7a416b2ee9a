# A street of shops: the machine "clients" (10.20.0.11 to 10.20.0.15), the machine "proxy" (10.20.0.2), and behind it the
# machines "a" (10.20.1.3) and "b" (10.20.2.3). Recorded on the proxy's device "any": client leg and upstream leg, each packet once.
need_python flask
need_python waitress
. "$software/visitors.sh"

host clients proxy a b
join clients 10.20.0.11 proxy 10.20.0.2
for last in 12 13 14 15; do
    ip -n "$(namespace clients)" address add "10.20.0.$last/24" dev to-proxy
done
join proxy 10.20.1.2 a 10.20.1.3
join proxy 10.20.2.2 b 10.20.2.3

# shop MACHINE [OPTION...]: the shop on port 8000 of that machine.
shop() {
    start "$1" python3 "$software/session_shop.py" 0.0.0.0:8000 "${@:2}"
    wait_for_port "$1" 8000
}

# balance [CONFIGURATION]: nginx on port 80 of the proxy.
balance() {
    start_nginx proxy "$@"
    wait_for_port proxy 80
}

# balance_haproxy [CONFIGURATION]: the same with HAProxy.
balance_haproxy() {
    need haproxy haproxy
    start proxy haproxy -db -f "${1:-$scenario/haproxy.cfg}"
    wait_for_port proxy 80
}

# haproxy_command COMMAND: to HAProxy's admin socket in the scratch folder.
haproxy_command() {
    python3 -c '
import socket, sys
admin = socket.socket(socket.AF_UNIX)
admin.connect("admin.sock")
admin.sendall(sys.argv[1].encode() + b"\n")
print(admin.recv(10000).decode())' "$1"
}

# shop_beside PORT [OPTION...]: a shop on the proxy's own machine, so that what it asks its store is in the capture, too.
shop_beside() {
    start proxy python3 "$software/session_shop.py" "127.0.0.1:$1" "${@:2}"
    wait_for_port proxy "$1"
}

# session_store: an empty Redis on the proxy's machine.
session_store() {
    need redis-server redis-server
    need_python redis
    start proxy redis-server --port 6379 --bind 127.0.0.1 --save "" --appendonly no
    wait_for_port proxy 6379
}
