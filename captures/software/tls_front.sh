# shop.example behind nginx, which speaks TLS: the machines "client" (10.20.0.1) and "server" (10.20.0.2), 2 ms apart.
# Recorded at the client, so that all there is to see is encrypted. The clients write keys.log.
export SSLKEYLOGFILE=$scratch/keys.log

# tls_front PROTOCOL [http2]: nginx on port 443 of the server.
tls_front() {
    host client server
    join_far client 10.20.0.1 server 10.20.0.2 2
    make_certificate
    sed -e "s/PROTOCOL/$1/" -e "s/HTTP2/${2:-}/" "$software/tls_front.conf" >front.conf
    start_nginx server front.conf
    wait_for_port server 443
}

# shop_behind [OPTION...]: the shop that nginx passes requests on to.
shop_behind() {
    need_python flask
    need_python waitress
    start server python3 "$software/session_shop.py" 127.0.0.1:8001 "$@"
    wait_for_port server 8001
}

# ask VISITOR PATH [OPTION...]: one request by curl with the cookies of that visitor.
ask() {
    need curl curl
    on client curl --silent --show-error --cacert certificate.pem --resolve shop.example:443:10.20.0.2 \
        --cookie "$1.jar" --cookie-jar "$1.jar" --user-agent "Mozilla/5.0 ($1)" "https://shop.example$2" \
        "${@:3}" >>client.log
}

# keep_with_keys: the capture with the keys inside, as capture.pcapng.
keep_with_keys() {
    need editcap wireshark-common
    stop_recording
    editcap --inject-secrets "tls,$scratch/keys.log" capture.pcap capture.pcapng
    keep_file capture.pcapng
}
