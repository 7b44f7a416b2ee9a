"""Where session_shop.py keeps its sessions: the memory of its process, Redis or memcached.

A store knows get(name), put(name, session, new), change(name, session, how, think), delete(name) and
last_login(user, name), Redis current_login(user), too.
`think` is what happens between reading a session and writing it back.
"""

import json
import socket
import threading
import time


def open_store(address, lifetime, sliding, writes):
    if address is None:
        return Memory(lifetime, sliding)
    scheme, _, place = address.partition("://")
    if scheme == "memcached":
        return Memcached(place, lifetime, sliding)
    if scheme == "memcached-meta":
        return MetaMemcached(place, lifetime, sliding)
    kinds = {"whole": Redis, "watched": WatchedRedis, "fields": FieldsInRedis}
    return kinds[writes](address, lifetime, sliding)


class Store:
    def change(self, name, session, how, think):
        """Reads came before, the whole session is written back: who comes between is overwritten."""
        how(session)
        think()
        self.put(name, session, new=False)
        return session


class Memory(Store):
    def __init__(self, lifetime, sliding):
        self.lifetime, self.sliding = lifetime, sliding
        self.sessions, self.ends, self.current = {}, {}, {}

    def get(self, name):
        if name in self.sessions and self.ends[name] < time.monotonic():
            self.delete(name)
        if name in self.sessions and self.sliding:
            self.ends[name] = time.monotonic() + self.lifetime
        return self.sessions.get(name)

    def put(self, name, session, new):
        self.sessions[name] = session
        if new or self.sliding:
            self.ends[name] = time.monotonic() + self.lifetime

    def delete(self, name):
        self.sessions.pop(name, None)

    def last_login(self, user, name):
        before, self.current[user] = self.current.get(user), name
        return before


class Redis(Store):
    """A session is one JSON text. A lifetime of 0 is none."""

    def __init__(self, address, lifetime, sliding):
        import redis
        self.lifetime, self.sliding = lifetime, sliding
        from redis.backoff import ConstantBackoff
        from redis.retry import Retry
        retry = Retry(ConstantBackoff(0.1), 2)
        if address.startswith("cluster://"):
            self.redis = redis.RedisCluster.from_url(address.replace("cluster", "redis", 1))
        else:
            self.redis = redis.Redis.from_url(address, retry=retry)

    def get(self, name):
        text = self.redis.get("session:" + name)
        if text and self.sliding:
            self.redis.expire("session:" + name, self.lifetime)
        return json.loads(text) if text else None

    def put(self, name, session, new):
        if new:
            self.redis.set("session:" + name, json.dumps(session), ex=self.lifetime or None)
        else:
            self.redis.set("session:" + name, json.dumps(session), keepttl=self.lifetime > 0)

    def delete(self, name):
        self.redis.delete("session:" + name)

    def last_login(self, user, name):
        return (self.redis.set("user:" + user, name, ex=86400, get=True) or b"").decode() or None

    def current_login(self, user):
        return (self.redis.get(f"user:{user}") or b"").decode() or None


class WatchedRedis(Redis):
    """The session is read again under WATCH, and the change is made again when somebody else was quicker."""

    def change(self, name, session, how, think):
        def step(pipeline):
            session.clear()
            session.update(json.loads(pipeline.get("session:" + name)))
            how(session)
            think()
            pipeline.multi()
            pipeline.set("session:" + name, json.dumps(session), keepttl=True)

        self.redis.transaction(step, "session:" + name)
        return session


class FieldsInRedis(Redis):
    """A session is a hash, and each thing in the cart is a field of its own."""

    def get(self, name):
        fields = {key.decode(): value.decode() for key, value in self.redis.hgetall("session:" + name).items()}
        if not fields:
            return None
        session = {key: value for key, value in fields.items() if not key.startswith("cart:")}
        session["cart"] = [key.removeprefix("cart:") for key in fields if key.startswith("cart:")]
        return session

    def put(self, name, session, new):
        fields = {key: value for key, value in session.items() if key != "cart"}
        fields.update({f"cart:{item}": 1 for item in session.get("cart", [])})
        self.redis.hset("session:" + name, mapping=fields)
        if new:
            self.redis.expire("session:" + name, self.lifetime)

    def change(self, name, session, how, think):
        before = set(session["cart"])
        how(session)
        think()
        self.redis.hset("session:" + name, mapping={f"cart:{item}": 1 for item in session["cart"] if item not in before})
        return session


class Memcached(Store):
    def __init__(self, address, lifetime, sliding):
        from pymemcache.client.base import PooledClient
        self.lifetime, self.sliding = lifetime, sliding
        self.client = PooledClient(address, max_pool_size=2)

    def get(self, name):
        text = self.client.get("session:" + name)
        if text and self.sliding:
            self.client.touch("session:" + name, expire=self.lifetime, noreply=False)
        return json.loads(text) if text else None

    def put(self, name, session, new):
        # memcached keeps no lifetime through a change: it is set anew.
        self.client.set("session:" + name, json.dumps(session), expire=self.lifetime, noreply=False)

    def delete(self, name):
        self.client.delete("session:" + name, noreply=False)

    def last_login(self, user, name):
        before = self.client.get("user:" + user)
        self.client.set("user:" + user, name, expire=86400, noreply=False)
        return before.decode() if before else None


class MetaMemcached(Store):
    """memcached's meta commands: what is read is touched by the same command."""

    def __init__(self, address, lifetime, sliding):
        self.lifetime, self.sliding = lifetime, sliding
        host, port = address.split(":")
        self.stream = socket.create_connection((host, int(port))).makefile("rwb")
        self.lock = threading.Lock()

    def ask(self, line, value=None):
        with self.lock:
            self.stream.write(line.encode() + b"\r\n" + (b"" if value is None else value + b"\r\n"))
            self.stream.flush()
            answer = self.stream.readline().split()
            return self.stream.read(int(answer[1]) + 2)[:-2] if answer[0] == b"VA" else None

    def get(self, name):
        text = self.ask(f"mg session:{name} v t" + (f" T{self.lifetime}" if self.sliding else ""))
        return json.loads(text) if text else None

    def put(self, name, session, new):
        text = json.dumps(session).encode()
        self.ask(f"ms session:{name} {len(text)} T{self.lifetime}", text)

    def delete(self, name):
        self.ask(f"md session:{name} q\r\nmn")      # quiet: only "mn" is answered

    def last_login(self, user, name):
        before = self.ask(f"mg user:{user} v")
        self.ask(f"ms user:{user} {len(name)} T86400", name.encode())
        return before.decode() if before else None
