"""Callers of grpc_shop.py, each with a channel of its own. A call may name the status it must end with; another one ends the recording."""

import threading
import time

import grpc

from protobuf_text import pack, unpack

SHOP = "10.20.0.2:50051"
TYPES = {"Watch": "unary_stream", "Chat": "stream_stream"}


class Caller:
    def __init__(self, user, target=SHOP, **options):
        """Options of gRPC's client with _ for the dots: grpc_keepalive_time_ms=1000."""
        self.user, self.name = user, None
        named = [(name.replace("grpc_http2_", "grpc.http2.").replace("grpc_", "grpc.", 1) if name.startswith("grpc_") else name, value)
                 for name, value in options.items()]
        self.channel = grpc.insecure_channel(target, options=[
            ("grpc.enable_http_proxy", 0), ("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0), *named])

    def method(self, path):
        make = getattr(self.channel, TYPES.get(path.split("/")[1], "unary_unary"))
        return make("/shop." + path, request_serializer=pack, response_deserializer=unpack)

    def metadata(self):
        return [("x-session-id", self.name)] if self.name else []

    def call(self, path, request="", status="OK", timeout=20):
        time.sleep(0.05)
        try:
            answer, call = self.method(path).with_call(request, metadata=self.metadata(), timeout=timeout)
            self.expect(path, status, "OK", answer)
            return answer, call
        except grpc.RpcError as error:
            self.expect(path, status, error.code().name, error.details())

    def login(self):
        answer, call = self.call("Sessions/Login", f"{self.user}/secret-of-{self.user}")
        self.name = dict(call.initial_metadata())["x-session-id"]

    def watch(self, waits, status="OK", timeout=None):
        """Reads until the stream ends; how many messages came."""
        messages, outcome = 0, "OK"
        try:
            for _ in self.method("Orders/Watch")(waits, metadata=self.metadata(), timeout=timeout):
                messages += 1
        except grpc.RpcError as error:
            outcome = error.code().name
            print(error.details())
        self.expect(f"Orders/Watch ({messages} messages)", status, outcome, "")
        return messages

    def expect(self, path, wanted, came, detail):
        print(f"{time.time():.3f} {self.user} {path} -> {came} {detail}", flush=True)
        if wanted is not None and came not in wanted.split("|"):
            raise SystemExit(f"{self.user}: {path} gave {came} and not {wanted}: {detail}")

    def leave(self):
        self.channel.close()


def at_once(*tasks):
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def pause(seconds=0.3):
    time.sleep(seconds)
