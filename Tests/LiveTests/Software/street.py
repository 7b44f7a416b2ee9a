#!/usr/bin/env python3
"""A small web application and its visitor, with nothing but the standard library: for the tests of `hangup live`.

    street.py backend PORT             HTTP/1.1 with a session cookie, and WebSockets that echo
    street.py secure ADDRESS PORT CERT KEY  the same over TLS
    street.py ask HOST PORT KEYLOG     signs in over TLS, and looks around; logs the secrets
    street.py visit HOST PORT          signs in, looks around, meets a dead backend, and leaves a WebSocket in silence
    street.py stay HOST PORT SECONDS   signs in and goes on, beside a connection and a WebSocket that wait
    street.py redis HOST PORT          sessions in a store
    street.py flood INTERFACE COUNT    that many SYNs from random sources, to 10.9.0.1:80
    street.py device NAME TYPE         an interface whose frames are of that type (ARPHRD_), while this runs
"""
import base64
import fcntl
import hashlib
import http.client
import http.server
import os
import random
import socket
import ssl
import struct
import sys
import time


class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    sessions = {}

    def log_message(self, *_):
        pass

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        token = 'f00d%028x' % random.getrandbits(112)
        self.sessions[token] = True
        self.answer(200, b'welcome', Set_Cookie=f'shop_session={token}; Path=/; HttpOnly; SameSite=Lax')

    def do_GET(self):
        if self.headers.get('Upgrade', '').lower() == 'websocket':
            return self.echo()
        token = (self.headers.get('Cookie') or '').partition('shop_session=')[2]
        if token in self.sessions:
            self.answer(200, b'your cart' * 200)
        else:
            self.answer(401, b'who are you?')

    def echo(self):
        accept = hashlib.sha1((self.headers['Sec-WebSocket-Key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()
        self.send_response(101)
        self.send_header('Upgrade', 'websocket')
        self.send_header('Connection', 'Upgrade')
        self.send_header('Sec-WebSocket-Accept', base64.b64encode(accept).decode())
        self.end_headers()
        self.close_connection = True
        while True:
            head = self.rfile.read(2)
            if len(head) < 2:
                return
            length = head[1] & 0x7f
            mask = self.rfile.read(4)
            data = bytes(octet ^ mask[index % 4] for index, octet in enumerate(self.rfile.read(length)))
            self.wfile.write(bytes([head[0], length]) + data)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def backend(port):
    Server(('127.0.0.1', int(port)), Backend).serve_forever()


def secure(address, port, certificate, key):
    server = Server((address, int(port)), Backend)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


def ask(host, port, log):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode, context.keylog_filename = False, ssl.CERT_NONE, log
    for _ in range(5):
        web = http.client.HTTPSConnection(host, int(port), timeout=10, context=context)
        web.request('POST', '/login', 'user=ada&password=lovelace', {'Content-Type': 'application/x-www-form-urlencoded'})
        answer = web.getresponse()
        answer.read()
        web.request('GET', '/cart', headers={'Cookie': answer.getheader('Set-Cookie').partition(';')[0]})
        web.getresponse().read()
        web.close()


def visit(host, port):
    port = int(port)
    web = http.client.HTTPConnection(host, port, timeout=10)
    web.request('POST', '/login', 'user=ada&password=lovelace', {'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'street/1'})
    answer = web.getresponse()
    answer.read()
    cookie = answer.getheader('Set-Cookie').partition(';')[0]
    for page in range(4):
        web.request('GET', f'/cart/{page}', headers={'Cookie': cookie, 'User-Agent': 'street/1'})
        web.getresponse().read()
    for _ in range(2):
        dead = http.client.HTTPConnection(host, port, timeout=10)
        dead.request('GET', '/dead', headers={'User-Agent': 'street/1'})
        dead.getresponse().read()
        dead.close()
        time.sleep(0.2)
    web.close()
    # A WebSocket that says one thing, and is cut after seconds of silence.
    stream = open_websocket(host, port)
    say(stream, 1, b'hello')
    while stream.recv(4096):
        pass


def open_websocket(host, port):
    stream = socket.create_connection((host, port))
    key = base64.b64encode(os.urandom(16)).decode()
    stream.sendall((f'GET /live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                    f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n').encode())
    stream.recv(4096)
    return stream


def say(stream, opcode, text):
    mask = os.urandom(4)
    masked = bytes(octet ^ mask[index % 4] for index, octet in enumerate(text))
    stream.sendall(bytes([0x80 | opcode, 0x80 | len(text)]) + mask + masked)
    stream.recv(4096)


def stay(host, port, seconds):
    port = int(port)
    web = http.client.HTTPConnection(host, port, timeout=10)
    web.request('POST', '/login', 'user=ada&password=lovelace', {'Content-Type': 'application/x-www-form-urlencoded'})
    answer = web.getresponse()
    answer.read()
    cookie = {'Cookie': answer.getheader('Set-Cookie').partition(';')[0]}
    waiting = http.client.HTTPConnection(host, port, timeout=10)
    waiting.request('GET', '/cart', headers=cookie)
    waiting.getresponse().read()
    stream = open_websocket(host, port)
    say(stream, 1, b'hello')
    for page in range(int(float(seconds) * 5)):
        web.request('GET', f'/cart/{page}', headers=cookie)
        web.getresponse().read()
        time.sleep(0.2)
    say(stream, 1, b'still here')
    say(stream, 8, struct.pack('!H', 1000))
    stream.close()
    waiting.request('GET', '/cart/last', headers=cookie)
    waiting.getresponse().read()
    waiting.close()
    web.close()


def redis(host, port):
    def command(*words):
        stream.sendall(b''.join([b'*%d\r\n' % len(words)] + [b'$%d\r\n%s\r\n' % (len(word), word) for word in words]))
        return stream.recv(4096)

    stream = socket.create_connection((host, int(port)))
    for number in range(20):
        key = b'session:%032x' % (number * 7919)
        command(b'SETEX', key, b'1800', b'user=%d' % number)
        command(b'GET', key)
    command(b'GET', b'session:nobody')
    command(b'NOSUCHCOMMAND')
    stream.close()


def flood(interface, count):
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((interface, 0))
    random.seed(1)
    for _ in range(int(count)):
        source = struct.pack('!I', random.getrandbits(32) | 1 << 24)
        ports = struct.pack('!HH', random.randrange(1024, 65536), 80)
        ip = b'\x45\0\0\x28' + struct.pack('!H', random.getrandbits(16)) + b'\x40\0\x40\x06\0\0' + source + b'\x0a\x09\0\x01'
        tcp = ports + struct.pack('!II', random.getrandbits(32), 0) + b'\x50\x02\xff\xff\0\0\0\0'
        out.send(b'\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0' + ip + tcp)


def device(name, kind):
    tun = os.open('/dev/net/tun', os.O_RDWR)
    no_information, tap, set_interface, set_link = 0x1000, 0x0002, 0x400454ca, 0x400454cd
    fcntl.ioctl(tun, set_interface, struct.pack('16sH22x', name.encode(), tap | no_information))
    fcntl.ioctl(tun, set_link, int(kind))
    time.sleep(600)


if __name__ == '__main__':
    {'backend': backend, 'secure': secure, 'ask': ask, 'visit': visit, 'stay': stay, 'redis': redis, 'flood': flood,
     'device': device}[sys.argv[1]](*sys.argv[2:])
