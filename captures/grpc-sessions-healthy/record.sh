#!/bin/bash
# A gRPC shop behind nginx with its sessions in Redis: logins, a wrong password, calls at the same time, a stream of orders whose pauses are
# shorter than nginx's patience, a conversation, logouts.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
redis_store 6379
grpc_shop proxy 127.0.0.1:50051 --redis
balance "$software/grpc_nginx.conf"

record proxy any tcp
callers <<'PY'
anna, bert = users = [Caller(name, "10.20.0.2:80") for name in ("anna", "bert")]
bert.call("Sessions/Login", "bert/wrong", status="UNAUTHENTICATED")
for user in users:
    user.login()
    user.call("Cart/Add", "lamp")
at_once(lambda: anna.watch("0.2 1 1 0.5"), lambda: anna.call("Cart/View"), lambda: bert.watch("0.5 2"),
        lambda: bert.call("Cart/View", "slowly 1"))
for text in anna.method("Orders/Chat")(iter(["hello", "where is my lamp", "thank you"]), metadata=anna.metadata()):
    print(text)
for user in users:
    user.call("Cart/View")
    user.call("Sessions/Logout")
    user.leave()
PY
keep
