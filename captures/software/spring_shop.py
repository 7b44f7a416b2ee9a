"""A shop that lays its sessions out in Redis as Spring Session's indexed repository does: spring_shop.py HOST:PORT LIFETIME

Not Spring: the layout only. The cookie SESSION is the id in Base64; the session is the hash spring:session:sessions:<id> whose
values are Java's serialisation; an empty key ...:expires:<id> runs out after LIFETIME seconds, the hash five minutes later;
ids are filed under the minute they run out in, and under their user.
"""

import base64
import struct
import sys
import time
import uuid

from flask import Flask, g, jsonify, redirect, request
import redis
import waitress

LIFETIME = int(sys.argv[2])
SESSIONS = "spring:session:sessions:"
USERS = "spring:session:index:org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME:"
JAVA = b"\xac\xed\0\5"
NUMBER = (b"xr\0\x10java.lang.Number" + bytes.fromhex("86ac951d0b94e08b") + b"\2\0\0xp")
store = redis.Redis()
app = Flask(__name__)


def java_long(value):
    return (JAVA + b"sr\0\x0ejava.lang.Long" + bytes.fromhex("3b8be490cc8f23df") + b"\2\0\1J\0\5value" + NUMBER
            + struct.pack(">q", value))


def java_integer(value):
    return (JAVA + b"sr\0\x11java.lang.Integer" + bytes.fromhex("12e2a0a4f7818738") + b"\2\0\1I\0\5value" + NUMBER
            + struct.pack(">i", value))


def java_text(text):
    return JAVA + b"t" + struct.pack(">H", len(text)) + text.encode()


def now():
    return round(time.time() * 1000)


def minute(milliseconds):
    return (milliseconds // 60_000 + 1) * 60_000


def save(name, fields, end):
    """`fields` of the hash, and everything that says when the session runs out."""
    store.hset(SESSIONS + name, mapping=fields)
    filed = f"spring:session:expirations:{minute(end)}"
    store.sadd(filed, java_text("expires:" + name))
    store.expire(filed, LIFETIME + 300)
    store.append(f"{SESSIONS}expires:{name}", "")
    store.expire(f"{SESSIONS}expires:{name}", LIFETIME)
    store.expire(SESSIONS + name, LIFETIME + 300)


def begin(user):
    g.name = str(uuid.uuid4())
    time_now = now()
    save(g.name, {"creationTime": java_long(time_now), "lastAccessedTime": java_long(time_now),
                  "maxInactiveInterval": java_integer(LIFETIME), "sessionAttr:USER": java_text(user),
                  "sessionAttr:CART": java_text("")}, time_now + LIFETIME * 1000)
    store.sadd(USERS + user, java_text(g.name))
    g.send = g.name


def end(name, user):
    store.srem(f"spring:session:expirations:{minute(now() + LIFETIME * 1000)}", java_text("expires:" + name))
    store.delete(f"{SESSIONS}expires:{name}")
    store.srem(USERS + user, java_text(name))
    store.expire(SESSIONS + name, 0)


@app.before_request
def find_session():
    g.send, g.user, g.cart, g.name = None, None, [], None
    try:
        g.name = base64.b64decode(request.cookies["SESSION"]).decode()
    except (KeyError, ValueError):
        return
    fields = store.hgetall(SESSIONS + g.name)
    if fields:
        g.user = fields[b"sessionAttr:USER"][7:].decode()
        g.cart = fields[b"sessionAttr:CART"][7:].decode().split(",") if len(fields[b"sessionAttr:CART"]) > 7 else []
        save(g.name, {"lastAccessedTime": java_long(now())}, now() + LIFETIME * 1000)


@app.after_request
def answer(response):
    if g.send == "":
        response.set_cookie("SESSION", "", max_age=0, httponly=True, samesite="Lax")
    elif g.send:
        response.set_cookie("SESSION", base64.b64encode(g.send.encode()).decode(), httponly=True, samesite="Lax")
    return response


def page(text):
    return f"<!doctype html><title>shop</title><p>{text}</p>\n"


def refuse():
    return (jsonify(error="not signed in"), 401) if request.path.startswith("/api") else redirect("/login")


@app.get("/login")
def login_page():
    if g.user:
        return redirect("/")
    return page('Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>')


@app.post("/login")
def login():
    user = request.form.get("user", "")
    if request.form.get("password") != "secret-of-" + user:
        return page("User or password is wrong"), 401
    if g.user:
        end(g.name, g.user)
    begin(user)
    return redirect("/", 303)


@app.post("/logout")
def logout():
    if g.user:
        end(g.name, g.user)
    g.send = ""
    return redirect("/login", 303)


@app.get("/")
def home():
    return page(f"Hello {g.user}") if g.user else refuse()


@app.route("/cart", methods=["GET", "POST"])
@app.route("/api/cart", methods=["GET", "POST"])
def cart():
    if not g.user:
        return refuse()
    if request.method == "POST":
        g.cart.append(request.form.get("item", "lamp"))
        store.hset(SESSIONS + g.name, "sessionAttr:CART", java_text(",".join(g.cart)))
    if request.path.startswith("/api"):
        return jsonify(cart=g.cart)
    return page("In your cart: " + (", ".join(g.cart) or "nothing"))


waitress.serve(app, listen=sys.argv[1], ident="waitress", threads=4)
