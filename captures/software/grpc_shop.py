"""A shop that speaks gRPC: grpc_shop.py HOST:PORT [OPTION...]

shop.Sessions/Login gives a session, whose id stands in the metadata x-session-id; shop.Cart and shop.Orders want it.
Messages are protocol buffers with a text as field 1.
"""

import argparse
from concurrent import futures
import secrets
import signal
import threading
import time

import grpc

from protobuf_text import pack, unpack

parser = argparse.ArgumentParser()
parser.add_argument("listen")
parser.add_argument("--redis", action="store_true", help="keep sessions in the Redis of this machine")
parser.add_argument("--lifetime", type=int, default=600, help="seconds")
parser.add_argument("--limit", type=int, help="calls of a session in ten seconds")
parser.add_argument("--broken-after", type=int, help="calls after which the shop's own database is gone")
parser.add_argument("--option", action="append", default=[], metavar="NAME=NUMBER", help="of gRPC's server")
options = parser.parse_args()


class Memory:
    def __init__(self):
        self.sessions = {}

    def put(self, name, user):
        self.sessions[name] = user

    def get(self, name):
        return self.sessions.get(name)

    def delete(self, name):
        self.sessions.pop(name, None)


class Redis:
    def __init__(self):
        import redis
        self.redis = redis.Redis()

    def put(self, name, user):
        self.redis.set("session:" + name, user, ex=options.lifetime)

    def get(self, name):
        user = self.redis.get("session:" + name)
        return user.decode() if user else None

    def delete(self, name):
        self.redis.delete("session:" + name)


store = Redis() if options.redis else Memory()
carts, calls = {}, {}
count = 0
lock = threading.Lock()


def session(context):
    """The name and the user of the caller's session, or the end of the call."""
    global count
    name = dict(context.invocation_metadata()).get("x-session-id")
    user = name and store.get(name)
    if not user:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "no such session" if name else "no x-session-id")
    with lock:
        count += 1
        recent = calls[name] = [then for then in calls.get(name, []) if then > time.monotonic() - 10]
        recent.append(time.monotonic())
        broken = options.broken_after is not None and count > options.broken_after
    if options.limit and len(recent) > options.limit:
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, f"more than {options.limit} calls in 10 s")
    if broken:
        context.abort(grpc.StatusCode.UNAVAILABLE, "the orders' database does not answer")
    return name, user


def login(request, context):
    user, password = request.split("/")
    if password != "secret-of-" + user:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "user or password is wrong")
    name = secrets.token_hex(16)
    store.put(name, user)
    context.send_initial_metadata([("x-session-id", name)])
    return "welcome " + user


def logout(request, context):
    store.delete(session(context)[0])
    return "goodbye"


def add(request, context):
    name, _ = session(context)
    carts.setdefault(name, []).append(request)
    return str(len(carts[name]))


def view(request, context):
    name, _ = session(context)
    if request.startswith("slowly "):
        time.sleep(float(request.removeprefix("slowly ")))
    return ", ".join(carts.get(name, [])) or "nothing"


def watch(request, context):
    """`request` is a list of seconds, one to wait before each message."""
    _, user = session(context)
    for number, seconds in enumerate(request.split()):
        time.sleep(float(seconds))
        if not context.is_active():
            return
        yield f"order {number} of {user}"


def chat(requests, context):
    session(context)
    for text in requests:
        yield "you said " + text


def coded(make, function):
    return make(function, request_deserializer=unpack, response_serializer=pack)


one, many, both = grpc.unary_unary_rpc_method_handler, grpc.unary_stream_rpc_method_handler, grpc.stream_stream_rpc_method_handler
SERVICES = {
    "shop.Sessions": {"Login": coded(one, login), "Logout": coded(one, logout)},
    "shop.Cart": {"Add": coded(one, add), "View": coded(one, view)},
    "shop.Orders": {"Watch": coded(many, watch), "Chat": coded(both, chat)},
}
server = grpc.server(futures.ThreadPoolExecutor(20), options=[
    ("grpc.so_reuseport", 0), *((name, int(number)) for name, number in (pair.split("=") for pair in options.option))])
for service, methods in SERVICES.items():
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, methods)])
server.add_insecure_port(options.listen)
server.start()
signal.signal(signal.SIGTERM, lambda *_: server.stop(grace=2))
server.wait_for_termination()
