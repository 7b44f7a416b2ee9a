"""A WebSocket server that answers what it is told: websocket_server.py PORT [CLOSE_CODE]

"crash" breaks its handler, any other text comes back, of bytes it tells the length. It sends no pings.
SIGTERM shuts it down; its clients then get a Close frame with CLOSE_CODE (1001 unless told otherwise).
"""

import asyncio
import signal
import sys

from websockets.asyncio.server import serve

MAXIMUM_MESSAGE = 100_000


async def converse(connection):
    async for message in connection:
        if message == "crash":
            raise RuntimeError("told to crash")
        await connection.send(message if isinstance(message, str) else f"{len(message)} bytes")


async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(converse, "0.0.0.0", int(sys.argv[1]), ping_interval=None, max_size=MAXIMUM_MESSAGE) as server:
        await stop.wait()
        server.close(code=int(sys.argv[2]) if len(sys.argv) > 2 else 1001)


asyncio.run(main())
