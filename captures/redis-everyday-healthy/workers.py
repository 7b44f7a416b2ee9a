"""What programs other than the shop do with its Redis."""

import socket
import threading
import time

import redis

old = redis.Redis(protocol=2)
new = redis.Redis(protocol=3)


def errors_that_are_none():
    """Each is answered by an error that its program expects."""
    for _ in range(2):
        try:
            new.xgroup_create("orders", "packers", mkstream=True)
        except redis.ResponseError as error:
            print(error)                        # BUSYGROUP
    limit = old.register_script("local n = redis.call('INCR', KEYS[1]) redis.call('EXPIRE', KEYS[1], ARGV[1]) return n")
    for _ in range(2):
        print(limit(keys=["limit:10.20.0.11"], args=[60]))      # NOSCRIPT, then loaded
    for words in (("JSON.GET", "product:1"), ("LPUSH", "front-page", "x")):
        try:
            old.execute_command(*words)         # unknown command, WRONGTYPE
        except redis.ResponseError as error:
            print(error)


def jobs():
    """A queue with a worker that waits."""
    print(new.brpop("jobs", timeout=5))
    print(new.brpop("jobs", timeout=1))         # nothing comes


def news(ready):
    listener = new.pubsub()
    listener.subscribe("prices")
    ready.set()
    for message in listener.listen():
        if message["type"] == "message":
            print(message["data"])
            if message["data"] == b"end":
                break
    listener.unsubscribe()
    listener.close()


def inline():
    """A health check with bare hands."""
    with socket.create_connection(("127.0.0.1", 6379)) as connection:
        for line in (b"PING\r\n", b"EXISTS front-page\r\n", b"QUIT\r\n"):
            connection.sendall(line)
            print(connection.recv(100))


old.set("front-page", "a page", ex=30)
ready = threading.Event()
threads = [threading.Thread(target=jobs), threading.Thread(target=news, args=(ready,))]
for thread in threads:
    thread.start()
ready.wait()
errors_that_are_none()
inline()
with old.pipeline(transaction=False) as pipeline:
    for number in range(20):
        pipeline.set(f"product:{number}", number, ex=60)
    pipeline.execute()
with new.pipeline() as pipeline:                # MULTI, EXEC
    pipeline.incr("visits").expire("visits", 3600).get("visits")
    print(pipeline.execute())
time.sleep(1)
print(new.mget([f"product:{number}" for number in range(22)]))
new.lpush("jobs", "print the invoice")
for price in ("17", "18", "end"):
    new.publish("prices", price)
print(old.getdel("product:1"), old.rename("product:2", "product:new"), old.ttl("product:new"), old.persist("product:new"))
old.unlink("product:new")
for thread in threads:
    thread.join()
