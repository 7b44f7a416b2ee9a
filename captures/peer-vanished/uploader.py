"""Sends a line every 100 ms until the kernel gives up; tries to connect anew for 6 s then; at last it asks somebody else.

uploader.py HOST PORT OTHER_HOST
"""

import socket
import sys
import time

address = sys.argv[1], int(sys.argv[2])
connection = socket.create_connection(address)
connection.recv(1000)
connection.settimeout(60)
try:
    while True:
        connection.sendall(b"measured " + str(time.monotonic()).encode() + b" today\r\n")
        connection.recv(1000)
        time.sleep(0.1)
except OSError as error:
    print(error)
try:
    socket.create_connection(address, timeout=6)
except OSError as error:
    print(error)
time.sleep(3.5)     # so that it is certain that nobody answers
with socket.create_connection((sys.argv[3], address[1])) as other:
    print(other.recv(1000))
