# gRPC on the machines of street.sh.
. "$software/store_street.sh"
need_python grpc grpcio

# grpc_shop MACHINE HOST:PORT [OPTION...]
grpc_shop() {
    start "$1" python3 "$software/grpc_shop.py" "${@:2}"
    wait_for_port "$1" "${2##*:}"
}

# callers: runs the Python lines of the standard input on the machine "clients", with all of grpc_caller.py.
callers() {
    { echo "from grpc_caller import *"; cat; } >"callers.$BASHPID.py"
    on clients python3 "callers.$BASHPID.py" >>client.log 2>&1
}
