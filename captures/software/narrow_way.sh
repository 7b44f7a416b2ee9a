# A client, a router and a server; between router and client only 1400 bytes fit, and neither end knows.
need curl curl

host client router server
join_far client 10.20.0.1 router 10.20.0.254 5
join router 10.20.1.254 server 10.20.1.2
router router
gateway client 10.20.0.254
gateway server 10.20.1.254
ip -n "$(namespace router)" link set to-client mtu 1400
start_nginx server "$software/download.conf"
wait_for_port server 80
head -c 40 /dev/urandom | base64 >small
head -c 30000 /dev/urandom | base64 -w 0 >download

# ask_twice: a small page, then the large one on the same connection, until the client gives up; then once more.
ask_twice() {
    for _ in 1 2; do
        on client curl -sS --max-time 6 -o small.copy http://10.20.1.2/small -o download.copy http://10.20.1.2/download >>client.log 2>&1 || true
    done
}
