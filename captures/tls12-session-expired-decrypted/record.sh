#!/bin/bash
# HTTP/1.1 over TLS 1.2: sessions live for 8 s, the server says so at login, and use does not extend them. Anna (AES-GCM)
# is thrown out while she works; bert's suite is AES-CBC with HMAC, carla's ChaCha20-Poly1305, and both leave in time.
. "$(dirname "$0")/../recording.sh"
. "$software/tls_front.sh"

tls_front TLSv1.2
shop_behind --lifetime 8 --say-lifetime --unknown delete --secure

as() {
    local options=(--tls-max 1.2)
    case $1 in
        anna) options+=(--ciphers ECDHE-RSA-AES128-GCM-SHA256) ;;
        bert) options+=(--ciphers ECDHE-RSA-AES256-SHA384) ;;
        carla) options+=(--ciphers ECDHE-RSA-CHACHA20-POLY1305) ;;
    esac
    ask "$1" "$2" "${options[@]}" "${@:3}"
}

record client to-server tcp
for user in anna bert carla; do
    as "$user" /login --data "user=$user&password=secret-of-$user"
    as "$user" /api/cart
done
for step in 1 2; do
    sleep 2
    for user in anna bert carla; do
        as "$user" /api/cart
    done
done
for user in bert carla; do
    as "$user" /logout --data ""
done
sleep 5
as anna /api/cart
as anna /cart
sleep 1
keep_with_keys
