# nginx and a gateway ("service A", 127.0.0.1:9000) on one machine, service B behind them on the machine "a".
# A scenario tells what the gateway does to X-Session-ID: gateway_street [PATH=WHAT...]
gateway_street() {
    start a python3 "$software/session_service.py" 0.0.0.0 8000
    wait_for_port a 8000
    start proxy python3 "$software/gateway.py" 127.0.0.1 9000 10.20.1.3 8000 "$@"
    wait_for_port proxy 9000
    balance "$software/gateway.conf"
}
