"""Pings every second and waits three seconds for each pong."""

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def main():
    url = "ws://10.20.0.2:9000/live"
    async with connect(url, ping_interval=1, ping_timeout=3, close_timeout=2) as connection:
        await connection.send("hello")
        print(await connection.recv())
        try:
            await connection.recv()
        except ConnectionClosed as end:
            print(end)


asyncio.run(main())
