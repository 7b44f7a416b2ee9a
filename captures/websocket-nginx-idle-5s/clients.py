"""Three clients that say a word, fall silent, are cut, and reconnect a second later; in the end they leave properly."""

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

RECONNECTS = 3


async def client(number):
    await asyncio.sleep(number * 0.7)
    for visit in range(RECONNECTS + 1):
        address = (f"127.0.0.{10 + number}", 0)
        async with connect("ws://127.0.0.1:8080/live", ping_interval=None, local_addr=address) as connection:
            await connection.send(f"client {number}, visit {visit}")
            await connection.recv()
            if visit == RECONNECTS:
                return
            try:
                await asyncio.wait_for(connection.recv(), 20)
            except ConnectionClosed:
                await asyncio.sleep(1)


async def main():
    await asyncio.gather(*(client(number) for number in (1, 2, 3)))


asyncio.run(main())
