"""A shop that keeps its sessions in memory and gives every login a new session id."""

import secrets

from flask import Flask, redirect, request
from waitress import serve

application = Flask(__name__)
visitors = {}


def visitor():
    return visitors.get(request.cookies.get("shop_session"))


@application.get("/login")
def login_page():
    return "<form method=post><input name=user><input name=password type=password></form>"


@application.post("/login")
def login():
    if request.form["user"] != "ada":
        return "unknown user", 401
    session = secrets.token_urlsafe(24)
    visitors[session] = {"user": "ada", "cart": []}
    answer = redirect("/cart")
    answer.set_cookie("shop_session", session, httponly=True, samesite="Lax", path="/")
    return answer


@application.get("/cart")
def cart():
    return {"cart": visitor()["cart"]} if visitor() else redirect("/login")


@application.post("/cart")
def add():
    visitor()["cart"].append(request.form["article"])
    return {"cart": visitor()["cart"]}


@application.post("/logout")
def logout():
    visitors.pop(request.cookies.get("shop_session"), None)
    answer = redirect("/login")
    answer.delete_cookie("shop_session", path="/")
    return answer


serve(application, host="10.20.1.3", port=8000)
