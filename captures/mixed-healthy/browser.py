"""A page, a style sheet (the second time from the cache), a login with a typing error, a WebSocket, a logout.

browser.py OWN_ADDRESS SERVER
"""

import asyncio
import http.client
import socket
import sys
import time
import urllib.parse

from websockets.asyncio.client import connect

own, server = sys.argv[1:]
connection = http.client.HTTPConnection(server, source_address=(own, 0))


def ask(method, path, cookie=None, form=None, **headers):
    headers["User-Agent"] = "browser/1.0"
    if cookie:
        headers["Cookie"] = cookie
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, urllib.parse.urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    answer.read()
    print(method, path, answer.status)
    time.sleep(0.2)
    return answer


async def watch(cookie):
    url = f"ws://{server}/live"
    async with connect(url, local_addr=(own, 0), ping_interval=1, additional_headers={"Cookie": cookie}) as live:
        for word in ("news?", "more?"):
            await live.send(word)
            print(await live.recv())
            await asyncio.sleep(1.2)
        await live.close(1000)


# Browsers open a connection more than they need.
spare = socket.create_connection((server, 80), source_address=(own, 0))

ask("GET", "/")
sheet = ask("GET", "/style.css")
ask("GET", "/style.css", **{"If-None-Match": sheet.getheader("ETag")})
ask("HEAD", "/")
ask("GET", "/account")
ask("POST", "/login", form={"user": "ada", "word": "open sesam"})
cookie = ask("POST", "/login", form={"user": "ada", "word": "open sesame"}).getheader("Set-Cookie").split(";")[0]
ask("GET", "/account", cookie)
asyncio.run(watch(cookie))
ask("GET", "/account", cookie)
ask("POST", "/logout", cookie)
spare.close()
time.sleep(4.5)     # nginx closes the idle connection after 4 s
connection.close()
