"""A page in pieces, and an account that asks for a login: app.py ADDRESS PORT"""

import secrets
import sys

from flask import Flask, request
from waitress import serve

application = Flask(__name__)
visitors = {}


@application.get("/")
def page():
    return (f"<p>piece {number}</p>\n" for number in range(5))     # a generator: sent in chunks


@application.get("/cart")
def cart():
    return {"cart": []}


@application.post("/login")
def login():
    if request.form["word"] != "open sesame":
        return {"error": "wrong word"}, 401
    session = secrets.token_urlsafe(24)
    visitors[session] = request.form["user"]
    answer = application.make_response({"welcome": request.form["user"]})
    answer.set_cookie("session", session, httponly=True, samesite="Strict")
    return answer


@application.get("/account")
def account():
    user = visitors.get(request.cookies.get("session"))
    if not user:
        return {"error": "please log in"}, 401
    return {"user": user}


@application.post("/logout")
def logout():
    visitors.pop(request.cookies.get("session"), None)
    answer = application.make_response({"bye": True})
    answer.delete_cookie("session", httponly=True, samesite="Strict")
    return answer


serve(application, host=sys.argv[1], port=int(sys.argv[2]))
