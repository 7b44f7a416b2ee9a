"""The shop on Flask-Session: flask_session_shop.py HOST:PORT STORE LIFETIME; STORE is redis://... or memcached://HOST:PORT."""

import datetime
import sys

from flask import Flask, jsonify, redirect, request, session
from flask_session import Session
import waitress

app = Flask(__name__)
app.config["PERMANENT_SESSION_LIFETIME"] = datetime.timedelta(seconds=int(sys.argv[3]))
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
if sys.argv[2].startswith("redis://"):
    import redis
    app.config.update(SESSION_TYPE="redis", SESSION_REDIS=redis.from_url(sys.argv[2]))
else:
    import pymemcache
    # Flask-Session hands over texts and wants octets back.
    client = pymemcache.PooledClient(sys.argv[2].removeprefix("memcached://"), default_noreply=False)
    app.config.update(SESSION_TYPE="memcached", SESSION_MEMCACHED=client)
Session(app)


def page(text):
    return f"<!doctype html><title>shop</title><p>{text}</p>\n"


def refuse():
    return (jsonify(error="not signed in"), 401) if request.path.startswith("/api") else redirect("/login")


@app.get("/login")
def login_page():
    if "user" in session:
        return redirect("/")
    return page('Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>')


@app.post("/login")
def login():
    user = request.form.get("user", "")
    if request.form.get("password") != "secret-of-" + user:
        return page("User or password is wrong"), 401
    app.session_interface.regenerate(session)
    session.update(user=user, cart=[])
    return redirect("/", 303)


@app.post("/logout")
def logout():
    session.clear()
    return redirect("/login", 303)


@app.get("/")
def home():
    return page("Hello " + session["user"]) if "user" in session else refuse()


@app.route("/cart", methods=["GET", "POST"])
@app.route("/api/cart", methods=["GET", "POST"])
def cart():
    if "user" not in session:
        return refuse()
    if request.method == "POST":
        session["cart"] = session["cart"] + [request.form.get("item", "lamp")]
    if request.path.startswith("/api"):
        return jsonify(cart=session["cart"])
    return page("In your cart: " + (", ".join(session["cart"]) or "nothing"))


waitress.serve(app, listen=sys.argv[1], ident="waitress", threads=4)
