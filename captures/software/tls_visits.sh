# visit HOST NAME OPTION...: one HTTPS request by openssl s_client, as one visitor of shop.example; its session state is
# kept in the file NAME.session and offered again at the next visit of that name. Keys go to keys.log.
# openssl stays until the server has closed, so that the server's tickets arrive.
visit() {
    local host=$1 name=$2 options=("${@:3}")
    if [ -s "$name.session" ]; then
        options+=(-sess_in "$name.session")
    fi
    printf 'GET /cart HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n' |
        on "$host" openssl s_client -connect 10.20.0.2:443 -servername shop.example -quiet -no_ign_eof \
            -ign_eof -sess_out "$name.session" -keylogfile keys.log "${options[@]}" >>client.log 2>&1
    sleep 0.5
}

# keep_keys: the key log goes beside the capture.
keep_keys() {
    install -m 644 "$scratch/keys.log" "$scenario/keys.log"
}
