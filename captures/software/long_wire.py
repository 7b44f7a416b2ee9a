"""A wire between two devices that delays every frame and loses some: long_wire.py A B MILLISECONDS [LOSS_PERCENT]

Does what `tc netem` does, on kernels that come without it. Frames from B to A may be lost, those from A to B never,
so that it is known which direction must retransmit. The losses are drawn from a fixed seed.
"""

import collections
import random
import select
import socket
import sys
import time

OUTGOING = 4  # linux/if_packet.h: our own frames come back to us, and are not for us
MAXIMUM_FRAME = 65536


def open_device(name):
    device = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    device.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    device.bind((name, 0))
    return device


def main():
    delay = float(sys.argv[3]) / 1000
    loss = float(sys.argv[4]) / 100 if len(sys.argv) > 4 else 0
    near, far = open_device(sys.argv[1]), open_device(sys.argv[2])
    chance = random.Random(7)
    travelling = collections.deque()
    print("ready", flush=True)
    while True:
        wait = max(0, travelling[0][0] - time.monotonic()) if travelling else None
        readable, _, _ = select.select([near, far], [], [], wait)
        for device in readable:
            frame, address = device.recvfrom(MAXIMUM_FRAME)
            if address[2] == OUTGOING:
                continue
            # Only frames with data are lost: a lost SYN would make another scenario of it.
            if device is far and len(frame) > 200 and chance.random() < loss:
                continue
            travelling.append((time.monotonic() + delay, near if device is far else far, frame))
        while travelling and travelling[0][0] <= time.monotonic():
            _, target, frame = travelling.popleft()
            target.send(frame)


main()
