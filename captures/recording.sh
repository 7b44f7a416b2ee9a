# Common functions of all recordings; a scenario's record.sh begins with
#     . "$(dirname "$0")/../recording.sh"
# and is then in a scratch folder that vanishes at the end, together with everything it started.
#
# Machines are network namespaces ("hosts"), wires are veth pairs. A host is made by `host`, joined to another by
# `join`, used by `on` (wait for the command) and `start` (leave it running). `record` starts the capture,
# `keep` stops it and puts it into the scenario's folder.

set -euo pipefail
export PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

captures=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scenario=$(cd "$(dirname "$0")" && pwd)
software=$captures/software
scratch=$(mktemp -d)
hosts=()
started=          # process id of the last `start`
recorders=()
cd "$scratch"

clean_up() {
    local status=$? host
    if [ "$status" -ne 0 ]; then
        tail -n 20 "$scratch"/*.log >&2 || true
    fi
    kill -INT "${recorders[@]}" 2>/dev/null || true
    for host in "${hosts[@]}"; do
        ip netns pids "$(namespace "$host")" | xargs -r kill -KILL 2>/dev/null || true
        ip netns delete "$(namespace "$host")" || true
    done
    wait 2>/dev/null || true
    rm -rf "$scratch"
    exit "$status"
}
trap clean_up EXIT

# need COMMAND PACKAGE: install the Debian package that brings the command, if it is missing.
need() {
    command -v "$1" >/dev/null || apt-get install --yes --quiet "$2" >/dev/null
}

# need_python MODULE [PACKAGE]: the same for a Python module.
need_python() {
    if ! python3 -c "import $1" 2>/dev/null; then
        need pip3 python3-pip
        python3 -m pip install --quiet --break-system-packages "${2:-$1}"
    fi
}

namespace() {
    echo "rec$$-$1"
}

# host NAME...: a machine of its own, with a loopback. IPv6 is off so that router discovery does not fill the capture.
host() {
    local name
    for name in "$@"; do
        ip netns add "$(namespace "$name")"
        hosts+=("$name")
        on "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
        ip -n "$(namespace "$name")" link set lo up
    done
}

# join A ADDRESS B ADDRESS: a wire between two hosts; the devices are called to-B and to-A. ADDRESS may be "-".
join() {
    ip link add name "to-$3" netns "$(namespace "$1")" type veth peer name "to-$1" netns "$(namespace "$3")"
    bring_up "$1" "to-$3" "$2"
    bring_up "$3" "to-$1" "$4"
}

# Without offloads the capture shows the segments and checksums that a real wire would carry.
bring_up() {
    local host=$1 device=$2 address=$3
    on "$host" ethtool -K "$device" tso off gso off gro off tx off >/dev/null 2>&1
    if [ "$address" != - ]; then
        ip -n "$(namespace "$host")" address add "$address/24" dev "$device"
    fi
    ip -n "$(namespace "$host")" link set "$device" up
}

# join_far A ADDRESS B ADDRESS MILLISECONDS [LOSS_PERCENT]: the same with a delay each way, and with loss towards A.
join_far() {
    local wire="wire-$1"
    host "$wire"
    join "$1" "$2" "$wire" -
    join "$wire" - "$3" "$4"
    # The far ends are known by their own names, whatever lies between.
    ip -n "$(namespace "$1")" link set "to-$wire" down name "to-$3" up
    ip -n "$(namespace "$3")" link set "to-$wire" down name "to-$1" up
    start "$wire" python3 "$software/long_wire.py" "to-$1" "to-$3" "$5" "${6:-0}"
    wait_for_line "$scratch/$wire.log" ready
}

# router NAME: let this host forward packets.
router() {
    on "$1" sysctl -qw net.ipv4.ip_forward=1
}

# gateway HOST ADDRESS: its default route.
gateway() {
    ip -n "$(namespace "$1")" route add default via "$2"
}

# on HOST COMMAND...
on() {
    ip netns exec "$(namespace "$1")" "${@:2}"
}

# start HOST COMMAND...: run it in the background, its output goes to HOST.log, its process id to $started.
start() {
    ip netns exec "$(namespace "$1")" "${@:2}" >>"$scratch/$1.log" 2>&1 &
    started=$!
    disown "$started"   # or the shell would report its end
}

# wait_for_end PROCESS_ID [SECONDS]
wait_for_end() {
    for _ in $(seq $((${2:-30} * 10))); do
        if ! kill -0 "$1" 2>/dev/null; then
            return
        fi
        sleep 0.1
    done
    echo "process $1 is still running" >&2
    return 1
}

# start_nginx HOST [CONFIGURATION]: nginx with nginx.conf of the scenario's folder. The configuration is copied because
# nginx looks for certificates beside it.
start_nginx() {
    need nginx nginx-light
    cp "${2:-$scenario/nginx.conf}" "$scratch/$1.conf"
    start "$1" nginx -p "$scratch" -c "$scratch/$1.conf" -e "$scratch/nginx-error.log" -g "daemon off; pid $scratch/$1.pid;"
}

# make_certificate [COMMON_NAME]: certificate.pem and key.pem in the scratch folder, for nginx and openssl.
make_certificate() {
    need openssl openssl
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=${1:-shop.example}" \
        -addext "subjectAltName=DNS:${1:-shop.example}" \
        -keyout key.pem -out certificate.pem 2>/dev/null
}

# rules HOST: load nftables rules from the standard input.
rules() {
    need nft nftables
    on "$1" nft -f -
}

wait_for_port() {
    local host=$1 port=$2
    for _ in $(seq 100); do
        if on "$host" ss -Hltn "sport = :$port" | grep -q .; then
            return
        fi
        sleep 0.1
    done
    echo "nothing listens on port $port of $host" >&2
    return 1
}

wait_for_line() {
    local file=$1 text=$2
    for _ in $(seq "${3:-100}"); do
        if grep -qs -- "$text" "$file"; then
            return
        fi
        sleep 0.1
    done
    echo "\"$text\" never came in $(basename "$file")" >&2
    return 1
}

# record HOST DEVICE [tcpdump option or filter...]: capture into capture.pcap until `keep`.
record() {
    record_as capture "$@"
}

record_as() {
    need tcpdump tcpdump
    local name=$1 host=$2 device=$3
    ip netns exec "$(namespace "$host")" \
        tcpdump -Z root -n -U --immediate-mode -B 65536 -i "$device" -w "$scratch/$name.pcap" "${@:4}" 2>"$scratch/$name.tcpdump" &
    recorders+=("$!")
    wait_for_line "$scratch/$name.tcpdump" "listening on"
}

stop_recording() {
    sleep 0.5   # let the last packets come out of the kernel
    kill -INT "${recorders[@]}"
    wait "${recorders[@]}" || true
    recorders=()
    if grep -h "dropped by kernel" "$scratch"/*.tcpdump | grep -qv "^0 "; then
        echo "the kernel dropped packets: record again" >&2
        return 1
    fi
}

# keep: stop the capture and put it beside the scenario's record.sh.
keep() {
    stop_recording
    keep_file capture.pcap
}

# keep_file FILE: capture.pcap or capture.pcapng, made from recordings.
keep_file() {
    install -m 644 "$scratch/$1" "$scenario/$1"
    ls -l "$scenario/$1" | awk '{ print $5, "bytes" }'
}

need ip iproute2
need ethtool ethtool
need ss iproute2
need python3 python3
