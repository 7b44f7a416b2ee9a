# Two nginx ("a" and "b") with one certificate behind a TCP balancer; ticket keys of their own unless
# ticket.key lies in the scratch folder, then both use that.
. "$software/street.sh"
. "$software/tls_visits.sh"
need haproxy haproxy

# tls_street PROTOCOL
tls_street() {
    make_certificate
    local keys=
    if [ -e ticket.key ]; then
        keys="ssl_session_ticket_key ticket.key;"
    fi
    sed -e "s/PROTOCOL/$1/" -e "s/#KEYS/$keys/" "$software/tls_server.conf" >server.conf
    for machine in a b; do
        start_nginx "$machine" server.conf
        wait_for_port "$machine" 443
    done
    start proxy haproxy -db -f "$software/tls_balancer.cfg"
    wait_for_port proxy 443
}
