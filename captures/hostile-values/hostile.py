"""Both ends of conversations whose every value means harm: hostile.py server | client ADDRESS.

Plain sockets on both sides, since no library would send such things. The word PWNED is in all of them.
"""

import base64
import hashlib
import re
import socket
import struct
import sys
import threading
import time

SCRIPT = b"<script>PWNED=1</script>"
IMAGE = b"<img src=x onerror=PWNED=2>"
ATTRIBUTE = b"\"' onmouseover='PWNED=3' x=\""
CLOSING = b"</script></title></style>--><svg/onload=PWNED=4>"
TERMINAL = b"\x1b[2J\x1b]0;PWNED\x07\x1b[31m\x9b1m\x08\x08"
BIDI = "\u202eDENWP\u202c\u2066\u200f\u200b".encode()
BROKEN = b"PWNED\xff\xfe\xc0\x80\xed\xa0\x80\xf8"
FORMULA = b"=cmd|'/c PWNED'!A1"
MARKDOWN = b"[PWNED](javascript:PWNED) ![](http://203.0.113.9/p.png) @PWNED #1 `PWNED` |PWNED|"
JSON = b"\"},{\"record\":\"capture\",\"PWNED\":\"\\u0000"

COOKIE = b"c0ffee<b>PWNED</b>c0ffee" + ATTRIBUTE.replace(b"\"", b"").replace(b" ", b"")
NAME = b"PHPSESSID"


# ---- What the server says


def http_answer(head, count):
    target = head.split(b" ")[1]
    cookie = b"Cookie: " in head
    if target.startswith(b"/login"):
        cookies = [NAME + b"=" + COOKIE + b"; Path=/", b"sess<i>PWNED=" + COOKIE[::-1] + b"; Path=/" + SCRIPT]
        status, extra = b"200 " + IMAGE, b"".join(b"Set-Cookie: " + cookie + b"\r\n" for cookie in cookies)
    elif not cookie:
        status, extra = b"401 " + TERMINAL, b"WWW-Authenticate: Bearer realm=" + ATTRIBUTE + b"\r\n"
    elif count < 6:
        status, extra = b"200 O" + BIDI + b"K", b"ETag: " + CLOSING + b"\r\n"
    else:
        status = b"401 " + BROKEN
        extra = b"Location: /login" + SCRIPT + b"?next=javascript:" + IMAGE.replace(b" ", b"/") + b"\r\n"
    return b"HTTP/1.1 " + status + b"\r\nServer: " + CLOSING + TERMINAL + b"\r\n" + extra + b"Content-Length: 2\r\n\r\nok"


def serve_http(connection):
    count, rest = 0, b""
    while octets := connection.recv(65536):
        rest += octets
        while b"\r\n\r\n" in rest:
            head, rest = rest.split(b"\r\n\r\n", 1)
            rest = rest[int((re.search(rb"Content-Length: (\d+)", head) or [0, 0])[1]):]
            count += 1
            connection.sendall(http_answer(head, count))


def serve_web_socket(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    key = re.search(rb"Sec-WebSocket-Key: (\S+)", head)[1]
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    reason = {b"1": SCRIPT + IMAGE, b"2": TERMINAL + BIDI, b"3": BROKEN}[head.split(b" ")[1][-1:]]
    connection.sendall(
        b"HTTP/1.1 101 " + SCRIPT + b"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept
        + b"\r\nSec-WebSocket-Protocol: " + IMAGE.replace(b" ", b"/") + b"\r\n\r\n")
    time.sleep(0.3)
    payload = struct.pack(">H", 1011) + reason
    connection.sendall(bytes([0x88, len(payload)]) + payload)
    connection.recv(65536)


def serve_redis(connection):
    while connection.recv(65536):
        connection.sendall(b"-ERR " + SCRIPT + TERMINAL + BIDI + b"\r\n")


def message(kind, body):
    return kind + struct.pack(">I", len(body) + 4) + body


def serve_postgresql(connection):
    connection.recv(65536)
    connection.sendall(
        message(b"R", struct.pack(">I", 0)) + message(b"S", b"server_version\0" + CLOSING + b"\0")
        + message(b"Z", b"I"))
    while octets := connection.recv(65536):
        if octets[:1] == b"X":
            return
        fields = b"SERROR\0VERROR\0C42P01\0M" + SCRIPT + TERMINAL + BIDI + BROKEN + b"\0\0"
        connection.sendall(message(b"E", fields) + message(b"Z", b"I"))


def serve_tls(connection):
    connection.recv(65536)
    connection.sendall(bytes([21, 3, 3, 0, 2, 2, 112]))     # fatal, unrecognized_name


SERVICES = {8000: serve_http, 9000: serve_web_socket, 6379: serve_redis, 5432: serve_postgresql, 8443: serve_tls}


def answer(service, connection):
    with connection:
        try:
            service(connection)
        except OSError:
            pass


def listen(port, service):
    with socket.create_server(("0.0.0.0", port)) as listener:
        while True:
            threading.Thread(target=answer, args=(service, listener.accept()[0]), daemon=True).start()


# ---- What the client says


def ask(connection, method, target, headers=b"", body=b""):
    connection.sendall(
        method + b" " + target + b" HTTP/1.1\r\nHost: " + FORMULA + b"\r\nUser-Agent: " + SCRIPT + TERMINAL + BIDI + BROKEN
        + b"\r\nReferer: http://" + MARKDOWN.replace(b" ", b"%20") + b"/?" + IMAGE.replace(b" ", b"+")
        + b"\r\nX-Request-ID: " + JSON + b"\r\n" + headers
        + (b"Content-Length: %d\r\n" % len(body) if body else b"") + b"\r\n" + body)
    connection.recv(65536)
    time.sleep(0.15)


def browse(address):
    cookie = b"Cookie: " + NAME + b"=" + COOKIE + b"\r\n"
    with socket.create_connection((address, 8000)) as connection:
        ask(connection, b"GET", b"/cart/" + SCRIPT)
        form = b"Content-Type: application/x-www-form-urlencoded\r\n"
        ask(connection, b"POST", b"/login", form, b"user=" + IMAGE + b"&password=PWNED" + TERMINAL)
        for target in [b"/cart/" + SCRIPT, b"/" + MARKDOWN.replace(b" ", b"/"), b"/x?q=" + IMAGE.replace(b" ", b"+")]:
            ask(connection, b"GET", target, cookie)
        ask(connection, b"GET", b"/cart/" + SCRIPT, cookie)
        ask(connection, b"GET", b"/cart/" + BIDI, cookie)


def open_web_sockets(address):
    for number in [b"1", b"2", b"3"]:
        with socket.create_connection((address, 9000)) as connection:
            connection.sendall(
                b"GET /live" + IMAGE.replace(b" ", b"/") + b"?n=" + number + b" HTTP/1.1\r\nHost: " + FORMULA
                + b"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + base64.b64encode(b"0123456789abcdef") + b"\r\n\r\n")
            connection.recv(65536)
            close = connection.recv(65536)
            connection.sendall(bytes([0x88, 0x82, 0, 0, 0, 0]) + close[2:4])
            connection.recv(65536)


def store(address):
    with socket.create_connection((address, 6379)) as connection:
        for key in [b"session:" + COOKIE, b"sess:" + SCRIPT + TERMINAL + BIDI, FORMULA + b"9", MARKDOWN, BROKEN + b"9"]:
            words = [b"GET", key]
            connection.sendall(b"*2\r\n" + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
            connection.recv(65536)


def query(address):
    with socket.create_connection((address, 5432)) as connection:
        parameters = [b"user", SCRIPT, b"database", IMAGE + BIDI, b"application_name", TERMINAL + BROKEN]
        body = struct.pack(">I", 196608) + b"\0".join(parameters) + b"\0\0"
        connection.sendall(struct.pack(">I", len(body) + 4) + body)
        connection.recv(65536)
        connection.sendall(message(b"Q", b"SELECT '" + SCRIPT + b"'\0"))
        connection.recv(65536)
        connection.sendall(message(b"X", b""))


def greet(address):
    """A ClientHello whose server name and protocols are no names."""
    def extension(number, body):
        return struct.pack(">HH", number, len(body)) + body

    name = SCRIPT + b"." + CLOSING
    names = struct.pack(">BH", 0, len(name)) + name
    protocol = IMAGE + TERMINAL
    protocols = bytes([len(protocol)]) + protocol
    extensions = (
        extension(0, struct.pack(">H", len(names)) + names) + extension(16, struct.pack(">H", len(protocols)) + protocols)
        + extension(43, bytes([2, 3, 3])))
    body = b"\x03\x03" + bytes(range(32)) + b"\x00" + b"\x00\x02\xc0\x2f" + b"\x01\x00"
    body += struct.pack(">H", len(extensions)) + extensions
    hello = b"\x01" + struct.pack(">I", len(body))[1:] + body
    for _ in range(2):
        with socket.create_connection((address, 8443)) as connection:
            connection.sendall(b"\x16\x03\x01" + struct.pack(">H", len(hello)) + hello)
            connection.recv(65536)


def main():
    if sys.argv[1] == "server":
        for port, service in SERVICES.items():
            threading.Thread(target=listen, args=(port, service), daemon=True).start()
        print("ready", flush=True)
        threading.Event().wait()
    for visit in [browse, open_web_sockets, store, query, greet]:
        visit(sys.argv[2])


main()
