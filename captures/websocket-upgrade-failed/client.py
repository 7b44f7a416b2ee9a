"""Tries each way twice, and is refused."""

import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake


async def main():
    for path in ("live", "feed", "live", "feed"):
        try:
            async with connect(f"ws://10.20.0.2/{path}"):
                pass
        except InvalidHandshake as refusal:
            print(path, refusal)
        await asyncio.sleep(1)


asyncio.run(main())
