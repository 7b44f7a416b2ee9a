"""A WebSocket client over TLS: wss_client.py silent|pinging TLSv1_2|TLSv1_3

Talks, and then is silent until somebody cuts the connection; or pings every two seconds and leaves after eleven.
Keys go to the file that SSLKEYLOGFILE names.
"""

import asyncio
import os
import ssl
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

manner, version = sys.argv[1:]
context = ssl.create_default_context(cafile="certificate.pem")
context.keylog_filename = os.environ["SSLKEYLOGFILE"]
context.minimum_version = context.maximum_version = ssl.TLSVersion[version]


async def main():
    pings = {"ping_interval": 2, "ping_timeout": 5} if manner == "pinging" else {"ping_interval": None}
    async with connect("wss://shop.example/live", host="10.20.0.2", ssl=context, **pings) as connection:
        for message in ("hello", b"\x00" * 3000, "how are you?"):
            await connection.send(message)
            print(await connection.recv())
        if manner == "pinging":
            await asyncio.sleep(11)
            await connection.close(1000, "done")
            return
        try:
            print(await connection.recv())
        except ConnectionClosed as end:
            print("cut:", end)


asyncio.run(main())
