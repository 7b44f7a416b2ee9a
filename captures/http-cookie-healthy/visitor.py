"""Logs in, fills a cart, logs out, and then leaves its connection open without a word."""

import http.client
import sys
import time
import urllib.parse

connection = http.client.HTTPConnection(urllib.parse.urlsplit(sys.argv[1]).netloc)
cookie = None


def ask(method, path, **form):
    global cookie
    headers = {"User-Agent": "visitor/1.0", "Accept": "*/*"}
    if cookie:
        headers["Cookie"] = cookie
    body = urllib.parse.urlencode(form) if form else None
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    print(method, path, answer.status)
    if answer.getheader("Set-Cookie"):
        cookie = answer.getheader("Set-Cookie").split(";")[0]
        if cookie.endswith("="):    # deleted
            cookie = None
    time.sleep(0.3)


ask("GET", "/cart")
ask("GET", "/login")
ask("POST", "/login", user="ada", password="right")
ask("GET", "/cart")
ask("POST", "/cart", article="lamp")
ask("POST", "/cart", article="chair")
ask("GET", "/cart")
ask("POST", "/logout")
ask("GET", "/login")
time.sleep(5)
connection.close()
