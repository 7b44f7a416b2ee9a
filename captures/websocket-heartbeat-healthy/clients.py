"""Two clients that ping every two seconds. One compresses, sends messages of every kind and leaves with 1000;
the other does not compress and leaves with 1001, as a browser does whose page is left."""

import asyncio
import os

from websockets.asyncio.client import connect

URL = "ws://127.0.0.1:8080/live"


async def ask(connection, message):
    await connection.send(message)
    print(await connection.recv())


async def compressing():
    async with connect(URL, ping_interval=2, ping_timeout=5) as connection:
        await ask(connection, "hello " * 20)
        await ask(connection, os.urandom(300))                         # 16-bit length
        await ask(connection, os.urandom(70_000))                      # 64-bit length
        await ask(connection, ["a text ", "in three ", "frames"])      # continuation frames
        await asyncio.sleep(12)                                        # only the pings keep it alive
        await ask(connection, "still here")
        await connection.close(1000, "done")


async def plain():
    async with connect(URL, ping_interval=2, ping_timeout=5, compression=None) as connection:
        await ask(connection, "grüß Gott")
        await ask(connection, [b"\x00\x01", b"\x02", b"", b"\x03\x04"])
        await asyncio.sleep(9)
        await connection.close(1001)


async def main():
    await asyncio.gather(compressing(), plain())


asyncio.run(main())
