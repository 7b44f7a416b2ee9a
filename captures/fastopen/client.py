"""Sends its request in the SYN as soon as the server has given it a cookie for that: client.py HOST"""

import socket
import sys
import time

REQUEST = b"GET /cart HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"

for _ in range(3):
    with socket.socket() as connection:
        connection.sendto(REQUEST, socket.MSG_FASTOPEN, (sys.argv[1], 80))
        while answer := connection.recv(1000):
            print(answer)
    time.sleep(0.5)
