"""Talks to a line server, is silent for a while, talks again; when that fails it connects anew, as a pool would do.

patient_client.py HOST PORT SILENCE
"""

import socket
import sys
import time

ANSWER_WITHIN = 6


def connect():
    connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=ANSWER_WITHIN)
    print(connection.recv(1000))
    return connection


def ask(connection, line):
    connection.sendall(line + b"\r\n")
    print(connection.recv(1000))


connection = connect()
for line in (b"what time is it", b"and where", b"thank you"):
    ask(connection, line)
    time.sleep(0.5)
time.sleep(float(sys.argv[3]))
try:
    ask(connection, b"are you there")
except OSError as error:
    print(error)
    again = connect()
    ask(again, b"what time is it")
    again.close()
    # The old connection is forgotten without a FIN, so that its end does not disturb the picture.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
time.sleep(1)
