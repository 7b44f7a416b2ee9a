"""A shop that keeps its sessions on the server: session_shop.py HOST:PORT [OPTION...]

Pages send a stranger to /login, /api answers 401. The id travels in the cookie shop_session.
SIGUSR1 forgets the oldest session, SIGUSR2 blocks it: pages refuse it, the login page takes it for signed in.
"""

import argparse
import secrets
import signal
import time

from flask import Flask, g, jsonify, make_response, redirect, request
import waitress

from session_stores import open_store

parser = argparse.ArgumentParser()
parser.add_argument("listen")
parser.add_argument("--store", help="redis://..., cluster://... or memcached://..., else the memory of this process")
parser.add_argument("--writes", choices=["whole", "watched", "fields"], default="whole",
                    help="how a change of a session gets into Redis: the whole text, under WATCH, or a field of a hash")
parser.add_argument("--think", type=float, default=0, help="seconds between reading a session and writing it back")
parser.add_argument("--touch", action="store_true", help="every request notes its time in the session")
parser.add_argument("--store-failure", choices=["error", "stranger"], default="error",
                    help="when the store fails: answer 500, or treat everybody as a stranger")
parser.add_argument("--lifetime", type=int, default=600, help="seconds")
parser.add_argument("--sliding", action="store_true", help="use extends the lifetime")
parser.add_argument("--say-lifetime", action="store_true", help="tell the client its lifetime at login")
parser.add_argument("--unknown", choices=["keep", "delete", "replace"], default="keep",
                    help="what becomes of a cookie that no session belongs to")
parser.add_argument("--anonymous", action="store_true", help="everybody gets a session, signed in or not")
parser.add_argument("--adopt", action="store_true", help="take any id a visitor brings, in the cookie or as ?sid=")
parser.add_argument("--keep-id", action="store_true", help="the id stays the same at login")
parser.add_argument("--single", action="store_true", help="one session for each user")
parser.add_argument("--latest-only", action="store_true", help="only the session of a user's last login is good")
parser.add_argument("--rotate", action="store_true", help="a new id with every answer")
parser.add_argument("--analytics", action="store_true", help="cookies that are no sessions, changing all the time")
parser.add_argument("--cookie-age", type=int, help="seconds")
parser.add_argument("--path", default="/")
parser.add_argument("--secure", action="store_true")
options = parser.parse_args()

COOKIE = "shop_session"
app = Flask(__name__)
store = open_store(options.store, options.lifetime, options.sliding, options.writes)


def begin(session):
    g.name, g.session = secrets.token_hex(16), session
    store.put(g.name, session, new=True)
    g.send = g.name


def end():
    store.delete(g.name)
    g.name = g.session = None
    g.send = ""


def signed_in():
    return g.session is not None and "user" in g.session and not g.session.get("blocked")


def refuse():
    if request.path.startswith("/api"):
        return jsonify(error="not signed in"), 401
    if g.unknown and options.unknown == "delete":
        g.send = ""
    elif g.unknown and options.unknown == "replace":
        begin({})
    return redirect("/login")


def look_up(name):
    try:
        return store.get(name)
    except Exception:
        if options.store_failure == "error":
            raise
        app.logger.exception("the store fails")
        return None


@app.before_request
def find_session():
    g.send, g.session = None, None
    g.name = request.cookies.get(COOKIE)
    if options.adopt and request.args.get("sid"):
        g.name = g.send = request.args["sid"]
    if g.name:
        g.session = look_up(g.name)
        if g.session is None and options.adopt:
            g.session = {}
            store.put(g.name, g.session, new=True)
    if options.latest_only and g.session is not None and store.current_login(g.session.get("user")) != g.name:
        g.session = None
    g.unknown = bool(g.name) and g.session is None
    if options.touch and signed_in():
        time.sleep(options.think)
        g.session["last_seen"] = round(time.time(), 3)
        store.put(g.name, g.session, new=False)
    if g.session is None and options.anonymous and request.path not in ("/login", "/logout"):
        begin({})


@app.after_request
def answer(response):
    if options.rotate and signed_in() and g.send is None:
        session = g.session
        store.delete(g.name)
        begin(session)
    if g.send == "":
        response.delete_cookie(COOKIE, path=options.path)
    elif g.send:
        response.set_cookie(COOKIE, g.send, max_age=options.cookie_age, path=options.path, secure=options.secure,
                            httponly=True, samesite="Lax")
    if options.analytics:
        if "ab_test" not in request.cookies:
            response.set_cookie("ab_test", secrets.choice(["checkout-a", "checkout-b"]), max_age=86400)
        elif request.path == "/cart":
            response.delete_cookie("ab_test")     # the experiment is over for who has seen the cart
        response.set_cookie("visit_id", f"GA1.{secrets.randbelow(10**9)}.{time.time():.0f}", max_age=1800)
        response.set_cookie("last_seen", secrets.token_hex(8))
    return response


def page(text):
    return f"<!doctype html><title>shop</title><p>{text}</p>\n"


@app.get("/login")
def login_page():
    if g.session is not None and "user" in g.session:
        return redirect("/")
    return page('Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>')


@app.post("/login")
def login():
    user = request.form.get("user", "")
    if request.form.get("password") != "secret-of-" + user:
        return page("User or password is wrong"), 401
    if options.keep_id and g.session is not None:
        g.session["user"] = user
        store.put(g.name, g.session, new=False)
    else:
        if g.session is not None:
            store.delete(g.name)
        begin({"user": user, "cart": []})
    before = store.last_login(user, g.name)
    if options.single and before and before != g.name:
        store.delete(before)
    if options.say_lifetime:
        return jsonify(user=user, session_lifetime=options.lifetime, expires_in=options.lifetime)
    return redirect("/", 303)


@app.post("/logout")
def logout():
    if g.name:
        end()
    return redirect("/login", 303)


@app.post("/password")
def password():
    if not signed_in():
        return refuse()
    session = g.session
    store.delete(g.name)
    begin(session)
    return page("Your password is changed")


@app.get("/")
def home():
    return page(f"Hello {g.session['user']}") if signed_in() else refuse()


@app.route("/cart", methods=["GET", "POST"])
@app.route("/api/cart", methods=["GET", "POST"])
@app.get("/app")
def cart():
    if not signed_in() and not options.anonymous:
        return refuse()
    if request.method == "POST":
        def change(session):
            things = session.setdefault("cart", [])
            if "remove" in request.form:
                things.remove(request.form["remove"])
            else:
                things.append(request.form.get("item", "lamp"))
        store.change(g.name, g.session, change, think=lambda: time.sleep(options.think))
    items = g.session.setdefault("cart", [])
    if request.path.startswith("/api"):
        return jsonify(cart=items)
    return page("In your cart: " + (", ".join(items) or "nothing"))


@app.get("/api/orders")
def orders():
    return jsonify(orders=[1001, 1002]) if signed_in() else refuse()


@app.get("/admin")
@app.get("/api/admin")
def admin():
    if not signed_in():
        return refuse()
    return make_response(page("For administrators only"), 403)


def oldest():
    return next((name for name, session in store.sessions.items() if "user" in session), None)


if not options.store:
    signal.signal(signal.SIGUSR1, lambda *_: store.delete(oldest()))
    signal.signal(signal.SIGUSR2, lambda *_: store.sessions[oldest()].update(blocked=True))
waitress.serve(app, listen=options.listen, ident="waitress", threads=4)
