"""Answers a ClientHello with its certificate, as TLS does, and closes instead of going on: closing_server.py PORT

What an overloaded or crashing TLS server does: OpenSSL answers the first flight, the process then goes away.
"""

import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificate.pem", "key.pem")

listener = socket.create_server(("", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(connection.recv(10000))
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        connection.sendall(outgoing.read())
    connection.recv(10000)      # the client's key exchange and Finished
    connection.close()
