"""Issues and checks access tokens (JWT) and rotating refresh tokens: token_service.py HOST:PORT [OPTION...]

POST /oauth/token with grant_type=password or refresh_token; /api wants a bearer.
"""

import argparse
import email.utils
import secrets
import time

from flask import Flask, jsonify, request
import waitress

import json_web_token as jwt

parser = argparse.ArgumentParser()
parser.add_argument("listen")
parser.add_argument("--lifetime", type=int, default=300, help="seconds of an access token")
parser.add_argument("--clock", type=float, default=0, help="seconds by which this machine's clock is ahead")
parser.add_argument("--algorithm", default="HS256")
parser.add_argument("--no-expiry", action="store_true")
options = parser.parse_args()

app = Flask(__name__)
families = {}       # refresh token that is good now -> user


def now():
    return int(time.time() + options.clock)


def grant(user):
    claims = {"iss": "https://login.example", "aud": "shop-api", "sub": user, "jti": secrets.token_hex(4)}
    claims |= {"iat": now(), "nbf": now()}
    if not options.no_expiry:
        claims["exp"] = now() + options.lifetime
    refresh = secrets.token_urlsafe(32)
    families[refresh] = user
    answer = jsonify(access_token=jwt.make(claims, options.algorithm), token_type="Bearer", expires_in=options.lifetime,
                     refresh_token=refresh)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@app.post("/oauth/token")
def token():
    form = request.form
    if form.get("grant_type") == "password" and form.get("password") == "secret-of-" + form.get("username", ""):
        return grant(form["username"])
    if form.get("grant_type") == "refresh_token":
        user = families.pop(form.get("refresh_token"), None)
        if user:
            time.sleep(0.05)    # a database behind it
            return grant(user)
    return jsonify(error="invalid_grant", error_description="The refresh token is unknown, used or expired."), 400


def refused(why):
    answer = jsonify(error="invalid_token", error_description=why)
    answer.headers["WWW-Authenticate"] = f'Bearer realm="shop", error="invalid_token", error_description="{why}"'
    return answer, 401


@app.route("/api/<path:what>", methods=["GET", "POST"])
def api(what):
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return jsonify(error="unauthorized"), 401, {"WWW-Authenticate": 'Bearer realm="shop"'}
    claims = jwt.read(text)
    if claims is None:
        return refused("The token is malformed")
    if claims.get("exp", now() + 1) <= now():
        return refused("The token expired")
    if claims.get("nbf", 0) > now():
        return refused("The token is not yet valid (nbf)")
    return jsonify(what=what, user=claims["sub"])


@app.after_request
def own_clock(response):
    if options.clock:
        response.headers["Date"] = email.utils.formatdate(now(), usegmt=True)
    return response


@app.get("/login")
def login():
    return "<!doctype html><title>shop</title><p>Please sign in</p>\n"


waitress.serve(app, listen=options.listen, ident="waitress", threads=4)
