"""A protocol buffer with one text as its field 1."""


def pack(text):
    words, size, left = text.encode(), b"", len(text.encode())
    while left > 127:
        size += bytes([left & 127 | 128])
        left >>= 7
    return b"\x0a" + size + bytes([left]) + words if words else b""


def unpack(message):
    at = 1
    while message[at:at + 1] > b"\x7f":
        at += 1
    return message[at + 1:].decode()
