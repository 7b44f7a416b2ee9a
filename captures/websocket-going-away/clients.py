"""Two clients that come back two seconds after the server has sent them away; in the end they leave properly."""

import asyncio
import time

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

END = time.monotonic() + 12


async def client(name):
    while True:
        async with connect("ws://10.20.0.2:9000/live", ping_interval=1) as connection:
            try:
                while time.monotonic() < END:
                    await connection.send(f"{name} is here")
                    await connection.recv()
                    await asyncio.sleep(0.7)
                return
            except ConnectionClosed as end:
                print(name, end)
        await asyncio.sleep(2)


async def main():
    await asyncio.gather(client("ada"), client("ben"))


asyncio.run(main())
