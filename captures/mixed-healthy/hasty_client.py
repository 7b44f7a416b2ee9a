"""Reads the whole answer, then resets the connection instead of closing it: hasty_client.py OWN_ADDRESS SERVER"""

import socket
import struct
import sys

LINGER_AND_DROP = struct.pack("ii", 1, 0)

for _ in range(2):
    connection = socket.create_connection((sys.argv[2], 80), source_address=(sys.argv[1], 0))
    connection.sendall(b"GET /cart HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: hasty/1.0\r\n\r\n")
    answer = b""
    while not answer.endswith(b"}\n"):
        answer += connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_AND_DROP)
    connection.close()
