#!/bin/bash
# Everyday life of a site on all of its protocols, nothing wrong: browsers on HTTP/1.1 with sessions in Redis, on HTTP/2 with sessions in
# memcached, programs on gRPC with sessions in Redis, orders in PostgreSQL and in MariaDB.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
. "$software/grpc_street.sh"
. "$software/database_servers.sh"
need_python sqlalchemy
need_python psycopg "psycopg[binary]"
redis_store 6379
memcached_store proxy
database_machine=a database_address=10.20.1.3
postgresql idle_session_timeout=60s
database_machine=b database_address=10.20.2.3
mariadb_server --wait-timeout=60
shop_beside 8001 --store redis://127.0.0.1 --sliding --unknown delete
flask_session_shop 8002 memcached://127.0.0.1:11211 3600
start proxy python3 "$software/database_shop.py" 127.0.0.1:8003 postgresql --server 10.20.1.3 --pool 2 --pre-ping
start proxy python3 "$software/database_shop.py" 127.0.0.1:8004 mariadb --server 10.20.2.3 --pool 2 --pre-ping --recycle 3
wait_for_port proxy 8003
wait_for_port proxy 8004
grpc_shop proxy 127.0.0.1:50051 --redis
balance

record proxy any tcp
visitors <<'PY' &
anna, bert = users = [Browser(name) for name in ("anna", "bert")]
for user in users:
    user.get("/", 200)
    user.login(200)
for step in range(3):
    for user in users:
        user.post("/cart", 200, {"item": ("lamp", "chair", "table")[step]})
        user.post(f"/{'postgresql' if user is anna else 'mariadb'}/orders", 201, {"item": "lamp", "pay": "0.3"})
        user.get(f"/{'mariadb' if user is anna else 'postgresql'}/orders", 200)
    pause(1)
anna.post("/logout", 200)
anna.get("/api/cart", 401)                      # signed out
PY
browsers=$!
visitors_h2 <<'PY' &
carla, david = users = [Browser2(name, site="http://10.20.0.2:81") for name in ("carla", "david")]
david.post("/login", 401, {"user": "david", "password": "wrong"})
for user in users:
    user.login(200)
for step in range(3):
    for user in users:
        at_once(*[lambda path=path: user.get(path, 200) for path in ("/cart", "/api/cart")])
        user.post("/cart", 200)
    pause(1.2)
carla.post("/logout", 200)
PY
modern=$!
callers <<'PY' &
emma, frank = users = [Caller(name, "10.20.0.2:82") for name in ("emma", "frank")]
for user in users:
    user.login()
    user.call("Cart/Add", "lamp")
at_once(lambda: emma.watch("0.5 2 1 0.5"), lambda: [(frank.call("Cart/View"), pause(0.9)) for _ in range(4)])
for user in users:
    user.call("Sessions/Logout")
PY
programs=$!
sleep 2
redis_say 6379 PING >>client.log                # a monitor
redis_say 6379 INFO server >>client.log
wait "$browsers"
wait "$modern"
wait "$programs"
keep
