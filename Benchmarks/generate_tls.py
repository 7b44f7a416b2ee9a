#!/usr/bin/env python3
"""Makes a capture of downloads over TLS 1.3, with its keys: generate_tls.py CAPTURE KEYLOG MEGABYTES [FLOWS]

The ends are two of Python's TLS objects in this process: nothing goes over a network. Packets are Ethernet, IPv4, TCP with 1448 bytes
of payload, the flows taking turns record by record. Random numbers of TLS differ from run to run; sizes do not.
"""
import os
import pathlib
import ssl
import struct
import subprocess
import sys
import tempfile

SEGMENT = 1448
ANSWER = 1 << 20                                              # bytes of each answer's body
PIECE = 1 << 14                                               # bytes given to TLS at once: a record


class Capture:
    def __init__(self, file):
        self.file, self.time = file, 1_700_000_000_000_000
        file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))

    def packet(self, source, target, sequence, acknowledgment, flags, payload=b''):
        self.time += 10
        tcp = struct.pack('>HHIIBBHHH', source[1], target[1], sequence & 0xffffffff, acknowledgment & 0xffffffff, 0x50, flags, 65535, 0, 0)
        address = b''.join(bytes(map(int, end[0].split('.'))) for end in (source, target))
        ip = struct.pack('>BBHHHBBH', 0x45, 0, 40 + len(payload), 0, 0x4000, 64, 6, 0) + address
        frame = b'\x02' * 6 + b'\x04' * 6 + b'\x08\x00' + ip + tcp + payload
        self.file.write(struct.pack('<IIII', self.time // 1_000_000, self.time % 1_000_000, len(frame), len(frame)) + frame)


class Side:
    def __init__(self, context, end, sequence, is_server, name=None):
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=is_server, server_hostname=name)
        self.end, self.sequence = end, sequence


class Flow:
    def __init__(self, capture, number, contexts):
        self.capture = capture
        self.client = Side(contexts[0], (f'10.1.{number >> 8}.{number & 255}', 40_000 + number), 1_000, False, 'files.example')
        self.server = Side(contexts[1], ('10.2.0.1', 443), 9_000, True)
        self.left = 0
        self.say(self.client, self.server, 0x02, syn=True)
        self.say(self.server, self.client, 0x12, syn=True)
        self.say(self.client, self.server, 0x10)
        for _ in range(4):
            for one, other in ((self.client, self.server), (self.server, self.client)):
                try:
                    one.tls.do_handshake()
                except ssl.SSLWantReadError:
                    pass
                self.carry(one, other)

    def say(self, one, other, flags, payload=b'', syn=False):
        self.capture.packet(one.end, other.end, one.sequence, other.sequence, flags, payload)
        one.sequence += len(payload) + syn

    def carry(self, one, other):
        data = one.outgoing.read()
        for start in range(0, len(data), SEGMENT):
            self.say(one, other, 0x18, data[start:start + SEGMENT])
        if data:
            other.incoming.write(data)
            self.say(other, one, 0x10)

    def drain(self, side):
        try:
            while side.tls.read(1 << 16):
                pass
        except ssl.SSLWantReadError:
            pass

    def step(self, body):
        """The next record of an answer, or the next request."""
        if self.left == 0:
            self.client.tls.write(b'GET /file HTTP/1.1\r\nHost: files.example\r\nCookie: session=0123456789abcdef0123\r\n\r\n')
            self.carry(self.client, self.server)
            self.drain(self.server)
            self.server.tls.write(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % ANSWER)
            self.left = ANSWER
        self.server.tls.write(body)
        self.left -= len(body)
        self.carry(self.server, self.client)
        self.drain(self.client)


def contexts(keylog):
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = f'{folder}/key', f'{folder}/certificate'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                        '-subj', '/CN=files.example', '-keyout', key, '-out', certificate], check=True, capture_output=True)
        client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        client.load_verify_locations(certificate)
        client.check_hostname = False
        client.keylog_filename = keylog
        server.load_cert_chain(certificate, key)
    return client, server


def main():
    path, keylog, megabytes = sys.argv[1:4]
    pathlib.Path(keylog).unlink(missing_ok=True)
    with open(path, 'wb', 1 << 20) as file:
        capture = Capture(file)
        both = contexts(keylog)
        flows = [Flow(capture, number, both) for number in range(int(sys.argv[4]) if len(sys.argv) > 4 else 8)]
        body = os.urandom(PIECE)
        while file.tell() < float(megabytes) * 1_000_000:
            for flow in flows:
                flow.step(body)


main()
