"""Talks for two seconds, then listens in silence until somebody cuts the connection."""

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def main():
    async with connect("ws://127.0.0.1:8080/live", ping_interval=None) as connection:
        for word in ("hello", "how are you?", "I am listening"):
            await connection.send(word)
            await connection.recv()
            await asyncio.sleep(1)
        try:
            await asyncio.wait_for(connection.recv(), 90)
        except ConnectionClosed as end:
            print(end)


asyncio.run(main())
