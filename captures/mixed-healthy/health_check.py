"""Looks every second whether somebody listens, and leaves again: health_check.py OWN_ADDRESS SERVER"""

import socket
import sys
import time

for _ in range(6):
    socket.create_connection((sys.argv[2], 80), source_address=(sys.argv[1], 0)).close()
    time.sleep(1)
