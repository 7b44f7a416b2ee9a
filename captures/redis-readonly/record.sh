#!/bin/bash
# A failover: the replica on port 6380 becomes the primary, the old primary on 6379 its replica. The shop still asks 6379: it reads, but
# whatever it writes is answered READONLY.
. "$(dirname "$0")/../recording.sh"
. "$software/store_street.sh"
redis_store 6379 --repl-diskless-sync-delay 0
redis_store 6380 --repl-diskless-sync-delay 0 --replicaof 127.0.0.1 6379
wait_for_line proxy.log "MASTER <-> REPLICA sync: Finished with success"
shop_beside 8001 --store redis://127.0.0.1
balance "$software/shop_beside.conf"

record proxy any tcp
visitors <<'PY' &
anna, bert, carla = users = [Browser(name) for name in ("anna", "bert", "carla")]
for user in (anna, bert):
    user.get("/", 200)
    user.login(200)
    user.post("/api/cart", 200)
pause(3)
for user in (anna, bert):
    user.get("/api/cart", 200)
    user.post("/api/cart", 500)
    user.get("/api/cart", 200)
carla.get("/", 200)
carla.login(500)
PY
visitors=$!
sleep 1.5
redis_say 6380 REPLICAOF NO ONE >>client.log
redis_say 6379 REPLICAOF 127.0.0.1 6380 >>client.log
wait "$visitors"
keep
