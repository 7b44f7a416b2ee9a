"""One client makes the handler crash, the other one sends more than the server accepts."""

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def client(last_words):
    async with connect("ws://10.20.0.2:9000/live", ping_interval=None, compression=None) as connection:
        try:
            for message in ("hello", last_words):
                await connection.send(message)
                await connection.recv()
        except ConnectionClosed as end:
            print(end)


async def main():
    await client("crash")
    await asyncio.sleep(1)
    await client(bytes(110_000))


asyncio.run(main())
