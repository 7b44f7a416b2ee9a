"""Two clients that say something every half second, until nobody answers any more. They do not come back."""

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def client(name):
    async with connect("ws://10.20.0.2:9000/live", ping_interval=None) as connection:
        try:
            while True:
                await connection.send(f"{name} is here")
                await connection.recv()
                await asyncio.sleep(0.5)
        except ConnectionClosed as end:
            print(name, end)


async def main():
    await asyncio.gather(client("ada"), client("ben"))


asyncio.run(main())
